"""Where an engine is, and how long and how often it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from graph.failures import EngineRefused


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineAddress:
    """Where an engine is. `database` None: Neo4j's home database, `graph` on ArcadeDB.

    `http_url` is ArcadeDB's HTTP port, which alone takes SQL; None where there is none.
    """

    url: str
    user: str
    password: str = field(repr=False)
    database: str | None = None
    http_url: str | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in _SCHEMES or not parts.hostname or "@" in parts.netloc:
            raise EngineRefused(
                f"engine address: expected scheme://host:port without a password; schemes: {', '.join(_SCHEMES)}"
            )


_SCHEMES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineLimits:
    """Every wait and retry of an engine. Each retry waits twice as long as the last, up to `retry_last`."""

    connect_timeout_seconds: float = 5
    read_timeout_seconds: float = 10
    write_timeout_seconds: float = 60
    schema_timeout_seconds: float = 600
    pool_size: int = 50
    idle_check_seconds: float = 60
    read_retry_max: int = 3
    retry_max: int = 12
    retry_first_seconds: float = 0.01
    retry_last_seconds: float = 2
    retry_total_seconds: float = 30
    # ArcadeDB tells a lost race for a key and a taken key by the same error. The loser of a race finds the
    # winner's node on its next try, so the same complaint this many times in a row is a taken key.
    duplicate_max: int = 3
