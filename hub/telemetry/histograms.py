"""Seconds of requests and of their phases, and statements a request, as Prometheus histograms per operation.

Counted here and shown by the library: one `Histogram.observe` of it takes a lock or two and about 1 us, with its
labels looked up 2, and a query of one statement makes ten. All requests end on one thread.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

from hub.telemetry.seen import Seen
from hub.telemetry.timing import Phase

REQUEST_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
PHASE_SECONDS: Final = (0.0001, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0)
STATEMENTS: Final = (0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 40.0, 64.0)


class _Series:
    """One histogram under one set of labels; `bounds` are inclusive."""

    __slots__ = ("_bounds", "_counts", "_sum")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def show(self, family: HistogramMetricFamily, labels: tuple[str, ...]) -> None:
        names = [*map(floatToGoString, self._bounds), "+Inf"]
        family.add_metric(labels, list(zip(names, accumulate(self._counts), strict=True)), self._sum)


class Histograms(Collector):
    """What requests took, by operation, and by their kind so that reads and moves lie apart."""

    def __init__(self) -> None:
        self._requests: dict[tuple[str, str], _Series] = {}
        self._phases: dict[tuple[str, Phase], _Series] = {}
        self._statements: dict[str, _Series] = {}

    def __call__(self, seen: Seen) -> None:
        """An outlet."""
        operation, timing = seen.operation, seen.timing
        series = self._requests.get((operation, seen.kind))
        if series is None:
            series = self._requests[operation, seen.kind] = _Series(REQUEST_SECONDS)
        series.observe(timing.seconds)
        for phase, seconds in timing.phases.items():
            series = self._phases.get((operation, phase))
            if series is None:
                series = self._phases[operation, phase] = _Series(PHASE_SECONDS)
            series.observe(seconds)
        series = self._statements.get(operation)
        if series is None:
            series = self._statements[operation] = _Series(STATEMENTS)
        series.observe(timing.statements)

    def collect(self) -> Iterator[HistogramMetricFamily]:
        requests = HistogramMetricFamily(
            "hub_request_seconds",
            "Requests that were begun to be answered, and events of subscriptions, until their entry was on disk",
            labels=["operation", "kind"],
        )
        for (operation, kind), series in self._requests.items():
            series.show(requests, (operation, kind))
        yield requests
        phases = HistogramMetricFamily(
            "hub_phase_seconds", "Of these, the time in each phase that was come to", labels=["operation", "phase"]
        )
        for (operation, phase), series in self._phases.items():
            series.show(phases, (operation, phase.value))
        yield phases
        statements = HistogramMetricFamily(
            "hub_request_statements", "Statements that a request ran, those of desks aside", labels=["operation"]
        )
        for operation, series in self._statements.items():
            series.show(statements, (operation,))
        yield statements
