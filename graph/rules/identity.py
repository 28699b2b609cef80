"""Who is who: whether two records speak of one subject.

A wrong merge puts one person under another's measures, a review costs a clerk a minute; so the rules
merge only on proof and hand everything doubtful to a human, with the reasons. Contradictions always
outweigh agreements.

Identifiers decide first, each scheme for itself: a credit code here and a passport there say nothing
about each other. Without a shared scheme, the same folded name AND a second attribute make the same
subject. What counts as second:

* person: birth date (the full day), phone, address. Not the region: thousands of namesakes share one.
* organisation: legal representative, address, phone. Not the region of registration: a name is protected
  only inside it, so it adds nothing to the name.

An address counts only with a house number; without one it is a region again. A region, a year or a month
of birth can still contradict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Final

from graph.rules.names import (
    KEYED_CHARACTERS,
    compact,
    fold_closely,
    fold_name,
    is_chinese,
    latin_words,
    may_be_pinyin,
)

SIMILAR_AT_LEAST: Final = 85.0  # percent of letters in common order; one character in seven may differ
SIMILAR_NAMES: Final = 16  # names of each side that are compared letter by letter: at most 256 pairs
PHONE_DIGITS: Final = 7  # fewer is an extension or a service number


class Kind(StrEnum):
    PERSON = "PERSON"
    ORGANISATION = "ORGANISATION"


class Outcome(StrEnum):
    SAME = "SAME"
    DIFFERENT = "DIFFERENT"
    REVIEW = "REVIEW"
    UNRELATED = "UNRELATED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """What a record says of who its subject is.

    `identifiers` are pairs (scheme, value) that passed `graph.rules.identifiers`; the value of a person's
    number may be its keyed hash. A masked number is no identifier: ValueError. Birth date `YYYY-MM-DD`,
    or its beginning if the source knows no more; region a GB/T 2260 code.
    """

    kind: Kind
    names: tuple[str, ...] = ()
    identifiers: frozenset[tuple[str, str]] = frozenset()
    birth_date: str | None = None
    address: str | None = None
    phone: str | None = None
    legal_representative: str | None = None
    region: str | None = None

    def __post_init__(self) -> None:
        for scheme, value in self.identifiers:
            if not value or "*" in value:
                raise ValueError(f"{scheme}: an empty or masked number identifies nobody; leave it out")


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The outcome and its reasons, which name schemes and attributes but never their values."""

    outcome: Outcome
    reasons: tuple[str, ...]


class _NameMatch(Enum):
    EQUAL = auto()
    PINYIN = auto()
    SIMILAR = auto()
    OTHER_SCRIPT = auto()
    NONE = auto()


_SECOND: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.PERSON: ("birth_date", "phone", "address"),
    Kind.ORGANISATION: ("legal_representative", "address", "phone"),
}


def compare(a: Identity, b: Identity) -> Verdict:
    """Whether `a` and `b` are one subject; symmetric. SAME may be merged, REVIEW is for a human to decide."""
    equal, different = _shared_schemes(a, b)
    if equal and different:
        grounds = [*_each("equal", equal), *_each("different", different)]
        return _verdict(Outcome.REVIEW, "identifiers conflict", grounds)
    if different:
        return _verdict(Outcome.DIFFERENT, _each("different", different))
    if equal and a.kind is not b.kind:
        return _verdict(Outcome.REVIEW, _each("equal", equal), "one is a person, the other an organisation")
    if equal:
        return _verdict(Outcome.SAME, _each("equal", equal))
    if a.kind is not b.kind:
        return _verdict(Outcome.UNRELATED, "one is a person, the other an organisation")
    return _without_identifier(a, b)


def _without_identifier(a: Identity, b: Identity) -> Verdict:
    agreeing, contradicting = _attributes(a, b)
    second = [name for name in agreeing if name in _SECOND[a.kind]]
    grounds = [*_each("equal", agreeing), *_each("different", contradicting)]
    match _match_names(a.names, b.names):
        case _NameMatch.EQUAL if contradicting:
            return _verdict(Outcome.REVIEW, "same name", grounds)
        case _NameMatch.EQUAL if second:
            return _verdict(Outcome.SAME, "same name", grounds)
        case _NameMatch.EQUAL:
            return _verdict(Outcome.REVIEW, "same name", grounds, "no second attribute")
        case _NameMatch.PINYIN:
            return _verdict(Outcome.REVIEW, "same name in what may be pinyin", grounds)
        case _NameMatch.SIMILAR if second or not contradicting:
            return _verdict(Outcome.REVIEW, "similar name", grounds)
        case _NameMatch.OTHER_SCRIPT if second and not contradicting:
            return _verdict(Outcome.REVIEW, "one name may be the other in pinyin", grounds)
    return _verdict(Outcome.UNRELATED, "different names", grounds)


