"""The floor of a question of several statements: the same ones, with the same values, by the bare driver."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from neo4j import READ_ACCESS, AsyncGraphDatabase

from bench.asking import investigator
from graph.engine import Engine, EngineAddress
from graph.statement import Statement
from hub.app import Hub
from hub.keyring.keys import load_ring
from hub.settings.config import Settings


class Recorded:
    """The engine, remembering what it was asked for requests, and what it answered last."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.flavour = engine.flavour
        self.asked: list[Statement] = []
        self.answered: Any = None

    async def read(self, statement: Statement, *, timeout_seconds: float | None = None) -> Any:
        rows = await self._engine.read(statement, timeout_seconds=timeout_seconds)
        if statement.name == "read":
            self.asked.append(statement)
            self.answered = rows
        return rows

    async def write(self, statements: Sequence[Statement], *, timeout_seconds: float | None = None) -> Any:
        return await self._engine.write(statements, timeout_seconds=timeout_seconds)


@asynccontextmanager
async def recording(engine: Engine, settings: Settings) -> AsyncIterator[tuple[httpx.AsyncClient, Recorded]]:
    """A client of a hub in this process, and what the hub asks its engine."""
    recorded = Recorded(engine)
    app = Hub(settings, load_ring(settings), recorded).app()  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=transport, base_url="http://hub", headers=investigator(settings), timeout=300
        ) as client,
    ):
        yield client, recorded


async def ask(client: httpx.AsyncClient, query: str, variables: dict[str, Any] | None = None) -> Any:
    """The data of the answer. Raises RuntimeError for an answer that has errors."""
    answer = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
    if "errors" in answer:
        raise RuntimeError(answer["errors"][0]["message"])
    return answer["data"]


@dataclass(frozen=True, slots=True)
class Bare:
    """Seconds that statements took, one after the other, and how many values they returned."""

    seconds: float
    values: int


async def bare(asked: Sequence[Statement], address: EngineAddress) -> Bare:
    """On a connection that is open already."""
    database = address.database or ("graph" if address.http_url else "neo4j")
    async with AsyncGraphDatabase.driver(
        address.url, auth=(address.user, address.password), notifications_min_severity="OFF"
    ) as driver:
        await driver.verify_connectivity()
        began, returned = time.perf_counter(), []
        for statement in asked:
            async with driver.session(database=database, default_access_mode=READ_ACCESS) as session:
                returned.append(await (await session.run(statement.text, dict(statement.parameters))).values())
        return Bare(time.perf_counter() - began, _values(returned))


def _values(of: Any) -> int:
    if isinstance(of, dict):
        return _values(list(of.values()))
    return sum(map(_values, of)) if isinstance(of, list) else 1
