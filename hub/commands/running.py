"""Runs a command's coroutine on uvloop; says where its logs go."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

import uvloop

if TYPE_CHECKING:
    from hub.settings.config import Settings

_T = TypeVar("_T")


def log_quietly(settings: Settings) -> None:
    """Logs of a command that prints what it did: on stderr, and at INFO no line for each request of its client."""
    from hub.logs import configure_logs

    configure_logs("WARNING" if settings.log_level == "INFO" else settings.log_level)


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """The coroutine's result; Ctrl-C cancels it, so that what it opened is closed."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
