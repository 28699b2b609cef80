"""A door that shows each plan that it is asked: as wanted, as narrowed, its statement, the engine's plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.engine import Engine
from graph.plan import Find, Plan
from graph.statement import Statement
from hub.door.door import Door
from hub.rights.policy import Acting
from hub.telemetry.timing import Timing


class Shown(Exception):
    """The first plan was shown, and nothing is run: what follows would follow from its answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Explained:
    """One round: what was wanted, the same with the caller's rights, its statement, the engine's plan in lines."""

    wanted: Plan
    narrowed: Plan
    statement: Statement
    engine: tuple[str, ...]


class ExplainingDoor(Door):
    """`runs`: statements are run, each once more to be measured, so that all rounds are shown."""

    def __init__(self, engine: Engine, *, timeout_seconds: float, statements_kept: int, runs: bool) -> None:
        super().__init__(engine, timeout_seconds=timeout_seconds, statements_kept=statements_kept)
        self._runs = runs
        self.rounds: list[Explained] = []

    async def ask(
        self, plan: Plan, acting: Acting, own: tuple[Find, ...] = (), timing: Timing | None = None
    ) -> list[tuple[list[Any], int | None]]:
        """As a door's. Raises Shown where nothing is run."""
        narrowed = self._narrow(plan, acting, own)
        if not narrowed.roots:
            return []
        statement = self._compile(narrowed).bind(narrowed)
        lines = await self._engine.explain(statement, measured=self._runs, timeout_seconds=self._timeout_seconds)
        self.rounds.append(Explained(wanted=plan, narrowed=narrowed, statement=statement, engine=tuple(lines)))
        if not self._runs:
            raise Shown
        return await super().ask(plan, acting, own, timing)
