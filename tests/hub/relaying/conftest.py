"""An agency that is told, on each engine in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.agencies.endpoint import read_endpoints
from adapters.protocols.circuit import CircuitLimits
from adapters.protocols.retrying import Retrying
from graph.engine import Engine
from hub.relaying.relay import Counts, Relay
from hub.settings.config import Settings
from tests.graphs import RING
from tests.hub.relaying.agency import Agency, agency_there, endpoint_in

# Tried again at once, three times in all; no outage of a test opens a circuit unless it says so.
HASTY = Retrying(floor_seconds=1e-6, first_seconds=1e-6, last_seconds=1e-6, tries_max=3)
PATIENT = Retrying(floor_seconds=3600, first_seconds=3600, last_seconds=3600, tries_max=3)
CLOSED = CircuitLimits(failures_max=1_000)

Relaying = Callable[..., Awaitable[Counts]]


@pytest.fixture
async def agency() -> AsyncIterator[Agency]:
    async with agency_there() as agency:
        yield agency


def settings_in(folder: Path, **more: Any) -> Settings:
    return Settings(
        data=folder, dev=True, request_timeout_seconds=60, move_ahead_seconds=0, relay_pause_seconds=0.05, **more
    )


@pytest.fixture
def relaying(engine: Engine, tmp_path: Path, agency: Agency) -> Relaying:
    """Runs a relay until nothing is due."""

    async def run(retrying: Retrying = HASTY, circuit: CircuitLimits = CLOSED, **settings: Any) -> Counts:
        clock = settings.pop("clock", agency.clock)
        endpoints = read_endpoints(endpoint_in(tmp_path / "agencies", agency.url, agency.name))
        configured = settings_in(tmp_path, **settings)
        over = Relay.over(
            engine, RING, configured, endpoints, "os:relay", clock=clock, retrying=retrying, circuit=circuit
        )
        async with over as relay:
            return await relay.run(once=True)

    return run
