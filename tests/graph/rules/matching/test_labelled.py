"""Some of the labelled pairs of the measurement: what is called the same is the same."""

from __future__ import annotations

from bench.labelled import labelled
from graph.rules.matching.judge import Band, judge

PAIRS = 6_000


def test_what_is_called_the_same_is_the_same() -> None:
    same = [case.one for case, subject, record in labelled(PAIRS) if judge(record, subject).band is Band.SAME]
    assert len(same) > PAIRS / 3 and same.count(False) <= 0.001 * len(same)
