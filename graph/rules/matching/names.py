"""How the names of two sides stand to each other: the best of all pairs counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

from graph.rules.identity import Kind, pinyin_forms
from graph.rules.matching.table import Agreement
from graph.rules.names import KEYED_CHARACTERS, compact, fold_closely, fold_name, is_chinese, may_be_pinyin

NAMES_MAX: Final = 16  # of each side that are compared: at most 256 pairs
_PERSON_TYPO: Final = 3  # letters from which a person's name with one other letter is SIMILAR

# Legal forms, the longest first: 有限责任公司 is folded to 有限公司 already.
_FORMS: Final = ("集团股份有限公司", "集团有限公司", "股份有限公司", "有限公司", "集团公司", "股份公司", "公司")
FORM_PAIRS: Final = frozenset(left + right for form in _FORMS for left, right in pairwise(form))
_LATIN_FORM: Final = re.compile(r"(?:\s+(?:co|ltd|limited|inc|corp|corporation|company|llc|group))+\Z")
_PLACE_WORD: Final = re.compile(r"(?<=[\u3400-\u9fff]{2})[省市县区](?=[\u3400-\u9fff]{2})")


def name_agreement(
    of: Kind, ours: Iterable[str], theirs: Iterable[str], similar_percent: float
) -> Agreement | None:
    """None where a side has no name. Symmetric."""
    ours, theirs = list(ours), list(theirs)
    left, right = _folded(ours), _folded(theirs)
    if not left or not right:
        return None
    if _common(_folded(ours, fold_closely), _folded(theirs, fold_closely)):
        return Agreement.EQUAL
    alike = _common(left, right)  # but for a character that may stand for another (`fold_closely`)
    if of is Kind.ORGANISATION and {core(name) for name in left} & {core(name) for name in right}:
        return Agreement.VARIANT
    if pinyin_forms(left) & pinyin_forms(right):
        return Agreement.PINYIN
    if alike or _similar(of, left, right, similar_percent):
        return Agreement.SIMILAR
    if _other_script(left, right) or _other_script(right, left):
        return Agreement.OTHER_SCRIPT
    return Agreement.DIFFERENT


def core(folded: str) -> str:
    """An organisation's name without legal form, brackets and the words 省 市 县 区; never empty."""
    return "".join(core_parts(folded)) or folded


def core_parts(folded: str) -> list[str]:
    """The same, in the parts between those words."""
    bare = compact(_LATIN_FORM.sub("", folded)) or compact(folded)
    form = next((form for form in _FORMS if bare.endswith(form) and len(bare) > len(form) + 1), "")
    return _PLACE_WORD.split(bare.removesuffix(form))


def _folded(names: Iterable[str], fold: Callable[[str], str] = fold_name) -> list[str]:
    found = sorted({folded for name in names if compact(folded := fold(name[: KEYED_CHARACTERS * 2]))})
    return found[:NAMES_MAX]


def _common(left: list[str], right: list[str]) -> bool:
    """Whether both sides have a name, in letters and digits alone; what may be pinyin is nobody's own."""
    common = {compact(name) for name in left} & {compact(name) for name in right}
    return bool(common - {compact(name) for name in (*left, *right) if may_be_pinyin(name)})


def _similar(of: Kind, left: list[str], right: list[str], percent: float) -> bool:
    from rapidfuzz import fuzz  # on first use: most comparisons end before
    from rapidfuzz.distance import DamerauLevenshtein

    for x in (compact(name)[:KEYED_CHARACTERS] for name in left):
        for y in (compact(name)[:KEYED_CHARACTERS] for name in right):
            if of is Kind.PERSON and is_chinese(x) and is_chinese(y):
                one_off = DamerauLevenshtein.distance(x, y, score_cutoff=1) <= 1
                if min(len(x), len(y)) >= _PERSON_TYPO and x[0] == y[0] and one_off:
                    return True
            elif fuzz.ratio(x, y, score_cutoff=percent) > 0:
                return True
    return False


def _other_script(chinese: list[str], latin: list[str]) -> bool:
    return any(map(is_chinese, chinese)) and any(map(may_be_pinyin, latin))
