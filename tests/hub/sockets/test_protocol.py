from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.http.wire import Answer
from hub.settings.config import Settings
from hub.sockets.protocol import (
    REASON_BYTES_MAX,
    Closing,
    Code,
    Complete,
    Init,
    Ping,
    Subscribe,
    error_of,
    next_of,
    read_message,
)

SETTINGS = Settings()


def read(message: Any) -> Any:
    return read_message(orjson.dumps(message).decode(), SETTINGS)


def test_the_keys_of_init_are_read_in_any_case_and_others_passed_over() -> None:
    payload = {"Authorization": "Bearer t", "x-purpose": "AUDIT", "X-Case-Number": "7", "other": [1]}
    assert read({"type": "connection_init", "payload": payload}) == Init(
        headers={"authorization": "Bearer t", "x-purpose": "AUDIT", "x-case-number": "7"}
    )


def test_a_subscribe_is_a_request() -> None:
    payload = {"query": "{a}", "operationName": "A", "variables": {"v": 1}}
    message = read({"id": "1", "type": "subscribe", "payload": payload})
    assert isinstance(message, Subscribe) and message.id == "1"
    assert (message.request.query, message.request.operation_name) == ("{a}", "A")
    assert message.request.variables == {"v": 1} and not message.request.by_get


def test_the_others_are_read() -> None:
    assert read({"type": "ping"}) == Ping(payload=None)
    assert read({"id": "1", "type": "complete"}) == Complete(id="1")


@pytest.mark.parametrize(
    "message",
    [
        [],
        "text",
        {},
        {"type": "start"},
        {"type": 1},
        {"type": "connection_init", "payload": []},
        {"type": "connection_init", "payload": {"Authorization": 7}},
        {"type": "ping", "payload": "p"},
        {"type": "subscribe", "payload": {"query": "{a}"}},
        {"id": "", "type": "subscribe", "payload": {"query": "{a}"}},
        {"id": 1, "type": "subscribe", "payload": {"query": "{a}"}},
        {"id": "1", "type": "subscribe"},
        {"id": "1", "type": "subscribe", "payload": {"query": 1}},
        {"id": "1", "type": "subscribe", "payload": {"query": "{a}", "variables": []}},
        {"type": "complete"},
    ],
)
def test_what_may_not_be_said_closes_with_4400(message: Any) -> None:
    with pytest.raises(Closing) as closing:
        read(message)
    assert closing.value.code == Code.MALFORMED


@given(st.one_of(st.none(), st.text(max_size=60), st.from_regex(r'\{"type":"[a-z_]{4,15}".*\}', fullmatch=True)))
def test_any_text_is_read_or_closes_with_4400(text: str | None) -> None:
    try:
        read_message(text, SETTINGS)
    except Closing as closing:
        assert closing.code == Code.MALFORMED


@given(st.text(max_size=300))
def test_a_reason_fits_its_frame(reason: str) -> None:
    assert len(Closing(Code.FORBIDDEN, reason).reason.encode()) <= REASON_BYTES_MAX


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_an_id_comes_back_as_it_was(operation_id: str) -> None:
    answer = Answer(body=b'{"data":{"a":1}}')
    assert orjson.loads(next_of(operation_id, answer)) == {
        "id": operation_id, "type": "next", "payload": {"data": {"a": 1}},
    }  # fmt: skip
    refused = Answer(body=b'{"errors":[{"message":"no"}]}')
    assert orjson.loads(error_of(operation_id, refused))["payload"] == [{"message": "no"}]
