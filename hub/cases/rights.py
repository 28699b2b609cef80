"""Whom the desk serves: read off the tables of `graph.lifecycle`. Who may do which step, the table itself says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.lifecycle.actors import EXECUTOR
from graph.lifecycle.instruction import INSTRUCTION
from graph.lifecycle.scene import Actor
from graph.lifecycle.tables import LIFECYCLES
from graph.model.roles import Purpose, Role
from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.errands.serving import Serves


def _serving(actors: Iterable[Actor]) -> Serves:
    return Serves(frozenset((actor.role, actor.purpose) for actor in actors))


OPENS: Final = {kind: _serving(lifecycle.openers) for kind, lifecycle in LIFECYCLES.items()}
MOVES: Final = {kind: _serving(lifecycle.movers) for kind, lifecycle in LIFECYCLES.items()}
_COURT: Final = (Role.INVESTIGATOR, Role.JUDGE, Role.PRESIDENT, Role.CLERK)
INSTRUCTION_MOVERS: Final = _serving(INSTRUCTION.actors)
INSTRUCTION_READERS: Final = _serving(
    (EXECUTOR, *(Actor(role=role, purpose=Purpose.ENFORCEMENT) for role in _COURT))
)

# Whoever acts for enforcement in a court, for it and all below; the duty officer, who commands all.
LATE: Final = Serves(Serves.purpose(Purpose.ENFORCEMENT).pairs | {(Role.DUTY_OFFICER, Purpose.COMMAND)})
# Without a court of his own one of these is told of every court.
EVERY_COURT: Final = frozenset((Role.DUTY_OFFICER,))


def actor_of(caller: Caller, errand: Errand, actors: Iterable[Actor]) -> Actor:
    """The caller as an actor of a table; one of no agency where the table names it without one."""
    agency = caller.agency.value if caller.agency else None
    exact = Actor(role=caller.role, purpose=errand.purpose, agency=agency)
    return exact if exact in set(actors) else Actor(role=caller.role, purpose=errand.purpose)
