"""The one door to the engine: sessions, retries, bookmarks and time limits over Bolt.

    EngineError
    ├── EngineUnavailable      not there, connection lost, no free connection, no such database
    │   ├── StatementTimeout   did not end in time
    │   └── OutcomeUnknown     connection lost or time over while committing: read back by key
    ├── EngineDenied           wrong user or password, or no right to do this
    └── EngineRefused          the statement or one of its values is wrong; trying again does not help
        └── UniqueViolation    a unique key is taken

Nothing of the driver leaves this file, and no text of a server but its judgement on the statement's syntax:
its other messages quote values (`property k = …`), folders and whole statements.

What the engines say over Bolt (Neo4j 5.26.30, ArcadeDB 26.10.2), measured: the driver's exception, the code
after `Neo.`; where ArcadeDB differs it has a line of its own, `+`.

    wrong password        AuthError           ClientError.Security.Unauthorized
    unknown database      ClientError         ClientError.Database.DatabaseNotFound
    syntax                CypherSyntaxError   ClientError.Statement.SyntaxError
    unknown variable      CypherSyntaxError   ClientError.Statement.SyntaxError
                        + ClientError         ClientError.Statement.SemanticError (also of much else)
    missing parameter     ClientError         ClientError.Statement.ParameterMissing
    unique key taken      ConstraintError     ClientError.Schema.ConstraintValidationFailed
                        + the same, at COMMIT if another transaction took it
    two MERGE one key     the second waits
                        + as a taken key: only further tries tell the two apart
    two SET one node      the second waits
                        + TransientError      TransientError.Transaction.DeadlockDetected, at COMMIT
    deadlock              TransientError      TransientError.Transaction.DeadlockDetected
    node has relations    ConstraintError     ClientError.Schema.ConstraintValidationFailed
                        + DatabaseError       DatabaseError.General.UnknownError
    write in READ mode    ClientError         ClientError.Statement.AccessMode
                        + IT WRITES
    time limit of a run   ClientError         ClientError.Transaction.TransactionTimedOutClientConfiguration
                        + ignored; the server-wide `arcadedb.command.timeout` ends it:
                          ClientError         ClientError.Transaction.TransactionTimedOut
    rule is there already ClientError         ClientError.Schema.EquivalentSchemaRuleAlreadyExists
                        + ClientError         ClientError.Statement.SemanticError: write IF NOT EXISTS
    nothing listens       ServiceUnavailable  (none)

A large auto-commit write is not atomic on ArcadeDB (a failing CREATE of 250,000 nodes kept 80,000): writes go
through explicit transactions, which are. Whole numbers, fractions, text, lists, maps, truth and null come
back the same from both.
"""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import random
import re
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Literal, Self, TypeVar
from urllib.parse import urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, AsyncDriver, AsyncGraphDatabase, AsyncSession, AsyncTransaction, Query
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.statement import Statement

# What the driver has to say reaches callers as an error; its log would repeat statements and addresses.
logging.getLogger("neo4j").setLevel(logging.CRITICAL + 1)


class EngineError(Exception):
    """Anything that goes wrong between us and the engine; the message is one line and safe to show."""


class EngineUnavailable(EngineError):
    """The engine is not there, went away, or has no connection left; the same request may work later."""


class StatementTimeout(EngineUnavailable):
    """The statement did not end in time; a write was not committed."""


class OutcomeUnknown(EngineUnavailable):
    """The connection or the time ended during a commit: it may or may not have happened. Read back by key."""


class EngineDenied(EngineError):
    """Wrong user or password, or a user without the right."""


