"""How soon a hub is ready on a folder that exists."""

from __future__ import annotations

import statistics
from pathlib import Path

from bench.figure import Figure
from bench.hubs import served

STARTS = 5


def ready(work: Path) -> list[Figure]:
    """`hub up` several times on one folder."""
    data = work / "ready"
    with served(data):
        pass
    seconds = []
    for _ in range(STARTS):
        with served(data) as hub:
            seconds.append(hub.ready_seconds)
    median = statistics.median(seconds)
    return [
        Figure(
            what=f"`hub up` on an existing folder until `ready`, median of {STARTS}",
            measured=f"{median:.1f} s",
            target="<= 8 s",
            met=median <= 8,
        )
    ]
