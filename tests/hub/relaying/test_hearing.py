"""What an answer means, by the mapping of the railway."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import orjson
import pytest

from adapters.agencies import FOLDER
from adapters.agencies.mapping import InstructionKind
from adapters.agencies.mapping_file import read_mapping
from adapters.protocols.answer import Answer, Outcome
from hub.relaying.hearing import Again, Arrived, Dead, Heard, Report, heard_in, outcome_of

MAPPING: Final = read_mapping(FOLDER / "railway.toml")
TODAY: Final = date(2026, 6, 5)
RIGHT: Final = {"retcode": 0, "serial": "m1", "result": "0"}


def heard(answer: Answer, message: str = "ISSUE") -> Heard:
    write = MAPPING.write_of(InstructionKind(message))
    assert write is not None
    return heard_in(MAPPING, write, "m1", message, answer, TODAY)


def said(message: str = "ISSUE", **more: Any) -> Heard:
    body = orjson.dumps({**RIGHT, **more})
    return heard(Answer(outcome=Outcome.DELIVERED, status=200, body=body), message)


@pytest.mark.parametrize(
    ("message", "more", "report"),
    [
        ("ISSUE", {}, Report(event="ACKNOWLEDGE")),
        ("CORRECT", {}, Report(event="ACKNOWLEDGE")),
        ("ISSUE", {"result": "1"}, Report(event="EXECUTE", facts={"executedOn": "2026-06-05"})),
        # 20:00 UTC is the next day in the courts' time; theirs is told in it.
        (
            "ISSUE",
            {"result": "1", "time": "2026-06-04 23:59:59"},
            Report(event="EXECUTE", facts={"executedOn": "2026-06-04"}),
        ),
        ("LIFT", {}, None),
        ("LIFT", {"result": "1"}, Report(event="CONFIRM_LIFT", facts={"liftExecutedOn": "2026-06-05"})),
        ("WITHDRAW", {"result": "1"}, Report(event="CONFIRM_LIFT", facts={"liftExecutedOn": "2026-06-05"})),
        ("ISSUE", {"result": "3", "cause": "异议"}, Report(event="OBJECT", facts={"objection": "异议"})),
        (
            "ISSUE",
            {"result": "2", "cause": "查无此人"},
            Report(event="RETURN", facts={"returnReason": "OTHER"}, remark="查无此人"),
        ),
    ],
)
def test_an_acknowledgement_is_a_report(message: str, more: dict[str, Any], report: Report | None) -> None:
    assert said(message, **more) == Arrived(how="DELIVERED", report=report)


@pytest.mark.parametrize(("result", "reason"), [("2", "RETURNED: 不予解除"), ("3", "OBJECTED: 不予解除")])
def test_an_end_that_is_refused_is_for_a_human(result: str, reason: str) -> None:
    assert said("LIFT", result=result, cause="不予解除") == Dead(reason=reason)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"retcode": 5}, "retcode is 5; allowed: 0"),
        ({"result": "9"}, "no code of STATUS"),
        ({"serial": "m2"}, "nothing was sent under it"),
        ({"time": "yesterday"}, "time"),
    ],
)
def test_what_is_not_understood_is_no_answer(more: dict[str, Any], told: str) -> None:
    found = said(**more)
    assert isinstance(found, Again) and told in found.reason


@pytest.mark.parametrize("body", [b"", b"OK", b"[]", b"\xff"])
def test_neither_is_what_says_nothing(body: bytes) -> None:
    assert isinstance(heard(Answer(outcome=Outcome.DELIVERED, status=200, body=body)), Again)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_fault_of_our_address_or_credentials_is_no_message_s(status: int) -> None:
    answer = Answer(outcome=Outcome.REJECTED, status=status)
    assert outcome_of(answer) is Outcome.BROKEN
    assert isinstance(heard(answer), Again)


def test_what_is_refused_is_dead_and_what_is_there_already_has_arrived() -> None:
    assert heard(Answer(outcome=Outcome.REJECTED, status=422, reason="no")) == Dead(reason="REJECTED 422 no")
    assert heard(Answer(outcome=Outcome.DUPLICATE, status=409)) == Arrived(how="DUPLICATE")
    busy = Answer(outcome=Outcome.BUSY, status=429, reason="later", retry_after_seconds=30)
    assert heard(busy) == Again(reason="BUSY 429 later", asked_seconds=30)
