"""Makes a graph ready to be used: constraints and indexes, on either engine, as often as one likes."""

from __future__ import annotations

from graph.cypher.dialects import dialect_of
from graph.cypher.schema import ddl, retired
from graph.engine import Engine


async def create_schema(engine: Engine) -> None:
    """Every constraint and index of the model, none of an older one; ready on return. Raises EngineError."""
    dialect = dialect_of(engine.flavour)
    await engine.schema([*retired(), *ddl(dialect)])
    for command in dialect.name_index_sql:
        await engine.sql(command)
