"""The log of slow operations: what took how long, and by which statements; never what they asked about."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

import structlog

from hub.scrub import scrubbed_name
from hub.settings.config import Settings
from hub.telemetry.seen import Seen

_log = structlog.get_logger(__name__)

MINUTE_SECONDS: Final = 60
NAME_LENGTH_MAX: Final = 200


class SlowLog:
    """One line for each operation that was slow, so many a minute; a line tells how many went before untold.

    Statements are told by their texts, slowest first: values travel beside them, as parameters, and are not here.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = settings.slow_seconds
        self._per_minute = settings.slow_per_minute
        self._text_length = settings.slow_text_length
        self._clock = clock
        self._minute_began = clock()
        self._told = 0
        self._untold = 0

    def __call__(self, seen: Seen) -> None:
        """An outlet."""
        if seen.timing.seconds <= self._seconds:
            return
        if not self._may_tell():
            self._untold += 1
            return
        _log.warning("slow operation", **self._line(seen), untold=self._untold)
        self._untold = 0

    def _may_tell(self) -> bool:
        now = self._clock()
        if now - self._minute_began >= MINUTE_SECONDS:
            self._minute_began, self._told = now, 0
        self._told += 1
        return self._told <= self._per_minute

    def _line(self, seen: Seen) -> dict[str, Any]:
        return {
            "request_id": seen.request_id,
            "operation": seen.operation,
            "operation_name": seen.name and scrubbed_name(seen.name)[:NAME_LENGTH_MAX],
            "operation_hash": seen.digest(),
            "kind": seen.kind,
            "decision": seen.decision,
            "seconds": round(seen.timing.seconds, 6),
            "phases": {phase.value: round(seconds, 6) for phase, seconds in seen.timing.phases.items()},
            "rows": seen.rows,
            "statements": seen.timing.statements,
            "texts": self._texts(seen),
        }

    def _texts(self, seen: Seen) -> list[dict[str, Any]]:
        """The slowest statements, as many as fit; the last one may be cut."""
        left = self._text_length
        told: list[dict[str, Any]] = []
        run = [(span.ended - span.began, span.text) for span in seen.timing.spans if span.text is not None]
        for seconds, text in sorted(run, key=lambda statement: -statement[0]):
            if left <= 0:
                break
            told.append({"seconds": round(seconds, 6), "text": text[:left]})
            left -= len(text)
        return told
