"""Which grounds a tie is, by what its facts tell: nothing on nothing, and never more than the table says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import MODEL
from graph.model.declare import Grade
from graph.rules.control.conditions import Condition, Form, Position
from graph.rules.control.grounds import GROUNDS, Effect, Prover
from graph.rules.control.on_tie import WORDS, Party, Tied, TieGround, grounds_on

DAY = "2026-11-28"
HOLDER = Party(id="h", kind="PERSON")
FORMS = [None, *(each for each in Form if each is not Form.PERSON)]


def company(form: Form | None = Form.LIMITED_COMPANY, status: str | None = None, id_: str = "c") -> Party:
    return Party(id=id_, kind="COMPANY", form=form, status=status)


def holding(target: Party, source: Party = HOLDER, **told: Any) -> Tied:
    return Tied(relation="SHAREHOLDER_OF", source=source, target=target, fact="f", **told)


def named(tie: Tied) -> dict[str, TieGround]:
    return {each.may.row.article: each for each in grounds_on(tie, DAY)}


UNPAID = {"subscribed": 100_00, "paid_in": 40_00, "due_on": "2025-01-01"}


@pytest.mark.parametrize("form", [Form.LIMITED_COMPANY, Form.JOINT_STOCK_COMPANY, None])
def test_a_shareholding_alone_is_no_ground(form: Form | None) -> None:
    assert named(holding(company(form), share=0.9)) == {}
    assert named(holding(company(form), share=0.9, shareholders=2)) == {}


@pytest.mark.parametrize("relation", sorted(set(MODEL.relations) - {"BRANCH_OF", "SHAREHOLDER_OF"}))
def test_no_other_tie_of_a_living_company_is_a_ground(relation: str) -> None:
    """Nor does it say anything to be a guarantor, a relative, an officer, or to act for somebody."""
    tie = Tied(relation=relation, source=HOLDER, target=company(status="ACTIVE"), fact="f", share=1.0, **UNPAID)
    assert named(tie) == {}


def test_unpaid_capital_is_told_and_the_rest_is_for_the_applicant_to_prove() -> None:
    found = named(holding(company(), **UNPAID))
    assert list(found) == ["17"]
    ground = found["17"]
    assert (ground.debtor, ground.party) == ("c", "h")
    assert ground.told == (Condition.UNPAID, Condition.DUE)
    assert [(each.condition, each.prover) for each in ground.to_prove] == [(Condition.INSOLVENT, Prover.APPLICANT)]
    assert "尚未缴纳出资的范围内" in ground.zh and "第17条" in ground.zh and "contribution" in ground.en


@pytest.mark.parametrize("due", [None, "2030-01-01"])
def test_a_contribution_that_is_not_known_to_be_due_is_to_be_proved(due: str | None) -> None:
    ground = named(holding(company(), **(UNPAID | {"due_on": due})))["17"]
    assert Condition.DUE in {each.condition for each in ground.to_prove}


@pytest.mark.parametrize(
    "told", [{"subscribed": 100_00}, {"paid_in": 0}, {"subscribed": 100_00, "paid_in": 100_00}]
)
def test_capital_that_is_paid_or_not_known_is_no_ground(told: dict[str, int]) -> None:
    assert named(holding(company(), **told)) == {}


def test_the_shareholder_of_a_one_person_company_proves_that_its_property_is_apart() -> None:
    ground = named(holding(company(), share=1.0, shareholders=1))["20"]
    proves = {each.condition: each.prover for each in ground.to_prove}
    assert proves[Condition.NOT_SEPARATE] is Prover.RESPONDENT
    assert proves[Condition.INSOLVENT] is Prover.APPLICANT
    assert "被申请人举证" in ground.zh
    assert "20" not in named(holding(company(Form.JOINT_STOCK_COMPANY), share=1.0, shareholders=1))
    assert "20" not in named(holding(company(), share=1.0))


def test_whoever_held_a_deregistered_company_may_be_added_unless_it_was_wound_up() -> None:
    ground = named(holding(company(status="DEREGISTERED"), share=0.1))["21"]
    assert ground.told == (Condition.DEREGISTERED,)
    not_wound_up = [Condition.NOT_LIQUIDATED, Condition.NOT_LIQUIDABLE]
    assert [each.condition for each in ground.to_prove] == not_wound_up and "导致公司无法进行清算" in ground.zh
    joint = company(Form.JOINT_STOCK_COMPANY, "DEREGISTERED")
    assert named(holding(joint, share=0.5)) == {}
    [of_joint] = named(holding(joint, share=0.51)).values()
    assert of_joint.may.row.article == "21" and [each.condition for each in of_joint.to_prove] == not_wound_up
    assert list(named(Tied(relation="DIRECTOR_OF", source=HOLDER, target=joint, fact="f"))) == ["21"]
    for status in ("ACTIVE", "REVOKED", "UNKNOWN", None):
        assert named(holding(company(status=status), share=0.1)) == {}


def test_a_branch_and_its_company_answer_for_each_other() -> None:
    branch = company(Form.BRANCH, id_="b")
    tie = Tied(relation="BRANCH_OF", source=branch, target=company(), fact="f")
    found = {(each.debtor, each.party): each.may.row for each in grounds_on(tie, DAY)}
    assert found["b", "c"].article == "15(1)" and found["b", "c"].effect is Effect.ADD
    assert found["c", "b"].article == "15(2)" and found["c", "b"].effect is Effect.ENFORCE_DIRECTLY
    of_branch = next(each for each in grounds_on(tie, DAY) if each.debtor == "b")
    assert of_branch.en.startswith("As the debtor's head office the party may be added")
    unknown = replace(tie, source=company(None, id_="b"), target=company(None))
    assert {(each.debtor, each.party) for each in grounds_on(unknown, DAY)} == set(found)


def test_a_sole_proprietorship_and_its_investor_answer_for_each_other() -> None:
    found = grounds_on(holding(company(Form.SOLE_PROPRIETORSHIP)), DAY)
    assert {(each.debtor, each.party, each.may.row.article) for each in found} == {
        ("c", "h", "13(1)"),
        ("h", "c", "13(1)"),
    }
    investor = next(each for each in found if each.debtor == "c")
    assert (
        investor.word.zh == "出资人"
        and "作为被执行人的出资人，" in investor.zh
        and "'s investor the party" in investor.en
    )
    assert named(holding(company(Form.SOLE_PROPRIETORSHIP), source=company(id_="h"))).keys() == {"13(1)"}


@pytest.mark.parametrize("relation", ["LEGAL_REP_OF", "PRINCIPAL_OF", "SHAREHOLDER_OF"])
def test_the_operator_of_an_individual_business_is_enforced_against(relation: str) -> None:
    tie = Tied(relation=relation, source=HOLDER, target=company(Form.INDIVIDUAL_BUSINESS), fact="f")
    [ground] = grounds_on(tie, DAY)
    assert ground.may.row.article == "13(2)" and ground.may.row.effect is Effect.ENFORCE_DIRECTLY
    assert (
        ground.word.zh == "经营者"
        and "作为被执行人的经营者，" in ground.zh
        and "'s operator the party may have its" in ground.en
    )


def test_which_partner_it_is_must_be_proved() -> None:
    found = named(holding(company(Form.PARTNERSHIP), **UNPAID))
    assert set(found) == {"14(1)", "14(2)"}
    for ground in found.values():
        assert any(each.condition is None and "partner" in each.en for each in ground.to_prove)
    assert set(named(holding(company(Form.PARTNERSHIP)))) == {"14(1)"}


def test_of_an_unknown_form_only_what_facts_set_apart_is_named_and_the_form_is_to_be_proved() -> None:
    ground = named(holding(company(None), **UNPAID))["17"]
    assert any(each.condition is None and "legal form" in each.en for each in ground.to_prove)


def test_what_was_inferred_is_no_ground() -> None:
    assert named(holding(company(), grade=Grade.D, **UNPAID)) == {}


@st.composite
def ties(draw: st.DrawFn) -> Tied:
    status = st.sampled_from([None, "ACTIVE", "REVOKED", "DEREGISTERED", "LIQUIDATION", "BANKRUPTCY", "UNKNOWN"])
    money = st.none() | st.integers(0, 3)

    def party(id_: str) -> Party:
        kind = draw(st.sampled_from(["PERSON", "COMPANY", "GOVERNMENT_BODY"]))
        if kind != "COMPANY":
            return Party(id=id_, kind=kind)
        return Party(id=id_, kind=kind, form=draw(st.sampled_from(FORMS)), status=draw(status))

    return Tied(
        relation=draw(st.sampled_from(sorted(MODEL.relations))),
        source=party("a"),
        target=party(draw(st.sampled_from("ab"))),
        fact="f",
        grade=draw(st.sampled_from(Grade)),
        share=draw(st.sampled_from([0.0, 0.5, 0.51, 1.0])),
        subscribed=draw(money),
        paid_in=draw(money),
        due_on=draw(st.sampled_from([None, "2025-01-01", DAY, "2030-01-01"])),
        shareholders=draw(st.sampled_from([None, 1, 2])),
    )


@given(ties())
def test_every_ground_is_one_of_the_table_read_of_that_kind_of_tie_and_denied_by_nothing(tie: Tied) -> None:
    for ground in grounds_on(tie, DAY):
        row = ground.may.row
        assert row in GROUNDS and tie.relation in row.reads and row.told is not None
        assert {ground.debtor, ground.party} == {"a", "b"} and tie.grade is not Grade.D
        assert set(row.told) <= set(ground.told)
        assert not set(ground.told) & {each.condition for each in ground.to_prove}
        assert {*ground.told, *(each.condition for each in ground.to_prove)} >= set(row.conditions)
        assert ground.may.link.position in WORDS
        for text in (ground.en, ground.zh):
            assert row.article in text
        assert ground.en.endswith(" Whether it holds is for the court.")
        assert ground.zh.endswith("。是否成立，由法院审查认定。")


@given(ties())
def test_facts_that_tell_less_never_name_more(tie: Tied) -> None:
    silent = replace(tie, subscribed=None, paid_in=None, shareholders=None, due_on=None)
    before = {(each.debtor, each.may.row.article) for each in grounds_on(tie, DAY)}
    assert {(each.debtor, each.may.row.article) for each in grounds_on(silent, DAY)} <= before


def test_every_row_that_facts_may_tell_is_reached() -> None:
    reached = set()
    for form in FORMS:
        for status in (None, "DEREGISTERED"):
            for relation in MODEL.relations:
                for shareholders in (None, 1):
                    party = company(form, status)
                    told = Tied(
                        relation=relation, source=HOLDER, target=party, fact="f", share=1.0,
                        shareholders=shareholders, **UNPAID,
                    )  # fmt: skip
                    reached |= {id(each.may.row) for each in grounds_on(told, DAY)}
                    back = Tied(relation=relation, source=party, target=company(id_="d"), fact="f")
                    reached |= {id(each.may.row) for each in grounds_on(back, DAY)}
    assert reached == {id(row) for row in GROUNDS if row.told is not None}
    assert Position.ACTUAL_CONTROLLER not in WORDS
