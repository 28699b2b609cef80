"""A served hub for tests: the real application over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from graphql import GraphQLSchema

from graph.engine import Engine
from graph.rules.sealing import KeyRing
from hub.app import Hub
from hub.callers.issuer import issue
from hub.running.serve import address_of, bind, serve_in_loop
from hub.settings.config import Settings
from tests.graphs import CASE, RING


class Client:
    """Speaks to a served hub as one caller."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, hub: Hub | None = None) -> None:
        self.http = http
        self.settings = settings
        self.hub = hub

    def headers(self, role: str, agency: str | None = None, purpose: str | None = None) -> dict[str, str]:
        token = issue(self.settings, role, agency=agency, court="鄂0112")
        partner = role in ("PARTNER", "CREDIT_OFFICER") and purpose in (None, "CREDIT_CHECK")
        return {
            "Authorization": f"Bearer {token}",
            "X-Purpose": purpose or ("CREDIT_CHECK" if partner else "ENFORCEMENT"),
            "X-Case-Number": quote("file 7" if partner else CASE),
        }

    async def post(
        self, query: str, variables: dict[str, Any] | None = None, *, role: str = "INVESTIGATOR", **more: Any
    ) -> httpx.Response:
        headers = more.pop("headers", None)
        if headers is None:
            headers = self.headers(role, **more)
        return await self.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    async def ask(self, query: str, variables: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """`data` of an answer without errors."""
        answer = (await self.post(query, variables, **more)).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def metrics(self) -> dict[str, float]:
        """What `/metrics` tells, by name and labels as they stand there."""
        lines = (await self.http.get("/metrics")).text.splitlines()
        parts = (line.rpartition(" ") for line in lines if line[0] != "#")
        return {name: float(value) for name, _, value in parts}


@asynccontextmanager
async def served(
    engine: Engine,
    data: Path,
    contract: GraphQLSchema | None = None,
    ring: KeyRing = RING,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    **settings: Any,
) -> AsyncIterator[Client]:
    """A hub over the engine, on a free port; `contract` stands for the hub's own schema."""
    # A cold engine plans its first large statement for seconds, on a busy machine for more; no test is about that.
    patient = {
        "request_timeout_seconds": 60,
        "path_seconds": 60,
        "walk_seconds": 60,
        "money_seconds": 60,
        # A test makes hundreds of moves, each of which waits for it.
        "move_ahead_seconds": 0.02,
        "instruction_settle_seconds": 0,
        **settings,
    }
    configured = Settings(data=data, dev=True, port=0, **patient)
    listener = bind(configured)
    ready = asyncio.Event()
    hub = Hub(configured, ring, engine, contract, clock)
    task = asyncio.create_task(serve_in_loop(hub.app(), configured, ready.set, listener))
    await asyncio.wait_for(ready.wait(), 10)
    try:
        async with httpx.AsyncClient(base_url=address_of(listener), timeout=90, trust_env=False) as http:
            yield Client(http, configured, hub)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        listener.close()
