from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

from hub.documents.parsing import operation_of, parse_document
from hub.errors import ErrorCode, HubError
from hub.http.endpoint import graphql_endpoint
from hub.http.wire import GRAPHQL_JSON, Answer, GraphQLRequest
from hub.settings.config import Settings

SETTINGS = Settings(body_bytes=2000, body_timeout_seconds=0.2)
MODERN = {"accept": GRAPHQL_JSON}
NUMBER = "110105194912310028"
BY_NUMBER = f'{{subject(by:{{citizenId:"{NUMBER}"}}){{id}}}}'


async def _echo(asked: GraphQLRequest, _headers: Mapping[str, str], _request_id: str) -> Answer:
    operation_of(parse_document(asked.query, SETTINGS), asked.operation_name)
    return Answer(body=orjson.dumps({"data": {"seen": asked.query}}), headers={"X-Seen": "1"})


async def _break(_asked: GraphQLRequest, _headers: Mapping[str, str], _request_id: str) -> Answer:
    raise RuntimeError("bolt://hub:pa55@10.0.0.9")


async def _turn_away(_asked: GraphQLRequest, _headers: Mapping[str, str], _request_id: str) -> Answer:
    raise HubError(ErrorCode.UNAUTHENTICATED, "no")


def _send(method: str = "POST", execute: Any = _echo, refused: Any = None, **request: Any) -> httpx.Response:
    app = Starlette(routes=[Route("/graphql", graphql_endpoint(execute, SETTINGS, refused))])

    async def run() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub") as client:
            return await client.request(method, "/graphql", **request)

    return asyncio.run(run())


def _code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    return str(error["extensions"]["code"])


def test_an_answer_is_dressed() -> None:
    response = _send(json={"query": "{a}"}, headers=MODERN)
    assert response.status_code == 200 and response.json() == {"data": {"seen": "{a}"}}
    assert response.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store" and response.headers["x-seen"] == "1"


def test_every_request_has_an_id_of_its_own() -> None:
    first, second = (_send(json={"query": "{a}"}).headers["x-request-id"] for _ in range(2))
    assert len(first) == 32 and first != second


def test_a_syntax_error_is_400_in_the_new_type() -> None:
    response = _send(json={"query": "{"}, headers=MODERN)
    assert (response.status_code, _code(response)) == (400, "BAD_INPUT") and "data" not in response.json()


def test_a_syntax_error_is_200_in_the_old_type() -> None:
    response = _send(json={"query": "{"}, headers={"accept": "application/json"})
    assert (response.status_code, _code(response)) == (200, "BAD_INPUT")


@pytest.mark.parametrize("accept", [GRAPHQL_JSON, "application/json", "*/*"])
def test_a_malformed_request_is_400_in_both(accept: str) -> None:
    assert _send(content=b"{", headers={"content-type": "application/json", "accept": accept}).status_code == 400


def test_two_operations_without_a_name_are_refused() -> None:
    assert _send(json={"query": "query A{a} query B{b}"}, headers=MODERN).status_code == 400


def test_an_unforeseen_error_shows_its_number_only() -> None:
    response = _send(execute=_break, json={"query": "{a}"})
    assert response.status_code == 500 and "pa55" not in response.text
    assert response.json()["errors"][0]["extensions"]["requestId"] == response.headers["x-request-id"]


def test_a_caller_who_is_not_known_is_told_how_to_come() -> None:
    response = _send(execute=_turn_away, json={"query": "{a}"})
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")


def test_a_query_may_come_by_get() -> None:
    assert _send("GET", params={"query": "{a}"}).json() == {"data": {"seen": "{a}"}}


def test_a_mutation_may_not() -> None:
    response = _send("GET", params={"query": "mutation{a}"}, headers=MODERN)
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "params",
    [
        {"query": BY_NUMBER},
        {"query": "query($n:String){a(b:$n)}", "variables": f'{{"n":"{NUMBER}"}}'},
        {"query": "query($n:String){a(b:$n)}", "variables": f'{{"n":{NUMBER}}}'},
        {"query": "{a", "variables": f'{{"n":"{NUMBER}"}}'},
        {"query": "{a}", "operationName": NUMBER},
        {"query": '{subject(by:{document:{type:PASSPORT,number:"E1234567"}}){id}}'},
    ],
)
def test_a_personal_number_in_a_url_is_refused_and_not_repeated(params: dict[str, str]) -> None:
    response = _send("GET", params=params, headers=MODERN)
    assert (response.status_code, _code(response)) == (400, "BAD_INPUT")
    assert "POST" in response.text and NUMBER not in response.text and "E1234567" not in response.text


def test_a_personal_number_in_a_body_is_not_refused() -> None:
    assert _send(json={"query": BY_NUMBER}).status_code == 200


def test_other_methods_are_405() -> None:
    response = _send("DELETE")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


def test_a_body_past_its_bound_is_413_and_the_connection_ends() -> None:
    response = _send(content=b" " * 2001, headers={"content-type": "application/json"})
    assert (response.status_code, response.headers["connection"]) == (413, "close")


def test_a_body_of_unknown_length_is_read_no_further_than_its_bound() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while taken < 10_000_000:
            taken += 500
            yield b" " * 500

    response = _send(content=endless(), headers={"content-type": "application/json"})
    assert response.status_code == 413 and taken <= 5000


def test_a_body_that_does_not_come_is_408() -> None:
    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)

    assert _send(content=slow(), headers={"content-type": "application/json"}).status_code == 408


def test_refused_requests_are_heard_of() -> None:
    heard: list[tuple[str, ErrorCode]] = []
    response = _send("DELETE", refused=lambda _headers, number, error: heard.append((number, error.code)))
    assert heard == [(response.headers["x-request-id"], ErrorCode.BAD_INPUT)]


@given(
    st.sampled_from(["GET", "POST", "PUT"]),
    st.binary(max_size=200),
    st.sampled_from(["application/json", "application/json; charset=x", "text/plain", ""]),
    st.binary(max_size=200),
)
def test_any_request_is_answered_below_500(method: str, body: bytes, kind: str, query: bytes) -> None:
    status = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    scope: dict[str, Any] = {
        "type": "http", "method": method, "path": "/graphql", "query_string": query,
        "headers": [(b"content-type", kind.encode()), (b"accept", body.replace(b"\n", b""))],
    }  # fmt: skip
    asyncio.run(graphql_endpoint(_echo, SETTINGS)(scope, receive, send))
    assert 200 <= status < 500
