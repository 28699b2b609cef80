"""A record and a subject judged: a band, a score, and what each attribute says.

What no table can change:

* an equal valid number makes them the same, unless something contradicts it; then a human decides (REVIEW);
* different valid numbers of one scheme make them different, whatever else agrees: the veto;
* a name alone is never SAME; pinyin, similar and varied names, and no name at all, are never above REVIEW;
* a contradiction (another date of birth, another name) is never above REVIEW.

So nobody is under a measure for his name (the wrong-person rule), and a pair only ever rises when one more
attribute agrees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.rules.identity import Identity, Kind, comparable
from graph.rules.matching.names import name_agreement
from graph.rules.matching.table import TABLE, Agreement, Table

FULL: Final = 100


class Band(StrEnum):
    SAME = "SAME"
    REVIEW = "REVIEW"
    DIFFERENT = "DIFFERENT"


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What one attribute says. `attribute` is one of `Identity`, or the scheme of a number; never a value."""

    attribute: str
    agreement: Agreement
    weight: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """`veto`: schemes whose numbers differ, whatever else agrees. Evidence by weight, numbers first."""

    band: Band
    score: int
    evidence: tuple[Evidence, ...]
    veto: tuple[str, ...] = ()


_ATTRIBUTES: Final = {
    Kind.PERSON: ("birth_date", "phone", "address", "region"),
    Kind.ORGANISATION: ("legal_representative", "address", "phone", "region"),
}
# Names that may make a pair the same, with enough beside them.
_PROVING_NAMES: Final = frozenset((Agreement.EQUAL,))


def judge(a: Identity, b: Identity, table: Table = TABLE) -> Judgement:
    """Whether `a` and `b` are one; symmetric."""
    equal, different = _numbers(a, b)
    numbers = [Evidence(attribute=name, agreement=Agreement.EQUAL, weight=FULL) for name in equal]
    numbers += [Evidence(attribute=name, agreement=Agreement.DIFFERENT, weight=-FULL) for name in different]
    if a.kind is not b.kind:
        kinds = Evidence(attribute="kind", agreement=Agreement.DIFFERENT, weight=-FULL)
        band = Band.REVIEW if equal else Band.DIFFERENT
        return _judgement(band, table.review if equal else 0, [*numbers, kinds], different)
    rest = list(_attributes(a, b, table))
    if different:
        band = Band.REVIEW if equal else Band.DIFFERENT
        return _judgement(band, table.review if equal else 0, [*numbers, *rest], different)
    contradicted = any(_contradicts(each) for each in rest)
    if equal:
        band, score = (Band.REVIEW, table.review) if contradicted else (Band.SAME, FULL)
        return _judgement(band, score, [*numbers, *rest])
    score = max(0, min(FULL, sum(each.weight for each in rest)))
    proven = any(each.attribute == "name" and each.agreement in _PROVING_NAMES for each in rest)
    beside = any(each.attribute != "name" and each.agreement is Agreement.EQUAL for each in rest)
    if score >= table.same and proven and beside and not contradicted:
        band = Band.SAME
    else:
        band = Band.REVIEW if score >= table.review else Band.DIFFERENT
    return _judgement(band, score, rest)


def _judgement(band: Band, score: int, evidence: list[Evidence], veto: tuple[str, ...] = ()) -> Judgement:
    ordered = sorted(evidence, key=lambda each: (-abs(each.weight), each.attribute))
    return Judgement(band=band, score=score, evidence=tuple(ordered), veto=veto)


def _numbers(a: Identity, b: Identity) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Schemes with a number in common, and those in which both have numbers and none in common."""
    ours, theirs = dict[str, set[str]](), dict[str, set[str]]()
    for identity, schemes in ((a, ours), (b, theirs)):
        for scheme, value in identity.identifiers:
            schemes.setdefault(scheme, set()).add(value)
    shared = sorted(ours.keys() & theirs.keys())
    equal = tuple(scheme for scheme in shared if ours[scheme] & theirs[scheme])
    return equal, tuple(scheme for scheme in shared if scheme not in equal)


def _attributes(a: Identity, b: Identity, table: Table) -> Iterator[Evidence]:
    weights = table.weights[a.kind]
    name = name_agreement(a.kind, a.names, b.names, table.similar_percent)
    if name is not None:
        yield Evidence(attribute="name", agreement=name, weight=weights.get(("name", name), 0))
    for attribute in _ATTRIBUTES[a.kind]:
        agreement = _agreement(attribute, comparable(attribute, a), comparable(attribute, b))
        if agreement is not None:
            weight = weights.get((attribute, agreement), 0)
            yield Evidence(attribute=attribute, agreement=agreement, weight=weight)


def _agreement(attribute: str, ours: str, theirs: str) -> Agreement | None:
    """None for what is absent, or too vague to say anything."""
    if not ours or not theirs:
        return None
    if attribute == "birth_date":
        return _days(ours, theirs)
    if ours == theirs:
        return Agreement.EQUAL
    broad, narrow = sorted((ours, theirs), key=len)
    return None if attribute == "region" and narrow.startswith(broad) else Agreement.DIFFERENT


def _days(ours: str, theirs: str) -> Agreement | None:
    broad, narrow = sorted((ours, theirs), key=len)
    if len(broad) < len("YYYY-MM-DD"):
        return None if narrow.startswith(broad) else Agreement.DIFFERENT
    if ours == theirs:
        return Agreement.EQUAL
    exchanged = (ours[:5] + ours[8:] + "-" + ours[5:7]) == theirs
    off = sum(x != y for x, y in zip(ours, theirs, strict=True))
    return Agreement.NEAR if exchanged or off == 1 else Agreement.DIFFERENT


def _contradicts(evidence: Evidence) -> bool:
    if evidence.attribute == "birth_date":
        return evidence.agreement is not Agreement.EQUAL
    return evidence.attribute == "name" and evidence.agreement is Agreement.DIFFERENT
