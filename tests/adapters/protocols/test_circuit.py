"""The circuit: its whole table by hand, then that whatever happens it ends and lets one probe out at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.protocols.answer import Outcome
from adapters.protocols.circuit import GRANTED, Circuit, CircuitLimits, Leave, State, ask, tell

LIMITS = CircuitLimits(failures_max=3, open_seconds=60, probe_seconds=30)
CLOSED = Circuit(probes=4)
SHAKEN = Circuit(failures=1, probes=4)
NEARLY = Circuit(failures=2, probes=4)
OPEN = Circuit(state=State.OPEN, since=100, probes=4)
HALF = Circuit(state=State.HALF_OPEN, since=200, probes=4)
FAILURES = (Outcome.UNREACHABLE, Outcome.BROKEN, Outcome.BUSY)
ANSWERS = (Outcome.DELIVERED, Outcome.DUPLICATE, Outcome.REJECTED)


def refused(seconds: float) -> Leave:
    return Leave(granted=False, wait_seconds=seconds)


def half_open(since: float) -> Circuit:
    return Circuit(state=State.HALF_OPEN, since=since, probes=5)


PROBE = Leave(granted=True, probe=5)


@pytest.mark.parametrize(
    ("circuit", "now", "then", "leave"),
    [
        (CLOSED, 0, CLOSED, GRANTED),
        (NEARLY, 10**9, NEARLY, GRANTED),
        (OPEN, 100, OPEN, refused(60)),
        (OPEN, 159.5, OPEN, refused(0.5)),
        (OPEN, 160, half_open(160), PROBE),
        (OPEN, 10**9, half_open(10**9), PROBE),
        (OPEN, 50, OPEN, refused(60)),  # a clock that was set back does not hold it for longer than it says
        (HALF, 200, HALF, refused(30)),
        (HALF, 229, HALF, refused(1)),
        (HALF, 230, half_open(230), PROBE),
    ],
)
def test_whether_to_send(circuit: Circuit, now: float, then: Circuit, leave: Leave) -> None:
    assert ask(circuit, LIMITS, now=now) == (then, leave)


OPENED = Circuit(state=State.OPEN, since=300, probes=4)


@pytest.mark.parametrize(
    ("circuit", "probe", "after_failure", "after_answer"),
    [
        (CLOSED, None, SHAKEN, CLOSED),
        (CLOSED, 4, SHAKEN, CLOSED),
        (SHAKEN, None, NEARLY, CLOSED),
        (NEARLY, None, OPENED, CLOSED),
        (OPEN, None, OPEN, OPEN),
        (OPEN, 4, OPEN, OPEN),
        (HALF, None, HALF, HALF),
        (HALF, 3, HALF, HALF),
        (HALF, 4, OPENED, CLOSED),
    ],
)
def test_what_an_outcome_changes(
    circuit: Circuit, probe: int | None, after_failure: Circuit, after_answer: Circuit
) -> None:
    assert {*FAILURES, *ANSWERS} == set(Outcome)
    for outcome in FAILURES:
        assert tell(circuit, LIMITS, outcome, now=300, probe=probe) == after_failure
    for outcome in ANSWERS:
        assert tell(circuit, LIMITS, outcome, now=300, probe=probe) == after_answer


STEPS = st.lists(
    st.tuples(st.floats(0, 100), st.sampled_from(["ask", "probe", "other"]), st.sampled_from(list(Outcome))),
    max_size=60,
)


@given(STEPS)
def test_it_opens_after_enough_failures_only_and_one_probe_is_out_at_a_time(
    steps: list[tuple[float, str, Outcome]],
) -> None:
    circuit, now, in_a_row, last_probe = Circuit(), 0.0, 0, float("-inf")
    for seconds, what, outcome in steps:
        now += seconds
        before = circuit
        if what == "ask":
            circuit, leave = ask(circuit, LIMITS, now=now)
            assert leave.granted or 0 < leave.wait_seconds <= LIMITS.open_seconds
            if leave.probe is not None:
                assert before.state is State.OPEN or now - last_probe >= LIMITS.probe_seconds
                last_probe = now
        else:
            probe = circuit.probes if what == "probe" else None
            circuit = tell(circuit, LIMITS, outcome, now=now, probe=probe)
            if before.state is State.CLOSED:
                in_a_row = in_a_row + 1 if outcome in FAILURES else 0
                assert (circuit.state is State.OPEN) == (in_a_row >= LIMITS.failures_max)
            else:
                in_a_row = 0
    _, leave = ask(circuit, LIMITS, now=now + LIMITS.open_seconds)
    assert leave.granted


@pytest.mark.parametrize("wrong", [{"failures_max": 0}, {"open_seconds": 0}, {"probe_seconds": -1}])
def test_bounds_out_of_order_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="allowed are"):
        CircuitLimits(**wrong)
