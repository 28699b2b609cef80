"""What is said of money: the words of the field, and that it is a lead."""

from __future__ import annotations

from graph.rules.money.circles import Circle
from graph.rules.money.matching import TracingRule
from graph.rules.money.sentences import of_circle, of_flow
from graph.rules.money.tracing import FlowDirection
from graph.rules.money.transfers import Transfer


def test_a_circle_to_another_account_names_the_owner_of_accounts() -> None:
    there = Transfer("1", "a", "b", 10_00, "2026-01-01T00:00:00Z")
    back = Transfer("2", "b", "c", 9_00, "2026-01-02T00:00:00Z")
    found = of_circle(Circle((there, back)))
    assert "同一账户所有人的另一账户" in found.zh and "9.00" in found.zh and "same owner" in found.en


def test_where_no_account_is_seen_no_sums_are_told() -> None:
    for direction in FlowDirection:
        none = of_flow(direction, TracingRule.FIFO, 0, 0, 0, 0)
        assert none.en.startswith("No account is seen") and "未见" in none.zh
        assert "0.00" not in none.en + none.zh
        assert "0.00 yuan" in of_flow(direction, TracingRule.FIFO, 1, 0, 0, 0).en
