"""A case made in a transaction, with all that its opening brings about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_hex
from typing import Any, Final

from adapters.loading.batch import new_id
from adapters.loading.facts import record_key
from adapters.loading.systems import DESK
from graph.engine import Transaction
from graph.lifecycle.machine import Effect, Machine, Stepped
from graph.lifecycle.scene import Scene
from graph.lifecycle.tables import LIFECYCLES
from graph.rules.moves import written
from hub.cases.instructing import Ordering
from hub.cases.performing import end_measures
from hub.cases.saying import Saying
from hub.cases.stepping import By, entry_of
from hub.desk.instants import When
from hub.desk.moving import Moved

FIRST: Final = 1  # version of a case that was just made


def first_known(machine: Machine, number: str | None, court: str | None) -> dict[str, Any]:
    """What is known of a case before anything is said of it; `court`: its name, or whoever's file it is."""
    known = {LIFECYCLES[machine.kind].told_by: machine.table, "courtName": court}
    return known if number is None else {**known, "caseNumber": number}


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """A case to be made: the same one however often its transaction is tried. `target`: id of whom it meets."""

    machine: Machine
    target: str
    by: By
    now: datetime
    remark: str | None = None
    id: str = field(default_factory=new_id)
    key: str = field(default_factory=lambda: token_hex(16))

    async def write(self, tx: Transaction, stepped: Stepped, scene: Scene, when: When) -> Moved:
        """Raises HubError UNAVAILABLE, of more measures that have to end with it than can."""
        at, kind = when.after(), self.machine.kind
        number = scene.known.get("caseNumber")
        last = None
        if Effect.END in stepped.effects and number is not None:
            performed = str(scene.facts["performedOn"])
            last, left = await end_measures(tx, number, performed, by=self.by, when=when, now=self.now)
            stepped = replace(stepped, known={**stepped.known, **({"notEnded": left} if left else {})})
        saying = Saying(kind=kind, key=self.key, id=self.id, rk=record_key(DESK, self.key), at=at)
        entry = entry_of(self.machine.opening[0].name, stepped, FIRST, at, self.by, self.remark)
        await saying.create(tx, stepped, version=FIRST, moves=[written(entry)], target=self.target)
        await Ordering.of(self.id, self.machine, scene, at).tell(tx, stepped)
        return Moved(self.id, at if last is None else max(at, last))
