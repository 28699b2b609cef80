"""Both real engines for every test that asks for `engine`: one server of each a session, an empty graph a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final

import pytest
from hypothesis import settings

from graph.embedded import EmbeddedEngine, EmbeddedLimits
from graph.engine import Engine, EngineAddress
from graph.founding import create_schema
from graph.statement import Statement
from tests.engines.neo4j_boot import Neo4jMissing, neo4j_server
from tests.leaving_out import leave_out

# A busy machine is slow, not wrong: no example of any property is judged by its time.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ENGINES: Final = ("embedded", "neo4j")
CLEAN_BATCH: Final = 10_000
CLEAN_BATCHES_MAX: Final = 1_000
CLEAN: Final = Statement(
    text="MATCH (n) WITH n LIMIT $batch DETACH DELETE n RETURN count(*)",
    parameters={"batch": CLEAN_BATCH},
    name="clean",
)


class Servers:
    """Boots each engine when a test first asks for it and keeps it to the end of the session."""

    def __init__(self, folders: pytest.TempPathFactory) -> None:
        self._folders = folders
        self._open = AsyncExitStack()
        self._addresses: dict[str, EngineAddress] = {}
        self._missing: dict[str, str] = {}
        self._data = folders.mktemp("engines") / "data"

    async def address(self, name: str) -> EngineAddress:
        if name not in self._addresses and name not in self._missing:
            try:
                self._addresses[name] = await self._boot(name)
            except Neo4jMissing as missing:
                self._missing[name] = str(missing)
        if reason := self._missing.get(name):
            leave_out(reason)
        return self._addresses[name]

    async def environment(self, name: str) -> dict[str, str]:
        """The settings by which a command works on this engine: as that of a running hub, or by URL."""
        address = await self.address(name)
        if name == "embedded":
            return {"HUB_DATA": str(self._data)}
        password = self._folders.mktemp("password") / "password"
        password.write_text(address.password)
        return {
            "HUB_ENGINE_URL": address.url,
            "HUB_ENGINE_USER": address.user,
            "HUB_ENGINE_PASSWORD_FILE": str(password),
        }

    async def _boot(self, name: str) -> EngineAddress:
        address = await self._start(name)
        async with await Engine.open(address) as engine:
            await create_schema(engine)
        return address

    async def _start(self, name: str) -> EngineAddress:
        if name == "neo4j":
            return await self._open.enter_async_context(neo4j_server(self._folders.mktemp(name)))
        limits = EmbeddedLimits(heap="1g")
        embedded = await self._open.enter_async_context(await EmbeddedEngine.start(self._data, limits))
        return embedded.address

    async def close(self) -> None:
        await self._open.aclose()


@pytest.fixture(scope="session")
async def servers(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Servers]:
    servers = Servers(tmp_path_factory)
    yield servers
    await servers.close()


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Each engine in turn; for the fixtures below, no test asks for it."""
    return str(request.param)


@pytest.fixture
async def engine_address(engine_name: str, servers: Servers) -> EngineAddress:
    """Where the session's server of each engine is."""
    return await servers.address(engine_name)


@pytest.fixture
async def engine_settings(engine_name: str, servers: Servers) -> dict[str, str]:
    """The environment in which `hub` works on that server."""
    return await servers.environment(engine_name)


@pytest.fixture
async def engine(engine_address: EngineAddress) -> AsyncIterator[Engine]:
    """Each engine in turn, its graph empty; constraints and indexes of earlier tests stay."""
    async with await Engine.open(engine_address) as engine:
        await clean(engine)
        yield engine


async def clean(engine: Engine) -> None:
    """Deletes all nodes and relations, a bounded batch at a time."""
    for _ in range(CLEAN_BATCHES_MAX):
        [[[deleted]]] = await engine.write([CLEAN])
        if deleted < CLEAN_BATCH:
            return
    pytest.fail(f"the test graph has more than {CLEAN_BATCH * CLEAN_BATCHES_MAX} nodes", pytrace=False)
