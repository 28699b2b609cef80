"""Rounds and time that are left of one read of several rounds."""

from __future__ import annotations

import time as clock


class Allowance:
    """`seconds` from now, but no longer than `until`, the instant at which all walks of a request end."""

    def __init__(self, *, rounds: int, seconds: float, until: float) -> None:
        self.rounds_left = rounds
        self._until = min(until, clock.monotonic() + seconds)

    def expired(self) -> bool:
        return clock.monotonic() > self._until

    def more(self) -> bool:
        """Whether one more round may be asked, which then is counted."""
        self.rounds_left -= 1
        return self.rounds_left >= 0 and not self.expired()
