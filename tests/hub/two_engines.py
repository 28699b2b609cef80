"""Both engines side by side, asked as the hub asks them, and answers without what differs by chance.

Ids are random for each engine, so things are told apart by their sources' keys. Where an order falls back to the
id, what ties may come in any order, but all else may not.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from adapters.loading.summary import Outcome
from graph.engine import Engine
from graph.founding import create_schema
from graph.model.roles import PURPOSES, Role
from hub.answering.documents import Documents
from hub.api.schema import KIND_OF_TYPE, schema
from hub.callers.caller import Agency, Caller
from hub.door.door import Door
from hub.errands.purpose import Errand
from hub.read.asking import Asking
from hub.read.cursor import Cursors
from hub.rights.policy import Acting
from hub.settings.config import Settings
from tests.conftest import ENGINES, Servers, clean
from tests.graphs import CASE, RING, Node, Tie, bring_in

Cursor = list[Any]
# What of a cursor is the same on both engines: edges that agree in it are ties.
Ties = Callable[[Cursor], Any]


def by_order(cursor: Cursor) -> Any:
    """Relations: [value that they are ordered by, far id, slot]."""
    return cursor[0]


def by_hit(cursor: Cursor) -> Any:
    """Search: [rank, name, id, …]."""
    return cursor[:2]


def by_nothing(_: Cursor) -> Any:
    """Lists in order of id: all tie."""
    return None


class Asker:
    """Asks one engine what a caller asks the hub; without the web."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._door = Door(engine, timeout_seconds=60, statements_kept=500)

    async def ask(self, question: str, variables: dict[str, Any], role: Role, now: datetime) -> dict[str, Any]:
        caller = Caller(role=role, agency=Agency.RAILWAY, court="鄂", subject="s", token_id="t", expires_at=2**31)
        acting = Acting(caller=caller, errand=Errand(purpose=PURPOSES[role][0], case_number=CASE))
        operation = _documents().read(question, None).operation
        asking = Asking(now=now, ring=RING, viewer=dict, walks=PATIENT)
        given = operation.variables(variables)
        rounds = operation.shape(given).bind(given, asking)
        while rounds.open:
            rounds.take(await self._door.ask(rounds.plan, acting))
        return rounds.data({})


# An engine that plans a text for the first time is slow, and no answer should be cut short for that.
PATIENT = Settings(path_seconds=60, walk_seconds=60).walk_limits(1_000_000)


@cache
def _documents() -> Documents:
    return Documents(schema(), KIND_OF_TYPE, Settings(), Cursors.of(RING))


@dataclass
class Both:
    askers: dict[str, Asker]
    folders: dict[str, Path]

    async def clean(self) -> None:
        for asker in self.askers.values():
            await clean(asker.engine)

    async def bring_in(self, rows: Sequence[Node | Tie], source: str, now: datetime) -> None:
        """Loads the rows on both; what became of them must be the same."""
        counts = {}
        for name, asker in self.askers.items():
            summary = await bring_in(asker.engine, self.folders[name], rows, source=source, now=now)
            counts[name] = [summary.total(outcome) for outcome in Outcome]
        assert counts["embedded"] == counts["neo4j"]


@asynccontextmanager
async def both_engines(servers: Servers, folder: Path) -> AsyncIterator[Both]:
    """Both, empty."""
    async with AsyncExitStack() as stack:
        askers = {}
        for name in ENGINES:
            engine = await stack.enter_async_context(await Engine.open(await servers.address(name)))
            await create_schema(engine)
            askers[name] = Asker(engine)
        both = Both(askers, {name: folder / name for name in ENGINES})
        await both.clean()
        yield both


# --- answers --------------------------------------------------------------------------------------


def cursor_of(edge: dict[str, Any]) -> Cursor:
    parts: Cursor = Cursors.of(RING).parts(edge["cursor"])
    return parts


def comparable(value: Any, ties: Ties) -> Any:
    """The answer without ids; lists in their order, edges that tie as a set. Nodes and links have no order."""
    if isinstance(value, dict):
        kept = {name: inner for name, inner in value.items() if name not in ("id", "cursor", "asAt")}
        return {name: _ordered(name, inner, ties) for name, inner in kept.items()}
    if isinstance(value, list):
        return [comparable(inner, ties) for inner in value]
    return value


def _ordered(name: str, value: Any, ties: Ties) -> Any:
    if name == "edges":
        return grouped(value, ties)
    if name in ("nodes", "links"):
        return _as_set(value, ties)
    return comparable(value, ties)


def grouped(edges: Sequence[dict[str, Any]], ties: Ties) -> list[tuple[Any, Any]]:
    """Edges as groups of those that tie, in order."""
    groups = groupby(edges, key=lambda edge: ties(cursor_of(edge)))
    return [(tie, _as_set(list(found), ties)) for tie, found in groups]


def _as_set(values: Sequence[Any], ties: Ties) -> list[Any]:
    return sorted(
        (comparable(value, ties) for value in values),
        key=lambda each: json.dumps(each, sort_keys=True, ensure_ascii=False),
    )
