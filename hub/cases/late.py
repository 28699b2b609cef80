"""What is overdue, and what was said of deadlines: pages of clocks and alerts whose case the caller may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from graph.cypher import alarms
from graph.plan import Courts
from graph.rules.alarms import days_late
from graph.rules.courts import subtree
from graph.rules.days import stored_instant
from graph.statement import Statement
from hub.callers.caller import Caller
from hub.cases.counter import FetchAll, LatePage, WantedLate
from hub.cases.rights import EVERY_COURT
from hub.cases.seat import CaseSeat
from hub.door.door import Door
from hub.rights.policy import courts_under

CHUNK: Final = 200  # rows looked at in one statement
CHUNKS_MAX: Final = 25  # for one page
_NOWHERE: Final = Courts(prefixes=())

Place = tuple[str, str]
Find = Callable[[Place, int, Courts | None], Statement]


async def overdue(door: Door, seat: CaseSeat, wanted: WantedLate, fetch: FetchAll) -> LatePage:
    """Clocks that are over, the oldest first."""
    now = stored_instant(seat.now)

    def find(after: Place, most: int, courts: Courts | None) -> Statement:
        return alarms.breached(now, after, most, courts)

    def shown(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "daysLate": days_late(datetime.fromisoformat(row["dueAt"]), seat.now)}

    return await _page(door, seat, wanted, fetch, find, shown, ("breachAt", "key"), ("", ""))


async def alerts(door: Door, seat: CaseSeat, wanted: WantedLate, fetch: FetchAll) -> LatePage:
    """What was said, the newest first."""
    return await _page(door, seat, wanted, fetch, alarms.said_before, dict, ("at", "key"), alarms.LAST)


def courts_of(caller: Caller, asked: str | None) -> Courts | None:
    """The courts of which a caller is told: of the one asked for and all below it, those that its own stands above
    or is. None: all, also what no court has.
    """
    own = caller.court
    if own is None:
        if caller.role not in EVERY_COURT:
            return _NOWHERE
        return courts_under([asked]) if asked is not None else None
    if asked is None or subtree(asked).holds(own):
        return courts_under([own])
    return courts_under([asked]) if subtree(own).holds(asked) else _NOWHERE


async def _page(
    door: Door,
    seat: CaseSeat,
    wanted: WantedLate,
    fetch: FetchAll,
    find: Find,
    shown: Callable[[Mapping[str, Any]], dict[str, Any]],
    place: tuple[str, str],
    first: Place,
) -> LatePage:
    # Asked in any case, so that the file of the purpose is looked up whatever is there.
    await seat.inquire(fetch((), seat.present))
    courts, after = courts_of(seat.caller, wanted.court), wanted.after or first
    found: list[tuple[Place, dict[str, Any]]] = []
    for _ in range(CHUNKS_MAX):
        [[rows]] = await door.own(find(after, CHUNK, courts))
        cases = await seat.inquire(fetch([str(row["case"]) for row in rows], seat.present)) if rows else {}
        for row in rows:
            if row["case"] in cases:
                at = (str(row[place[0]]), str(row[place[1]]))
                whom = _told(row) if "instruction" in row else None
                found.append((at, {**shown(row), "case": cases[row["case"]], "instruction": whom}))
        if len(found) > wanted.first or len(rows) < CHUNK:
            return LatePage(rows=found[: wanted.first], further=len(found) > wanted.first)
        after = (str(rows[-1][place[0]]), str(rows[-1][place[1]]))
    return LatePage(rows=found, further=True, end=after)


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Who had to do what, of the clock of an instruction."""
    return {"id": row["instruction"], **{name: row[name] for name in ("measure", "executor", "agency")}}
