"""The table of grounds for adding a debtor: every row is reached, and nothing else is a ground."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from graph.model import MODEL
from graph.model.organisations import FORMS
from graph.rules.control.adding import Times, deadlines, grounds
from graph.rules.control.candidate import ControllerCandidate
from graph.rules.control.conditions import READINGS, Condition, Debtor, Form, Link, Position
from graph.rules.control.grounds import GROUNDS, Effect, GroundRow, Prover, Remedy

DAY = "2026-11-28"
WORST: dict[str, Any] = {
    "insolvent": True,
    "deregistered": True,
    "liquidated": False,
    "liquidable": False,
    "dissolved": True,
    "shareholders": 1,
}
GUILTY: dict[str, Any] = {
    "subscribed": 100_00,
    "paid_in": 40_00,
    "due_on": "2025-01-01",
    "until": "2025-06-01",
    "withdrew": True,
    "received": True,
    "separate": False,
    "in_writing": True,
}


def debtor(form: Form | None, **more: Any) -> Debtor:
    return Debtor(day=DAY, form=form, **(WORST | more))


def link(position: Position, **more: Any) -> Link:
    return Link(fact="tie", position=position, **(GUILTY | more))


def articles(form: Form | None, position: Position) -> list[str]:
    return [each.row.article for each in grounds(debtor(form), link(position))]


@pytest.mark.parametrize(
    ("form", "position", "expected"),
    [
        (Form.SOLE_PROPRIETORSHIP, Position.INVESTOR, ["13(1)", "22"]),
        (Form.PERSON, Position.OWN_BUSINESS, ["13(1)"]),
        (Form.INDIVIDUAL_BUSINESS, Position.INVESTOR, ["13(2)"]),
        (Form.PARTNERSHIP, Position.GENERAL_PARTNER, ["14(1)"]),
        (Form.PARTNERSHIP, Position.LIMITED_PARTNER, ["14(2)"]),
        (Form.BRANCH, Position.HEAD_OFFICE, ["15(1)"]),
        (Form.BRANCH, Position.BRANCH, ["15(1)"]),
        (Form.LIMITED_COMPANY, Position.BRANCH, ["15(2)"]),
        (Form.LIMITED_COMPANY, Position.SHAREHOLDER, ["17", "18", "20", "21", "22"]),
        (Form.JOINT_STOCK_COMPANY, Position.SHAREHOLDER, ["17", "18", "22"]),
        (Form.JOINT_STOCK_COMPANY, Position.CONTROLLING_SHAREHOLDER, ["17", "18", "21", "22"]),
        (Form.JOINT_STOCK_COMPANY, Position.DIRECTOR, ["21"]),
        (Form.LIMITED_COMPANY, Position.DIRECTOR, []),
        (Form.LIMITED_COMPANY, Position.FORMER_SHAREHOLDER, ["18", "19"]),
        (Form.LIMITED_COMPANY, Position.PROMOTER, ["17", "19"]),
        (Form.COOPERATIVE, Position.COMPETENT_AUTHORITY, ["22"]),
        (Form.LIMITED_COMPANY, Position.PROMISOR, ["23"]),
        (Form.PERSON, Position.ASSUMER, ["24"]),
        (Form.LIMITED_COMPANY, Position.TRANSFEREE, ["25"]),
        (Form.PERSON, Position.SHAREHOLDER, []),
    ],
)
def test_form_and_position_lead_to_the_articles(form: Form, position: Position, expected: list[str]) -> None:
    assert articles(form, position) == expected


@pytest.mark.parametrize(
    "position", [Position.ACTUAL_CONTROLLER, Position.RELATIVE, Position.GUARANTOR, Position.OFFICER]
)
def test_being_actual_controller_is_no_ground_nor_are_kinship_guarantee_or_office(position: Position) -> None:
    for form in (*Form, None):
        assert articles(form, position) == []


def test_no_rule_of_addition_takes_a_candidate() -> None:
    types = [str(each.type) for kind in (Debtor, Link) for each in fields(kind)]
    assert not any(ControllerCandidate.__name__ in each for each in types)


@pytest.mark.parametrize("row", GROUNDS, ids=lambda row: row.article)
def test_each_condition_of_each_row_can_rule_it_out_or_be_left_open(row: GroundRow) -> None:
    form, position = min(row.forms), min(row.positions)
    against: dict[Condition, tuple[dict[str, Any], dict[str, Any]]] = {
        Condition.INSOLVENT: ({"insolvent": False}, {}),
        Condition.UNPAID: ({}, {"paid_in": 100_00}),
        Condition.WITHDREW: ({}, {"withdrew": False}),
        Condition.TRANSFERRED: ({}, {"until": "2027-01-01"}),
        Condition.ONE_SHAREHOLDER: ({"shareholders": 2}, {}),
        Condition.NOT_SEPARATE: ({}, {"separate": True}),
        Condition.DEREGISTERED: ({"deregistered": False}, {}),
        Condition.NOT_LIQUIDATED: ({"liquidated": True}, {}),
        Condition.NOT_LIQUIDABLE: ({"liquidable": True}, {}),
        Condition.DISSOLVED: ({"dissolved": False}, {}),
        Condition.RECEIVED: ({}, {"received": False}),
        Condition.IN_WRITING: ({}, {"in_writing": False}),
    }
    undecided = {Condition.DUE, Condition.DUE_AT_TRANSFER}
    assert against.keys() | undecided == set(Condition)
    for condition in row.conditions:
        if condition in undecided:
            continue
        of_debtor, of_link = against[condition]
        found = grounds(debtor(form, **of_debtor), link(position, **of_link))
        assert row not in [each.row for each in found]
    (known,) = [each for each in grounds(debtor(form), link(position)) if each.row is row]
    assert known.open == ()
    bare = grounds(Debtor(day=DAY, form=form), Link(fact=1, position=position))
    (unknown,) = [each for each in bare if each.row is row]
    assert unknown.open == row.conditions
    assert len(unknown.to_prove()) == len(row.conditions)


def test_a_contribution_that_is_not_due_is_for_the_court() -> None:
    (found,) = [
        each
        for each in grounds(debtor(Form.LIMITED_COMPANY), link(Position.SHAREHOLDER, due_on="2030-01-01"))
        if each.row.article == "17"
    ]
    assert found.open == (Condition.DUE,)
    before_due = link(Position.FORMER_SHAREHOLDER, due_on="2025-07-01", until="2025-06-01")
    (sold,) = [each for each in grounds(debtor(Form.LIMITED_COMPANY), before_due) if each.row.article == "19"]
    assert sold.open == (Condition.DUE_AT_TRANSFER,)


def test_a_day_that_has_come_counts() -> None:
    today = link(Position.FORMER_SHAREHOLDER, due_on=DAY, until=DAY)
    (sold,) = [each for each in grounds(debtor(Form.LIMITED_COMPANY), today) if each.row.article == "19"]
    assert sold.open == ()
    (held,) = [
        each
        for each in grounds(debtor(Form.LIMITED_COMPANY), link(Position.SHAREHOLDER, due_on=DAY))
        if each.row.article == "17"
    ]
    assert held.open == ()


def test_a_row_tells_its_article() -> None:
    (found,) = grounds(debtor(Form.BRANCH), link(Position.HEAD_OFFICE))
    assert found.row.basis == "法释〔2016〕21号(2020年修正) 15(1)"
    assert found.to_prove() == (
        (
            "The debtor's property does not suffice for the debt.",
            "被执行人的财产不足以清偿生效法律文书确定的债务。",
        ),
    )


def test_the_burden_of_separate_property_is_on_the_single_shareholder() -> None:
    assert {row.article for row in GROUNDS if row.prover is Prover.RESPONDENT} == {"20"}


def test_a_suit_is_the_remedy_in_articles_14_2_and_17_to_21_and_review_in_the_others() -> None:
    suits = {row.article for row in GROUNDS if row.remedy is Remedy.SUIT}
    assert suits == {"14(2)", "17", "18", "19", "20", "21"}
    assert all((row.remedy is Remedy.NONE) == (row.effect is Effect.ENFORCE_DIRECTLY) for row in GROUNDS)


def test_an_unknown_form_leaves_the_ground_open() -> None:
    for form in (None, Form.OTHER):
        found = grounds(debtor(form), link(Position.HEAD_OFFICE))
        assert [(each.row.article, each.form_open) for each in found] == [("15(1)", True)]


@pytest.mark.parametrize(
    ("article", "ruling_by", "remedy_by"),
    [("17", "2026-03-02", "2026-03-20"), ("22", "2026-03-02", "2026-03-15"), ("13(2)", None, None)],
)
def test_times_are_sixty_days_for_the_ruling_ten_for_review_and_fifteen_for_a_suit(
    article: str, ruling_by: str | None, remedy_by: str | None
) -> None:
    row = next(each for each in GROUNDS if each.article == article)
    found = deadlines(row, applied_on="2026-01-01", served_on="2026-03-05")
    assert (found.ruling_by, found.remedy_by) == (ruling_by, remedy_by)
    assert deadlines(row, None, None) == replace(found, ruling_by=None, remedy_by=None)
    assert all(each.metadata["basis"] for each in fields(Times))


def test_the_table_speaks_of_what_the_model_has() -> None:
    assert set(FORMS) == {each.value for each in Form} - {"PERSON"}
    assert {relation for row in GROUNDS for relation in row.reads} <= MODEL.relations.keys()
    assert READINGS.keys() == set(Condition)
    assert {condition for row in GROUNDS for condition in row.conditions} == set(Condition)
    wanted = {"13", "14", "15", "17", "18", "19", "20", "21", "22", "23", "24", "25"}
    assert {row.article.partition("(")[0] for row in GROUNDS} == wanted
