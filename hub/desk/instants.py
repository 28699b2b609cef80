"""When a move is recorded, so that nobody reads between its older and its newer statement.

Neither engine isolates a reader from a commit: whoever reads just then can find the older statement closed and
the newer one not there yet, and a partner would be told that nobody is under a measure. So a move is recorded a
moment ahead of its commit: until that instant everybody reads the older statement, closed or not, and from it on
the newer one; and the mutation is answered when the instant has come, so that its caller reads what it did.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

import structlog

from graph.rules.days import stored_instant

WAIT_MAX_SECONDS: Final = 10  # for an instant that another hub's clock set further ahead
_TICK: Final = timedelta(microseconds=1)

_log = structlog.get_logger(__name__)


class When:
    """Gives one move's instants; `now` is when it began, `ahead` how long its commit may take."""

    def __init__(self, now: datetime, ahead: timedelta) -> None:
        self._now, self._ahead, self._began = now, ahead, monotonic()

    def after(self, last: str | None = None) -> str:
        """When what is written now is recorded, as stored; after `last`, the record's last change, whatever the
        clocks say.
        """
        at = stored_instant(self._passed + self._ahead)
        return at if last is None else max(at, stored_instant(datetime.fromisoformat(last) + _TICK))

    async def reached(self, at: str) -> None:
        """Waits until it is that time, when the move is committed."""
        instant, now = datetime.fromisoformat(at), self._passed
        # What is older than this move was recorded by an earlier one with its key.
        if self._ahead and self._now < instant < now:
            _log.warning("a move was committed after it is recorded", seconds=(now - instant).total_seconds())
        await asyncio.sleep(min(max((instant - now).total_seconds(), 0), WAIT_MAX_SECONDS))

    @property
    def _passed(self) -> datetime:
        return self._now + timedelta(seconds=monotonic() - self._began)
