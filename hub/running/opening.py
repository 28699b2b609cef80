"""Which engine a command works on: the one at a URL, the one already running in the folder, or a new one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from adapters.small_files import SECRET_BYTES_MAX, UnreadableText, read_small
from graph.embedded import EmbeddedEngine, EmbeddedLimits, running
from graph.engine import Engine, EngineAddress, EngineLimits
from graph.founding import create_schema
from graph.versions import ensure_version
from hub.settings.config import BadSetting, Settings
from hub.settings.law import adopt_law


@asynccontextmanager
async def open_hub_engine(settings: Settings, *, own: bool = False) -> AsyncIterator[Engine]:
    """An engine with its constraints made and its version right, closed (and stopped, if started here) after.

    `own`: the folder must be ours (`hub up`); otherwise the engine of a hub already running on it is used.
    Raises EngineError, FolderOwned, BadSetting. The process goes by the law that the settings name.
    """
    adopt_law(settings)
    limits = EngineLimits(pool_size=settings.engine_connections_max)
    if settings.engine_url is not None:
        async with await Engine.open(_given_address(settings), limits) as engine:
            await prepare(engine)
            yield engine
        return
    shared = None if own else running(settings.data)
    if shared is not None:
        async with await Engine.open(shared, limits) as engine:
            await prepare(engine)
            yield engine
        return
    heap = EmbeddedLimits(heap=f"{settings.engine_heap_mib}m")
    async with await EmbeddedEngine.start(settings.data, heap) as embedded:
        watching = asyncio.create_task(embedded.watch())
        try:
            async with await Engine.open(embedded.address, limits) as engine:
                await prepare(engine)
                yield engine
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching


async def prepare(engine: Engine) -> None:
    """Constraints, indexes and the graph's version, made if missing."""
    await ensure_version(engine, datetime.now(UTC))
    await create_schema(engine)


def _given_address(settings: Settings) -> EngineAddress:
    assert settings.engine_url is not None
    if settings.engine_password_file is None:
        raise BadSetting("HUB_ENGINE_PASSWORD_FILE is needed beside HUB_ENGINE_URL: a file with the password")
    try:
        text = read_small(settings.engine_password_file, SECRET_BYTES_MAX).strip()
    except UnreadableText as error:
        raise BadSetting(f"HUB_ENGINE_PASSWORD_FILE: {settings.engine_password_file}: {error}") from None
    # Neo4j's own image takes USER/PASSWORD in one file; the same file may serve both.
    password = text.removeprefix(f"{settings.engine_user}/")
    return EngineAddress(url=settings.engine_url, user=settings.engine_user, password=password)
