"""What an answer means, by the mapping of the railway, and of the credit office where it is a document."""

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

OFFICE: Final = read_mapping(FOLDER / "credit_office.toml")
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


LHCJ: Final = "<LHCJ><head><code>00</code></head><body><tsbh>m1</tsbh><jszt>JS</jszt></body></LHCJ>"


def document(text: str, message: str = "ISSUE", encoding: str = "utf-8") -> Heard:
    write = OFFICE.write_of(InstructionKind(message))
    assert write is not None
    answer = Answer(outcome=Outcome.DELIVERED, status=200, body=text.encode(encoding))
    return heard_in(OFFICE, write, "m1", message, answer, TODAY)


@pytest.mark.parametrize(
    ("code", "more", "message", "report"),
    [
        ("JS", "", "ISSUE", Report(event="ACKNOWLEDGE")),
        ("CF", "", "ISSUE", Report(event="ACKNOWLEDGE")),
        ("JS", "", "LIFT", None),
        ("ZX", "", "LIFT", Report(event="CONFIRM_LIFT", facts={"liftExecutedOn": "2026-06-05"})),
        (
            "TH",
            "<thyy>\n  查无此人 &amp; 无此户\n</thyy>",
            "ISSUE",
            Report(event="RETURN", facts={"returnReason": "OTHER"}, remark="查无此人 & 无此户"),
        ),
        ("YY", "<thyy><![CDATA[异议]]></thyy>", "ISSUE", Report(event="OBJECT", facts={"objection": "异议"})),
    ],
)
def test_a_document_is_a_report(code: str, more: str, message: str, report: Report | None) -> None:
    text = LHCJ.replace("JS</jszt>", f"{code}</jszt>{more}")
    assert document(text, message) == Arrived(how="DELIVERED", report=report)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LHCJ.replace("00", "99"), "head.code is 99; allowed: 00"),
        ("<html><body>00</body></html>", "head.code is null; allowed: 00"),
        ("<LHCJ><head><code>00</code></head></LHCJ>", "no answer at body; allowed: an object"),
        (LHCJ.replace("m1", "m2"), "tsbh: m2: nothing was sent under it"),
        (LHCJ.replace("JS", "ZZ"), "jszt: ZZ: no code of STATUS"),
        (LHCJ.replace("</head>", ""), "line 1, column 73: no XML from here on (mismatched tag)"),
        (f"<!DOCTYPE LHCJ>{LHCJ}", "line 1, column 15: allowed is a document without a document type"),
        ('{"head": {"code": "00"}}', "line 1, column 1: no XML from here on"),
    ],
)
def test_neither_is_a_document_of_another_shape_an_answer(text: str, reason: str) -> None:
    found = document(text)
    assert isinstance(found, Again) and found.reason.startswith(f"its answer: {reason}"), found
    assert isinstance(document("", "LIFT"), Again)


def test_a_document_in_another_encoding_is_none() -> None:
    found = document(LHCJ.replace("m1", "错"), encoding="gb18030")
    assert found == Again(reason="its answer: the document: allowed is text in utf-8")
