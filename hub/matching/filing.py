"""Pairs put into the queue: once each, whoever files them, and whatever columns the list gains meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from adapters.loading.batch import new_id, new_node
from adapters.loading.facts import record_key
from adapters.loading.systems import DESK
from graph.cypher import desk, load
from graph.engine import Transaction
from graph.rules.history import instants
from graph.rules.matching.judge import Band
from graph.rules.matching.ranking import Ranked, Ruling
from graph.rules.matching.table import TABLE
from hub.desk.instants import When
from hub.desk.moving import Moved
from hub.errors import ErrorCode, HubError, bad_input
from hub.matching.answers import read
from hub.matching.counter import Fetch
from hub.matching.decisions import FILE, KIND, Review, filed, key_of, moved
from hub.matching.looking import Asked, look_up
from hub.matching.records import BadRecord, ListRecord
from hub.matching.reviews import after
from hub.matching.seat import Place
from hub.matching.sentences import written
from hub.read.by_id import ID_LENGTH_MAX

FORGOTTEN: Final = (
    "a name alone is not known again, so nothing decided of it would count; allowed: beside it list and key, a"
    " number, a birthDate, a phone, an address or a legalRepresentative"
)


class LikeAnother(Exception):
    """One that differs in hidden digits of its number only is in the queue: the two could not be told apart."""


async def file_review(
    place: Place, record: Mapping[str, Any], subject: str, key: str | None, fetch: Fetch
) -> dict[str, Any]:
    one, seat, given = read(place, record), place.seat, subject[:ID_LENGTH_MAX]
    if isinstance(one, BadRecord):
        raise bad_input(f"record.{one}", field=f"record.{one.field}")
    if not one.marks.known_again:
        raise bad_input(f"record: {FORGOTTEN}", field="record")
    [found] = await seat.inquire(look_up([Asked(record=one, also=(given,))], seat.present, place.limits))
    told = (await seat.inquire(fetch([given], seat.present))).get(given)
    id_ = str(told[0][0]) if told is not None else None  # as it stands for a subject in a plain value
    if id_ is None or id_ not in found.judged:
        raise bad_input("subject: no such subject", field="subject")
    chosen = next((each for each in found.ranked if each.id == id_), None)
    band = chosen.band if chosen is not None else Band.DIFFERENT
    if chosen is None or band is not Band.REVIEW:
        raise HubError(
            ErrorCode.ILLEGAL_STEP,
            f"the pair is in band {band}; only pairs in band REVIEW are filed",
            allowed=[],
        )
    asked = {"record": record, "subject": subject}
    try:
        done = await place.move("fileMatch", asked, key, partial(_file, place, one, chosen, new_id()))
    except LikeAnother:
        raise bad_input(
            "record: one that differs in hidden digits of its number only is in the queue", field="record"
        ) from None
    return await after(place, done, fetch)


async def put(place: Place, record: ListRecord, ranked: Ranked[Any]) -> None:
    """Files a pair of band REVIEW that was just looked up; one that is in the queue stays as it is.

    Raises LikeAnother for one that could not be told apart from one there.
    """
    given = {"record": [record.marks.mark, record.marks.place], "subject": ranked.id}
    await place.move("fileMatch", given, None, partial(_file, place, record, ranked, new_id()))


async def _file(
    place: Place, record: ListRecord, ranked: Ranked[Any], made: str, tx: Transaction, when: When
) -> Moved:
    """`made`: the review's id, the same in every run, as the entry of the first one names it."""
    seat, id_ = place.seat, ranked.id
    before = await _filed_before(record, id_, tx)
    if before is not None:
        return Moved(before.id, max(instants(before.told)))
    said = [each for each in written(ranked) if each != Ruling.BAD_NUMBER]
    evidence = [*said, *(f"{bad.field} {Ruling.BAD_NUMBER}" for bad in record.problems)]
    told = {"score": ranked.judgement.score, "scoreEdition": TABLE.edition, "evidence": evidence}
    fact = filed(record, id_, place.desk, told, place.ring, place.today)
    node, at = new_node(fact, made), when.after()
    properties = {**fact.properties, **moved(FILE, seat.caller)}
    await tx.run(load.create_nodes([(node, fact.slot, properties)], at))
    return Moved(str(node["id"]), at)


async def _filed_before(record: ListRecord, candidate: str, tx: Transaction) -> Review | None:
    rk, found = record_key(DESK, key_of(record, candidate)), list[Review]()
    for name, mark in (("recordMark", record.marks.mark), ("recordPlace", record.marks.place)):
        if mark is not None:
            [[rows]] = await tx.run(desk.told_by(KIND, name, [mark]))
            found += filter(None, map(Review.of, rows))
    same = next((each for each in found if each.rk == rk), None)
    if same is not None and not same.has_numbers_of(record):
        raise LikeAnother
    return same or next((each for each in found if each.candidate == candidate and each.is_of(record)), None)
