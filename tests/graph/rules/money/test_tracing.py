"""Traces beside coins that are moved one by one; sums to the fen by every rule."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.money.matching import TracingRule, matched
from graph.rules.money.tracing import FlowDirection, Sums, Trace, Tracing
from graph.rules.money.transfers import Books, Transfer
from graph.rules.simple_paths import Steps
from tests.graph.rules.money.naive import by_ancestors, mixed, sequential

DOWN, UP = FlowDirection.DOWNSTREAM, FlowDirection.UPSTREAM
NAMES = "sabcd"
ENDS = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))


def moment(number: int) -> str:
    return f"2026-01-01T00:{number // 60:02d}:{number % 60:02d}.000000Z"


def transfer(key: str, source: str, target: str, amount: int, at: int) -> Transfer:
    return Transfer(key, source, target, amount, moment(at))


@st.composite
def transfers(draw: st.DrawFn, *, tied: bool, largest: int = 12) -> list[Transfer]:
    """Some transfers among five accounts; `tied`: several at one instant."""
    count = draw(st.integers(1, 16))
    made = []
    for number in range(count):
        source, target = draw(ENDS)
        at = draw(st.integers(0, 4)) if tied else number
        made.append(transfer(f"k{number:02d}", source, target, draw(st.integers(0, largest)), at))
    return draw(st.permutations(made))


def trace(
    made: Iterable[Transfer],
    starts: Iterable[str],
    followed: Iterable[str],
    direction: FlowDirection = DOWN,
    rule: TracingRule = TracingRule.FIFO,
    most: int = 100_000,
) -> Trace:
    books = Books.of(made)
    tracing = Tracing(starts, direction, rule, Steps(most))
    for id_ in followed:
        tracing.follow(id_, books.account(id_))
    return tracing.trace(books)


@given(transfers(tied=False), st.sets(st.sampled_from("abcd")), st.booleans())
def test_fifo_and_lifo_move_coins(made: list[Transfer], followed: set[str], newest: bool) -> None:
    rule = TracingRule.LIFO if newest else TracingRule.FIFO
    assert trace(made, "s", followed, rule=rule).parts == sequential(made, {"s"}, followed, newest=newest)


@given(transfers(tied=True), st.sets(st.sampled_from("abcd")), st.booleans(), st.sampled_from(["s", "sa"]))
def test_fifo_at_one_instant_is_led_back_fen_by_fen(
    made: list[Transfer], followed: set[str], up: bool, starts: str
) -> None:
    found = trace(made, starts, followed, UP if up else DOWN).parts
    assert found == by_ancestors(made, set(starts), followed, up=up)


@given(transfers(tied=False, largest=10**9), st.sets(st.sampled_from("abcd")))
def test_proportional_is_a_stirred_pool_but_for_rounding(made: list[Transfer], followed: set[str]) -> None:
    found = trace(made, "s", followed, rule=TracingRule.PROPORTIONAL).parts
    for key, exact in mixed(made, {"s"}, followed).items():
        assert abs(found.get(key, 0) - exact) < 1_000, key


@given(
    transfers(tied=True),
    st.sets(st.sampled_from("abcd")),
    st.sampled_from(list(TracingRule)),
    st.sampled_from(list(FlowDirection)),
    st.integers(0, 40),
)
def test_no_fen_is_made_or_lost(
    made: list[Transfer], followed: set[str], rule: TracingRule, direction: FlowDirection, most: int
) -> None:
    """By every rule, in both directions, and also where the steps are over."""
    found = trace(made, "s", followed, direction, rule, most=most)
    down = direction is DOWN
    amounts = {each.key: each.amount for each in made}
    assert all(0 < part <= amounts[key] for key, part in found.parts.items())
    for id_, sums in found.accounts.items():
        first, then = (sums.came, sums.left) if down else (sums.left, sums.came)
        if id_ == "s":
            continue
        assert then <= first
        if id_ not in followed:
            assert then == 0
    start = found.accounts.get("s", Sums())
    kept = sum(abs(sums.came - sums.left) for id_, sums in found.accounts.items() if id_ != "s")
    begun, returned = (start.left, start.came) if down else (start.came, start.left)
    assert begun == kept + returned


@given(transfers(tied=True), st.sampled_from(list(TracingRule)), st.integers(0, 40))
def test_at_every_instant_no_more_has_left_than_came(made: list[Transfer], rule: TracingRule, most: int) -> None:
    for id_, account in Books.of(made).accounts.items():
        pieces = matched(account, rule, Steps(most))
        for piece in pieces:
            assert piece.into.target == id_ == piece.out.source and piece.into.at <= piece.out.at
            assert piece.amount > 0
        for each in account.incoming:
            assert sum(piece.amount for piece in pieces if piece.into == each) <= each.amount
        for each in account.outgoing:
            assert sum(piece.amount for piece in pieces if piece.out == each) <= each.amount
        covered = sum(piece.amount for piece in matched(account, rule, Steps(100_000)))
        assert covered + account.from_before == account.sent


@given(transfers(tied=True), st.sets(st.sampled_from("abcd")), st.sets(st.sampled_from("abcd")))
def test_following_more_accounts_lessens_nothing(made: list[Transfer], few: set[str], more: set[str]) -> None:
    for direction in FlowDirection:
        before = trace(made, "s", few, direction).parts
        after = trace(made, "s", few | more, direction).parts
        assert all(after.get(key, 0) >= part for key, part in before.items())


@given(transfers(tied=False), st.sets(st.sampled_from("abcd")))
def test_up_and_down_agree_on_what_passed_between_two(made: list[Transfer], followed: set[str]) -> None:
    """What went from `s` to where `d` begins its trace, told from either end, where both follow the same."""
    followed -= {"d"}
    made = [each for each in made if each.target != "s"]
    down = trace([each for each in made if each.source != "d"], "s", followed)
    up = trace([each for each in made if each.source != "d"], "d", followed, UP)
    came = down.accounts.get("d", Sums()).came
    back = up.accounts.get("s", Sums()).left
    assert came == back


FIRST = [
    transfer("1", "x", "a", 60, 1),
    transfer("2", "s", "a", 100, 2),
    transfer("3", "a", "b", 80, 3),
    transfer("4", "a", "c", 100, 4),
    transfer("5", "b", "d", 50, 5),
]


@pytest.mark.parametrize(
    ("rule", "parts"),
    [
        (TracingRule.FIFO, {"2": 100, "3": 20, "4": 80}),
        (TracingRule.LIFO, {"2": 100, "3": 80, "4": 20, "5": 50}),
        (TracingRule.PROPORTIONAL, {"2": 100, "3": 50, "4": 50, "5": 31}),
    ],
)
def test_an_example_by_each_rule(rule: TracingRule, parts: dict[str, int]) -> None:
    """60 of others came first, 100 of ours then; 80 and 100 left, of which 20 had been there before."""
    found = trace(FIRST, "s", "abc", rule=rule)
    assert found.parts == parts
    assert Books.of(FIRST).account("a").from_before == 20


def test_upstream_example() -> None:
    assert trace(FIRST, "c", "abs", UP).parts == {"4": 100, "2": 80}
    assert trace(FIRST, "d", "abs", UP).parts == {"5": 50, "3": 50, "1": 50}


def test_what_comes_home_is_not_traced_again() -> None:
    made = [transfer("1", "s", "a", 10, 1), transfer("2", "a", "s", 10, 2), transfer("3", "s", "b", 10, 3)]
    found = trace(made, "s", "ab")
    assert found.parts == {"1": 10, "2": 10, "3": 10} and found.accounts["s"] == Sums(came=10, left=20)


def test_a_transfer_to_itself_moves_nothing() -> None:
    made = [transfer("1", "s", "a", 10, 1), transfer("2", "a", "a", 10, 2), transfer("3", "a", "b", 10, 3)]
    for rule in TracingRule:
        assert trace(made, "s", "ab", rule=rule).parts == {"1": 10, "3": 10}


def test_a_whole_chain_at_one_instant_is_traced_whatever_its_keys() -> None:
    for keys in ("123", "321", "213"):
        made = [transfer(key, *ends, 10, 1) for key, ends in zip(keys, ("sa", "ab", "bc"), strict=True)]
        for rule in TracingRule:
            assert sum(trace(made, "s", "abc", rule=rule).parts.values()) == 30


def test_money_does_not_go_back_in_time() -> None:
    made = [transfer("1", "a", "b", 10, 1), transfer("2", "s", "a", 10, 2)]
    for rule in TracingRule:
        assert trace(made, "s", "ab", rule=rule).parts == {"2": 10}
        assert trace(made, "b", "as", UP, rule=rule).parts == {"1": 10}
