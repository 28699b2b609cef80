"""What a move writes: the desk's own statement anew, what partners are told, whom the case meets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from adapters.loading.systems import DESK
from graph.cypher import desk, load
from graph.engine import Transaction
from graph.lifecycle.machine import Effect, Stepped
from graph.lifecycle.restriction import TRANSPORT
from graph.model.declare import Access
from graph.rules.days import day_of_stored
from graph.shelf import shelf_of
from graph.slots import slot_of
from hub.cases.clocking import set_clocks
from hub.cases.stored import (
    DESK_ITEM,
    LEFT,
    MEETS_UNSEEN,
    REST_ITEM,
    TARGET,
    TOLD,
    TOLD_ITEM,
    StoredCase,
    basis_of,
    slot,
    statement,
)
from hub.errors import ErrorCode, HubError, bad_input

TARGETS: Final = "TARGETS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Saying:
    """One case's record, and the instant at which all of a move is recorded."""

    kind: str
    key: str
    id: str
    rk: str
    at: str

    async def create(
        self, tx: Transaction, stepped: Stepped, *, version: int, moves: Sequence[str], target: str
    ) -> None:
        own = self._own(stepped, version, moves, target)
        node = {
            "id": self.id,
            "rk": self.rk,
            "kind": self.kind,
            "system": DESK,
            "key": self.key,
            "shelf": shelf_of(self.id, own["access"]),
        }
        await tx.run(load.create_nodes([(node, self._slot(DESK_ITEM), own)], self.at))
        told = Effect.TELL in stepped.effects
        if told:
            await self._say(tx, self._shared(stepped, version))
        seen = told and self.kind not in MEETS_UNSEEN
        await self._meet(tx, stepped, target, Access.PARTNER if seen else Access.INTERNAL, anew=False)
        await set_clocks(tx, self.kind, self.id, stepped.state, stepped.known, moves, self.at)

    async def change(
        self, tx: Transaction, case: StoredCase, stepped: Stepped, *, version: int, moves: Sequence[str]
    ) -> None:
        says = [(DESK_ITEM, self._own(stepped, version, moves, case.target))]
        # Once others are told, they are told of every move: they see how it stands, and its version.
        stops = Effect.STOP in stepped.effects
        told = not stops and (Effect.TELL in stepped.effects or TOLD_ITEM in case.pieces)
        if told:
            says += self._shared(stepped, version)
        if Effect.REST in stepped.effects:
            says.append((f"{REST_ITEM}-{version}", self._rest(stepped)))
        closes = [
            (str(piece["slot"]), str(piece["hash"]))
            for item in (case.pieces if stops else [item for item, _ in says])
            if (piece := case.pieces.get(item)) is not None
        ]
        await tx.run(load.supersede_statements(closes, self.at))
        await self._say(tx, says)
        if stops:
            # Nothing of it is open to others now; what was goes the same way, or `knownAt` would go on telling it.
            await self._meet(tx, stepped, case.target, Access.INTERNAL)
            await tx.run(desk.keep_to_courts(self.rk))
        if told and TOLD_ITEM not in case.pieces and self.kind not in MEETS_UNSEEN:
            await self._meet(tx, stepped, case.target, Access.PARTNER)
        await set_clocks(tx, self.kind, self.id, stepped.state, stepped.known, moves, self.at)

    async def _say(self, tx: Transaction, says: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        rows = [(self.rk, self._slot(item), properties) for item, properties in says]
        await tx.run(load.create_statements(rows, self.at))

    async def _meet(
        self, tx: Transaction, stepped: Stepped, target: str, access: Access, *, anew: bool = True
    ) -> None:
        """Ties the case to whom it meets, `anew` where others are told from now on, or no more."""
        [[rks]] = await tx.run(desk.rk_of(target))
        if not rks:
            raise HubError(ErrorCode.UNAVAILABLE, "whom the case meets is not in the graph any more")
        [rk] = rks
        at_slot = self._relation_slot(rk)
        basis = basis_of(self.kind, stepped.known)
        number = stepped.known.get("caseNumber")
        says = statement({"basisRole": basis}, access=access, case_number=number)
        other = Access.INTERNAL if access is Access.PARTNER else Access.PARTNER
        before = statement({"basisRole": basis}, access=other, case_number=number)
        if anew:
            await tx.run(load.supersede_relations(TARGETS, [self.rk], {at_slot: before["hash"]}, self.at))
        [[made]] = await tx.run(load.create_relations(TARGETS, [(self.rk, at_slot, rk, says)], self.at))
        if not made:
            raise bad_input("subject: of a kind that no case meets", field="subject")

    def _own(self, stepped: Stepped, version: int, moves: Sequence[str], target: str) -> dict[str, Any]:
        says = {**stepped.known, "state": stepped.state, "version": version, "history": list(moves)}
        number = stepped.known.get("caseNumber")
        return statement(says, access=Access.INTERNAL, case_number=number, beside={TARGET: target})

    def _shared(self, stepped: Stepped, version: int) -> list[tuple[str, dict[str, Any]]]:
        """What others are told; of what left the list the public is told no more than that."""
        known = {**stepped.known, "state": stepped.state, "version": version}
        number, gone = stepped.known.get("caseNumber"), bool(known.get("deletedOn") or known.get("withdrawnOn"))
        says = []
        for item, (access, names) in TOLD[self.kind].items():
            left = [name for name in names if name in LEFT] if gone and access is Access.PUBLIC else names
            told = {name: known.get(name) for name in left}
            says.append((item, statement(told, access=access, case_number=number)))
        return says

    def _rest(self, stepped: Stepped) -> dict[str, Any]:
        """Which measures rest, from today to the last day that the event named."""
        until = date.fromisoformat(stepped.known["suspendedUntil"]) + timedelta(days=1)
        return statement(
            {"suspends": list(TRANSPORT)},
            access=Access.PARTNER,
            case_number=stepped.known.get("caseNumber"),
            valid_from=day_of_stored(self.at),
            valid_to=until.isoformat(),
        )

    def _slot(self, item: str) -> str:
        return slot(self.kind, self.key, item)

    def _relation_slot(self, target_rk: str) -> str:
        system, key = target_rk.split("|", 1)
        return slot_of(DESK, TARGETS, DESK, self.key, system, key, "")
