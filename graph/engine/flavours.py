"""Which of the two engines answers."""

from __future__ import annotations

import re
from typing import Literal

from graph.failures import EngineRefused

Flavour = Literal["neo4j", "arcadedb"]


def recognised(agent: str) -> tuple[Flavour, str]:
    """Flavour and version, by what the server calls itself. Raises EngineRefused for any other."""
    # ArcadeDB says "Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)".
    if found := re.search(r"ArcadeDB ([^)\s]+)", agent):
        return "arcadedb", found[1]
    if found := re.fullmatch(r"Neo4j/(\S+)", agent):
        return "neo4j", found[1]
    raise EngineRefused("the server is neither Neo4j nor ArcadeDB; allowed: Neo4j 5.26, embedded ArcadeDB")
