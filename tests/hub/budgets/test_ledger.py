"""The counting of one hub: it spends what it leased, and leases no more than it can use."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.budgets.budget import Account, Amount
from hub.budgets.ledger import Ledger

small = st.integers(0, 60)
amounts = st.builds(Amount, small, small)
budgets = st.builds(Amount, st.integers(1, 60), st.integers(1, 60))


@given(budgets, st.integers(1, 40), st.lists(amounts, max_size=40))
def test_what_is_spent_was_leased_and_what_was_refused_could_not_be(
    budget: Amount, leases: int, asked: list[Amount]
) -> None:
    """One hub alone: it serves whatever the budget still covers, to the last unit."""
    ledger = Ledger(Account("a", budget), 0, leases)
    spent, given_out = Amount(), Amount()
    for amount in asked:
        while not (taken := ledger.spend(amount)) and not ledger.beyond(amount):
            wanted, left = ledger.wanted(amount), budget - given_out
            leased = Amount(min(wanted.requests, left.requests), min(wanted.cost, left.cost))
            given_out += leased
            ledger.take(leased, budget - given_out)
        assert taken == (budget - spent).covers(amount)
        spent += amount if taken else Amount()
    assert budget.covers(given_out) and given_out.covers(spent)


@given(budgets, st.integers(1, 40), amounts)
def test_a_hub_holds_at_most_one_and_a_half_slices_that_nobody_asked_for(
    budget: Amount, leases: int, held: Amount
) -> None:
    ledger = Ledger(Account("a", budget), 0, leases)
    ledger.take(held, budget)
    wanted, portion = ledger.wanted(Amount()), ledger.slice
    for have, want, part in (
        (held.requests, wanted.requests, portion.requests),
        (held.cost, wanted.cost, portion.cost),
    ):
        assert want in (0, part) and (not want or 2 * (have + want) < 3 * part)


def test_a_refusal_that_is_known_needs_no_lease() -> None:
    ledger = Ledger(Account("a", Amount(10, 10)), 0, 2)
    ledger.take(Amount(5, 5), Amount(0, 0))
    assert ledger.beyond(Amount(6, 0)) and ledger.beyond(Amount(0, 6)) and not ledger.beyond(Amount(5, 5))
