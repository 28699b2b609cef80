"""A door for what the hub does by itself, outside a server: commands and jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from graph.engine import Engine
from hub.door.door import Door
from hub.settings.config import Settings


@asynccontextmanager
async def own_door(engine: Engine, settings: Settings, *, seconds: float | None = None) -> AsyncIterator[Door]:
    """Each statement has these seconds, or those of a request; at the end nothing of it reads any more."""
    door = Door(
        engine,
        timeout_seconds=settings.request_timeout_seconds if seconds is None else seconds,
        statements_kept=settings.statement_cache_entries,
    )
    try:
        yield door
    finally:
        await door.close()
