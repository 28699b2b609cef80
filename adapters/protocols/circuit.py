"""Whether an agency is asked at all: a circuit that opens after failures in a row, as a pure table.

| state | asked | a request that failed | one that did not |
|---|---|---|---|
| `CLOSED` | pass | count; the last one of `failures_max` opens it | count from 0 |
| `OPEN` | refuse; after `open_seconds` one probe: `HALF_OPEN` | | |
| `HALF_OPEN` | refuse; after `probe_seconds` it is lost: another one | its own: `OPEN` | its own: `CLOSED` |

An empty cell changes nothing: what a request of before tells is old. A probe has a number, so that an earlier one
that comes back late does not count for it. Time arrives as an argument, in seconds of one clock; one circuit an
agency.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from adapters.protocols.answer import WORTH_RETRYING, Outcome


class State(StrEnum):
    CLOSED = "CLOSED"
    OPEN = "OPEN"
    HALF_OPEN = "HALF_OPEN"


@dataclass(frozen=True, kw_only=True, slots=True)
class CircuitLimits:
    """Raises ValueError for bounds that are not in order."""

    failures_max: int = 5
    open_seconds: float = 60.0
    probe_seconds: float = 60.0  # longer than any request takes

    def __post_init__(self) -> None:
        if self.failures_max < 1 or self.open_seconds <= 0 or self.probe_seconds <= 0:
            raise ValueError("allowed are 1 failure or more, and seconds above 0")


@dataclass(frozen=True, kw_only=True, slots=True)
class Circuit:
    """`since` is when it opened or its probe went out; the last probe has the number `probes`."""

    state: State = State.CLOSED
    failures: int = 0
    since: float = 0.0
    probes: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Leave:
    """Whether to send now. `probe` is to be told with the outcome; `wait_seconds` is when to ask again."""

    granted: bool
    probe: int | None = None
    wait_seconds: float = 0.0


GRANTED: Final = Leave(granted=True)


def ask(circuit: Circuit, limits: CircuitLimits, *, now: float) -> tuple[Circuit, Leave]:
    """Before each request; the new circuit is kept before the request goes out."""
    if circuit.state is State.CLOSED:
        return circuit, GRANTED
    held = limits.open_seconds if circuit.state is State.OPEN else limits.probe_seconds
    wait = circuit.since + held - now
    if wait > 0:
        return circuit, Leave(granted=False, wait_seconds=min(wait, held))
    probe = circuit.probes + 1
    return replace(circuit, state=State.HALF_OPEN, since=now, probes=probe), Leave(granted=True, probe=probe)


def tell(
    circuit: Circuit, limits: CircuitLimits, outcome: Outcome, *, now: float, probe: int | None = None
) -> Circuit:
    """After each request, with the number of its leave. An agency that rejects a message answers: no failure."""
    failed = outcome in WORTH_RETRYING
    if circuit.state is State.CLOSED:
        failures = circuit.failures + 1 if failed else 0
        opens = failures >= limits.failures_max
        return _opened(circuit, now) if opens else replace(circuit, failures=failures)
    if circuit.state is State.HALF_OPEN and probe == circuit.probes:
        return _opened(circuit, now) if failed else Circuit(probes=circuit.probes)
    return circuit


def _opened(circuit: Circuit, now: float) -> Circuit:
    return Circuit(state=State.OPEN, since=now, probes=circuit.probes)
