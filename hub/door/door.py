"""The one way to the graph: narrow, compile, run. Whoever reads or moves holds a `Door`, never an engine."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from graph.cypher.compile import Compiled, compile_shape
from graph.cypher.dialects import Dialect, dialect_of
from graph.cypher.linking import find_ids
from graph.cypher.ranges import RangePage
from graph.cypher.rows import split
from graph.engine import Engine, EngineError, StatementTimeout, Transaction
from graph.plan import Find, Page, Plan
from graph.statement import Statement
from hub.door.planning import Planning
from hub.rights.policy import EVERY_CLASS, OWN_RIGHTS, Acting, narrow
from hub.telemetry.timing import Phase, Timing

Answer = TypeVar("Answer")


class Door:
    """One hub's way to its engine; one statement a plan, compiled once for all plans of one shape."""

    def __init__(
        self, engine: Engine, *, timeout_seconds: float, statements_kept: int, plan_seconds: float = 0
    ) -> None:
        self._engine = engine
        self._planning = Planning(engine, seconds=plan_seconds)
        self._compiled: OrderedDict[tuple[object, ...], Compiled] = OrderedDict()
        self._statements_kept = statements_kept
        self._dialect = dialect_of(engine.flavour)
        self._timeout_seconds = timeout_seconds
        self.hits = 0  # statements that were compiled already
        self.misses = 0

    async def ask(
        self, plan: Plan, acting: Acting, own: tuple[Find, ...] = (), timing: Timing | None = None
    ) -> list[tuple[list[Any], int | None]]:
        """Per root its rows and total, in the order of the plan; a plan without roots asks nothing.

        `own` are questions of the hub's own (is the case behind the purpose open?), asked in the same statement
        and not narrowed; their answers come last and are for the hub alone. `timing` is the request's.
        """
        timing = timing or Timing()
        timing.enter(Phase.NARROW)
        narrowed = self._narrow(plan, acting, own)
        if not narrowed.roots:
            return []
        timing.enter(Phase.COMPILE)
        statement = self._compile(narrowed).bind(narrowed)
        timing.enter(Phase.DATABASE, statement.text)
        try:
            rows = await self._engine.read(statement, timeout_seconds=self._timeout_seconds)
        except StatementTimeout:
            self._planning.later(statement)
            raise
        timing.enter(Phase.PROJECT)
        return split(narrowed, rows[0])

    async def own_pages(self, pages: tuple[Page, ...]) -> list[list[Any]]:
        """Pages of the hub's own rows (grants, sources), each row [place, node]: never part of an answer."""
        plan = Plan(roots=tuple(replace(page, own=True) for page in pages), rights=OWN_RIGHTS)
        statement = replace(self._compile(plan).bind(plan), name="grants")
        rows = await self._engine.read(statement, timeout_seconds=self._timeout_seconds)
        return [rows for rows, _ in split(plan, rows[0])]

    @property
    def timeout_seconds(self) -> float:
        """How long a statement may take, or a move with all its tries."""
        return self._timeout_seconds

    @property
    def dialect(self) -> Dialect:
        return self._dialect

    async def own(self, statement: Statement) -> list[list[Any]]:
        """A statement of the hub's own (`graph.cypher.desk`), not narrowed: who asks has seen to the rights."""
        return await self._engine.read(statement, timeout_seconds=self._timeout_seconds)

    async def own_range(self, page: RangePage) -> list[list[Any]]:
        """As `own`, a page of a range, its rows in order."""
        reached = await self.own(page.reach())
        return await self.own(page.rows(reached[0][0])) if reached else []

    async def transact(self, work: Callable[[Transaction], Awaitable[Answer]]) -> Answer:
        """A move: `work` in one transaction, as `Engine.transact`, no longer than a request may take."""
        return await self._engine.transact(work, timeout_seconds=self._timeout_seconds)

    async def own_find(self, find: Find) -> Any:
        """What the hub finds for itself by one key, or None: never part of an answer."""
        return (await self.own_rows(find))[0]

    async def own_rows(self, find: Find) -> list[Any]:
        """As `own_find`, the rows of all keys in their order."""
        plan = Plan(roots=(replace(find, own=True),), rights=OWN_RIGHTS)
        statement = replace(self._compile(plan).bind(plan), name="own find")
        rows = await self._engine.read(statement, timeout_seconds=self._timeout_seconds)
        return split(plan, rows[0])[0][0]

    async def everything(self, find: Find) -> list[Any]:
        """The rows of a find as if nothing were closed, sealed facts among them: to see that something moved, and
        never what. Nothing of it may be told or kept.
        """
        plan = Plan(roots=(find,), rights=EVERY_CLASS)
        statement = replace(self._compile(plan).bind(plan), name="everything")
        try:
            rows = await self._engine.read(statement, timeout_seconds=self._timeout_seconds)
        except StatementTimeout:
            self._planning.later(statement)
            raise
        return split(plan, rows[0])[0][0]

    async def ids_of(self, node_id: str, most: int) -> list[list[Any]]:
        """Under which ids a representative's subject stands and stood (`find_ids`), at most so many lines."""
        rows = await self._engine.read(find_ids(node_id, most), timeout_seconds=self._timeout_seconds)
        found: list[list[Any]] = rows[0][0]
        return found

    def statement(self, plan: Plan, acting: Acting, own: tuple[Find, ...] = ()) -> Statement:
        """The very statement that `ask` runs, to be shown or measured."""
        narrowed = self._narrow(plan, acting, own)
        return self._compile(narrowed).bind(narrowed)

    def _narrow(self, plan: Plan, acting: Acting, own: tuple[Find, ...]) -> Plan:
        narrowed = narrow(plan, acting)
        return replace(narrowed, roots=(*narrowed.roots, *own)) if own else narrowed

    def _compile(self, plan: Plan) -> Compiled:
        shape = plan.shape
        compiled = self._compiled.get(shape)
        if compiled is None:
            self.misses += 1
            compiled = compile_shape(plan, self._dialect)
            self._compiled[shape] = compiled
            if len(self._compiled) > self._statements_kept:
                self._compiled.popitem(last=False)
        else:
            self.hits += 1
            self._compiled.move_to_end(shape)
        return compiled

    async def close(self) -> None:
        """Nothing is planned any more."""
        await self._planning.close()

    async def answers(self) -> bool:
        """Whether the engine answers at all."""
        try:
            await self._engine.read(Statement(text="RETURN 1", name="ready"), timeout_seconds=2)
        except EngineError:
            return False
        return True
