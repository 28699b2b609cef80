"""A served hub that waits for a cold engine: no test but that of the bound is about time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graph.engine import Engine
from tests.graphs import bring_in, case_of_the_purpose
from tests.hub.money.made import OPENED, hub_for
from tests.hub.serving import Client


@pytest.fixture
async def case(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts", now=OPENED)


@pytest.fixture
async def client(engine: Engine, tmp_path: Path, case: None) -> AsyncIterator[Client]:
    async with hub_for(engine, tmp_path) as client:
        yield client
