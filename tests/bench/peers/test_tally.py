"""Rounds become one result, two results a ratio with or without its target."""

from __future__ import annotations

import pytest

from bench.peers.questions import Target
from bench.peers.tally import Result, Round, figure

ROUNDS = [
    Round(times=[0.01] * 10, seconds=1, cpu=0.05, engine_cpu=0.1),
    Round(times=[0.02] * 30, seconds=1, cpu=0.07, engine_cpu=0.2),
    Round(times=[0.03] * 20, seconds=1, cpu=0.06, engine_cpu=0.3),
]


def result(speed: float, cpu: float) -> Result:
    return Result(speed=speed, least=speed, most=speed, median=1, p95=2, cpu=cpu, engine_cpu=None)


def test_a_result_is_of_all_rounds() -> None:
    told = Result.of(ROUNDS)
    assert (told.speed, told.least, told.most) == (20, 10, 30)
    assert told.median == pytest.approx(20)
    assert told.p95 == pytest.approx(30)
    assert told.cpu == pytest.approx(3)  # 180 ms for 60 requests
    assert told.engine_cpu == pytest.approx(10)
    assert str(told) == "20.0/s (10.0 to 30.0), 20.0 ms (p95 30.0), CPU 3.00 + 10.00 Neo4j ms"


def test_an_engine_elsewhere_has_no_processor_time() -> None:
    unknown = Round(times=[0.01] * 10, seconds=1, cpu=0.05, engine_cpu=None)
    assert Result.of([*ROUNDS, unknown]).engine_cpu is None


def test_a_turn_without_answers_gives_no_result() -> None:
    with pytest.raises(ValueError, match="more seconds"):
        Result.of([Round(times=[0.01], seconds=1, cpu=0, engine_cpu=None)])


@pytest.mark.parametrize(
    "speed, cpu, met",
    [(200, 1, True), (199, 1, False), (200, 1.1, False)],
    ids=["both", "too slow", "too much processor time"],
)
def test_a_target_is_met_by_speed_and_processor_time_together(speed: float, cpu: float, met: bool) -> None:
    assert figure("q", result(speed, cpu), "peer", result(100, 2), Target(speed=2, cpu=0.5)).met is met


def test_a_target_may_be_of_speed_alone() -> None:
    assert figure("q", result(80, 9), "peer", result(100, 1), Target(speed=0.75)).met is True
    assert figure("q", result(74, 1), "peer", result(100, 9), Target(speed=0.75)).met is False


def test_no_target_is_neither_met_nor_missed() -> None:
    assert figure("q", result(80, 1), "peer", result(100, 1)).met is None


def test_answers_that_differ_give_no_ratio_and_meet_nothing() -> None:
    told = figure("q", result(800, 1), "peer", None, Target(speed=2))
    assert told.met is None
    assert "differ" in told.floor
    assert "x requests/s" not in told.measured
