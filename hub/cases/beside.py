"""The cases of other kinds in a file that a table's rules look at: findings, assessments, what is objected to.

Whom they meet is told by the id under which its subject stands now, though it was merged since.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.cypher import desk
from graph.cypher.rows import NODE_ID
from graph.lifecycle.machine import Machine
from graph.plan import Select, Slice
from hub.cases.in_file import Run, as_known, cases_in
from hub.cases.stored import StoredCase
from hub.cases.world import delivered
from hub.door.door import Door
from hub.read.by_id import ID_LENGTH_MAX, nodes_by_id

IDS: Final = ("target", "roleIn")  # what holds the id of a subject

_DELIVERED: Final = frozenset(("RESTRICTION",))

Beside = Mapping[str, tuple[Mapping[str, Any], ...]]


async def cases_beside(
    run: Run, door: Door, machine: Machine, number: str | None, now: Slice, about: str | None = None
) -> Beside:
    """By kind, what the desk says now of each; nothing of what a delivery brought. Of no file there are none but
    the one that a case is `about`, if that is of no file, either.
    """
    if number is not None:
        found = {kind: list(map(as_known, await cases_in(run, kind, number))) for kind in machine.beside}
    elif about is not None:
        found = {kind: await _one(run, kind, about[:ID_LENGTH_MAX]) for kind in machine.beside}
    else:
        return {}
    told = [each for cases in found.values() for each in cases]
    ids = sorted({each[name] for each in told for name in IDS if each.get(name) is not None})
    rows = await door.own_rows(nodes_by_id(ids, Select(), now)) if ids else []
    stands = {id_: str(row[NODE_ID]) for id_, row in zip(ids, rows, strict=True) if row is not None}
    return {
        kind: tuple(
            {**each, **{name: stands.get(each[name]) for name in IDS if each.get(name) is not None}}
            for each in cases
        )
        for kind, cases in found.items()
    }


async def with_delivered(
    beside: Beside, door: Door, machine: Machine, target: str, number: str | None, now: Slice
) -> Beside:
    """… and the orders of the file against one target that a delivery brought, of the kinds that one may bring."""
    found = dict(beside)
    for kind in _DELIVERED & set(machine.beside):
        brought = await delivered(door, kind, target, number, now)
        found[kind] = (*found.get(kind, ()), *({**each, "target": target} for each in brought))
    return found


async def _one(run: Run, kind: str, id_: str) -> list[dict[str, Any]]:
    [[rows]] = await run(desk.open_of(kind, id_))
    found = [case for row in rows if (case := StoredCase.of(kind, row)) is not None]
    return [as_known(case) for case in found if case.known.get("caseNumber") is None]
