"""The desk of matching: answers for lists of records, and the queue of pairs that a human decides.

A review is a record of the desk; a decision is a newer statement of it, never an overwritten one, so an undone
decision is the one before last and `knownAt` finds each. A pair has one review: its key is unique, whoever files
it a second time finds the first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from adapters.loading.batch import new_node
from adapters.loading.facts import record_key
from adapters.loading.systems import DESK
from graph.cypher import desk, load
from graph.engine import Transaction, UniqueViolation
from graph.plan import Slice
from graph.rules.days import stored_instant
from graph.rules.history import instants
from graph.rules.matching.judge import Band
from graph.rules.matching.ranking import Ranked
from graph.rules.matching.table import TABLE
from graph.rules.sealing import KeyRing
from hub.callers.caller import Caller
from hub.desk.keys import KeyKeeping
from hub.desk.moving import Move, Moved, Mover
from hub.door import Door
from hub.errors import ErrorCode, HubError, bad_input
from hub.matching.counter import Fetch, ReviewPage, WantedReviews
from hub.matching.decisions import (
    FILE,
    KIND,
    VERSIONS_MAX,
    Review,
    band_of,
    decided,
    filed,
    key_of,
    moved,
    read_remark,
    shown,
    stale,
)
from hub.matching.looking import Asked, Found, Remembered, look_up
from hub.matching.records import BadRecord, ListRecord, read_record
from hub.matching.rights import desk_of
from hub.matching.sentences import reasons, written
from hub.read.fields import Inquiry
from hub.read.limits import MatchLimits

CHUNK: Final = 500  # reviews looked at in one statement
ID_LENGTH_MAX: Final = 64
TRIES_MAX: Final = 5  # of filing, when another files the same pair at the same time
_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchSeat:
    """Who sits at the desk for one request; `inquire` asks the graph with the caller's rights, `note` puts a move
    on record before its commit, `touch` is told each review that was shown.
    """

    caller: Caller
    now: datetime
    present: Slice
    note: Callable[[str, str], Awaitable[None]]
    touch: Callable[[str], None]
    inquire: Callable[[Inquiry[Any]], Awaitable[Any]]

    @property
    def today(self) -> date:
        return date.fromisoformat(self.present.as_of)


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchDesk:
    """One hub's desk. Holds nothing of a caller between requests."""

    door: Door
    ring: KeyRing
    keys: KeyKeeping
    limits: MatchLimits

    def at(self, seat: MatchSeat) -> AtMatchDesk:
        return AtMatchDesk(desk=self, seat=seat)

    async def decisions(
        self, records: Sequence[ListRecord | BadRecord], known_at: str
    ) -> dict[str, list[tuple[Review, Mapping[str, Any]]]]:
        """By the record's mark, the reviews of it in which something was decided by the instant."""
        marks = sorted({record.mark for record in records if isinstance(record, ListRecord)})
        if not marks:
            return {}
        [[rows]] = await self.door.own(desk.told_by(KIND, "recordMark", marks))
        found = dict[str, list[tuple[Review, Mapping[str, Any]]]]()
        for review in filter(None, map(Review.of, rows)):
            if (told := review.decision(known_at)) is not None:
                found.setdefault(str(review.first["recordMark"]), []).append((review, told))
        return found


