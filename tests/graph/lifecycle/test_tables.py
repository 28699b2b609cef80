"""Every state and event of every table: what leads where, and that everything else is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest

from graph.lifecycle.machine import GuardFailed, IllegalStep, Machine, NotYours
from graph.lifecycle.scene import Account, Actor, Scene, Target
from graph.lifecycle.tables import LIFECYCLES
from graph.model import MODEL
from graph.model.roles import PURPOSES
from graph.rules.clocks import Due, Limit
from hub.cases.limits import dues_of, lengths_of

TODAY: Final = date(2026, 9, 1)
DEBTOR: Final = Target(
    id="d", kind="PERSON", born=(date(1985, 3, 7),), debtor=True, debtors={"d": "PERSON", "u": "COMPANY"}
)
TABLES: Final = [machine for lifecycle in LIFECYCLES.values() for machine in lifecycle.tables]
# A case that lacks nothing, whatever state it is put into: no guard but that of the event's own facts can fail.
WHOLE: Final[Mapping[str, Mapping[str, Any]]] = {
    "COURT_DISHONEST": {
        "list": "COURT_DISHONEST",
        "grounds": ["G1"],
        "clock": "EVENT",
        "decidedOn": "2026-08-03",
        "servedOn": "2026-08-04",
        "publishedOn": "2026-08-05",
        "termEndsOn": "2026-08-31",
        "endedOn": "2026-08-28",
        "endCause": "PERFORMED",
    },
    "HRSS_WAGE": {"list": "HRSS_WAGE", "publishedOn": "2026-03-05", "termEndsOn": "2026-08-31"},
    "CONSUMPTION": {
        "order": "CONSUMPTION",
        "basisRole": "DEBTOR",
        "issuedOn": "2026-03-02",
        "servedOn": "2026-03-04",
        "endedOn": "2026-08-28",
    },
    "ROLE_FINDING": {
        "role": "ACTUAL_CONTROLLER",
        "roleOn": "2026-02-02",
        "roleIn": "u",
        "decidedOn": "2026-08-03",
        "servedOn": "2026-08-04",
        "objectedOn": "2026-08-05",
    },
    "EXIT_BAN": {"basisRole": "DEBTOR", "decidedOn": "2026-08-03", "servedOn": "2026-08-04"},
    "JUDICIAL_DETENTION": {
        "basisRole": "DEBTOR",
        "days": 15,
        "decidedOn": "2026-08-03",
        "servedOn": "2026-08-04",
        "detainedOn": "2026-08-05",
        "detainedUntil": "2026-08-19",
    },
    "ECONOMIC_IMPACT": {
        "stage": "ENFORCEMENT",
        "noticeSentOn": "2026-07-01",
        "replyUntil": "2026-07-08",
        "validUntil": "2026-08-31",
    },
    "CORRECTION": {
        "about": "l",
        "receivedOn": "2026-07-01",
        "decidedOn": "2026-08-03",
        "servedOn": "2026-08-04",
    },
    "ACCOUNT_FREEZE": {
        "account": "a",
        "amount": 20_000_000,
        "termMonths": 12,
        "decidedOn": "2026-08-03",
        "servedOn": "2026-08-04",
        "frozenUntil": "2026-08-31",
    },
    "FULL_PERFORMANCE": {"performedOn": "2026-08-03"},
    "COURT_REPAIR": {
        "procedure": "COURT_REPAIR",
        "about": "l",
        "receivedOn": "2026-08-03",
        "acceptedOn": "2026-08-04",
        "grantedOn": "2026-08-05",
    },
    "WAGE_REPAIR": {
        "procedure": "WAGE_REPAIR",
        "about": "w",
        "correctedOn": "2026-02-02",
        "performed": True,
        "publicUndertaking": True,
        "receivedOn": "2026-08-03",
        "acceptedOn": "2026-08-04",
        "grantedOn": "2026-08-05",
    },
    "JUDICIAL_FINE": {
        "basisRole": "DEBTOR",
        "amount": 10_000_000,
        "decidedOn": "2026-08-03",
        "servedOn": "2026-08-04",
    },
}
# What has to be known for these events, and must not be for others.
BEFORE: Final[Mapping[str, Mapping[str, Any]]] = {"DECIDE_REVIEW": {"reviewAskedOn": "2026-08-05"}}
FACTS: Final[Mapping[str, Any]] = {
    "grounds": ["G1"],
    "decidedOn": "2026-08-03",
    "issuedOn": "2026-03-02",
    "servedOn": "2026-08-04",
    "publishedOn": "2026-08-05",
    "graceUntil": "2026-09-04",
    "stillUnperformed": True,
    "faultFoundOn": "2026-08-27",
    "endCause": "PERFORMED",
    "liftCause": "PERFORMED",
    "endedOn": "2026-08-28",
    "suspendedUntil": "2026-09-15",
    "basisRole": "DEBTOR",
    "objectedOn": "2026-08-05",
    "noticeSentOn": "2026-07-01",
    "replyUntil": "2026-07-08",
    "courtRating": "YELLOW",
    "validUntil": "2026-12-31",
    "days": 15,
    "detainedOn": "2026-08-05",
    "amount": 10_000_000,
    "paidOn": "2026-08-06",
    "account": "a",
    "termMonths": 12,
    "excessFoundOn": "2026-08-06",
    "heldAmount": 10_000_000,
    "reviewAskedOn": "2026-08-05",
    "receivedOn": "2026-07-01",
    "about": "l",
    "reviewDecidedOn": "2026-08-20",
    "reviewOutcome": "UPHELD",
    "orderUnmet": True,
    "wageAmountReached": True,
    "correctedOn": "2026-02-02",
    "performed": True,
    "publicUndertaking": True,
    "undertaken": True,
}
# What objections and repairs are about: a listing of the court, and one of the labour authority.
ENDED: Final = (
    {"id": "l", "target": "d", "state": "WITHDRAWN", "decidedOn": "2026-06-01", "publishedOn": "2026-06-01"},
    {"id": "w", "target": "d", "state": "REMOVED", "list": "HRSS_WAGE", "publishedOn": "2026-06-01"},
)


def scene(
    machine: Machine,
    state: str,
    facts: Mapping[str, Any] = FACTS,
    *,
    target: Target = DEBTOR,
    known: Mapping[str, Any] | None = None,
    today: date = TODAY,
    others: tuple[Mapping[str, Any], ...] = (),
) -> Scene:
    whole = {**WHOLE[machine.table], **(known or {})}
    return Scene(
        state=state,
        known=whole,
        facts=facts,
        today=today,
        target=target,
        due=dues_of(None),
        length=lengths_of(None),
        others=others,
        beside={"LISTING": ENDED, "RESTRICTION": ({"target": "d", "state": "SERVED"},)},
        now=datetime(2026, 9, 1, 2, tzinfo=UTC),
        account=Account(id="a", purposes=frozenset(("ORDINARY",)), owners=frozenset(("d",))),
    )


def cells() -> list[tuple[Machine, str, str]]:
    return [
        (machine, state, event.name)
        for machine in TABLES
        for state in machine.states
        for event in LIFECYCLES[machine.kind].events
    ]


REPAIR: Final = {
    "APPLIED": {"ACCEPT_APPLICATION": "ACCEPTED", "RETURN_APPLICATION": "RETURNED", "ABANDON": "ABANDONED"},
    "RETURNED": {"RESUBMIT": "APPLIED", "ABANDON": "ABANDONED"},
    "ACCEPTED": {"GRANT_REPAIR": "GRANTED", "REFUSE_REPAIR": "REFUSED", "ABANDON": "ABANDONED"},
    "REFUSED": {},
    "GRANTED": {"COMPLETE": "COMPLETED"},
    "COMPLETED": {},
    "ABANDONED": {},
}
# What each table does, cell by cell, written out by hand: state -> {event: where it leads}.
EXPECTED: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "COURT_DISHONEST": {
        "DRAFT": {"ASSESS": "ASSESSED", "REJECT": "REJECTED"},
        "ASSESSED": {"DECIDE": "DECIDED", "REJECT": "REJECTED"},
        "REJECTED": {},
        "ENDED": {},
        "DECIDED": {"SERVE": "SERVED", "END": "ENDED", "WITHDRAW": "WITHDRAWN"},
        "SERVED": {"GRACE": "GRACE", "PUBLISH": "PUBLISHED", "END": "ENDED", "WITHDRAW": "WITHDRAWN"},
        "GRACE": {"PUBLISH": "PUBLISHED", "END": "ENDED", "WITHDRAW": "WITHDRAWN"},
        "PUBLISHED": {
            "RESTRICTED": "PUBLISHED",
            "DISTRIBUTE": "DISTRIBUTED",
            "FIND_FAULT": "CORRECTING",
            "END": "DELETION_DUE",
            "TERM_ENDS": "DELETION_DUE",
            "WITHDRAW": "WITHDRAWN",
        },
        "DISTRIBUTED": {
            "RESTRICTED": "DISTRIBUTED",
            "FIND_FAULT": "CORRECTING",
            "END": "DELETION_DUE",
            "TERM_ENDS": "DELETION_DUE",
            "WITHDRAW": "WITHDRAWN",
        },
        "CORRECTING": {
            "RESTRICTED": "CORRECTING",
            "CORRECT": "PUBLISHED",
            "END": "DELETION_DUE",
            "TERM_ENDS": "DELETION_DUE",
            "WITHDRAW": "WITHDRAWN",
        },
        "EARLY_DELETION_REVIEW": {
            "ALLOW_EARLY_DELETION": "DELETION_DUE",
            "REFUSE_EARLY_DELETION": "DISTRIBUTED",
            "TERM_ENDS": "DELETION_DUE",
            "WITHDRAW": "WITHDRAWN",
        },
        "DELETION_DUE": {"DELETE": "DELETED", "WITHDRAW": "WITHDRAWN"},
        "DELETED": {"CONFIRM_LIFTED": "CONFIRMED_LIFTED", "STOP_USE": "DELETED"},
        "CONFIRMED_LIFTED": {"STOP_USE": "CONFIRMED_LIFTED"},
        "WITHDRAWN": {"STOP_USE": "WITHDRAWN"},
    },
    "HRSS_WAGE": {
        "LISTED": {"TERM_ENDS": "REMOVAL_DUE", "REMOVE": "REMOVED", "WITHDRAW": "WITHDRAWN"},
        "REMOVAL_DUE": {"REMOVE": "REMOVED", "WITHDRAW": "WITHDRAWN"},
        "REMOVED": {"CONFIRM_LIFTED": "CONFIRMED_LIFTED", "STOP_USE": "REMOVED"},
        "CONFIRMED_LIFTED": {"STOP_USE": "CONFIRMED_LIFTED"},
        "WITHDRAWN": {"STOP_USE": "WITHDRAWN"},
    },
    "CONSUMPTION": {
        "DRAFT": {"ISSUE": "ISSUED", "REJECT": "REJECTED"},
        "REJECTED": {},
        "ENDED": {},
        "ISSUED": {"SERVE": "SERVED", "END": "ENDED", "WITHDRAW": "WITHDRAWN"},
        "SERVED": {"LIFT_FOR_A_TIME": "SERVED", "END": "LIFT_DUE", "WITHDRAW": "WITHDRAWN"},
        "LIFT_DUE": {"LIFT": "LIFTED", "WITHDRAW": "WITHDRAWN"},
        "LIFTED": {"CONFIRM_LIFTED": "CONFIRMED_LIFTED", "STOP_USE": "LIFTED"},
        "CONFIRMED_LIFTED": {"STOP_USE": "CONFIRMED_LIFTED"},
        "WITHDRAWN": {"STOP_USE": "WITHDRAWN"},
    },
    "ROLE_FINDING": {
        "DRAFT": {"DECIDE": "DECIDED", "REJECT": "REJECTED"},
        "REJECTED": {},
        "DECIDED": {"SERVE": "SERVED", "WITHDRAW": "WITHDRAWN"},
        "SERVED": {"OBJECT": "OBJECTED", "WITHDRAW": "WITHDRAWN"},
        "OBJECTED": {"DISMISS": "SERVED", "WITHDRAW": "WITHDRAWN"},
        "WITHDRAWN": {},
    },
    "EXIT_BAN": {
        "DRAFT": {"DECIDE": "DECIDED", "REJECT": "REJECTED"},
        "REJECTED": {},
        "ENDED": {},
        "DECIDED": {"SERVE": "SERVED", "END": "ENDED", "WITHDRAW": "WITHDRAWN"},
        "SERVED": {"END": "LIFTED", "WITHDRAW": "WITHDRAWN"},
        "LIFTED": {"CONFIRM_LIFTED": "CONFIRMED_LIFTED"},
        "CONFIRMED_LIFTED": {},
        "WITHDRAWN": {},
    },
    "JUDICIAL_DETENTION": {
        "DRAFT": {"DECIDE": "DECIDED", "REJECT": "REJECTED"},
        "REJECTED": {},
        "DECIDED": {"SERVE": "SERVED", "RELEASE": "RELEASED", "WITHDRAW": "WITHDRAWN"},
        "SERVED": {
            "DETAIN": "DETAINED",
            "RELEASE": "RELEASED",
            "ASK_REVIEW": "SERVED",
            "DECIDE_REVIEW": "SERVED",
            "WITHDRAW": "WITHDRAWN",
        },
        "DETAINED": {
            "TERM_ENDS": "RELEASED",
            "RELEASE": "RELEASED",
            "ASK_REVIEW": "DETAINED",
            "DECIDE_REVIEW": "DETAINED",
            "WITHDRAW": "WITHDRAWN",
        },
        "RELEASED": {"ASK_REVIEW": "RELEASED", "WITHDRAW": "WITHDRAWN", "DECIDE_REVIEW": "RELEASED"},
        "REVOKED": {},
        "WITHDRAWN": {},
    },
    "FULL_PERFORMANCE": {"RECORDED": {"WITHDRAW": "WITHDRAWN"}, "WITHDRAWN": {}},
    "COURT_REPAIR": REPAIR,
    "WAGE_REPAIR": REPAIR,
    "CORRECTION": {
        "RECEIVED": {"UPHOLD": "UPHELD", "DISMISS": "DISMISSED"},
        "UPHELD": {"REMEDY": "REMEDIED"},
        "REMEDIED": {},
        "DISMISSED": {"SERVE_DISMISSAL": "DISMISSAL_SERVED"},
        "DISMISSAL_SERVED": {"ASK_REVIEW": "IN_REVIEW", "CLOSE": "CLOSED"},
        "IN_REVIEW": {"DECIDE_REVIEW": "CLOSED"},
        "CLOSED": {"ASK_REVIEW": "IN_REVIEW"},
    },
    "ECONOMIC_IMPACT": {
        "REQUIRED": {"NOTIFY": "NOTICE_SENT", "OVERRIDE": "OVERRIDDEN"},
        "NOTICE_SENT": {"SELF_ASSESS": "SELF_ASSESSED", "NO_REPLY": "NO_REPLY", "OVERRIDE": "OVERRIDDEN"},
        "SELF_ASSESSED": {"RATE": "COURT_RATED", "OVERRIDE": "OVERRIDDEN"},
        "NO_REPLY": {"SELF_ASSESS": "SELF_ASSESSED", "RATE": "COURT_RATED", "OVERRIDE": "OVERRIDDEN"},
        "OVERRIDDEN": {"RATE": "COURT_RATED"},
        "COURT_RATED": {"RATE": "COURT_RATED", "APPROVE": "VALID", "OVERRIDE": "OVERRIDDEN"},
        "VALID": {"EXPIRE": "EXPIRED"},
        "EXPIRED": {},
    },
    "ACCOUNT_FREEZE": {
        "DRAFT": {"DECIDE": "DECIDED", "REJECT": "REJECTED"},
        "REJECTED": {},
        "DECIDED": {"SERVE": "IN_FORCE", "END": "ENDED", "WITHDRAW": "WITHDRAWN"},
        "ENDED": {},
        "IN_FORCE": {
            "BANK_ANSWERED": "IN_FORCE",
            "OBJECT": "OBJECTED",
            "FIND_EXCESS": "EXCESS_FOUND",
            "END": "LIFT_DUE",
            "TERM_ENDS": "LAPSED",
            "WITHDRAW": "LIFT_DUE",
        },
        "OBJECTED": {
            "BANK_ANSWERED": "OBJECTED",
            "DISMISS": "IN_FORCE",
            "FIND_EXCESS": "EXCESS_FOUND",
            "END": "LIFT_DUE",
            "TERM_ENDS": "LAPSED",
            "WITHDRAW": "LIFT_DUE",
        },
        "EXCESS_FOUND": {
            "BANK_ANSWERED": "EXCESS_FOUND",
            "RELEASE_EXCESS": "IN_FORCE",
            "END": "LIFT_DUE",
            "TERM_ENDS": "LAPSED",
            "WITHDRAW": "LIFT_DUE",
        },
        "LIFT_DUE": {"LIFT": "LIFTED", "TERM_ENDS": "LAPSED", "WITHDRAW": "LIFT_DUE"},
        "LIFTED": {},
        "LAPSED": {},
        "WITHDRAWN": {},
    },
    "JUDICIAL_FINE": {
        "DRAFT": {"DECIDE": "DECIDED", "REJECT": "REJECTED"},
        "REJECTED": {},
        "DECIDED": {"SERVE": "SERVED", "WITHDRAW": "WITHDRAWN"},
        "SERVED": {"PAY": "PAID", "ASK_REVIEW": "SERVED", "DECIDE_REVIEW": "SERVED", "WITHDRAW": "WITHDRAWN"},
        "PAID": {"ASK_REVIEW": "PAID", "DECIDE_REVIEW": "PAID", "WITHDRAW": "WITHDRAWN"},
        "REVOKED": {},
        "WITHDRAWN": {},
    },
}


@pytest.mark.parametrize(("machine", "state", "event"), cells(), ids=lambda each: getattr(each, "table", each))
def test_each_cell_leads_where_it_should_or_is_refused_with_what_is_allowed(
    machine: Machine, state: str, event: str
) -> None:
    actors: list[Actor | None] = [None, *machine.actors]
    found = {_outcome(machine, state, event, actor) for actor in actors}
    expected = EXPECTED[machine.table][state]
    if event in expected:
        assert expected[event] in found and found <= {expected[event], "not yours", "illegal"}
    else:
        assert found == {"illegal"}


def _outcome(machine: Machine, state: str, event: str, actor: Actor | None) -> str:
    try:
        named = next((each for each in machine.events if each.name == event), None)
        brings = {fact.attribute.name for fact in named.facts} if named is not None else set()
        facts = {name: value for name, value in FACTS.items() if name in brings}
        return machine.step(event, scene(machine, state, facts, known=BEFORE.get(event)), actor).state
    except IllegalStep as refused:
        assert event not in refused.allowed
        assert set(refused.allowed) <= set(EXPECTED[machine.table][state])
        return "illegal"
    except NotYours:
        return "not yours"


@pytest.mark.parametrize("machine", TABLES, ids=lambda machine: machine.table)
def test_the_table_says_every_state_that_it_has_and_the_model_knows_them(machine: Machine) -> None:
    assert set(machine.states) == set(EXPECTED[machine.table])
    [state] = [each for each in MODEL.nodes[machine.kind].attributes if each.name == "state"]
    tables = [each for each in TABLES if each.kind == machine.kind]
    assert set(state.choices) == {name for each in tables for name in each.states}


def test_whoever_does_a_step_may_act_for_its_purpose() -> None:
    for machine in TABLES:
        for actor in machine.actors:
            assert actor.purpose in PURPOSES[actor.role]


@pytest.mark.parametrize("machine", TABLES, ids=lambda machine: machine.table)
def test_every_step_has_its_law_and_every_fact_is_known_to_the_model(machine: Machine) -> None:
    names = {attribute.name for attribute in MODEL.nodes[machine.kind].attributes}
    events = (machine.opening[0], *machine.events)
    assert {fact.attribute.name for event in events for fact in event.facts} <= names
    steps = [machine.opening[1], *(way for ways in machine.steps.values() for way in ways)]
    assert all(step.law and all(guard.law for guard in step.needs) for step in steps)
    assert {deadline.since for deadline in machine.deadlines} <= names


@pytest.mark.parametrize("machine", TABLES, ids=lambda machine: machine.table)
def test_every_limit_that_a_table_names_is_in_the_catalogue(machine: Machine) -> None:
    due: Callable[[str | Limit, date], Due] = dues_of(None)
    for deadline in machine.deadlines:
        if deadline.limit is not None:
            assert due(deadline.limit, datetime(2026, 9, 1, 2, tzinfo=UTC)).at


def test_a_guard_that_fails_says_rule_and_law() -> None:
    machine = next(each for each in TABLES if each.table == "COURT_DISHONEST")
    judge = next(actor for actor in machine.actors if actor.role == "JUDGE")
    minor = Target(id="d", kind="PERSON", born=(date(2010, 1, 1),), debtor=True)
    with pytest.raises(GuardFailed) as failed:
        machine.open(scene(machine, "", target=minor), judge)
    assert (failed.value.rule, failed.value.law) == ("NO_MINOR", "法释〔2017〕7号 第四条")
