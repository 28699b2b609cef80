"""The one door to the engine: sessions, retries, bookmarks and time limits over Bolt.

Nothing of the driver leaves this room, and no text of a server but its judgement on the statement's syntax:
its other messages quote values (`property k = …`), folders and whole statements.
"""

import logging

from graph.engine.address import EngineAddress, EngineLimits
from graph.engine.sessions import Engine, Transaction
from graph.failures import (
    EngineDenied,
    EngineError,
    EngineRefused,
    EngineUnavailable,
    OutcomeUnknown,
    StatementTimeout,
    UniqueViolation,
)

__all__ = [
    "Engine",
    "EngineAddress",
    "EngineDenied",
    "EngineError",
    "EngineLimits",
    "EngineRefused",
    "EngineUnavailable",
    "OutcomeUnknown",
    "StatementTimeout",
    "Transaction",
    "UniqueViolation",
]

# What the driver has to say reaches callers as an error; its log would repeat statements and addresses.
logging.getLogger("neo4j").setLevel(logging.CRITICAL + 1)
