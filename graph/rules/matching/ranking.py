"""The candidates of one record in order, and what several of them do to one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Generic, TypeVar

from graph.rules.matching.judge import Band, Judgement
from graph.rules.matching.table import Agreement

T = TypeVar("T")
_ORDER: Final = {Band.SAME: 0, Band.REVIEW: 1, Band.DIFFERENT: 2}


class Ruling(StrEnum):
    """Why a pair is in its band, beyond what its attributes say."""

    DECIDED = "DECIDED"  # somebody decided so
    CONTRADICTED = "CONTRADICTED"  # decided, and what is known since then says otherwise
    DISAGREED = "DISAGREED"  # decided both ways, of subjects that are one by now
    SEVERAL = "SEVERAL"  # several may be the same: a human has to choose
    BAD_NUMBER = "BAD_NUMBER"  # the record gives a number that does not hold, and may mean another by it


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked(Generic[T]):
    """A candidate, judged; `id` gives equal ones a fixed order."""

    id: str
    candidate: T
    judgement: Judgement
    ruling: Ruling | None = None

    @property
    def band(self) -> Band:
        return self.judgement.band


def decided(
    ranked: Ranked[T], band: Band, *earlier: Band, by_place: bool = False, chosen: bool = False
) -> Ranked[T]:
    """As it stands once somebody has said that it is the same, or not; the evidence stays what it is. `earlier`:
    what was said of other subjects that are one with it by now. `by_place`: it was said of what stood in the
    record's place, which may have said less. `chosen`: it was said of one of several that all seemed the same.

    No decision outlives what proves the contrary, which nobody knew then; nor does one that another denies.
    """
    held = replace(ranked.judgement, band=Band.REVIEW)
    if any(other is not band for other in earlier):
        return replace(ranked, judgement=held, ruling=Ruling.DISAGREED)
    if _denied(ranked.judgement, band, by_place=by_place, chosen=chosen):
        return replace(ranked, judgement=held, ruling=Ruling.CONTRADICTED)
    return replace(ranked, judgement=replace(ranked.judgement, band=band), ruling=Ruling.DECIDED)


def _denied(judgement: Judgement, band: Band, *, by_place: bool, chosen: bool) -> bool:
    """Numbers that differ deny SAME, and details that do where the record said less; what proves them one denies
    DIFFERENT, unless it did so then.
    """
    if band is not Band.SAME:
        return judgement.band is Band.SAME and not chosen
    differ = any(each.agreement is Agreement.DIFFERENT for each in judgement.evidence)
    return bool(judgement.veto) or (by_place and differ)


def with_bad_number(ranked: Ranked[T]) -> Ranked[T]:
    """As it stands for a record that gives a number that does not hold: it may be meant for another's, so nothing
    else proves them one, nor does what was decided of such a record before: who knows of which number.
    """
    if ranked.band is not Band.SAME:
        return ranked
    return replace(ranked, judgement=replace(ranked.judgement, band=Band.REVIEW), ruling=Ruling.BAD_NUMBER)


def rank(candidates: Iterable[Ranked[T]]) -> list[Ranked[T]]:
    """The best first. Where several are SAME and nobody decided for one, all of them are for review."""
    found = list(candidates)
    same = [each for each in found if each.band is Band.SAME]
    chosen = [each for each in same if each.ruling is Ruling.DECIDED]
    if len(same) > 1 and len(chosen) != 1:
        found = [_held(each) if each.band is Band.SAME else each for each in found]
    elif len(chosen) == 1:
        found = [_held(each) if each.band is Band.SAME and each not in chosen else each for each in found]
    return sorted(found, key=lambda each: (_ORDER[each.band], -each.judgement.score, each.id))


def _held(each: Ranked[T]) -> Ranked[T]:
    return replace(each, judgement=replace(each.judgement, band=Band.REVIEW), ruling=Ruling.SEVERAL)
