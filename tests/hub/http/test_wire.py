from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import ERRORS, ErrorCode
from hub.http.wire import (
    GRAPHQL_JSON,
    PLAIN_JSON,
    Answer,
    GraphQLRequest,
    WireError,
    negotiated,
    read_json,
    read_request,
)
from hub.settings.config import Settings

LIMITS = Settings()
JSON = {"content-type": "application/json"}
QUERY = b'{"query":"{a}"}'
NO_TEXT = (b"{}", b"0", b"false", b"[]")
NO_MAP = (b'"s"', b"0", b"false", b"[]")


def _post(body: bytes, headers: dict[str, str] | None = None) -> GraphQLRequest:
    return read_request("POST", JSON if headers is None else headers, b"", body, LIMITS)


def _get(**parameters: str) -> GraphQLRequest:
    return read_request("GET", {}, urlencode(parameters).encode(), b"", LIMITS)


def _status(method: str, headers: dict[str, str], query_string: bytes, body: bytes) -> int:
    try:
        read_request(method, headers, query_string, body, LIMITS)
    except WireError as error:
        assert error.message
        return error.status
    return 200


def test_a_post_is_read() -> None:
    asked = _post(b'{"query":"query A($n:Int){a}","operationName":"A","variables":{"n":1},"extensions":{}}')
    assert (asked.query, asked.operation_name, asked.variables) == ("query A($n:Int){a}", "A", {"n": 1})


def test_a_get_is_read() -> None:
    asked = _get(query="query A($n:Int){a}", operationName="A", variables='{"n":1}')
    assert (asked.query, asked.operation_name, asked.variables) == ("query A($n:Int){a}", "A", {"n": 1})


def test_nulls_count_as_left_out() -> None:
    asked = _post(b'{"query":"{a}","operationName":null,"variables":null,"extensions":null}')
    assert (asked.operation_name, asked.variables, asked.extensions) == (None, {}, {})


def test_an_empty_operation_name_counts_as_left_out() -> None:
    assert _get(query="{a}", operationName="", variables="").operation_name is None


def test_unknown_members_are_passed_over() -> None:
    assert _post(b'{"query":"{a}","id":7}').query == "{a}"


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        (JSON, QUERY, 200),
        ({"content-type": "application/json; charset=UTF-8"}, QUERY, 200),
        ({"content-type": "Application/JSON;charset=utf-8"}, QUERY, 200),
        ({"content-type": "application/json; charset=gb18030"}, QUERY, 415),
        ({"content-type": "text/plain"}, QUERY, 415),
        ({"content-type": "application/x-www-form-urlencoded"}, b"query=%7Ba%7D", 415),
        ({"content-type": "multipart/form-data; boundary=x"}, QUERY, 415),
        ({}, QUERY, 415),
        ({**JSON, "content-encoding": "gzip"}, QUERY, 415),
        ({**JSON, "accept": "text/html"}, QUERY, 406),
        ({**JSON, "content-length": "2000000"}, QUERY, 413),
        ({**JSON, "content-length": "9" * 5000}, QUERY, 413),
        (JSON, b"", 400),
        (JSON, b"NONSENSE", 400),
        (JSON, b'{"query":', 400),
        (JSON, b'{"query":"\xff"}', 400),
        (JSON, b'{"query":"\\ud800"}', 400),
        (JSON, b"[" * 100_000, 400),
        (JSON, b'{"query":"{a}","variables":{"a":' + b"[" * 100_000, 400),
        (JSON, b'{"query":"{a}","variables":{"a":' + b"[" * 40 + b"]" * 40 + b"}}", 400),
        (JSON, b'[{"query":"{a}"}]', 400),
        (JSON, b"7", 400),
        (JSON, b"null", 400),
        (JSON, b'{"qeury":"{a}"}', 400),
        *((JSON, b'{"query":%s}' % value, 400) for value in NO_TEXT),
        *((JSON, b'{"query":"{a}","operationName":%s}' % value, 400) for value in NO_TEXT),
        *((JSON, b'{"query":"{a}","variables":%s}' % value, 400) for value in NO_MAP),
        *((JSON, b'{"query":"{a}","extensions":%s}' % value, 400) for value in NO_MAP),
    ],
)
def test_the_status_of_a_post(headers: dict[str, str], body: bytes, status: int) -> None:
    assert _status("POST", headers, b"", body) == status


@pytest.mark.parametrize(
    ("query_string", "status"),
    [
        (b"query=%7Ba%7D", 200),
        (b"", 400),
        (b"query=%7Ba%7D&query=%7Bb%7D", 400),
        (b"query=%ff", 400),
        (b"query=\xff", 400),
        (b"query=%7Ba%7D&variables=%7B", 400),
        (b"query=%7Ba%7D&variables=[]", 400),
        (b"&".join(b"a%d=1" % n for n in range(50)), 400),
    ],
)
def test_the_status_of_a_get(query_string: bytes, status: int) -> None:
    assert _status("GET", {}, query_string, b"") == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
