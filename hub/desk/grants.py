"""The desk of grants: lists and shows them, gives, changes and ends them.

Nothing is overwritten. A grant of the desk is a record of the source `hub-desk`; what changes from a day on is a
newer piece of it, and the pieces before are cut there (`graph.rules.history`). A load closes only what its own
source said, so no edition closes what the desk gave; and the desk changes nothing that an edition brought.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from secrets import token_hex
from typing import Any, Final

from adapters.loading.batch import new_id, new_node
from graph.cypher import desk, load
from graph.engine import Transaction
from graph.plan import Slice
from graph.rules.days import legal_day
from graph.rules.history import instants, known
from graph.rules.sealing import KeyRing
from hub.callers.caller import Caller
from hub.desk.counter import Found, Wanted
from hub.desk.instants import When
from hub.desk.moving import Move, Moved, Mover, Work
from hub.desk.rights import Right
from hub.desk.shown import Record, shown, with_history
from hub.desk.steps import OPEN, Standing, check_not_own, moved, step
from hub.desk.terms import KIND, fact_of
from hub.door.door import Door
from hub.errors import ErrorCode, HubError, bad_input
from hub.read.by_id import ID_LENGTH_MAX

CHUNK: Final = 1_000  # records looked at in one statement
RECORDS_MAX: Final = 20_000  # looked at for one list

# Told the name of a mutation and the record it moves; that is on disk when it returns.
Note = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """Who sits at the desk for one request, with what right; `touch` is told each record that was shown."""

    caller: Caller
    right: Right
    now: datetime
    present: Slice
    note: Note
    touch: Callable[[str], None]

    @property
    def today(self) -> date:
        return date.fromisoformat(self.present.as_of)


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantDesk:
    """One hub's desk. Holds nothing of a caller between requests."""

    door: Door
    ring: KeyRing
    mover: Mover

    def at(self, seat: Seat) -> AtDesk:
        return AtDesk(desk=self, seat=seat)

    async def records(self, ids: Iterable[str]) -> list[Record]:
        """Those of the ids that are grants, in any order."""
        [[rows]] = await self.door.own(desk.told_of(KIND, list(ids)))
        return list(map(Record.of, rows))


@dataclass(frozen=True, kw_only=True, slots=True)
class AtDesk:
    """`hub.desk.counter.Counter` over the graph."""

    desk: GrantDesk
    seat: Seat

    async def grant(self, id_: str, time: Slice) -> dict[str, Any] | None:
        for record in await self.desk.records([id_[:ID_LENGTH_MAX]]):
            if (found := shown(record, time, self.seat.right)) is not None:
                self.seat.touch(record.id)
                return with_history(found, record, time, self.seat.right)
        return None

    async def grants(self, wanted: Wanted) -> Found:
        found: list[dict[str, Any]] = []
        total, door = 0, self.desk.door
        after = "" if wanted.count else wanted.after
        [[ids]] = await door.own(desk.list_records(KIND, after, RECORDS_MAX + 1, door.dialect))
        if len(ids) > RECORDS_MAX:
            raise HubError(ErrorCode.UNAVAILABLE, f"more than {RECORDS_MAX} grants would have to be looked at")
        for chunk in _chunks(ids, wanted.first + 1):
            if len(found) > wanted.first and not wanted.count:
                break
            for record in sorted(await self.desk.records(chunk), key=lambda record: record.id):
                grant = shown(record, wanted.time, self.seat.right)
                if grant is None or not fits(grant, wanted.fits):
                    continue
                total += 1
                if record.id > wanted.after and len(found) <= wanted.first:
                    found.append(with_history(grant, record, wanted.time, self.seat.right))
        for grant in found[: wanted.first]:
            self.seat.touch(grant["id"])
        return Found(found, total if wanted.count else None)

    async def open_grant(self, given: Mapping[str, Any], key: str | None) -> dict[str, Any]:
        seat = self.seat
        made = new_id()  # the same in every run, as the entry of the first one names it

        async def work(tx: Transaction, when: When) -> Moved:
            begins = given.get("validFrom") or seat.present.as_of
            fact = fact_of(
                given, key=token_hex(16), item="1", begins=begins, today=seat.today, ring=self.desk.ring
            )
            check_not_own(fact, seat.caller)
            node, at = new_node(fact, made), when.after()
            told = {**fact.properties, **moved(OPEN, seat.caller)}
            await tx.run(load.create_nodes([(node, fact.slot, told)], at))
            return Moved(str(node["id"]), at)

        return await self._move("openGrant", {"input": given}, key, work)

    async def advance_grant(
        self, id_: str, version: int, event: Mapping[str, Any], key: str | None
    ) -> dict[str, Any]:
        id_ = id_[:ID_LENGTH_MAX]

        async def work(tx: Transaction, when: When) -> Moved:
            await tx.run(desk.lock_record(KIND, id_))
            [[rows]] = await tx.run(desk.told_of(KIND, [id_]))
            record = Record.of(rows[0]) if rows else None
            last = max(instants(record.told), default=None) if record is not None else None
            if record is None or last is None:
                raise bad_input("id: no such grant", field="id")
            writing = step(self._standing(record, last), version, event)
            at = when.after(last)
            if writing.closes:
                await tx.run(load.supersede_statements(writing.closes, at))
            await tx.run(load.create_statements([(record.rk, *said) for said in writing.says], at))
            return Moved(record.id, at)

        name = f"advanceGrant.{next(iter(event))}"
        return await self._move(name, {"id": id_, "version": version, "event": event}, key, work)

    def _standing(self, record: Record, last: str) -> Standing:
        told = known(record.told, last)
        assert told is not None
        return Standing(
            key=record.key,
            told=told,
            steps=record.steps(told.state(self.seat.present.as_of), told.version),
            caller=self.seat.caller,
            today=self.seat.today,
            ring=self.desk.ring,
        )

    async def _move(
        self,
        name: str,
        given: Mapping[str, Any],
        key: str | None,
        work: Work,
    ) -> dict[str, Any]:
        """Runs it, and shows the grant as it was then: the same whenever the same key asks again."""
        seat = self.seat
        move = Move(name=name, given=given, key=key, caller=seat.caller, now=seat.now)
        done = await self.desk.mover.run(move, work, partial(seat.note, name))
        day = legal_day(datetime.fromisoformat(done.at))
        grant = await self.grant(done.node, Slice(as_of=day, known_at=done.at))
        if grant is None:
            raise HubError(
                ErrorCode.UNAVAILABLE, "the grant that this key stands for is not in the graph any more"
            )
        return grant


def fits(grant: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether the grant is as every filter that was given says."""
    source = wanted.get("source")
    return (source is None or grant["source"]["system"] == source) and all(
        grant[name] == wanted[name]
        for name in ("edition", "agency", "role", "state")
        if wanted.get(name) is not None
    )


def _chunks(ids: list[str], first: int) -> Iterator[list[str]]:
    """As many as a page takes, then more at a time: most pages need no more than the first."""
    yield ids[:first]
    for start in range(first, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
