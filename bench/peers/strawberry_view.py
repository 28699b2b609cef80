"""graphql-core through plain Strawberry resolvers: the hub's types, a data loader for each relation.

Runs in an environment of its own (`strawberry.lock`). Reads {"url", "user", "password", "database", "day",
"never"} as one line from its input, prints its URL and serves until it is terminated. It knows nobody, keeps no
record.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import strawberry
import uvloop
from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import Info

from bench.loopback import serve

CACHED = 1000  # documents
NOW = "{0}.validFrom <= $day AND {0}.validTo > $day AND {0}.supersededAt = $never"
NAMED = f"MATCH (n)<-[:ABOUT]-(s:Statement) WHERE {NOW.format('s')}"
ONE = f"MATCH (n:Node {{id: $id}}) {NAMED} RETURN [n.id, n.kind, s.name]"
COMPANIES = f"""MATCH (n:Node {{kind: 'COMPANY'}}) WITH n ORDER BY n.id LIMIT $first
{NAMED} WITH n, s ORDER BY n.id RETURN [n.id, n.kind, s.name]"""
EDGES = f"""UNWIND $ids AS id CALL (id) {{
    MATCH (:Node {{id: id}})%s(n:Node) WHERE {NOW.format("r")} WITH r, n ORDER BY r.share DESC, n.id LIMIT $first
    {NAMED} WITH r, n, s ORDER BY r.share DESC, n.id RETURN collect([r.share, n.id, n.kind, s.name]) AS edges
}} RETURN edges"""
COUNTS = f"UNWIND $ids AS id RETURN COUNT {{ MATCH (:Node {{id: id}})%s(:Node) WHERE {NOW.format('r')} }}"
UP, DOWN = "<-[r:SHAREHOLDER_OF]-", "-[r:SHAREHOLDER_OF]->"

Ask = Callable[..., Awaitable[list[Any]]]
Key = tuple[str, int]  # a node's id, the size of its page


class Loaders:
    """Of one request: each gathers what one level of an answer wants into one statement."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.edges = {way: DataLoader(load_fn=self._edges(way)) for way in (UP, DOWN)}
        self.counts = {way: DataLoader(load_fn=self._counts(way)) for way in (UP, DOWN)}

    def _edges(self, way: str) -> Callable[[list[Key]], Awaitable[list[Any]]]:
        async def load(keys: list[Key]) -> list[Any]:
            (first,) = {first for _, first in keys}  # one operation of these asks for one size
            return await self.ask(EDGES % way, ids=[node for node, _ in keys], first=first)

        return load

    def _counts(self, way: str) -> Callable[[list[str]], Awaitable[list[int]]]:
        async def load(ids: list[str]) -> list[int]:
            return await self.ask(COUNTS % way, ids=ids)

        return load


@strawberry.type
class ShareholdingEdge:
    share: float | None
    node: Subject


@strawberry.type
class ShareholdingConnection:
    of: strawberry.Private[str]
    way: strawberry.Private[str]
    first: strawberry.Private[int]

    @strawberry.field
    async def edges(self, info: Info) -> list[ShareholdingEdge]:
        rows = await info.context["loaders"].edges[self.way].load((self.of, self.first))
        return [ShareholdingEdge(share=share, node=subject(node)) for share, *node in rows]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        return await info.context["loaders"].counts[self.way].load(self.of)


@strawberry.interface
class Subject:
    id: strawberry.ID
    name: str | None

    @strawberry.field
    def investments(self, first: int = 20) -> ShareholdingConnection:
        return ShareholdingConnection(of=self.id, way=DOWN, first=first)


@strawberry.type
class Person(Subject):
    pass


@strawberry.type
class Company(Subject):
    @strawberry.field
    def shareholders(self, first: int = 20) -> ShareholdingConnection:
        return ShareholdingConnection(of=self.id, way=UP, first=first)


@strawberry.type
class CompanyEdge:
    node: Company


@strawberry.type
class CompanyConnection:
    edges: list[CompanyEdge]


@strawberry.input
class SubjectKey:
    id: strawberry.ID


@strawberry.type
class Query:
    @strawberry.field
    async def subject(self, info: Info, by: SubjectKey) -> Subject | None:
        rows = await info.context["loaders"].ask(ONE, id=by.id)
        return subject(rows[0]) if rows else None

    @strawberry.field
    async def companies(self, info: Info, first: int = 20) -> CompanyConnection:
        rows = await info.context["loaders"].ask(COMPANIES, first=first)
        return CompanyConnection(edges=[CompanyEdge(node=subject(row)) for row in rows])


def subject(row: list[Any]) -> Any:
    node, kind, name = row
    return (Company if kind == "COMPANY" else Person)(id=node, name=name)


@dataclass(slots=True)
class Asked:
    """The driver, asked for one column."""

    driver: AsyncDriver
    database: str
    held: dict[str, str]  # what every statement is given

    async def __call__(self, text: str, **values: Any) -> list[Any]:
        async with self.driver.session(database=self.database, default_access_mode=READ_ACCESS) as session:
            return await (await session.run(text, {**self.held, **values})).value()


class View(GraphQL[Any, Any]):
    def __init__(self, ask: Ask) -> None:
        extensions = [lambda: ParserCache(maxsize=CACHED), lambda: ValidationCache(maxsize=CACHED)]
        super().__init__(strawberry.Schema(Query, types=[Person, Company], extensions=extensions))
        self._ask = ask

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        return {"loaders": Loaders(self._ask)}


async def main(given: dict[str, str]) -> None:
    async with AsyncGraphDatabase.driver(
        given["url"], auth=(given["user"], given["password"]), notifications_min_severity="OFF"
    ) as driver:
        held = {"day": given["day"], "never": given["never"]}
        await serve(View(Asked(driver, given["database"], held)))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(json.loads(sys.stdin.readline())))