def test_other_methods_are_told_which_are_allowed(method: str) -> None:
    with pytest.raises(WireError) as caught:
        read_request(method, {}, b"", b"", LIMITS)
    assert (caught.value.status, caught.value.headers) == (405, {"Allow": "GET, POST"})


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, PLAIN_JSON),
        ("", PLAIN_JSON),
        ("*/*", PLAIN_JSON),
        ("application/*", PLAIN_JSON),
        ("application/json", PLAIN_JSON),
        ("application/graphql-response+json", GRAPHQL_JSON),
        ("application/graphql-response+json; charset=utf-8", GRAPHQL_JSON),
        ("APPLICATION/GRAPHQL-RESPONSE+JSON", GRAPHQL_JSON),
        ("application/graphql-response+json, application/json;q=0.9", GRAPHQL_JSON),
        ("application/graphql-response+json, application/json", GRAPHQL_JSON),
        ("application/json, application/graphql-response+json", PLAIN_JSON),
        ("application/json;q=0.5, application/graphql-response+json;q=0.6", GRAPHQL_JSON),
        ("application/graphql-response+json;q=0, */*", PLAIN_JSON),
        ("application/json;q=0, */*", GRAPHQL_JSON),
        ("text/html, application/xhtml+xml, */*;q=0.8", PLAIN_JSON),
        ("application/graphql-response+json, */*;q=0.1", GRAPHQL_JSON),
    ],
)
def test_the_media_type_is_negotiated(accept: str | None, media: str) -> None:
    assert negotiated(accept) == media


@pytest.mark.parametrize(
    "accept",
    ["text/html", "text/event-stream", "application/json;q=0", "*/*;q=0", "*/*;q=nan", "*/*;q=x", "a", ",;"],
)
def test_nothing_acceptable_is_406(accept: str) -> None:
    with pytest.raises(WireError) as caught:
        negotiated(accept)
    assert caught.value.status == 406


def test_data_is_answered_200_under_both_media_types() -> None:
    answer = Answer(body=b'{"data":null,"errors":[{"message":"x"}]}')
    assert (answer.status(GRAPHQL_JSON), answer.status(PLAIN_JSON)) == (200, 200)


@pytest.mark.parametrize("code", ErrorCode)
def test_a_failed_request_is_answered_by_the_table(code: ErrorCode) -> None:
    answer = Answer(body=b"{}", failure=code)
    row = ERRORS[code]
    assert (answer.status(GRAPHQL_JSON), answer.status(PLAIN_JSON)) == (row.status, row.legacy_status)


@given(st.binary())
def test_any_body_is_read_or_clearly_refused(body: bytes) -> None:
    assert _status("POST", JSON, b"", body) in (200, 400)


MEMBERS = st.sampled_from(["query", "variables", "operationName", "extensions", "x"])
PLAIN = st.none() | st.booleans() | st.integers(-9, 9) | st.text()


@given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(MEMBERS, inner)))
def test_any_json_is_read_or_clearly_refused(value: Any) -> None:
    assert _status("POST", JSON, b"", orjson.dumps(value)) in (200, 400)


@given(st.binary())
def test_any_url_is_read_or_clearly_refused(query_string: bytes) -> None:
    assert _status("GET", {}, query_string, b"") in (200, 400)


@given(st.text(), st.text())
def test_any_headers_are_read_or_clearly_refused(accept: str, content_type: str) -> None:
    headers = {"accept": accept, "content-type": content_type}
    assert _status("POST", headers, b"", QUERY) in (200, 406, 415)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text('ab\\":, {', max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(_JSON, st.sampled_from([None, 1]))
def test_a_json_value_is_read_as_it_was_written(value: Any, indent: int | None) -> None:
    assert read_json(json.dumps(value, indent=indent).encode(), "it", Settings()) == value


@given(_JSON, st.text('ab\\":\u00e9', min_size=1, max_size=4))
def test_a_name_that_stands_twice_in_an_object_is_refused(value: Any, name: str) -> None:
    other = "".join(f"\\u{ord(letter):04x}" for letter in name)  # another spelling of the same name
    text = f'{{"v":[{json.dumps(value)},{{{json.dumps(name)}:1,"{other}":2}}]}}'
    with pytest.raises(WireError, match="twice"):
        read_json(text.encode(), "it", Settings())


def test_json_that_holds_too_much_is_refused() -> None:
    with pytest.raises(WireError, match="at most 20000 members and items"):
        read_json(b"[" + b"0," * 20_000 + b"0]", "it", Settings())
