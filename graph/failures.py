"""What can go wrong between us and an engine; each message is one line and safe to show.

    EngineError
    ├── EngineUnavailable      not there, connection lost, no free connection, no such database
    │   ├── StatementTimeout   did not end in time
    │   └── OutcomeUnknown     connection lost or time over while committing: read back by key
    ├── EngineDenied           wrong user or password, or no right to do this
    └── EngineRefused          the statement or one of its values is wrong; trying again does not help
        └── UniqueViolation    a unique key is taken

Whoever only tells failures apart imports this file and loads no driver.
"""

from __future__ import annotations


class EngineError(Exception):
    """Anything that goes wrong between us and the engine."""


class EngineUnavailable(EngineError):
    """The engine is not there, went away, or has no connection left; the same request may work later."""


class StatementTimeout(EngineUnavailable):
    """The statement did not end in time; a write was not committed."""


class OutcomeUnknown(EngineUnavailable):
    """The connection or the time ended during a commit: it may or may not have happened. Read back by key."""


class EngineDenied(EngineError):
    """Wrong user or password, or a user without the right."""


class EngineRefused(EngineError):
    """The engine refused the statement or a value; `code` is the engine's own code, if it gave one."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class UniqueViolation(EngineRefused):
    """A unique key is taken; `on` is `Label.property` where the engine said so, never the value."""

    def __init__(self, message: str, code: str = "", on: str = "") -> None:
        super().__init__(message, code)
        self.on = on
