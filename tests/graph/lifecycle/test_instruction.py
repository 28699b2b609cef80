"""The table of instructions, cell by cell, and that reports in any order, however often, lead to one state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any, Final

import pytest

from graph.lifecycle.instruction import INSTRUCTION, takes_report
from graph.lifecycle.machine import GuardFailed, IllegalStep, NotYours
from graph.lifecycle.scene import Actor, Scene, Target
from hub.cases.limits import dues_of, lengths_of

TODAY: Final = date(2026, 6, 5)
FACTS: Final[Mapping[str, Any]] = {
    "executedOn": "2026-06-02",
    "feedback": "已限制购票",
    "objection": "措施对象有误",
    "returnReason": "NOT_FOUND",
    "liftExecutedOn": "2026-06-05",
}
REPORTS: Final = ("PARTNER", "CLERK", "PARTNER of HRSS")
AGAIN: Final = ("JUDGE", "CLERK", "PARTNER of HRSS")
_ALWAYS: Final = {"CORRECT": "ISSUED", "LIFT": "LIFT_ISSUED"}
# Written out by hand: state -> {event: where it leads}.
EXPECTED: Final[Mapping[str, Mapping[str, str]]] = {
    "ISSUED": {
        "ACKNOWLEDGE": "ACKED",
        "EXECUTE": "EXECUTED",
        "FEED_BACK": "FEEDBACK",
        "OBJECT": "OBJECTED",
        "RETURN": "RETURNED",
        **_ALWAYS,
    },
    "ACKED": {
        "EXECUTE": "EXECUTED",
        "FEED_BACK": "FEEDBACK",
        "OBJECT": "OBJECTED",
        "RETURN": "RETURNED",
        **_ALWAYS,
    },
    "EXECUTED": {"FEED_BACK": "FEEDBACK", "OBJECT": "OBJECTED", "RETURN": "RETURNED", **_ALWAYS},
    "FEEDBACK": {"OBJECT": "OBJECTED", "RETURN": "RETURNED", **_ALWAYS},
    "OBJECTED": {"RETURN": "RETURNED", "REISSUE": "ISSUED", **_ALWAYS},
    "RETURNED": {"REISSUE": "ISSUED", **_ALWAYS},
    "LIFT_ISSUED": {"CONFIRM_LIFT": "LIFTED"},
    "LIFTED": {},
}
EVENTS: Final = [event.name for event in INSTRUCTION.events]
OF_HUB: Final = ("CORRECT", "LIFT")


def scene(state: str, facts: Mapping[str, Any]) -> Scene:
    return Scene(
        state=state,
        known={"issuedOn": "2026-06-01", "endedOn": "2026-06-05"},
        facts=facts,
        today=TODAY,
        target=Target(id="d", kind="PERSON"),
        due=dues_of(None),
        length=lengths_of(None),
    )


def step(state: str, event: str, actor: Actor | None, **facts: Any) -> str:
    return INSTRUCTION.step(event, scene(state, {**FACTS, **facts}), actor).state


def test_it_has_these_states() -> None:
    assert set(INSTRUCTION.states) == set(EXPECTED)


@pytest.mark.parametrize("state", EXPECTED)
@pytest.mark.parametrize("event", EVENTS)
def test_each_cell(state: str, event: str) -> None:
    actors = sorted(INSTRUCTION.actors, key=str)
    if event not in EXPECTED[state]:
        for actor in (*actors, None):
            with pytest.raises(IllegalStep) as refused:
                step(state, event, actor)
            assert set(refused.value.allowed) == set(EXPECTED[state]) - set(OF_HUB)
    elif event in OF_HUB:
        assert step(state, event, None) == EXPECTED[state][event]
        for actor in actors:
            with pytest.raises(IllegalStep):
                step(state, event, actor)
    else:
        mine = [actor for actor in actors if str(actor) in (AGAIN if event == "REISSUE" else REPORTS)]
        assert len(mine) >= 3
        assert {step(state, event, actor) for actor in mine} == {EXPECTED[state][event]}
        for actor in (*(each for each in actors if each not in mine), None):
            with pytest.raises(NotYours):
                step(state, event, actor)


def test_nothing_was_carried_out_before_it_was_ordered_or_will_be() -> None:
    [clerk] = [actor for actor in INSTRUCTION.actors if actor.role == "CLERK"]
    assert step("ISSUED", "EXECUTE", clerk, executedOn="2026-06-01") == "EXECUTED"
    for day in ("2026-05-31", "2026-06-06"):
        with pytest.raises(GuardFailed):
            step("ISSUED", "EXECUTE", clerk, executedOn=day)


def test_a_thousand_shuffles_of_doubled_reports_lead_to_one_state() -> None:
    [clerk] = [actor for actor in INSTRUCTION.actors if actor.role == "CLERK"]
    reports = ["ACKNOWLEDGE", "EXECUTE", "FEED_BACK"] * 3
    random, reached, in_order = Random(7), set(), set()
    for _ in range(1_000):
        random.shuffle(reports)
        state = "ISSUED"
        for report in reports:
            if takes_report(state, report):
                state = step(state, report, clerk)
        reached.add(state)
        # The control: the last report counts, as one would write it first.
        in_order.add(reports[-1])
    assert reached == {"FEEDBACK"}
    assert len(in_order) == 3
