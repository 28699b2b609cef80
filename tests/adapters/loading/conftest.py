"""The graph of each engine in turn, empty and with its constraints."""

from __future__ import annotations

import pytest

from graph.cypher.dialects import dialect_of
from graph.cypher.schema import create_schema
from graph.engine import Engine


@pytest.fixture
async def graph(engine: Engine) -> Engine:
    await create_schema(engine, dialect_of(engine.flavour))
    return engine
