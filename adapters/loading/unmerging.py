"""Taking a record out of its subject, on a human's word, which automation never overrides.

Written as newer facts: before them the merge still shows, and no id stops resolving. The others stay together; if
the one that leaves represented them, the next oldest does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from adapters.formats.shown import shown
from adapters.loading.clusters import Record, part
from adapters.loading.facts import record_key
from adapters.loading.merges import end_merges, hold_apart, read_groups, write_joins
from adapters.loading.readers import Fault, free_text
from adapters.loading.systems import source_system
from graph.cypher import linking
from graph.cypher.load import latest_load
from graph.engine import Engine, Transaction
from graph.rules.days import legal_date, legal_day, stored_instant

UNDONE: Final = "merge undone"
_INSTANT: Final = timedelta(microseconds=1)


class NotMerged(Exception):
    """The record, or what was said of it, cannot be used; the message says what is allowed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Departure:
    """`member` left the subject that `head` represents now, with `staying` records in it; both are `rk`."""

    member: str
    head: str
    staying: int

    def line(self) -> str:
        rest = "1 record stays" if self.staying == 1 else f"{self.staying} records stay"
        return f"unmerged {_named(self.member)} from the subject of {_named(self.head)}, where {rest}"


async def unmerge(
    engine: Engine,
    *,
    system: str,
    key: str,
    reason: str,
    now: datetime,
    before_commit: Callable[[], Awaitable[None]],
) -> Departure:
    """Takes the record `key` of the source `system` out of its subject; `reason` is kept on the fact.

    `before_commit` is called once, when all is decided and written but not yet committed: what it raises undoes
    everything. Raises NotMerged, EngineError.
    """
    rk, reasons = _asked(system, key, reason, now)
    told = False

    async def work(tx: Transaction) -> Departure:
        nonlocal told
        await tx.run(linking.lock_linking(stored_instant(now)))
        group = await read_groups(tx, [rk])
        leaver = _leaver(group, rk)
        at = await _instant(tx, list(group.values()), now)
        head, joins = part(list(group.values()), leaver)
        await hold_apart(tx, leaver, head.rk, reasons, at)
        await end_merges(tx, [head], at)
        await write_joins(tx, joins, at)
        if not told:
            told = True
            await before_commit()
        return Departure(member=rk, head=head.rk, staying=len(group) - 1)

    return await engine.transact(work)


def _asked(system: str, key: str, reason: str, now: datetime) -> tuple[str, tuple[str, str]]:
    try:
        return record_key(source_system(system), key), (UNDONE, free_text(reason, legal_date(now)))
    except Fault as fault:
        raise NotMerged(f"reason {fault.value}: {fault.reason}") from None
    except ValueError as error:
        raise NotMerged(str(error)) from None


def _leaver(group: dict[str, Record], rk: str) -> Record:
    leaver = group.get(rk)
    if leaver is None:
        system, _, key = rk.partition("|")
        raise NotMerged(
            f"{system} {shown(key)}: no such record of a subject; allowed: source and key of a loaded one"
        )
    if leaver.edge is not None and leaver.edge.undone:
        day = legal_day(datetime.fromisoformat(leaver.edge.recorded_at))
        raise NotMerged(f"{_named(rk)} was taken out of its subject already, on {day}; nothing was changed")
    if len(group) < 2:
        raise NotMerged(f"{_named(rk)} is merged with no other record; nothing was changed")
    return leaver


async def _instant(tx: Transaction, group: list[Record], now: datetime) -> str:
    """After whatever was recorded before, even if the clock was set back since."""
    latest = (await tx.run(latest_load()))[0][0]
    past = [record.edge.recorded_at for record in group if record.edge is not None]
    before = max([*past, latest] if latest is not None else past, default="")
    at = stored_instant(now)
    return at if at > before else stored_instant(datetime.fromisoformat(before) + _INSTANT)


def _named(rk: str) -> str:
    return rk.replace("|", " ", 1)
