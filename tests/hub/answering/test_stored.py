"""Operations stored by hash: added by the command, asked for by hash over HTTP and WebSocket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from graph.engine import Engine
from hub.answering.stored import CannotStore, StoredOperations, store
from hub.api.schema import schema
from hub.settings.config import BadSetting, Settings
from tests.conftest import Servers
from tests.hub.commands.cli import hub
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import speaking

TEXT = "query Who { viewer { role agency } }\n"
UNKNOWN = "0" * 64


def by_hash(digest: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}, **more}


@pytest.fixture
async def client(servers: Servers, tmp_path: Path) -> AsyncIterator[Client]:
    async with (
        await Engine.open(await servers.address("embedded")) as engine,
        served(engine, tmp_path, reviewed_agencies="RAILWAY") as client,
    ):
        yield client


async def send(client: Client, body: dict[str, Any], agency: str = "BANKING") -> httpx.Response:
    headers = {**client.headers("PARTNER", agency), "Accept": "application/graphql-response+json"}
    return await client.http.post("/graphql", json=body, headers=headers)


def code(answer: httpx.Response) -> str:
    return str(answer.json()["errors"][0]["extensions"]["code"])


def record(client: Client) -> list[dict[str, Any]]:
    return recorded(client.settings.data)


async def test_the_command_prints_the_hash_and_a_running_hub_answers_it(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "who.graphql"
    file.write_text(TEXT)
    digest = sha256(TEXT.encode()).hexdigest()
    assert code(await send(client, by_hash(digest))) == "BAD_INPUT"
    ended = hub(tmp_path, "operations", "add", str(file))
    assert (ended.code, ended.out) == (0, f"{digest}\n")
    answer = await send(client, by_hash(digest))
    assert answer.json() == {"data": {"viewer": {"role": "PARTNER", "agency": "BANKING"}}}
    assert record(client)[-1]["operation_hash"] == digest
    assert record(client)[-1]["operation_name"] == "Who"


async def test_variables_go_with_a_hash_by_get_too(client: Client) -> None:
    digest = store(
        client.settings, schema(), "query ($with: Boolean!) { viewer { role @include(if: $with) } }", None
    )
    extensions = orjson.dumps(by_hash(digest)["extensions"]).decode()
    params = {"extensions": extensions, "variables": '{"with":true}'}
    answer = await client.http.get("/graphql", params=params, headers=client.headers("PARTNER", "BANKING"))
    assert answer.json() == {"data": {"viewer": {"role": "PARTNER"}}}


async def test_an_unknown_hash_says_what_to_do_and_is_on_the_record(client: Client) -> None:
    answer = await send(client, by_hash(UNKNOWN))
    assert (answer.status_code, code(answer)) == (400, "BAD_INPUT")
    assert "reviewed" in answer.json()["errors"][0]["message"]
    assert record(client)[-1]["operation_hash"] == UNKNOWN


async def test_nothing_is_ever_registered_from_the_wire(client: Client) -> None:
    digest = sha256(TEXT.encode()).hexdigest()
    assert "data" in (await send(client, by_hash(digest, query=TEXT))).json()
    assert code(await send(client, by_hash(digest))) == "BAD_INPUT"
    assert not client.settings.operations.exists()


async def test_a_hash_of_another_text_is_refused(client: Client) -> None:
    assert code(await send(client, by_hash(UNKNOWN, query=TEXT))) == "BAD_INPUT"


@pytest.mark.parametrize(
    "asked",
    [
        {"version": 2, "sha256Hash": UNKNOWN},
        {"version": 1},
        {"version": 1, "sha256Hash": "../../keys/dev-issuer.jwk"},
        {"version": 1, "sha256Hash": UNKNOWN.upper() + "A"},
        {"version": 1, "sha256Hash": [UNKNOWN]},
        [],
        None,
    ],
)
async def test_a_hash_that_is_none_is_refused(client: Client, asked: Any) -> None:
    answer = await send(client, {"extensions": {"persistedQuery": asked}})
    assert (answer.status_code, code(answer)) == (400, "BAD_INPUT")


async def test_a_limited_agency_sends_what_is_on_its_list_and_nothing_else(client: Client) -> None:
    own = store(client.settings, schema(), TEXT, "RAILWAY")
    general = store(client.settings, schema(), "{ viewer { role } }", None)
    for body in (by_hash(own), {"query": TEXT}, by_hash(own, query=TEXT), by_hash(general)):
        assert "data" in (await send(client, body, agency="RAILWAY")).json(), body
    for body in ({"query": "{ viewer { agency } }"}, {"query": TEXT + " "}, {"query": "{ __typename }"}):
        answer = await send(client, body, agency="RAILWAY")
        assert (answer.status_code, code(answer)) == (403, "FORBIDDEN"), body
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(client.headers("PARTNER", "RAILWAY"))
        await speaker.subscribe("a", "{ viewer { agency } }")
        assert (await speaker.hear())["payload"][0]["extensions"]["code"] == "FORBIDDEN"
        await speaker.say({"id": "b", "type": "subscribe", "payload": by_hash(own)})
        assert (await speaker.hear())["payload"] == {"data": {"viewer": {"role": "PARTNER", "agency": "RAILWAY"}}}


async def test_another_agencys_list_is_unknown(client: Client) -> None:
    digest = store(client.settings, schema(), TEXT, "RAILWAY")
    there, nowhere = await send(client, by_hash(digest)), await send(client, by_hash(UNKNOWN))
    assert there.content == nowhere.content and there.status_code == nowhere.status_code


async def test_a_file_that_was_changed_after_its_review_is_unknown(client: Client) -> None:
    digest = store(client.settings, schema(), TEXT, None)
    (client.settings.operations / "all" / f"{digest}.graphql").write_text("{ viewer { court } }")
    assert code(await send(client, by_hash(digest))) == "BAD_INPUT"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{", "Syntax Error"),
        ("{ nothing }", "nothing"),
        ("query A { __typename } query B { __typename }", "operationName is wanted"),
        ("fragment F on Query { __typename }", "no operation"),
        ("{ companies(first: 5000) { edges { node { id } } } }", "at most 1000"),
        ('{ subject(by: {citizenId: "420112198503071237"}) { id } }', "citizen ID"),
        ("{ __typename } #" + " " * (1 << 20), "bytes"),
    ],
)
def test_what_may_not_be_asked_is_not_stored(tmp_path: Path, text: str, wrong: str) -> None:
    settings = Settings(data=tmp_path)
    with pytest.raises(CannotStore, match=wrong):
        store(settings, schema(), text, None)
    assert not settings.operations.exists()


def test_the_command_says_in_one_line_what_was_wrong(tmp_path: Path) -> None:
    file = tmp_path / "wrong.graphql"
    file.write_text("{ nothing }")
    ended = hub(tmp_path, "operations", "add", str(file))
    assert ended.code == 1 and "nothing" in ended.complaint
    file.write_text(TEXT)
    ended = hub(tmp_path, "operations", "add", str(file), "--agency", "NOBODY")
    assert ended.code == 1 and "RAILWAY" in ended.complaint
    ended = hub(tmp_path, "operations", "add", str(tmp_path / "nowhere.graphql"))
    assert ended.code == 1 and "nowhere" in ended.complaint
    file.write_bytes(b"\xff")
    assert "UTF-8" in hub(tmp_path, "operations", "add", str(file)).complaint


def test_a_limited_agency_that_there_is_not_is_said_at_once() -> None:
    with pytest.raises(BadSetting, match="HUB_REVIEWED_AGENCIES: NOBODY"):
        StoredOperations(Settings(reviewed_agencies="RAILWAY, NOBODY"))
