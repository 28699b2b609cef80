"""A mutation sent again under its key: done once, answered the same, for its caller, as long as keys are kept."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from graph.rules.days import stored_instant
from graph.statement import Statement
from hub.desk.keys import KEY_LENGTH_MAX
from tests.hub.desk.asking import ADVANCE, LIST, OPEN, READ, TERMS, code, data, opened, sent
from tests.hub.serving import Client, served

_KEYS = Statement(text="MATCH (k:IdempotencyKey) RETURN properties(k)", name="keys")
_AGE = "MATCH (k:IdempotencyKey) SET k.until = $until"


async def keys(engine: Engine) -> list[dict[str, Any]]:
    return [row[0] for row in await engine.read(_KEYS)]


async def number(client: Client) -> int:
    return int((await data(client, LIST, {}))["totalCount"])


async def test_the_same_key_and_input_give_the_same_answer_and_do_nothing_more(client: Client) -> None:
    first = await sent(client, OPEN, {"input": TERMS, "key": "k-1"})
    again = await sent(client, OPEN, {"input": dict(reversed(TERMS.items())), "key": "k-1"})
    assert first.content == again.content and "errors" not in first.json()
    grant = first.json()["data"]["openGrant"]
    event = {"id": grant["id"], "version": 1, "event": {"end": {"reason": "终止"}}, "key": "k-2"}
    ended = await sent(client, ADVANCE, event)
    assert ended.json()["data"]["advanceGrant"]["version"] == 2
    # The version is an old one by now, and the grant is another than it was.
    assert (await sent(client, ADVANCE, event)).content == ended.content
    assert (await sent(client, OPEN, {"input": TERMS, "key": "k-1"})).content == first.content
    assert await number(client) == 1
    assert (await data(client, READ, {"id": grant["id"]}))["version"] == 2


async def test_the_answer_may_be_asked_for_other_fields(client: Client) -> None:
    grant = await opened(client, "k")
    query = """mutation ($input: GrantInput!) { a: openGrant(input: $input, idempotencyKey: "k") { id }
      b: openGrant(input: $input, idempotencyKey: "k") { state history { event } } }"""
    answer = (await sent(client, query, {"input": TERMS})).json()
    assert answer["data"] == {"a": {"id": grant["id"]}, "b": {"state": "ACTIVE", "history": [{"event": "OPEN"}]}}


async def test_the_same_key_with_another_input_is_refused(client: Client) -> None:
    grant = await opened(client, "k")
    assert await code(client, OPEN, {"input": {**TERMS, "edition": "2026-2"}, "key": "k"}) == "BAD_INPUT"
    event = {"id": grant["id"], "version": 1, "event": {"end": {"reason": "终止"}}, "key": "k"}
    assert await code(client, ADVANCE, event) == "BAD_INPUT"
    assert await number(client) == 1
    assert (await data(client, READ, {"id": grant["id"]}))["version"] == 1


async def test_a_key_is_its_callers_own(client: Client) -> None:
    mine = await opened(client, "k")
    theirs = await data(client, OPEN, {"input": TERMS, "key": "k"}, subject="qin")
    assert mine["id"] != theirs["id"]


async def test_a_refusal_leaves_the_key_free(client: Client, engine: Engine) -> None:
    grant = await opened(client)
    stale = {"id": grant["id"], "version": 7, "event": {"end": {"reason": "终止"}}, "key": "k"}
    assert await code(client, ADVANCE, stale) == "STALE"
    assert await keys(engine) == []
    assert (await data(client, ADVANCE, {**stale, "version": 1}))["version"] == 2


@pytest.mark.parametrize("key", ["", "x" * (KEY_LENGTH_MAX + 1), "键", "a\nb", "a\x00"])
async def test_a_key_has_a_bounded_form(client: Client, key: str) -> None:
    assert await code(client, OPEN, {"input": TERMS, "key": key}) == "BAD_INPUT"
    assert await number(client) == 0


async def test_neither_key_nor_caller_nor_input_stands_in_the_graph(client: Client, engine: Engine) -> None:
    await opened(client, "marked-key", holder="marked-holder")
    [kept] = await keys(engine)
    assert "marked" not in str(kept) and "lin" not in kept.values()
    assert stored_instant(datetime.now(UTC) + timedelta(days=29)) < kept["until"]


async def test_a_key_whose_time_is_over_is_as_good_as_new(client: Client, engine: Engine) -> None:
    first = await opened(client, "k")
    await engine.write([Statement(text=_AGE, parameters={"until": "2026-01-01T00:00:00.000000Z"}, name="age")])
    second = await opened(client, "k")
    assert first["id"] != second["id"] and len(await keys(engine)) == 1
    assert (await opened(client, "k"))["id"] == second["id"]


async def test_the_hub_forgets_them_though_nobody_comes_to_a_desk(engine: Engine, tmp_path: Path) -> None:
    old = "CREATE (:IdempotencyKey {key: 'old', until: '2026-01-01T00:00:00.000000Z'})"
    await engine.write([Statement(text=old, name="make")])
    async with served(engine, tmp_path, forget_seconds=0.05), asyncio.timeout(30):
        while await keys(engine):
            await asyncio.sleep(0.05)
