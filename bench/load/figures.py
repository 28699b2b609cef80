"""What the phases of a load told, as rows of the table beside their targets."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.figure import Figure
from bench.load.generator import Told
from bench.load.traffic import MIX

CONNECTIONS: Final = 200
RATE: Final = 300.0  # requests/s that are offered: more than must be served
RATE_MIN: Final = 250.0
ERRORS_MAX: Final = 0.001
GROWTH_MAX: Final = 0.05
BACK_SECONDS_MAX: Final = 10.0
REST_MIB_MAX: Final = 170
PLAIN, SLOW, RESTART, REPLICAS, FAST = (
    "one hub",
    "beside two slow clients",
    "with a restart of the engine",
    "two replicas",
    "as fast as it can",
)
WORDS: Final = {
    "screen": "screen of 1 to 20",
    "standing": "standing",
    "shareholders": "a company with its first 20 shareholders",
    "network": "network of one hop",
    "owners": "beneficial owners",
    "search": "search",
    "companies": "a page of companies",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """What a phase told. Processor seconds; resident MiB of the first hub as it began, its most, as it ended."""

    told: Told
    hub_cpu: float
    engine_cpu: float | None
    begun_mib: float
    most_mib: float
    ended_mib: float

    @property
    def speed(self) -> float:
        return self.told.answers / self.told.seconds

    @property
    def failed(self) -> float:
        """Share of errors among all that was answered or failed."""
        return self.told.errors / max(1, self.told.errors + self.told.answers)


def rest(mib: float) -> Figure:
    return Figure(
        what="resident memory of a hub at rest, served on Neo4j",
        measured=f"{mib:.0f} MiB",
        target=f"<= {REST_MIB_MAX} MiB",
        met=mib <= REST_MIB_MAX,
    )


def figures(phases: Mapping[str, Phase], at_start: float, away: Sequence[float]) -> Iterator[Figure]:
    for name, phase in phases.items():
        yield _served(name, phase, away)
    for operation, words in WORDS.items():
        told = (
            f"{name} " + " / ".join(f"{each:.0f}" for each in phase.told.times[operation])
            for name, phase in phases.items()
        )
        yield Figure(
            what=f"load, {words} ({MIX[operation][0]} of 100), ms p50 / p95 / p99", measured="; ".join(told)
        )
    plain = phases[PLAIN]
    grown = plain.ended_mib / plain.begun_mib - 1
    most = max(each.most_mib for each in phases.values())
    yield Figure(
        what=f"load, resident memory of the hub over {plain.told.seconds / 60:.1f} minutes",
        measured=f"{at_start:.0f} MiB at the start, {plain.begun_mib:.0f} warmed up,"
        f" {plain.ended_mib:.0f} at the end: {grown:+.1%} (most {plain.most_mib:.0f}; {most:.0f} in all phases)",
        target=f"<= {GROWTH_MAX:+.0%}",
        met=grown <= GROWTH_MAX,
    )


def _served(name: str, phase: Phase, away: Sequence[float]) -> Figure:
    told = phase.told
    codes = ", ".join(f"{code} {count}" for code, count in sorted(told.codes.items())) or "none"
    measured = (
        f"{phase.speed:.1f} requests/s over {told.seconds / 60:.1f} minutes; errors {phase.failed:.3%} ({codes})"
    )
    if told.missed:
        measured += f"; {told.missed} turns given up"
    if told.cut:
        measured += "; cut off: " + ", ".join(f"who {who} {times}x" for who, times in told.cut.items())
    per = 1000 / max(1, told.answers)
    floor = f"CPU a request: hub {phase.hub_cpu * per:.2f} ms"
    if phase.engine_cpu is not None:
        floor += f", Neo4j {phase.engine_cpu * per:.2f}"
    floor += f", generator {told.cpu_seconds * per:.2f}; {os.cpu_count()} cores"
    what = f"load, {name}: {CONNECTIONS} connections"
    if name.endswith(FAST):
        return Figure(what=what, measured=measured, floor=floor)
    what += f", {RATE:.0f} requests/s offered"
    if name == RESTART:
        took = sum(away)
        return Figure(
            what=what,
            measured=f"{measured}; engine away {took:.1f} s, longest time without an answer {told.quiet:.1f} s",
            floor=floor,
            target=f"answers within {BACK_SECONDS_MAX:.0f} s of the engine",
            met=told.quiet <= took + BACK_SECONDS_MAX,
        )
    return Figure(
        what=what,
        measured=measured,
        floor=floor,
        target=f">= {RATE_MIN:.0f} requests/s, errors < {ERRORS_MAX:.1%}",
        met=phase.speed >= RATE_MIN and phase.failed < ERRORS_MAX,
    )
