"""Sessions and statements: a pool of connections to one engine.

A large auto-commit write is not atomic on ArcadeDB (a failing CREATE of 250,000 nodes kept 80,000): writes go
through explicit transactions, which are. Whole numbers, fractions, text, lists, maps, truth and null come
back the same from both.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Any, Self

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncSession, AsyncTransaction, Query
from neo4j.exceptions import ConfigurationError

from graph.engine.address import EngineAddress, EngineLimits
from graph.engine.explained import plan_lines
from graph.engine.flavours import Flavour, recognised
from graph.engine.retries import Answer, Progress, Retries
from graph.engine.sql import post_sql
from graph.engine.translation import DRIVER_ERRORS, EXISTS_ALREADY, translated
from graph.failures import EngineRefused, EngineUnavailable
from graph.statement import Statement

Rows = list[list[Any]]


class Engine:
    """A pool of connections to one engine. Made by `open`; safe to share between tasks of one event loop.

    Statements return maps, lists and plain values, never nodes or relations themselves.
    """

    def __init__(
        self,
        driver: AsyncDriver,
        address: EngineAddress,
        limits: EngineLimits,
        flavour: Flavour,
        version: str,
    ) -> None:
        self._driver = driver
        self._address = address
        self._limits = limits
        self._retries = Retries(address=address, limits=limits, flavour=flavour)
        self._database = address.database or ("graph" if flavour == "arcadedb" else None)
        # A read on another member of a cluster waits for what this one wrote. ArcadeDB has no other member.
        self._bookmarks = AsyncGraphDatabase.bookmark_manager() if flavour == "neo4j" else None
        self.flavour: Flavour = flavour
        self.version = version

    @classmethod
    async def open(cls, address: EngineAddress, limits: EngineLimits | None = None) -> Self:
        """Connects, finds out which engine it is and that the database is there.

        Raises EngineUnavailable, EngineDenied, or EngineRefused for an engine that is neither of the two.
        """
        limits = limits or EngineLimits()
        try:
            driver = AsyncGraphDatabase.driver(
                address.url,
                auth=(address.user, address.password),
                connection_timeout=limits.connect_timeout_seconds,
                connection_acquisition_timeout=limits.connect_timeout_seconds * 2,
                max_connection_pool_size=limits.pool_size,
                liveness_check_timeout=limits.idle_check_seconds,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )
        except (ConfigurationError, ValueError) as error:
            raise EngineRefused(f"engine address {address.url}: not understood") from error
        try:
            try:
                async with asyncio.timeout(limits.connect_timeout_seconds):
                    agent = (await driver.get_server_info()).agent
            except TimeoutError:
                raise EngineUnavailable(
                    f"no engine answered at {address.url} within {limits.connect_timeout_seconds:g} s"
                ) from None
            except DRIVER_ERRORS as error:
                raise translated(error, address, name="first question", committing=False) from None
            engine = cls(driver, address, limits, *recognised(agent))
            await engine._check_database()
        except BaseException:  # cancelled, too: an unclosed driver keeps its connections
            await driver.close()
            raise
        return engine

    async def read(self, statement: Statement, *, timeout_seconds: float | None = None) -> Rows:
        """One auto-commit run in READ mode; a list of values per record, in the order of RETURN.

        Neo4j refuses a write here; ArcadeDB does not look, so only statements that read may come.
        Raises StatementTimeout after `timeout_seconds` (default: the limits').
        """
        seconds = timeout_seconds or self._limits.read_timeout_seconds
        # ArcadeDB ignores the limit that travels along.
        text, parameters = _untold(statement)
        query = Query(text, timeout=seconds)

        async def once(progress: Progress) -> Rows:
            progress.statement = statement
            async with self._session(READ_ACCESS) as session:
                return await (await session.run(query, parameters)).values()

        return await self._retries.run(once, seconds=seconds, retry_max=self._limits.read_retry_max)

    async def explain(
        self, statement: Statement, *, measured: bool, timeout_seconds: float | None = None
    ) -> list[str]:
        """The engine's own plan of a statement that reads, in lines. `measured`: it is run, and each step counted.

        Neo4j's names every step. ArcadeDB's ends at a subquery. Raises as `read`.
        """
        seconds = timeout_seconds or self._limits.read_timeout_seconds
        text, parameters = _untold(statement)
        query = Query(_Text(f"{'PROFILE' if measured else 'EXPLAIN'} {text}"), timeout=seconds)

        async def once(progress: Progress) -> list[str]:
            progress.statement = statement
            async with self._session(READ_ACCESS) as session:
                result = await session.run(query, parameters)
                return plan_lines(await result.consume())

        return await self._retries.run(once, seconds=seconds, retry_max=self._limits.read_retry_max)

    async def write(self, statements: Sequence[Statement], *, timeout_seconds: float | None = None) -> list[Rows]:
        """All statements in ONE transaction, tried again while that can help; the rows of each.

        A try that failed left nothing behind, so the statements may run several times but count once.
        Raises UniqueViolation, StatementTimeout (not committed), OutcomeUnknown (perhaps committed).
        """

        async def work(transaction: Transaction) -> list[Rows]:
            return [await transaction.run(statement) for statement in statements]

        return await self.transact(work, timeout_seconds=timeout_seconds)

    async def transact(
        self, work: Callable[[Transaction], Awaitable[Answer]], *, timeout_seconds: float | None = None
    ) -> Answer:
        """`work` in ONE transaction, committed when it returns; all of it is done again where `write` would.

        For writes that depend on what is there: look up, decide, write. `work` keeps nothing from a try that
        failed. What it raises itself ends the transaction and comes out. Otherwise raises as `write`.
        """
        seconds = timeout_seconds or self._limits.write_timeout_seconds

        async def once(progress: Progress) -> Answer:
            async with (
                self._session(WRITE_ACCESS) as session,
                await session.begin_transaction(timeout=seconds) as transaction,
            ):
                progress.working = True
                answer = await work(Transaction(transaction, progress))
                progress.working = False
                progress.committing = True
                await transaction.commit()
            return answer

        return await self._retries.run(once, seconds=seconds, retry_max=self._limits.retry_max)

    async def schema(self, statements: Sequence[Statement]) -> None:
        """Constraints and indexes, each on its own (neither engine mixes them with data); ready on return.

        Statements say IF NOT EXISTS; two hubs that make the same rule at once do not trip over each other.
        """
        seconds = self._limits.schema_timeout_seconds
        waiting = Statement(
            text="CALL db.awaitIndexes($seconds)", parameters={"seconds": int(seconds)}, name="await indexes"
        )
        for statement in (*statements, waiting) if self.flavour == "neo4j" else statements:
            query = Query(statement.text, timeout=seconds)

            async def once(progress: Progress, statement: Statement = statement, query: Query = query) -> None:
                progress.statement = statement
                async with self._session(WRITE_ACCESS) as session:
                    await (await session.run(query, dict(statement.parameters))).consume()

            try:
                await self._retries.run(once, seconds=seconds, retry_max=self._limits.retry_max)
            except EngineRefused as error:
                if error.code not in EXISTS_ALREADY:
                    raise

    async def sql(self, command: str) -> None:
        """One SQL command to ArcadeDB over HTTP: its full-text indexes are made no other way."""
        seconds = self._limits.schema_timeout_seconds
        await asyncio.to_thread(post_sql, self._address, self._database or "", command, seconds)

    async def close(self) -> None:
        await self._driver.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _check_database(self) -> None:
        if self._database is None:
            # Naming the database spares the driver one question to the server per session.
            found = await self.read(Statement(text="CALL db.info() YIELD name RETURN name", name="home database"))
            self._database = str(found[0][0])
        else:
            await self.read(Statement(text="RETURN 1", name="first question"))

    def _session(self, mode: str) -> AsyncSession:
        return self._driver.session(
            database=self._database, default_access_mode=mode, bookmark_manager=self._bookmarks
        )


class Transaction:
    """A transaction under way; only `Engine.transact` makes one."""

    def __init__(self, transaction: AsyncTransaction, progress: Progress) -> None:
        self._transaction = transaction
        self._progress = progress

    async def run(self, statement: Statement) -> Rows:
        """A list of values per record, in the order of RETURN."""
        self._progress.statement = statement
        self._progress.working = False
        text, parameters = _untold(statement)
        result = await self._transaction.run(text, parameters)
        rows = await result.values()
        self._progress.working = True
        return rows


# The driver writes every statement and its parameters out for a log that nobody reads: 40 µs for a long text,
# 3 µs for each row of a large write. What follows tells its length only.


class _Text(str):
    __slots__ = ()

    def __str__(self) -> str:
        return self

    def __repr__(self) -> str:
        return f"<{len(self)} characters>"


class _List(list[Any]):
    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} values>"


class _Map(dict[str, Any]):
    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} values>"


def _untold(statement: Statement) -> tuple[_Text, dict[str, Any]]:
    """Text and parameters for the driver."""
    return _Text(statement.text), {name: _untold_value(value) for name, value in statement.parameters.items()}


def _untold_value(value: Any) -> Any:
    if isinstance(value, list):
        return _List(value)
    return _Map(value) if isinstance(value, dict) else value
