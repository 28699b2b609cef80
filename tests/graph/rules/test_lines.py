"""The order in which one agency is told of one subject."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from graph.rules.lines import Turn, Waiting, turn_of, work_of

NOON = "2026-06-01T04:00:00.000000Z"
LATER = "2026-06-01T05:00:00.000000Z"
EARLIER = "2026-06-01T03:00:00.000000Z"


def issue(
    number: int, instruction: str = "", *, due: str = EARLIER, tries: int = 0, dead: bool = False
) -> Waiting:
    return Waiting(
        key=f"m{number}",
        number=number,
        instruction=instruction or f"i{number}",
        urgent=False,
        due_at=due,
        tries=tries,
        dead=dead,
    )


def lift(number: int, instruction: str = "", *, due: str = EARLIER, tries: int = 0, dead: bool = False) -> Waiting:
    return Waiting(
        key=f"m{number}",
        number=number,
        instruction=instruction or f"i{number}",
        urgent=True,
        due_at=due,
        tries=tries,
        dead=dead,
    )


def sent(turn: Turn) -> str | None:
    return None if turn.message is None else turn.message.key


def keys(waiting: Iterable[Waiting]) -> list[str]:
    return [each.key for each in waiting]


def test_nothing_waits() -> None:
    assert turn_of([], NOON) == Turn(message=None, overtaken=(), wakes_at=None, urgent=False)


def test_the_smallest_number_goes_first_in_whatever_order_they_are_read() -> None:
    assert sent(turn_of([issue(3), issue(1), issue(2)], NOON)) == "m1"


def test_one_that_failed_holds_back_what_is_behind_it() -> None:
    turn = turn_of([issue(1, due=LATER, tries=1), issue(2)], NOON)
    assert (sent(turn), turn.wakes_at) == (None, LATER)
    assert sent(turn_of([issue(1, due=LATER, tries=1), issue(2)], LATER)) == "m1"


def test_a_dead_one_stops_the_line() -> None:
    turn = turn_of([issue(1, dead=True), issue(2)], NOON)
    assert (sent(turn), turn.wakes_at) == (None, None)


def test_an_end_passes_over_what_is_dead_or_failed_and_over_what_that_holds_back() -> None:
    assert sent(turn_of([issue(1, dead=True), issue(2), lift(3)], NOON)) == "m3"
    assert sent(turn_of([issue(1, due=LATER, tries=2), issue(2), lift(3)], NOON)) == "m3"
    assert sent(turn_of([issue(1, dead=True), lift(2, due=LATER, tries=1), lift(3)], NOON)) == "m3"


def test_an_end_waits_for_what_was_never_tried_and_hurries_it() -> None:
    turn = turn_of([issue(1), lift(2)], NOON)
    assert (sent(turn), turn.urgent) == ("m1", True)
    assert not turn_of([issue(1), lift(2, dead=True)], NOON).urgent


def test_what_was_told_of_an_instruction_before_its_end_is_never_sent_after_it() -> None:
    turn = turn_of([issue(1, "a"), issue(2, "b"), issue(3, "a", tries=4, dead=True), lift(4, "a")], NOON)
    assert keys(turn.overtaken) == ["m1", "m3"]
    assert sent(turn) == "m2"
    # Told again later, by mistake or not, it is not overtaken by an end of before.
    assert turn_of([lift(1, "a"), issue(2, "a")], NOON).overtaken == ()


def test_lanes_and_instants_are_in_the_order_of_their_texts() -> None:
    works = [work_of("RAILWAY", urgent, at) for urgent in (True, False) for at in (EARLIER, NOON, LATER)]
    assert works == sorted(works)
    assert works[0] == f"RAILWAY|0|{EARLIER}"


@st.composite
def lines(draw: st.DrawFn) -> list[Waiting]:
    numbers = draw(st.lists(st.integers(1, 50), unique=True, max_size=8))
    return [
        Waiting(
            key=f"m{number}",
            number=number,
            instruction=draw(st.sampled_from("abc")),
            urgent=draw(st.booleans()),
            due_at=draw(st.sampled_from((EARLIER, NOON, LATER))),
            tries=draw(st.integers(0, 2)),
            dead=draw(st.booleans()),
        )
        for number in numbers
    ]


@given(lines())
def test_a_line_never_sends_the_dead_the_early_or_the_overtaken(waiting: list[Waiting]) -> None:
    turn = turn_of(waiting, NOON)
    if turn.message is not None:
        assert not turn.message.dead and turn.message.due_at <= NOON and turn.message not in turn.overtaken
        before = [each for each in waiting if each.number < turn.message.number and each not in turn.overtaken]
        assert turn.message.urgent or before == []
        # Of its own instruction nothing comes after its end, and nothing passes it.
        assert all(each.urgent for each in before if each.instruction == turn.message.instruction)


@given(lines())
def test_no_end_that_can_go_waits_for_ever(waiting: list[Waiting]) -> None:
    """Whatever else is dead: the line wakes, and only for what is alive."""
    turn = turn_of(waiting, NOON)
    alive = [each for each in waiting if each.urgent and not each.dead and each not in turn.overtaken]
    assert turn.wakes_at is not None or not alive
    assert turn.urgent is bool(alive)