class EngineRefused(EngineError):
    """The engine refused the statement or a value; `code` is the engine's own code, if it gave one."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class UniqueViolation(EngineRefused):
    """A unique key is taken; `on` is `Label.property` where the engine said so, never the value."""

    def __init__(self, message: str, code: str = "", on: str = "") -> None:
        super().__init__(message, code)
        self.on = on


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineAddress:
    """Where an engine is. `database` None: Neo4j's home database, `graph` on ArcadeDB.

    `http_url` is ArcadeDB's HTTP port, which alone takes SQL; None where there is none.
    """

    url: str
    user: str
    password: str = field(repr=False)
    database: str | None = None
    http_url: str | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in _SCHEMES or not parts.hostname or "@" in parts.netloc:
            raise EngineRefused(
                f"engine address: expected scheme://host:port without a password; schemes: {', '.join(_SCHEMES)}"
            )


_SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineLimits:
    """Every wait and retry of an engine. Each retry waits twice as long as the last, up to `retry_last`."""

    connect_timeout_seconds: float = 5
    read_timeout_seconds: float = 10
    write_timeout_seconds: float = 60
    schema_timeout_seconds: float = 600
    pool_size: int = 50
    idle_check_seconds: float = 60
    read_retry_max: int = 3
    retry_max: int = 12
    retry_first_seconds: float = 0.01
    retry_last_seconds: float = 2
    retry_total_seconds: float = 30
    # ArcadeDB tells a lost race for a key and a taken key by the same error. The loser of a race finds the
    # winner's node on its next try, so the same complaint this many times in a row is a taken key.
    duplicate_max: int = 3


Flavour = Literal["neo4j", "arcadedb"]
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
            except _DRIVER_ERRORS as error:
                raise _translated(error, address, _Progress()) from None
            engine = cls(driver, address, limits, *_recognised(agent))
            await engine._check_database()
        except BaseException:
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
        query = Query(statement.text, timeout=seconds)

        async def once(progress: _Progress) -> Rows:
            progress.statement = statement
            async with self._session(READ_ACCESS) as session:
                return await (await session.run(query, dict(statement.parameters))).values()

        return await self._insist(once, seconds=seconds, retry_max=self._limits.read_retry_max)

    async def write(self, statements: Sequence[Statement], *, timeout_seconds: float | None = None) -> list[Rows]:
        """All statements in ONE transaction, tried again while that can help; the rows of each.

        A try that failed left nothing behind, so the statements may run several times but count once.
        Raises UniqueViolation, StatementTimeout (not committed), OutcomeUnknown (perhaps committed).
        """

        async def work(transaction: Transaction) -> list[Rows]:
            return [await transaction.run(statement) for statement in statements]

        return await self.transact(work, timeout_seconds=timeout_seconds)

    async def transact(
        self, work: Callable[[Transaction], Awaitable[_Answer]], *, timeout_seconds: float | None = None
    ) -> _Answer:
        """`work` in ONE transaction, committed when it returns; all of it is done again where `write` would.

        For writes that depend on what is there: look up, decide, write. `work` keeps nothing from a try that
        failed. What it raises itself ends the transaction and comes out. Otherwise raises as `write`.
        """
        seconds = timeout_seconds or self._limits.write_timeout_seconds

        async def once(progress: _Progress) -> _Answer:
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

        return await self._insist(once, seconds=seconds, retry_max=self._limits.retry_max)

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

            async def once(progress: _Progress, statement: Statement = statement, query: Query = query) -> None:
                progress.statement = statement
                async with self._session(WRITE_ACCESS) as session:
                    await (await session.run(query, dict(statement.parameters))).consume()

            try:
                await self._insist(once, seconds=seconds, retry_max=self._limits.retry_max)
            except EngineRefused as error:
                if error.code not in _EXISTS_ALREADY:
                    raise

    async def sql(self, command: str) -> None:
        """One SQL command to ArcadeDB over HTTP: its full-text indexes are made no other way."""
        if self._address.http_url is None:
            raise EngineRefused("this engine takes no SQL: its address names no HTTP port")
        await asyncio.to_thread(
            _post_sql, self._address, self._database or "", command, self._limits.schema_timeout_seconds
        )

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

    async def _insist(
        self, once: Callable[[_Progress], Awaitable[_Answer]], *, seconds: float, retry_max: int
    ) -> _Answer:
        """Runs `once` until it answers, cannot answer, or `seconds` (all tries together) are over."""
        progress = _Progress()
        try:
            async with asyncio.timeout(seconds) as limit:
                return await self._tries(once, progress, seconds=seconds, retry_max=retry_max)
        except TimeoutError:
            if not limit.expired():
                raise
        if progress.committing:
            raise OutcomeUnknown(f"{progress.name}: no answer to the commit within {seconds:g} s")
        raise StatementTimeout(f"{progress.name}: not done within {seconds:g} s")

    async def _tries(
        self,
        once: Callable[[_Progress], Awaitable[_Answer]],
        progress: _Progress,
        *,
        seconds: float,
        retry_max: int,
    ) -> _Answer:
        clock = asyncio.get_running_loop().time
        last_start = clock() + min(seconds, self._limits.retry_total_seconds)
        wait_seconds = self._limits.retry_first_seconds
        for tries_left in range(retry_max, -1, -1):
            progress.committing = progress.working = False
            try:
                return await once(progress)
            except _DRIVER_ERRORS as error:
                if progress.working:
                    raise
                # Half to all of the wait, so that those who met once do not meet again.
                pause_seconds = wait_seconds * random.uniform(0.5, 1)
                in_time = tries_left > 0 and clock() + pause_seconds < last_start
                if not (in_time and self._may_help(error, progress)):
                    raise _translated(error, self._address, progress) from None
            await asyncio.sleep(pause_seconds)
            wait_seconds = min(wait_seconds * 2, self._limits.retry_last_seconds)
        raise AssertionError("the last try answers or raises")

    def _may_help(self, error: Exception, progress: _Progress) -> bool:
        """Whether to try again: lost races and connections, but never a commit that may have happened."""
        if isinstance(error, ConstraintError) and self.flavour == "arcadedb":
            complaint = str(error.message)
            progress.duplicates = progress.duplicates + 1 if complaint == progress.complaint else 1
            progress.complaint = complaint
            return progress.duplicates < self._limits.duplicate_max
        if isinstance(error, ConnectionAcquisitionTimeoutError):
            return False
        if isinstance(error, _CONNECTION_LOST):
            return not progress.committing
        if isinstance(error, Neo4jError):
            return error.is_retryable() and error.code not in _OUT_OF_MEMORY
        return False


_Answer = TypeVar("_Answer")


class Transaction:
    """A transaction under way; only `Engine.transact` makes one."""

    def __init__(self, transaction: AsyncTransaction, progress: _Progress) -> None:
        self._transaction = transaction
        self._progress = progress

    async def run(self, statement: Statement) -> Rows:
        """A list of values per record, in the order of RETURN."""
        self._progress.statement = statement
        self._progress.working = False
        result = await self._transaction.run(statement.text, dict(statement.parameters))
        rows = await result.values()
        self._progress.working = True
        return rows


@dataclass(kw_only=True, slots=True)
class _Progress:
    """How far one call has come, for its errors and its retries; `working`: the caller's own code runs."""

    statement: Statement | None = None
    working: bool = False
    committing: bool = False
    complaint: str = ""
    duplicates: int = 0

    @property
    def name(self) -> str:
        return (self.statement and self.statement.name) or "statement"


