"""A hub killed with kill -9 around the commit of a decision: who asks again with the same key has decided once."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.engine import Engine, EngineAddress
from tests.graphs import Node, bring_in, case_of_the_purpose
from tests.hub.desk.test_kills import PLACES, killed
from tests.hub.matching.asking import DECIDE, FILE, REVIEWS, matched
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

KILLS = 6
RECORD = {"key": "7", "name": "张伟", "phone": "13812345678", "kind": "PERSON"}


async def posted(query: str, variables: dict[str, Any], client: Client) -> httpx.Response:
    return await client.post(query, variables)


async def reviews(client: Client) -> list[dict[str, Any]]:
    return [edge["node"] for edge in (await client.ask(REVIEWS))["matchReviews"]["edges"]]


@pytest.mark.slow
async def test_kills_and_a_retry_with_the_key_file_and_decide_exactly_once(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose(), Node("PERSON", "p", {"name": "张伟"})])
    async with served(engine, tmp_path) as client:
        [found] = await matched(client, RECORD)
        subject = found["candidates"][0]["subject"]["id"]
        for kill in range(KILLS):
            place, query = PLACES[kill % len(PLACES)], (FILE, DECIDE)[kill // len(PLACES)]
            before = await reviews(client)
            if query == FILE:
                record = {**RECORD, "address": f"汉口路{kill}号"}
                variables: dict[str, Any] = {"record": record, "subject": subject, "key": f"key-{kill}"}
            else:
                one = before[kill % len(PLACES)]
                variables = {"id": one["id"], "version": 1, "decision": "SAME", "key": f"key-{kill}"}
            # A decision takes its turn first, in a transaction of its own.
            asked = partial(posted, query, variables)
            answer = await killed(engine_address, client, place, asked, spared=int(query == DECIDE))
            after = await reviews(client)
            assert (after == before) is (place == "before")
            again = (await client.post(query, variables)).json()
            assert "errors" not in again and answer in (None, again)
            # The control: without its key the same decision cannot tell that it was made.
            if query == DECIDE:
                bare = (await client.post(query, {**variables, "key": None})).json()
                assert bare["errors"][0]["extensions"]["code"] == "STALE"
        now = await reviews(client)
        assert [each["version"] for each in now] == [2, 2, 2]
        # Killed with its turn taken: it ends by itself, and the next to decide waits for that.
        variables = {"id": now[0]["id"], "version": 2, "decision": "SAME", "key": "key-turn"}
        assert await killed(engine_address, client, "after", partial(posted, DECIDE, variables)) is None
        assert await reviews(client) == now
        again = (await client.post(DECIDE, variables)).json()
        assert again["data"]["decideMatch"]["version"] == 3
        assert all([entry["decision"] for entry in each["history"]] == [None, "SAME"] for each in now)
    # No change without its entry.
    moves = [entry for entry in recorded(tmp_path) if entry["kind"] == "MUTATION" and entry["decision"] == "OK"]
    assert len(moves) >= 2 * len(now)
