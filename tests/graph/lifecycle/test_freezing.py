"""What may be frozen, for amounts, terms, accounts and claims of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.lifecycle.actors import CLERK, JUDGE, PRESIDENT
from graph.lifecycle.freeze import ACCOUNT_FREEZE
from graph.lifecycle.freezing import OVER, RUNNING
from graph.lifecycle.machine import GuardFailed
from graph.lifecycle.scene import Account, Claim, Scene, Target
from hub.cases.limits import dues_of, lengths_of

DEBTOR: Final = Target(id="d", kind="PERSON", debtor=True, debtors={"d": "PERSON"})
PURPOSES: Final = ("ORDINARY", "BASIC", "WAGE_DEDICATED", "WAGE_DEPOSIT", "CASE_SUB_ACCOUNT")
PLAIN: Final = Account(id="a", purposes=frozenset(("ORDINARY",)), owners=frozenset("d"))
FEN: Final = st.integers(0, 10_000_000_000)


def scene(
    facts: Mapping[str, Any],
    *,
    state: str = "",
    known: Mapping[str, Any] | None = None,
    account: Account | None = PLAIN,
    claim: Claim | None = None,
    others: tuple[Mapping[str, Any], ...] = (),
    today: date = date(2026, 6, 1),
) -> Scene:
    return Scene(
        state=state,
        known=known or {},
        facts=facts,
        today=today,
        target=DEBTOR,
        due=dues_of(None),
        length=lengths_of(None),
        others=others,
        account=account,
        claim=claim or Claim(),
    )


def opened(of: Scene) -> str | None:
    """The rule in the way of a proposal; None: there is none."""
    try:
        ACCOUNT_FREEZE.open(of, JUDGE)
    except GuardFailed as failed:
        return failed.rule
    return None


def proposed(amount: int = 1, months: float = 12, **given_: Any) -> dict[str, Any]:
    return {"account": "a", "amount": amount, "termMonths": months, **given_}


@given(amount=FEN, claimed=st.none() | FEN, held=st.lists(FEN, max_size=3))
def test_no_amount_is_frozen_beyond_what_is_claimed_and_not_held_yet(
    amount: int, claimed: int | None, held: list[int]
) -> None:
    others = tuple(
        {"state": "IN_FORCE", "account": f"o{place}", "heldAmount": fen} for place, fen in enumerate(held)
    )
    rule = opened(scene(proposed(amount), claim=Claim(fen=claimed), others=others))
    fits = amount > 0 and (claimed is None or amount + sum(held) <= claimed)
    assert rule == (None if fits else "FREEZE_AMOUNT")


@given(
    amount=st.integers(1, 1_000),
    freezes=st.lists(
        st.tuples(st.sampled_from(RUNNING), st.integers(1, 500), st.none() | st.integers(0, 500)), max_size=3
    ),
)
def test_what_no_bank_has_answered_yet_counts_as_what_it_was_told_to_hold(
    amount: int, freezes: list[tuple[str, int, int | None]]
) -> None:
    others = tuple(
        {
            "state": state,
            "account": f"o{place}",
            "amount": told,
            **({} if holds is None else {"heldAmount": holds}),
        }
        for place, (state, told, holds) in enumerate(freezes)
    )
    taken = sum(told if holds is None else holds for _, told, holds in freezes)
    rule = opened(scene(proposed(amount), claim=Claim(fen=1_000), others=others))
    assert rule == (None if amount <= 1_000 - taken else "FREEZE_AMOUNT")


@given(state=st.sampled_from(("DRAFT", "DECIDED")))
def test_what_no_bank_was_served_with_holds_nothing(state: str) -> None:
    other = {"state": state, "account": "b", "amount": 100}
    assert opened(scene(proposed(100), claim=Claim(fen=100), others=(other,))) is None


@given(state=st.sampled_from(OVER))
def test_what_is_over_holds_nothing(state: str) -> None:
    other = {"state": state, "account": "a", "amount": 100, "heldAmount": 100}
    assert opened(scene(proposed(100), claim=Claim(fen=100), others=(other,))) is None


@given(months=st.integers(-5, 2_000) | st.floats(0, 20))
def test_no_term_is_longer_than_a_year_or_none(months: float) -> None:
    rule = opened(scene(proposed(months=months)))
    assert rule == (None if months in range(1, 13) else "FREEZE_TERM")


@given(served=st.dates(date(2024, 1, 1), date(2026, 6, 1)), months=st.integers(1, 12))
def test_it_ends_on_the_day_of_the_same_number_and_never_after_a_year(served: date, months: int) -> None:
    known = {**proposed(100, months), "decidedOn": served.isoformat()}
    facts = {"servedOn": served.isoformat()}
    stepped = ACCOUNT_FREEZE.step("SERVE", scene(facts, state="DECIDED", known=known), CLERK)
    until = date.fromisoformat(stepped.known["frozenUntil"])
    month = served.month + months
    assert (until.year, until.month) == (served.year + (month - 1) // 12, (month - 1) % 12 + 1)
    assert until.day == served.day or (until + timedelta(days=1)).day == 1
    assert until - served <= timedelta(days=366)


@given(
    purposes=st.frozensets(st.sampled_from(PURPOSES)),
    projects=st.frozensets(st.sampled_from("pq")),
    wages=st.booleans(),
    named=st.none() | st.sampled_from("pq"),
)
def test_a_wage_account_is_met_for_the_wages_of_its_project_alone(
    purposes: frozenset[str], projects: frozenset[str], wages: bool, named: str | None
) -> None:
    account = Account(id="a", purposes=purposes, owners=projects | {"d"}, projects=projects)
    facts = proposed() if named is None else proposed(wagesOf=named)
    rule = opened(scene(facts, account=account, claim=Claim(wages=wages)))
    of_wages = bool(purposes & {"WAGE_DEDICATED", "WAGE_DEPOSIT"})
    if of_wages and not (wages and named in projects):
        assert rule == "WAGE_ACCOUNT"
    else:
        assert rule == (None if purposes else "ACCOUNT_PURPOSE")


@given(before=st.integers(1, 1_000), amount=st.integers(0, 1_200), holds=st.none() | st.integers(0, 1_000))
def test_what_is_released_leaves_less_and_something(before: int, amount: int, holds: int | None) -> None:
    known = {**proposed(before), **({} if holds is None else {"heldAmount": min(holds, before)})}
    try:
        of = scene({"amount": amount}, state="EXCESS_FOUND", known=known)
        stepped = ACCOUNT_FREEZE.step("RELEASE_EXCESS", of, CLERK)
    except GuardFailed as failed:
        assert failed.rule == "LESS_THAN_FROZEN" and not 0 < amount < before
    else:
        assert 0 < amount < before
        assert stepped.known["amount"] == amount
        assert (stepped.known.get("heldAmount") or 0) <= amount


def test_an_account_that_is_none_or_another_s_is_not_met() -> None:
    assert opened(scene(proposed(), account=None)) == "ACCOUNT_OF_DEBTOR"
    other = Account(id="a", purposes=frozenset(("ORDINARY",)), owners=frozenset("e"))
    assert opened(scene(proposed(), account=other)) == "ACCOUNT_OF_DEBTOR"


SERVED: Final = {**proposed(100), "decidedOn": "2026-05-11", "servedOn": "2026-05-12", "frozenUntil": "2027-05-12"}


@given(state=st.sampled_from(("IN_FORCE", "OBJECTED", "EXCESS_FOUND")), day=st.integers(0, 300))
def test_a_bank_that_was_served_holds_on_until_it_is_served_with_the_lift(state: str, day: int) -> None:
    today = date(2026, 6, 1) + timedelta(days=day)
    of = scene({"faultFoundOn": "2026-06-01"}, state=state, known=SERVED, today=today)
    stepped = ACCOUNT_FREEZE.step("WITHDRAW", of, PRESIDENT)
    assert (stepped.state, stepped.known.get("liftedOn")) == ("LIFT_DUE", None)
    assert (stepped.known["withdrawnOn"], stepped.known["endedOn"]) == (today.isoformat(), today.isoformat())
    clocks = {each.deadline.name for each in ACCOUNT_FREEZE.running(stepped.state, stepped.known, dues_of(None))}
    assert clocks == {"TERM", "LIFT"}


def test_a_lift_that_is_due_is_due_on_the_same_day_when_it_is_withdrawn() -> None:
    known = {**SERVED, "liftCause": "PERFORMED", "endedOn": "2026-05-25"}
    of = scene({"faultFoundOn": "2026-06-01"}, state="LIFT_DUE", known=known)
    stepped = ACCOUNT_FREEZE.step("WITHDRAW", of, PRESIDENT)
    assert (stepped.state, stepped.known.get("liftedOn")) == ("LIFT_DUE", None)
    assert (stepped.known["withdrawnOn"], stepped.known["endedOn"]) == ("2026-06-01", "2026-05-25")
    of = scene({"faultFoundOn": "2026-06-02"}, state="LIFT_DUE", known=stepped.known, today=date(2026, 6, 2))
    with pytest.raises(GuardFailed) as failed:
        ACCOUNT_FREEZE.step("WITHDRAW", of, PRESIDENT)
    assert failed.value.rule == "WITHDRAWN_ONCE" and "allowed" in str(failed.value)


def test_before_its_service_nothing_is_held_and_nothing_to_lift() -> None:
    known = {**proposed(100), "decidedOn": "2026-05-11"}
    of = scene({"faultFoundOn": "2026-06-01"}, state="DECIDED", known=known)
    stepped = ACCOUNT_FREEZE.step("WITHDRAW", of, PRESIDENT)
    assert (stepped.state, stepped.known["withdrawnOn"]) == ("WITHDRAWN", "2026-06-01")
    assert not {"endedOn", "liftedOn"} & stepped.known.keys()


@given(
    state=st.sampled_from(("IN_FORCE", "OBJECTED", "EXCESS_FOUND")),
    answers=st.lists(st.integers(-1, 120), min_size=1, max_size=3),
)
def test_a_bank_answers_later_and_anew_up_to_what_is_frozen(state: str, answers: list[int]) -> None:
    known: Mapping[str, Any] = SERVED
    for holds in answers:
        try:
            stepped = ACCOUNT_FREEZE.step(
                "BANK_ANSWERED", scene({"heldAmount": holds}, state=state, known=known), CLERK
            )
        except GuardFailed as failed:
            assert failed.rule == "HELD_AMOUNT" and not 0 <= holds <= 100
        else:
            assert 0 <= holds <= 100
            assert (stepped.state, stepped.known) == (state, {**SERVED, "heldAmount": holds})
            known = stepped.known
