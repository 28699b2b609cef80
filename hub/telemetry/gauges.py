"""Numbers that somebody counts anyway, as metrics."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Gauge

# By name, behind the prefix: what it is, and where it is read.
Gauges = Mapping[str, tuple[str, Callable[[], float]]]


def register(prefix: str, gauges: Gauges, registry: CollectorRegistry) -> None:
    """Read when somebody asks for metrics: a request pays nothing for them."""
    for name, (text, read) in gauges.items():
        Gauge(f"{prefix}_{name}", text, registry=registry).set_function(read)
