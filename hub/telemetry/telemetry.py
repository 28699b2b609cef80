"""What hears of every request that is over: rows of one table, those that are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from prometheus_client import CollectorRegistry

from hub.settings.config import Settings
from hub.telemetry.histograms import Histograms
from hub.telemetry.names import OperationNames
from hub.telemetry.seen import UNREAD, Outlet, Seen
from hub.telemetry.slow import SlowLog

if TYPE_CHECKING:
    from hub.telemetry.spans import Spans

_log = structlog.get_logger(__name__)


class Telemetry:
    """The outlets of one hub. One that fails is logged, and fails no request."""

    def __init__(self, settings: Settings, registry: CollectorRegistry) -> None:
        self._names = OperationNames(settings.metrics_operations)
        self._spans = _spans(settings)
        histograms = Histograms()
        registry.register(histograms)
        outlets: tuple[tuple[str, Outlet | None], ...] = (
            ("histograms", histograms),
            ("spans", self._spans),
            ("slow log", SlowLog(settings) if settings.slow_seconds else None),
        )
        self._outlets = [(name, outlet) for name, outlet in outlets if outlet is not None]

    def __call__(self, seen: Seen) -> None:
        # One whose document was not read has no name yet, and would be told apart from itself.
        stored = None if seen.kind == UNREAD else seen.stored
        seen.operation = self._names.label(stored, seen.name)
        for name, outlet in self._outlets:
            try:
                outlet(seen)
            except Exception as error:
                _log.error("telemetry failed", outlet=name, request_id=seen.request_id, exc_info=error)

    async def close(self) -> None:
        """No request is under way any more."""
        if self._spans is not None:
            await self._spans.close()


def _spans(settings: Settings) -> Spans | None:
    """Loads the SDK where spans are on: 20 MB that a hub without them does without."""
    if settings.traces_endpoint is None:
        return None
    from hub.telemetry.spans import Spans

    return Spans(settings)
