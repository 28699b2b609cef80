"""The stopwatch of one request: every instant is in one phase."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.telemetry import timing
from hub.telemetry.timing import MARKS_MAX, Phase, Timing


@given(st.lists(st.sampled_from(list(Phase)), max_size=30))
def test_phases_add_up_to_the_whole_and_none_is_left_out(entered: list[Phase]) -> None:
    watch = Timing()
    for phase in entered:
        watch.enter(phase)
    watch.end()
    assert set(watch.phases) == {Phase.ADMIT, *entered}
    assert sum(watch.phases.values()) == pytest.approx(watch.seconds, abs=1e-9)
    stays = [phase for phase, _ in groupby([Phase.ADMIT, *entered])]
    assert [span.phase for span in watch.spans] == stays
    ends = [span.ended for span in watch.spans]
    assert [span.began for span in watch.spans] == [watch.began, *ends[:-1]] and ends[-1] == watch.ended


def test_a_phase_that_failed_has_the_time_that_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    instants = iter([0.0, 1.0, 11.0, 11.5])
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(instants))
    watch = Timing()
    with pytest.raises(TimeoutError):
        watch.enter(Phase.DATABASE, "RETURN 1")
        raise TimeoutError
    watch.enter(Phase.AUDIT)
    watch.end()
    assert watch.phases == {Phase.ADMIT: 1.0, Phase.DATABASE: 10.0, Phase.AUDIT: 0.5}


def test_stays_in_one_phase_are_added_and_statements_counted() -> None:
    watch = Timing()
    for text in ("a", "b", "c"):
        watch.enter(Phase.COMPILE)
        watch.enter(Phase.DATABASE, text)
    watch.end()
    assert watch.statements == 3 and list(watch.phases) == [Phase.DATABASE, Phase.COMPILE, Phase.ADMIT]
    assert [span.text for span in watch.spans if span.text] == ["a", "b", "c"]


def test_marks_are_bounded_and_statements_counted_all_the_same() -> None:
    watch = Timing()
    for _ in range(2 * MARKS_MAX):
        watch.enter(Phase.DATABASE, "a")
    watch.end()
    assert len(watch.spans) == MARKS_MAX and watch.statements == 2 * MARKS_MAX
    assert sum(watch.phases.values()) == pytest.approx(watch.seconds)
