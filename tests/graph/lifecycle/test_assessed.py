"""When an assessment of economic impact counts, and for which acts one is needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from graph.catalogue.impact_gate import COLUMNS, built_in_gates, read_gates
from graph.lifecycle.assessed import ASSESSMENT, assessed, counts
from graph.lifecycle.found import FINDING
from graph.lifecycle.scene import Scene, Target
from hub.cases.limits import dues_of, lengths_of

TODAY: Final = date(2026, 6, 1)
NOW: Final = datetime(2026, 6, 1, 2, tzinfo=UTC)
UNIT: Final = Target(id="u", kind="COMPANY", debtor=True, debtors={"u": "COMPANY"})
VALID: Final = {"state": "VALID", "target": "u", "stage": "CREDIT_PUNISHMENT", "validUntil": "2026-06-01"}


def scene(
    *assessments: Mapping[str, Any],
    target: Target = UNIT,
    now: datetime = NOW,
    facts: Mapping[str, Any] | None = None,
    findings: tuple[Mapping[str, Any], ...] = (),
) -> Scene:
    return Scene(
        state="DRAFT",
        known={},
        facts=facts or {},
        today=TODAY,
        target=target,
        due=dues_of(None),
        length=lengths_of(None),
        beside={ASSESSMENT: assessments, FINDING: findings},
        now=now,
    )


def passes(act: str, of: Scene) -> bool:
    return assessed(act).check(of) is None


def test_the_acts_are_those_of_the_table() -> None:
    assert {(each.act, each.stage, each.required, each.heads) for each in built_in_gates().values()} == {
        ("LISTING", "CREDIT_PUNISHMENT", True, False),
        ("RESTRICTION", "CREDIT_PUNISHMENT", True, False),
        ("DETENTION", "ENFORCEMENT", True, True),
        ("FINE", "ENFORCEMENT", False, False),
        ("EXIT_BAN", "ENFORCEMENT", False, False),
        ("FREEZE", "ENFORCEMENT", False, False),
        ("FREEZE_BASIC_ACCOUNT", "ENFORCEMENT", True, False),
    }


def test_whether_one_is_required_is_a_cell_of_it() -> None:
    line = "LISTING,CREDIT_PUNISHMENT,{},false,某规定,2020,,false,纳入失信名单,Listing"
    head = ",".join(COLUMNS)
    for cell, required in (("true", True), ("false", False)):
        gates = read_gates(f"{head}\n{line.format(cell)}", file="own.csv")
        assert gates["LISTING"].required is required
    assert not passes("LISTING", scene())
    assert passes("FINE", scene())


def test_it_counts_on_its_last_day_and_not_after() -> None:
    assert passes("LISTING", scene(VALID))
    assert not passes("LISTING", scene({**VALID, "validUntil": "2026-05-31"}))


def test_one_of_another_enterprise_or_stage_does_not() -> None:
    assert not passes("LISTING", scene({**VALID, "target": "v"}))
    assert not passes("LISTING", scene({**VALID, "stage": "ENFORCEMENT"}))


def test_a_person_and_a_public_body_need_none() -> None:
    for kind in ("PERSON", "GOVERNMENT_BODY"):
        assert passes("LISTING", scene(target=Target(id="u", kind=kind, debtor=True)))


def test_the_detention_of_a_head_needs_that_of_its_enterprise_and_no_others() -> None:
    enforcement = {**VALID, "stage": "ENFORCEMENT"}
    head = Target(id="p", kind="PERSON", debtors={"u": "COMPANY", "b": "GOVERNMENT_BODY"}, heads=frozenset("ub"))
    assert not passes("DETENTION", scene(target=head))
    assert passes("DETENTION", scene(enforcement, target=head))
    outside = Target(id="p", kind="PERSON", debtors={"u": "COMPANY"})
    assert passes("DETENTION", scene(target=outside))


def test_so_does_that_of_whom_the_court_found_in_it() -> None:
    finding = {
        "state": "SERVED", "target": "p", "role": "DIRECTLY_RESPONSIBLE", "roleOn": "2026-05-01", "roleIn": "u",
    }  # fmt: skip
    person = Target(id="p", kind="PERSON", debtors={"u": "COMPANY"})
    facts = {"basisRole": "DIRECTLY_RESPONSIBLE", "roleOn": "2026-05-01"}
    assert not passes("DETENTION", scene(target=person, facts=facts, findings=(finding,)))


@given(hours=st.integers(0, 72), minutes=st.integers(0, 59), state=st.sampled_from(("OVERRIDDEN", "COURT_RATED")))
def test_an_override_counts_for_less_than_a_day(hours: int, minutes: int, state: str) -> None:
    since = NOW - timedelta(hours=hours, minutes=minutes)
    each = {**VALID, "state": state, "overriddenAt": since.isoformat(), "validUntil": None}
    assert counts(scene(), each) is (hours < 24)


def test_a_rating_without_override_counts_for_nothing() -> None:
    for state in ("NOTICE_SENT", "SELF_ASSESSED", "NO_REPLY", "COURT_RATED", "EXPIRED"):
        assert not counts(scene(), {**VALID, "state": state})
