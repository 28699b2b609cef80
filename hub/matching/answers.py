"""Lists of records answered: each with what was decided of it before, and whom it may be of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.cypher import desk
from graph.plan import Slice
from graph.rules.matching.ranking import Ruling
from graph.rules.matching.table import TABLE
from hub.matching.counter import Fetch
from hub.matching.decisions import KIND, Review, band_of
from hub.matching.looking import Asked, Found, Remembered, look_up
from hub.matching.records import BadRecord, ListRecord, read_record
from hub.matching.seat import Place
from hub.matching.sentences import reasons
from hub.read.fields import Inquiry


def read(place: Place, given: Mapping[str, Any]) -> ListRecord | BadRecord:
    """The record, or why it cannot be matched."""
    try:
        return read_record(given, place.desk, place.ring, place.today)
    except BadRecord as bad:
        return bad


async def match(
    place: Place, records: Sequence[Mapping[str, Any]], first: int, time: Slice, fetch: Fetch
) -> list[dict[str, Any]]:
    asked = await ask_about(place, [read(place, given) for given in records], time)
    return list(await place.seat.inquire(_told(place, asked, first, time, fetch)))


async def ask_about(place: Place, records: Sequence[ListRecord | BadRecord], time: Slice) -> list[Asked]:
    """Each record with what was decided of it, as far as it was known then."""
    good = [record for record in records if isinstance(record, ListRecord)]
    found: dict[str, list[Review]] = {}
    for name, marks in (
        ("recordMark", {record.marks.mark for record in good if record.marks.known_by_mark}),
        ("recordPlace", {record.marks.place for record in good if record.marks.place is not None}),
    ):
        if marks:
            [[rows]] = await place.door.own(desk.told_by(KIND, name, sorted(marks)))
            for review in filter(None, map(Review.of, rows)):
                found.setdefault(str(review.first[name]), []).append(review)
    return [Asked(record=record, remembered=_remembered(record, found, time.known_at)) for record in records]


def _remembered(
    record: ListRecord | BadRecord, found: Mapping[str, Sequence[Review]], known_at: str
) -> list[Remembered]:
    """The last decision of each subject, in whichever review of the record it was made."""
    if isinstance(record, BadRecord):
        return []
    newest = dict[str, Remembered]()
    for mark in filter(None, (record.marks.mark, record.marks.place)):
        for review in found.get(mark, ()):
            told = review.decision(known_at) if review.is_of(record) else None
            before = newest.get(review.candidate)
            if told is not None and (before is None or before.told["at"] < told["at"]):
                newest[review.candidate] = Remembered(
                    candidate=review.candidate,
                    band=band_of(told["decision"]),
                    told=told,
                    by_place=mark != record.marks.mark,
                    chosen=Ruling.SEVERAL in review.first["evidence"],
                )
    return list(newest.values())


def _told(
    place: Place, asked: Sequence[Asked], first: int, time: Slice, fetch: Fetch
) -> Inquiry[list[dict[str, Any]]]:
    found = yield from look_up(asked, time, place.limits, place.seat.until)
    ids = dict.fromkeys(each.id for one in found for each in one.ranked[:first])
    subjects = yield from fetch(ids, time)
    return [_answer(one, of, first, subjects) for one, of in zip(asked, found, strict=True)]


def _answer(one: Asked, of: Found, first: int, subjects: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(one.record, BadRecord):
        return {
            "key": one.record.key,
            "band": None,
            "candidates": [],
            "truncated": False,
            "problem": str(one.record),
        }
    told = [each for each in of.ranked[:first] if each.id in subjects]
    return {
        "key": one.record.key,
        "band": of.band.value,
        "edition": TABLE.edition,
        "candidates": [
            {
                "subject": subjects[each.id],
                "band": each.band.value,
                "score": each.judgement.score,
                "reasons": list(reasons(each)),
                "decision": of.decisions.get(each.id),
            }
            for each in told
        ],
        "truncated": of.truncated or len(of.ranked) > first,
        "problem": one.record.problem,
    }