def _shared_schemes(a: Identity, b: Identity) -> tuple[list[str], list[str]]:
    """Schemes with a common value, and schemes where the sides differ; one with two values may be in both."""
    ours, theirs = _by_scheme(a), _by_scheme(b)
    shared = sorted(ours.keys() & theirs.keys())
    return [s for s in shared if ours[s] & theirs[s]], [s for s in shared if ours[s] != theirs[s]]


def _by_scheme(identity: Identity) -> dict[str, set[str]]:
    values: dict[str, set[str]] = {}
    for scheme, value in identity.identifiers:
        values.setdefault(scheme, set()).add(value)
    return values


def _attributes(a: Identity, b: Identity) -> tuple[list[str], list[str]]:
    """Attributes that agree, and those that contradict; an absent, vague or junk one is in neither."""
    agreeing, contradicting = [], []
    for attribute in (*_SECOND[a.kind], "region"):
        ours, theirs = comparable(attribute, a), comparable(attribute, b)
        if not ours or not theirs:
            continue
        vague = attribute == "birth_date" and len(ours) < len("YYYY-MM-DD")
        broad, narrow = sorted((ours, theirs), key=len)
        nested = attribute in ("birth_date", "region") and narrow.startswith(broad)
        if ours == theirs and not vague:
            agreeing.append(attribute)
        elif not nested:
            contradicting.append(attribute)
    return agreeing, contradicting


def comparable(attribute: str, identity: Identity) -> str:
    text: str = getattr(identity, attribute) or ""
    match attribute:
        case "phone":
            digits = re.sub(r"[^0-9]", "", fold_name(text))
            digits = re.sub(r"^(?:00)?86(?=1[0-9]{10}$)", "", digits)
            return digits if len(digits) >= PHONE_DIGITS and len(set(digits)) > 1 else ""
        case "address":
            folded = compact(fold_name(text))
            return folded if re.search(r"[0-9号]", folded) else ""
        case "legal_representative":
            folded = fold_closely(text)
            return "" if may_be_pinyin(folded) else folded  # pinyin proves nothing here either
        case "region":
            return re.sub(r"(?:00)+$", "", text.strip())  # 420000 holds 420112: no contradiction
    return text.strip()


def _match_names(ours: Iterable[str], theirs: Iterable[str]) -> _NameMatch:
    if any(not may_be_pinyin(name) for name in _common(ours, theirs)):
        return _NameMatch.EQUAL
    left, right = _folded(ours), _folded(theirs)
    if pinyin_forms(left) & pinyin_forms(right):
        return _NameMatch.PINYIN
    if _similar(left, right):
        return _NameMatch.SIMILAR
    if _other_script(left, right) or _other_script(right, left):
        return _NameMatch.OTHER_SCRIPT
    return _NameMatch.NONE


def _common(ours: Iterable[str], theirs: Iterable[str]) -> set[str]:
    """The names that both sides have, however they are written."""
    return {name for name in set(map(fold_closely, ours)) & set(map(fold_closely, theirs)) if compact(name)}


def _folded(names: Iterable[str]) -> list[str]:
    return sorted({folded for folded in map(fold_name, names) if compact(folded)})


def pinyin_forms(names: list[str]) -> set[str]:
    """Each pinyin name run together, as written and sorted: Zhang San, Zhangsan, San Zhang meet."""
    words = [latin_words(name) for name in names if may_be_pinyin(name)]
    return {"".join(w) for w in words} | {"".join(sorted(w)) for w in words}


def _similar(left: list[str], right: list[str]) -> bool:
    from rapidfuzz import fuzz  # on first use: most comparisons end before

    return any(
        fuzz.ratio(compact(x)[:KEYED_CHARACTERS], compact(y)[:KEYED_CHARACTERS]) >= SIMILAR_AT_LEAST
        for x in left[:SIMILAR_NAMES]
        for y in right[:SIMILAR_NAMES]
    )


def _other_script(chinese: list[str], latin: list[str]) -> bool:
    return any(map(is_chinese, chinese)) and any(map(may_be_pinyin, latin))


def _each(what: str, names: Iterable[str]) -> list[str]:
    return [f"{what} {name.replace('_', ' ') if name.islower() else name}" for name in names]


def _verdict(outcome: Outcome, *reasons: str | list[str]) -> Verdict:
    flat = [reason for part in reasons for reason in ([part] if isinstance(part, str) else part)]
    return Verdict(outcome=outcome, reasons=tuple(flat))
