"""One step of a case in a transaction that holds its record: by an officer, or by the hub itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from graph.cypher import desk
from graph.engine import Transaction
from graph.lifecycle.machine import Machine, Stepped
from graph.lifecycle.scene import Actor, Scene, Target
from graph.rules.days import legal_date
from graph.rules.moves import Entry, written
from hub.cases.beside import Beside
from hub.cases.instructing import Ordering
from hub.cases.limits import dues_of, lengths_of
from hub.cases.refusals import refusing
from hub.cases.saying import Saying
from hub.cases.stored import StoredCase
from hub.desk.instants import When
from hub.desk.moving import Moved
from hub.errors import ErrorCode, HubError

OTHERS_MAX: Final = 1_000  # cases of one kind in one court case


@dataclass(frozen=True, kw_only=True, slots=True)
class By:
    """Who takes a step: as an actor of the table, and as whom the token named."""

    actor: Actor | None
    subject: str | None = None
    role: str | None = None


ITSELF: Final = By(actor=None)  # the hub: a clock is over


async def stored_case(run: Callable[..., Awaitable[list[list[Any]]]], kind: str, id_: str) -> StoredCase | None:
    """What a desk says of the case now; None for one that no desk made."""
    [[rows]] = await run(desk.open_of(kind, id_))
    return StoredCase.of(kind, rows[0]) if rows else None


async def others_of(
    tx: Transaction, kind: str, number: str | None, ids: frozenset[str]
) -> list[Mapping[str, Any]]:
    """Cases of this kind against the same target, in the same case; of no case there are no others."""
    if number is None:
        return []
    [[rows]] = await tx.run(desk.open_by(kind, "caseNumber", number, OTHERS_MAX + 1))
    if len(rows) > OTHERS_MAX:
        raise HubError(ErrorCode.UNAVAILABLE, f"more than {OTHERS_MAX} of one case would have to be looked at")
    found = [StoredCase.of(kind, row) for row in rows]
    return [
        {**case.known, "state": case.state, "id": case.id}
        for case in found
        if case is not None and case.target in ids
    ]


def scene_of(
    state: str,
    known: Mapping[str, Any],
    facts: Mapping[str, Any],
    target: Target,
    others: list[Mapping[str, Any]],
    now: datetime,
    beside: Beside | None = None,
) -> Scene:
    return Scene(
        state=state,
        known=known,
        facts=facts,
        today=legal_date(now),
        target=target,
        due=dues_of(known.get("caseNumber")),
        length=lengths_of(known.get("caseNumber")),
        others=tuple(others),
        beside=beside or {},
        now=now,
    )


def entry_of(event: str, stepped: Stepped, version: int, at: str, by: By, remark: str | None) -> Entry:
    return Entry(
        version=version, at=at, event=event, state=stepped.state, by=by.subject, role=by.role, remark=remark
    )


async def take(
    tx: Transaction,
    case: StoredCase,
    machine: Machine,
    event: str,
    scene: Scene,
    *,
    by: By,
    when: When,
    remark: str | None = None,
) -> Moved:
    """The case moved, with all that the step brings about. Raises HubError as `refusing`."""
    stepped = refusing(lambda: machine.step(event, scene, by.actor))
    at, version = when.after(str(case.piece["recordedAt"])), case.version + 1
    saying = Saying(kind=case.kind, key=case.key, id=case.id, rk=case.rk, at=at)
    entry = entry_of(event, stepped, version, at, by, remark)
    await saying.change(tx, case, stepped, version=version, moves=[*case.moves, written(entry)])
    await Ordering.of(case.id, machine, scene, at).tell(tx, stepped)
    return Moved(case.id, at)
