"""From turns to figures: what each peer did in all rounds, and the hub's ratio to it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bench.figure import Figure, p95
from bench.peers.questions import Target

BARE = Target(speed=0.75)


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One turn: seconds of each request and of all, processor seconds of the peer and of Neo4j (None: unknown)."""

    times: Sequence[float]
    seconds: float
    cpu: float
    engine_cpu: float | None

    @property
    def speed(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """Of all rounds: requests/s as median, least and most; times of a request and processor time a request, ms."""

    speed: float
    least: float
    most: float
    median: float
    p95: float
    cpu: float
    engine_cpu: float | None

    @classmethod
    def of(cls, rounds: Sequence[Round]) -> Result:
        """Raises ValueError for rounds with fewer than two requests."""
        times = [seconds * 1000 for each in rounds for seconds in each.times]
        if len(times) < 2:
            raise ValueError("fewer than two requests were answered; give each turn more seconds")
        speeds = [each.speed for each in rounds]
        engine = [each.engine_cpu for each in rounds if each.engine_cpu is not None]
        return cls(
            speed=statistics.median(speeds),
            least=min(speeds),
            most=max(speeds),
            median=statistics.median(times),
            p95=p95(times),
            cpu=sum(each.cpu for each in rounds) * 1000 / len(times),
            engine_cpu=sum(engine) * 1000 / len(times) if len(engine) == len(rounds) else None,
        )

    def __str__(self) -> str:
        engine = "" if self.engine_cpu is None else f" + {self.engine_cpu:.2f} Neo4j"
        return (
            f"{self.speed:.1f}/s ({self.least:.1f} to {self.most:.1f}), {self.median:.1f} ms (p95 {self.p95:.1f}),"
            f" CPU {self.cpu:.2f}{engine} ms"
        )


def figure(what: str, hub: Result, peer: str, of_peer: Result | None, target: Target | None = None) -> Figure:
    """The hub beside one peer; a peer whose answers differ (None) gives no ratio and meets nothing."""
    words = "" if target is None else f">= {target.speed:g} x requests/s"
    if target is not None and target.cpu is not None:
        words += f", <= {target.cpu:.3g} x CPU"
    title = f"{what}: hub beside {peer}"
    if of_peer is None:
        return Figure(what=title, measured=str(hub), floor="its answers differ: no figure", target=words)
    speed, cpu = hub.speed / of_peer.speed, _ratio(hub.cpu, of_peer.cpu)
    met = None
    if target is not None:
        met = speed >= target.speed and (target.cpu is None or cpu <= target.cpu)
    measured = f"{speed:.2f} x requests/s, {cpu:.2f} x CPU: {hub}"
    return Figure(what=title, measured=measured, floor=str(of_peer), target=words, met=met)


def _ratio(of: float, to: float) -> float:
    """Infinite where the kernel's tick saw nothing of the other."""
    return of / to if to else float("inf")
