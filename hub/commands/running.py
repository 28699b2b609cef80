"""Runs a command's coroutine on uvloop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

_T = TypeVar("_T")


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """The coroutine's result; Ctrl-C cancels it, so that what it opened is closed."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
