"""Walks the tables of hostile requests over real sockets, on both engines: none is accepted, none betrays a thing,
and a good query is answered after each table.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import httpx
import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType

from adapters.formats.record import FactMeta
from graph.engine import Engine
from hub.api.schema import schema
from hub.errands.serving import serves_of
from tests.conftest import ENGINES, Servers, clean
from tests.door import hostile, hostile_http
from tests.door.forging import TOKENS, Forger
from tests.door.injection import TEXTS, Question, questions
from tests.door.rows import Raw, Row
from tests.graphs import USCC, Node, bring_in, case_of_the_purpose
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import speaking

MODERN: Final = "application/graphql-response+json"
SECRET: Final = "机密标记公司"
PATIENCE_SECONDS: Final = 15
GOOD: Final = f'{{ subject(by: {{uscc: "{USCC}"}}) {{ name }} }}'
ROWS: Final = (
    *hostile.DOCUMENTS, *hostile.VARIABLES, *hostile.IDS, *hostile.CURSORS,
    *hostile_http.BODIES, *hostile_http.URLS, *hostile_http.HEADERS, *hostile_http.SCANNERS,
)  # fmt: skip
# What an answer holds that was not meant to leave: the inside of the hub, its machine, its database.
BETRAYALS: Final = re.compile(
    r"Traceback|File \"|\.py\b|site-packages|/(?:tmp|root|usr|home|proc)/|\bMATCH\b|\bRETURN\b|\bUNWIND\b|\bCALL\b"
    r"|Neo\.|[Nn]eo4j|[Aa]rcade|bolt://|java\.|Exception|0x[0-9a-f]{6}|graphql-core|KeyError|TypeError|" + SECRET
)
ERROR_LENGTH_MAX: Final = 20_000


@pytest.fixture(scope="module", params=ENGINES)
async def client(
    request: pytest.FixtureRequest, servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    """A hub with a fact for everybody, one for nobody here, and short patience."""
    data = tmp_path_factory.mktemp("hostile")
    async with await Engine.open(await servers.address(request.param)) as engine:
        await clean(engine)
        rows = [
            case_of_the_purpose(),
            Node("COMPANY", "open", {"name": "公开公司", "uscc": USCC}, meta=FactMeta(access="PUBLIC")),
            Node("COMPANY", "sealed", {"name": SECRET}, meta=FactMeta(access="SEALED")),
        ]
        await bring_in(engine, data, rows, now=datetime(2026, 1, 6, tzinfo=UTC))
        patience = {"header_timeout_seconds": 3, "body_timeout_seconds": 3}
        async with served(engine, data, **patience) as client:
            yield client
            assert await client.ask(GOOD) == {"subject": {"name": "公开公司"}}
            assert await client.ask(GOOD, role="PARTNER", agency="RAILWAY") == {"subject": {"name": "公开公司"}}


def partner(client: Client) -> dict[str, str]:
    headers = client.headers("PARTNER", "RAILWAY")
    return {**headers, "Accept": MODERN, "Content-Type": "application/json"}


def asker(client: Client, place: str) -> dict[str, str]:
    """Whom the field serves: one that is for some roles refuses all others before it looks at what they say."""
    type_, name = place.partition("(")[0].split(".")
    made = schema().get_type(type_)
    assert isinstance(made, GraphQLObjectType | GraphQLInterfaceType)
    serves = serves_of(made.fields[name]) if name in made.fields else None
    if serves is None:
        return partner(client)
    role, purpose = min(serves.pairs)
    headers = client.headers(role, purpose=purpose)
    return {**headers, "Accept": MODERN, "Content-Type": "application/json"}


def code(answer: httpx.Response) -> str | None:
    errors = answer.json().get("errors")
    return errors[0]["extensions"]["code"] if errors else None


def check_silence(text: str, sent: str = "") -> None:
    """Nothing betrayed, but for what the caller said itself."""
    found = {match[0] for match in BETRAYALS.finditer(text)}
    assert {word for word in found if word not in sent} == set(), text[:2000]
    assert len(text) < ERROR_LENGTH_MAX


def test_no_two_rows_have_one_name() -> None:
    names = [row.name for row in ROWS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_a_hostile_request_has_its_right_answer(client: Client, row: Row) -> None:
    headers = {**partner(client), **row.headers}
    answer = await client.http.request(
        row.method,
        row.path,
        content=row.body,
        params=row.params,
        headers={name: value for name, value in headers.items() if value is not None},
    )
    assert answer.status_code == row.status, answer.text[:500]
    if row.path.startswith("/graphql?") or row.path == "/graphql":
        assert answer.headers["x-request-id"] and answer.headers["content-type"].startswith("application/")
        assert code(answer) == row.code, answer.text[:500]
        assert ("data" in answer.json()) is (row.code is None)
        assert "Did you mean" not in answer.text
    if row.answer is not None and row.status == 200:
        assert answer.json() == {"data": row.answer}
    check_silence(answer.text, (row.body or b"").decode("utf-8", "replace"))


@pytest.mark.parametrize("name", TOKENS)
async def test_a_token_that_is_not_right_is_refused(client: Client, name: str) -> None:
    token = TOKENS[name](Forger(client.settings))
    answer = await client.post(
        "{ viewer { role } }", headers={"Authorization": f"Bearer {token}", "Accept": MODERN}
    )
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED"), answer.text
    check_silence(answer.text)
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.say({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
        closed, _ = await speaker.closed()
        assert closed == 4403


@pytest.mark.parametrize(
    ("name", "status", "wrong"),
    [("Authorization", 401, "UNAUTHENTICATED"), ("X-Purpose", 400, "BAD_INPUT"), ("X-Case-Number", 200, None)],
)
async def test_a_header_twice_is_not_read_as_one_of_the_two(
    client: Client, name: str, status: int, wrong: str | None
) -> None:
    """A file number may hold a comma, and so the record holds both."""
    headers = partner(client)
    twice = [*headers.items(), (name, headers[name])]
    body = b'{"query":"{ viewer { role } }"}'
    answer = await client.http.post("/graphql", content=body, headers=twice)
    assert (answer.status_code, code(answer)) == (status, wrong)


async def test_the_forger_makes_right_tokens_if_asked_to(client: Client) -> None:
    headers = {"Authorization": f"Bearer {Forger(client.settings).token()}", "X-Purpose": "DEVELOPMENT"}
    assert (await client.ask("{ viewer { role } }", headers=headers))["viewer"] == {"role": "ADMIN"}


async def test_a_token_that_was_taken_is_refused_when_it_is_sent_again_after_its_end(client: Client) -> None:
    leeway = int(client.settings.clock_leeway_seconds)
    token = Forger(client.settings).token(iat=int(time.time()) - 60, exp=int(time.time()) - leeway + 2)
    headers = {"Authorization": f"Bearer {token}", "Accept": MODERN}
    assert (await client.post("{ __typename }", headers=headers)).status_code == 200
    end = time.monotonic() + PATIENCE_SECONDS
    while (answer := await client.post("{ __typename }", headers=headers)).status_code == 200:
        assert time.monotonic() < end, "it is still taken"
        await asyncio.sleep(0.2)
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("raw", hostile_http.RAW, ids=lambda raw: raw.name)
async def test_hostile_bytes_have_their_right_answer(client: Client, raw: Raw) -> None:
    authorization = f"Authorization: {partner(client)['Authorization']}\r\n".encode()
    sent = raw.sent.replace(b"Host: hub\r\n", b"Host: hub\r\n" + authorization)
    reader, writer = await asyncio.open_connection(*_address(client))
    try:
        writer.write(sent)
        async with asyncio.timeout(PATIENCE_SECONDS):
            heard = b"".join([chunk async for chunk in _until_closed(reader)])
    finally:
        writer.close()
    if raw.status is None:
        assert heard == b""
    else:
        assert heard.split(b"\r\n", 1)[0].startswith(b"HTTP/1.1 %d" % raw.status), heard[:300]
        assert heard.count(b"HTTP/1.1 ") == 1
    check_silence(heard.decode("utf-8", "replace"))


def _address(client: Client) -> tuple[str, int]:
    url = client.http.base_url
    assert url.port is not None
    return url.host, url.port


async def _until_closed(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """What comes until the hub closes, however it does."""
    try:
        while chunk := await reader.read(65536):
            yield chunk
    except ConnectionError:
        return


async def test_many_connections_at_once_are_too_many_and_no_more_when_they_are_gone(
    servers: Servers, tmp_path: Path
) -> None:
    async with (
        await Engine.open(await servers.address("embedded")) as engine,
        served(engine, tmp_path, connections_max=20) as client,
    ):
        opened = [await asyncio.open_connection(*_address(client)) for _ in range(40)]
        assert (await client.http.get("/healthz")).status_code == 503
        for _, writer in opened:
            writer.close()
        end = time.monotonic() + PATIENCE_SECONDS
        while (await client.http.get("/healthz")).status_code != 200:
            assert time.monotonic() < end, "it answers no more"
            await asyncio.sleep(0.1)


QUESTIONS: Final = {question.place: question for question in questions(schema())}


def test_every_root_field_with_an_argument_is_among_the_places() -> None:
    query = schema().query_type
    assert query is not None
    asked = {place.partition("(")[0] for place in QUESTIONS}
    assert {f"Query.{name}" for name, field in query.fields.items() if field.args} <= asked


OF_ROOTS: Final = [place for place in QUESTIONS if place.startswith("Query.")]
SOON: Final = ("Cypher that deletes", "Cypher that calls", "a NUL", "a lone surrogate", "longest")


@pytest.mark.parametrize("place", OF_ROOTS)
async def test_no_cypher_in_an_argument_of_a_root_is_more_than_a_text(client: Client, place: str) -> None:
    await _inject(client, QUESTIONS[place], {name: TEXTS[name] for name in SOON})


@pytest.mark.slow
@pytest.mark.parametrize("place", QUESTIONS)
async def test_no_text_in_any_argument_is_more_than_a_text(client: Client, place: str) -> None:
    asked = SOON if place in OF_ROOTS else ()  # by the test above
    await _inject(client, QUESTIONS[place], {name: text for name, text in TEXTS.items() if name not in asked})


async def _inject(client: Client, question: Question, texts: Any) -> None:
    headers = asker(client, question.place)
    for name, text in texts.items():
        body = json.dumps({"query": question.query, "variables": question.around(text)})
        answer = await client.http.post("/graphql", content=body, headers=headers)
        what = f"{name}: {answer.text[:500]}"
        assert answer.status_code in (200, 400), what
        assert code(answer) in (None, "BAD_INPUT"), what
        if answer.status_code == 200:
            assert '"id":"' not in answer.text and '"cursor":' not in answer.text, what
        check_silence(answer.text, body)


async def test_nothing_came_of_it_in_the_graph(client: Client) -> None:
    search = '{ searchSubjects(text: "公开公司") { edges { node { name } } } companies { totalCount } }'
    data = await client.ask(search)
    assert data["searchSubjects"]["edges"] == [{"node": {"name": "公开公司"}}]
    assert data["companies"]["totalCount"] == 1


WRONG_NAMES: Final = (
    "{ companie { totalCount } }",
    "{ companies(frist: 1) { totalCount } }",
    "{ companies { edgs } }",
    '{ subject(by: {usc: "x"}) { id } }',
    '{ searchSubjects(text: "x", kinds: [PERSO]) { totalCount } }',
    "query ($k: SubjectKye) { __typename }",
    "{ companies { ...F } } fragment F on CompanyConnectio { totalCount }",
    "{ companies }",
)


@pytest.mark.parametrize("query", WRONG_NAMES)
async def test_suggestions_are_for_those_who_may_read_the_schema(client: Client, query: str) -> None:
    developer = {**client.headers("DEVELOPER", purpose="DEVELOPMENT"), "Accept": MODERN}
    assert "Did you mean" in (await client.post(query, headers=developer)).text
    for role in ("PARTNER", "INVESTIGATOR", "AUDITOR"):
        headers = {"Authorization": client.headers(role)["Authorization"], "Accept": MODERN}
        answer = await client.post(query, headers=headers)
        assert answer.status_code == 400 and "mean" not in answer.text


@pytest.mark.parametrize("query", ["{ __schema { types { name } } }", '{ __type(name: "Company") { name } }'])
async def test_the_schema_is_read_by_developers_and_admins_only(client: Client, query: str) -> None:
    for role, status in {
        "DEVELOPER": 200,
        "ADMIN": 200,
        "INVESTIGATOR": 403,
        "PRESIDENT": 403,
        "AUDITOR": 403,
    }.items():
        headers = {"Authorization": client.headers(role)["Authorization"], "Accept": MODERN}
        assert (await client.post(query, headers=headers)).status_code == status, role
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(client.headers("PARTNER", "RAILWAY"))
        await speaker.subscribe("a", query)
        assert (await speaker.hear())["payload"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_number_that_another_asked_for_is_not_in_my_answer(client: Client) -> None:
    """Refused documents are kept by their text; what one caller wrote is never told to another."""
    mine = '{ subject(by: {uscc: "' + quote("mine-marked") + '"}) { nothing } }'
    theirs = mine.replace("mine-marked", "theirs-marked")
    headers = partner(client)
    first = await client.http.post("/graphql", json={"query": mine}, headers=headers)
    second = await client.http.post("/graphql", json={"query": theirs}, headers=headers)
    assert "mine-marked" not in second.text and first.status_code == second.status_code == 400
