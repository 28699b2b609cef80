"""What it costs a request to be seen: its phases timed, counted, told as spans."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from prometheus_client import CollectorRegistry

from bench.figure import Figure
from hub.settings.config import Settings
from hub.telemetry.seen import Outlet, Seen, unseen
from hub.telemetry.telemetry import Telemetry
from hub.telemetry.timing import Phase, Timing

REQUESTS = 100
ROUNDS = 10
TARGET_US = 20
_NOBODY = "http://127.0.0.1:9/v1/traces"
_QUERY = (
    Phase.PARSE,
    Phase.PLAN,
    Phase.NARROW,
    Phase.NARROW,
    Phase.COMPILE,
    Phase.DATABASE,
    Phase.PROJECT,
    Phase.AUDIT,
)


def telemetry() -> list[Figure]:
    """In turns, the least of all rounds: whatever else runs only adds."""
    outlets: dict[str, Outlet] = {
        "timed alone": unseen,
        "with histograms": Telemetry(Settings(), CollectorRegistry()),
        "with spans": Telemetry(
            Settings(traces_endpoint=_NOBODY, traces_queue_spans=1_000_000), CollectorRegistry()
        ),
    }
    least = dict.fromkeys(outlets, float("inf"))
    for _ in range(ROUNDS):
        for name, outlet in outlets.items():
            least[name] = min(least[name], _microseconds(partial(_request, outlet)))
    on = least["with histograms"]
    others = ", ".join(f"{name} {cost:.1f}" for name, cost in least.items() if name != "with histograms")
    return [
        Figure(
            what="CPU of a request for being timed and counted, a query of one statement",
            measured=f"{on:.1f} us ({others})",
            target=f"< {TARGET_US} us",
            met=on < TARGET_US,
        )
    ]


def _request(outlet: Outlet) -> None:
    timing = Timing()
    for phase in _QUERY:
        timing.enter(phase, "RETURN 1" if phase is Phase.DATABASE else None)
    timing.end()
    outlet(
        Seen(
            request_id="0" * 32,
            kind="query",
            stored="0" * 64,
            name="Bench",
            digest=str,
            decision="OK",
            rows=21,
            parent=None,
            timing=timing,
        )
    )


def _microseconds(work: Callable[[], None]) -> float:
    """Processor time of this thread: what a thread sends is not the request's."""
    began = time.thread_time()
    for _ in range(REQUESTS):
        work()
    return (time.thread_time() - began) / REQUESTS * 1e6