_CONNECTION_LOST: Final = (ServiceUnavailable, SessionExpired, OSError)
# The last three are what the driver's packer says of a value that cannot travel.
_DRIVER_ERRORS: Final = (Neo4jError, DriverError, OSError, ValueError, TypeError, OverflowError)
_EXISTS_ALREADY: Final = frozenset(
    f"Neo.ClientError.Schema.{name}"
    for name in ("EquivalentSchemaRuleAlreadyExists", "IndexAlreadyExists", "ConstraintAlreadyExists")
)
# Called transient, but the same statement will need the same memory.
_OUT_OF_MEMORY: Final = frozenset(
    f"Neo.TransientError.General.{name}"
    for name in (
        "MemoryPoolOutOfMemoryError",
        "TransactionMemoryLimit",
        "OutOfMemoryError",
        "StackOverFlowError",
    )
)
_TIME_OVER: Final = "Neo.ClientError.Transaction.TransactionTimedOut"  # and …ClientConfiguration
# Their text is about the statement, which is ours and holds no values.
_ABOUT_THE_TEXT: Final = (
    "Neo.ClientError.Statement.SyntaxError",
    "Neo.ClientError.Statement.ParameterMissing",
)
_MESSAGE_LENGTH_MAX: Final = 200
# Neo4j: "Node(0) already exists with label `P` and property `k` = 'x'". ArcadeDB: "Duplicated key [x] found
# on index 'P[k]' already assigned to record #1:0", or, of two within one transaction, only the statement.
_TAKEN_NEO4J: Final = re.compile(r"already exists with (?:label|type) `([^`]+)` and property `([^`]+)`")
_TAKEN_ARCADEDB: Final = re.compile(r"found on index '([^'\[]+)\[([^'\]]+)\]'")


