"""The end of the use of a decision that is over (停止公示、停止共享使用), brought about by a credit repair alone.

Not an end of the decision: that is an event of its own table, done by whoever decided. From here on nobody but the
courts reads it, in none of its versions; what happened stays on their record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.lifecycle.days import today
from graph.lifecycle.machine import Effect, Event, Step

LAW: Final = "信用修复管理办法(2026-04-01施行)"
STOP_USE: Final = Event(name="STOP_USE", zh="停止使用", doc="A credit repair was granted: it is used no more.")


def used_no_more(*states: str) -> Mapping[tuple[str, Event], tuple[Step, ...]]:
    """The rows of a table whose decision is over in these states."""
    return {
        (state, STOP_USE): (
            Step(
                to=state,
                law=LAW,
                hub=True,
                sets=today("repairedOn"),
                effects=(Effect.STOP,),
            ),
        )
        for state in states
    }