@dataclass(frozen=True, kw_only=True, slots=True)
class AtMatchDesk:
    """`hub.matching.counter.MatchCounter` over the graph."""

    desk: MatchDesk
    seat: MatchSeat

    async def match(
        self, records: Sequence[Mapping[str, Any]], first: int, time: Slice, fetch: Fetch
    ) -> list[dict[str, Any]]:
        asked = await self.ask_about([self.read(given) for given in records], time)
        return list(await self.seat.inquire(self._told(asked, first, time, fetch)))

    def read(self, given: Mapping[str, Any]) -> ListRecord | BadRecord:
        """The record, or why it cannot be matched."""
        try:
            return read_record(given, desk_of(self.seat.caller), self.desk.ring, self.seat.today)
        except BadRecord as bad:
            return bad

    async def ask_about(self, records: Sequence[ListRecord | BadRecord], time: Slice) -> list[Asked]:
        """Each record with what was decided of it."""
        decisions = await self.desk.decisions(records, time.known_at)
        return [Asked(record=record, remembered=_remembered(record, decisions)) for record in records]

    def _told(
        self, asked: Sequence[Asked], first: int, time: Slice, fetch: Fetch
    ) -> Inquiry[list[dict[str, Any]]]:
        found = yield from look_up(asked, time, self.desk.limits)
        ids = dict.fromkeys(each.id for one in found for each in one.ranked[:first])
        subjects = yield from fetch(ids, time)
        return [_answer(one, of, first, subjects) for one, of in zip(asked, found, strict=True)]

    async def reviews(self, wanted: WantedReviews, fetch: Fetch) -> ReviewPage:
        door, most, mine = self.desk.door, self.desk.limits.reviews, desk_of(self.seat.caller)
        # Asked in any case, so that the file of the purpose is looked up whatever is in the queue.
        await self.seat.inquire(fetch([], self.seat.present))
        [[ids]] = await door.own(desk.list_records_of(KIND, "reviewDesk", mine, wanted.after, most + 1))
        seen, found = ids[:most], list[dict[str, Any]]()
        for start in range(0, len(seen), CHUNK):
            if len(found) > wanted.first:
                break
            [[rows]] = await door.own(desk.told_of(KIND, seen[start : start + CHUNK]))
            some = [each for each in filter(None, map(Review.of, rows)) if each.desk == mine]
            told = {each.id: shown(each, self.seat.present.known_at) for each in some}
            fit = [each for each in some if _fits(told[each.id], wanted.state)]
            found += await self._with_subjects(sorted(fit, key=lambda each: each.id), told, fetch)
        page = found[: wanted.first]
        for review in page:
            self.seat.touch(review["id"])
        if len(found) > wanted.first:
            return ReviewPage(reviews=page, further=True)
        further = len(ids) > most
        return ReviewPage(reviews=page, further=further, end=seen[-1] if further else None)

    async def _with_subjects(
        self, reviews: Sequence[Review], told: Mapping[str, dict[str, Any] | None], fetch: Fetch
    ) -> list[dict[str, Any]]:
        """Those whose subject the caller may see."""
        if not reviews:
            return []
        ids = dict.fromkeys(review.candidate for review in reviews)
        subjects = await self.seat.inquire(fetch(ids, self.seat.present))
        return [
            {**one, "subject": subjects[review.candidate]}
            for review in reviews
            if review.candidate in subjects and (one := told[review.id]) is not None
        ]

    async def file_review(
        self, record: Mapping[str, Any], subject: str, key: str | None, fetch: Fetch
    ) -> dict[str, Any]:
        read, seat = self.read(record), self.seat
        if isinstance(read, BadRecord):
            raise bad_input(f"record.{read}", field=f"record.{read.field}")
        [found] = await seat.inquire(
            look_up([Asked(record=read, also=(subject[:ID_LENGTH_MAX],))], seat.present, self.desk.limits)
        )
        by_id = await seat.inquire(fetch([subject[:ID_LENGTH_MAX]], seat.present))
        id_ = _id_of(by_id.get(subject[:ID_LENGTH_MAX]))
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
        given = {"record": record, "subject": subject}
        done = await self._move("fileMatch", given, key, partial(self._file, read, chosen))
        return await self._shown(done, fetch)

    async def put(self, record: ListRecord, ranked: Ranked[Any]) -> None:
        """Files a pair of band REVIEW that was just looked up; one that is in the queue stays as it is."""
        given = {"record": record.mark, "subject": ranked.id}
        await self._move("fileMatch", given, None, partial(self._file, record, ranked))

    async def _file(self, record: ListRecord, ranked: Ranked[Any], tx: Transaction) -> Moved:
        seat, id_ = self.seat, ranked.id
        rk = record_key(DESK, key_of(record, id_))
        [[rows]] = await tx.run(desk.told_by(KIND, "recordMark", [record.mark]))
        before = next((each for each in filter(None, map(Review.of, rows)) if each.rk == rk), None)
        if before is not None:
            if not before.is_of(record):
                raise bad_input("record: one that differs in hidden digits of its number only is in the queue")
            return Moved(before.id, max(instants(before.told)))
        told = {"score": ranked.judgement.score, "scoreEdition": TABLE.edition, "evidence": written(ranked)}
        fact = filed(record, id_, desk_of(seat.caller), told, self.desk.ring, seat.today)
        node, at = new_node(fact), stored_instant(seat.now)
        properties = {**fact.properties, **moved(FILE, seat.caller)}
        await tx.run(load.create_nodes([(node, fact.slot, properties)], at))
        return Moved(str(node["id"]), at)

    async def decide(
        self, id_: str, version: int, decision: str, remark: str, key: str | None, fetch: Fetch
    ) -> dict[str, Any]:
        seat, id_ = self.seat, id_[:ID_LENGTH_MAX]
        text = read_remark(remark, seat.today)
        [[rows]] = await self.desk.door.own(desk.told_of(KIND, [id_]))
        review = Review.of(rows[0]) if rows else None
        mine = review is not None and review.desk == desk_of(seat.caller)
        ids = [review.candidate] if review is not None and mine else []
        # Asked in any case, so that the file of the purpose is looked up whatever the id.
        if not await seat.inquire(fetch(ids, seat.present)):
            raise bad_input("id: no such review", field="id")

        async def work(tx: Transaction) -> Moved:
            await tx.run(desk.lock_record(KIND, id_))
            [[rows]] = await tx.run(desk.told_of(KIND, [id_]))
            review = Review.of(rows[0]) if rows else None
            last = max(instants(review.told), default=None) if review is not None else None
            now = review.at(last) if review is not None and last is not None else None
            if review is None or last is None or now is None:
                raise bad_input("id: no such review", field="id")
            piece, at_version = now
            if version != at_version:
                raise stale(at_version, version)
            if at_version >= VERSIONS_MAX:
                raise bad_input(f"the review was decided {VERSIONS_MAX - 1} times; allowed: no more")
            at = max(stored_instant(seat.now), stored_instant(datetime.fromisoformat(last) + _INSTANT))
            slot = str(piece["slot"])
            await tx.run(load.supersede_statements([(slot, str(piece["hash"]))], at))
            said = decided(piece, decision, text, seat.caller)
            await tx.run(load.create_statements([(review.rk, slot, said)], at))
            return Moved(review.id, at)

        given = {"id": id_, "version": version, "decision": decision, "remark": remark}
        return await self._shown(await self._move("decideMatch", given, key, work), fetch)

    async def _move(
        self,
        name: str,
        given: Mapping[str, Any],
        key: str | None,
        work: Callable[[Transaction], Awaitable[Moved]],
    ) -> Moved:
        seat = self.seat
        mover = Mover(door=self.desk.door, ring=self.desk.ring, keys=self.desk.keys)
        move = Move(name=name, given=given, key=key, caller=seat.caller, now=seat.now)
        noted = False

        async def note(node: str) -> None:
            nonlocal noted
            if not noted:  # one entry a move, however often it is tried
                noted = True
                await seat.note(name, node)

        for _ in range(TRIES_MAX - 1):
            # Another may file the pair meanwhile: the next try finds it.
            with suppress(UniqueViolation):
                return await mover.run(move, work, note)
        return await mover.run(move, work, note)

    async def _shown(self, done: Moved, fetch: Fetch) -> dict[str, Any]:
        """The review as it was then: the same whenever the same key asks again."""
        [[rows]] = await self.desk.door.own(desk.told_of(KIND, [done.node]))
        review = Review.of(rows[0]) if rows else None
        told = shown(review, done.at) if review is not None else None
        whole = await self._with_subjects([review], {review.id: told}, fetch) if review is not None else []
        if not whole:
            raise HubError(ErrorCode.UNAVAILABLE, "the review that this key stands for is not there any more")
        # A try that another forestalled noted an id of its own: the request's entry has the one that is shown.
        self.seat.touch(done.node)
        return whole[0]


def _remembered(
    record: ListRecord | BadRecord, decisions: Mapping[str, Sequence[tuple[Review, Mapping[str, Any]]]]
) -> list[Remembered]:
    if isinstance(record, BadRecord):
        return []
    return [
        Remembered(candidate=review.candidate, band=band_of(told["decision"]), told=told)
        for review, told in decisions.get(record.mark, ())
        if review.is_of(record)
    ]


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
        "problem": None,
    }


def _fits(told: Mapping[str, Any] | None, state: str | None) -> bool:
    return told is not None and state in (None, told["state"])


def _id_of(pair: Any) -> str | None:
    """The id in what stands for a subject in a plain value."""
    return str(pair[0][0]) if pair is not None else None