def _recognised(agent: str) -> tuple[Flavour, str]:
    # ArcadeDB says "Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)".
    if found := re.search(r"ArcadeDB ([^)\s]+)", agent):
        return "arcadedb", found[1]
    if found := re.fullmatch(r"Neo4j/(\S+)", agent):
        return "neo4j", found[1]
    raise EngineRefused("the server is neither Neo4j nor ArcadeDB; allowed: Neo4j 5.26, embedded ArcadeDB")


def _translated(error: Exception, address: EngineAddress, progress: _Progress) -> EngineError:
    name, code = progress.name, (error.code or "" if isinstance(error, Neo4jError) else "")
    if isinstance(error, ConnectionAcquisitionTimeoutError):
        return EngineUnavailable("all connections to the engine are busy")
    if isinstance(error, _CONNECTION_LOST):
        if progress.committing:
            return OutcomeUnknown(f"{name}: the connection to {address.url} was lost while committing")
        return EngineUnavailable(f"no engine answers at {address.url}")
    if isinstance(error, AuthError):
        return EngineDenied(f"the engine at {address.url} refused user {address.user}: wrong user or password")
    if code.startswith("Neo.ClientError.Security."):
        return EngineDenied(f"{name}: user {address.user} has no right to do this on the engine")
    if code.startswith(_TIME_OVER):
        return StatementTimeout(f"{name}: ended by the engine at its time limit")
    if code == "Neo.ClientError.Database.DatabaseNotFound":
        return EngineUnavailable(f"the engine at {address.url} has no database {address.database or 'graph'}")
    if code.startswith("Neo.TransientError.") and code not in _OUT_OF_MEMORY:
        return EngineUnavailable(f"{name}: the engine could not do it now ({code})")
    if isinstance(error, ConstraintError):
        return _constraint(error, name, code)
    if isinstance(error, Neo4jError):
        detail = ""
        if code in _ABOUT_THE_TEXT:
            detail = ": " + str(error.message).partition("\n")[0][:_MESSAGE_LENGTH_MAX]
        return EngineRefused(f"{name}: refused by the engine ({code or 'no code'}){detail}", code)
    if isinstance(error, DriverError):
        return EngineUnavailable(f"{name}: the connection to {address.url} failed ({type(error).__name__})")
    return EngineRefused(
        f"{name}: a value cannot travel to the engine ({type(error).__name__}); allowed: null, truth, whole "
        "numbers of 64 bits, fractions, valid Unicode text, lists and maps of these"
    )


def _constraint(error: ConstraintError, name: str, code: str) -> EngineRefused:
    message = str(error.message)
    if "still has relationships" in message:
        return EngineRefused(f"{name}: a node that still has relations cannot be deleted", code)
    found = _TAKEN_NEO4J.search(message) or _TAKEN_ARCADEDB.search(message)
    on = f"{found[1]}.{found[2]}" if found else ""
    return UniqueViolation(f"{name}: the unique key {on or 'of a node or relation'} is taken", code, on)


def _post_sql(address: EngineAddress, database: str, command: str, timeout_seconds: float) -> None:
    login = base64.b64encode(f"{address.user}:{address.password}".encode()).decode()
    request = urllib.request.Request(
        f"{address.http_url}/api/v1/command/{database}",
        data=json.dumps({"language": "sql", "command": command}).encode(),
        headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
    )
    # No proxy: the engine is on this machine, whatever the environment says of the world.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout_seconds) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            raise EngineDenied(f"the engine at {address.http_url} refused user {address.user}") from None
        raise EngineRefused(f"sql: refused by the engine (HTTP {error.code})") from None
    except TimeoutError:
        raise StatementTimeout(f"sql: not done within {timeout_seconds:g} s") from None
    except OSError:
        raise EngineUnavailable(f"no engine answers at {address.http_url}") from None
