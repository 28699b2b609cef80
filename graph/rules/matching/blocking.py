"""By what subjects are looked up that a record may be: keys that an index has, so that no list is walked.

First numbers and the exact names, names with the day of birth beside them, since a common name alone has too many
bearers to look at. Then, for what these did not settle, an organisation's name with one place of it wrong: each
pattern leaves two letters out and keeps the rest, so a name with one letter wrong, missing or doubled is among
what one of them finds. A person's name is too short for that: with a letter left out it is thousands of others'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from graph.rules.identity import Identity, Kind
from graph.rules.matching.names import FORM_PAIRS, core_parts
from graph.rules.names import compact, fold_name, may_be_pinyin

NAMES_MAX: Final = 8  # of one record
LETTERS_MIN: Final = 6  # of a name that patterns are made of
LETTERS_MAX: Final = 40
CORE_MIN: Final = 4  # letters of a name without its form, from which it is looked for alone
_DAY: Final = len("YYYY-MM-DD")


def exact_names(record: Identity) -> list[str]:
    """Folded, each once."""
    return list(dict.fromkeys(folded for name in record.names[:NAMES_MAX] if (folded := fold_name(name))))


def born_names(record: Identity) -> list[str]:
    """Each name and the full day of birth, with a line end between."""
    born = record.birth_date or ""
    return [f"{name}\n{born}" for name in exact_names(record)] if len(born) == _DAY else []


def name_patterns(record: Identity) -> list[str]:
    """Queries of the name index: keys that a name must have all of, for the core and for each place left out.

    Without those of legal forms: half of all names have them, so they exclude nobody, and an index that has no
    other way reads half of itself for each. Nor one that finds only what another of them finds.
    """
    if record.kind is not Kind.ORGANISATION:
        return []
    found = [keys for name in exact_names(record)[:1] for keys in _patterns(name)]
    return [" ".join(f"+{key}" for key in keys) for keys in _widest(found)]


def _patterns(folded: str) -> Iterator[list[str]]:
    letters = compact(folded)[:LETTERS_MAX]
    if len(letters) < LETTERS_MIN or may_be_pinyin(folded):
        return
    pairs = _pairs(letters)
    parts = core_parts(folded)
    if sum(map(len, parts)) >= CORE_MIN:
        yield _telling(pair for part in parts for pair in _pairs(part[:LETTERS_MAX]))
    for left in range(0, len(letters), 2):
        yield _telling(pair for place, pair in enumerate(pairs) if not left - 1 <= place <= left + 1)


def _pairs(letters: str) -> list[str]:
    return [left + right for left, right in pairwise(letters)]


def _telling(keys: Iterable[str]) -> list[str]:
    return [key for key in dict.fromkeys(keys) if key not in FORM_PAIRS]


def _widest(patterns: list[list[str]]) -> Iterator[list[str]]:
    """Those that hold no other one; each once, in their order."""
    sets = [frozenset(keys) for keys in patterns]
    for place, keys in enumerate(patterns):
        if keys and sets[place] not in sets[:place] and not any(other and other < sets[place] for other in sets):
            yield keys
