"""What the rules of a step look at besides the case.

What is long to read is read before its transaction, what another step may change within it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from graph.engine import Transaction
from graph.lifecycle.machine import Machine
from graph.lifecycle.scene import Scene, Target
from graph.plan import Slice
from hub.cases.accounts import Met, met_by
from hub.cases.beside import cases_beside, with_delivered
from hub.cases.stepping import others_of, scene_of
from hub.cases.stored import StoredCase
from hub.cases.world import ids_of, target_of
from hub.door.door import Door


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """`whom` a case meets with all its `ids`, and the account that it names."""

    door: Door
    at: Slice
    whom: Target
    ids: frozenset[str]
    account: Met

    @classmethod
    async def of(cls, door: Door, case: StoredCase, at: Slice) -> Self:
        """Raises HubError UNAVAILABLE where there is more to be looked at than may be."""
        number, role_on = case.known.get("caseNumber"), case.known.get("roleOn")
        day = date.fromisoformat(role_on) if role_on else None
        whom = await target_of(door, case.target, number, day, at)
        return cls(
            door=door,
            at=at,
            whom=whom,
            ids=await ids_of(door, whom.id),
            account=await met_by(door, case.known, number, at),
        )

    async def scene(
        self, tx: Transaction, machine: Machine, case: StoredCase, facts: Mapping[str, Any], now: datetime
    ) -> Scene:
        """Of the case as it is in the transaction that holds it."""
        number = case.known.get("caseNumber")
        others = [each for each in await others_of(tx, case.kind, number, self.ids) if each["id"] != case.id]
        beside = await cases_beside(tx.run, self.door, machine, number, self.at, case.known.get("about"))
        beside = await with_delivered(beside, self.door, machine, self.whom.id, number, self.at)
        return scene_of(case.state, case.known, facts, self.whom, others, now, beside, self.account)
