"""Many who write at once: one wins, on either engine; and a control that lets both win."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from graph.statement import Statement
from tests.hub.desk.asking import ADVANCE, LIST, OPEN, READ, TERMS, data, opened, sent
from tests.hub.serving import Client, served

RACES = 200
WRITERS = 2


def told(answer: Any) -> str:
    """The version that was reached, or the code of the error."""
    body = answer.json()
    if "errors" in body:
        return str(body["errors"][0]["extensions"]["code"])
    return str(body["data"]["advanceGrant"]["version"])


@pytest.mark.slow
async def test_of_two_hubs_that_move_one_version_one_wins_in_each_of_200_races(
    engine: Engine, tmp_path: Path
) -> None:
    async with (
        served(engine, tmp_path / "one") as one,
        served(engine, tmp_path / "two", record_replica="two") as two,
    ):
        grant = await opened(one)
        for race in range(RACES):
            version = race % 100 + 1
            if version == 1 and race:
                grant = await opened(one)
            answers = await asyncio.gather(
                *(
                    sent(
                        client, ADVANCE, {"id": grant["id"], "version": version, "event": amended(f"{race}-{who}")}
                    )
                    for who, client in enumerate((one, two))
                )
            )
            assert sorted(map(told, answers)) == [str(version + 1), "STALE"], (race, [a.text for a in answers])
            [won] = [answer for answer in answers if told(answer) != "STALE"]
            now = await data(one, READ, {"id": grant["id"]})
            assert now == won.json()["data"]["advanceGrant"] and len(now["history"]) == version + 1


def amended(edition: str) -> dict[str, Any]:
    return {"amend": {"grant": {**TERMS, "edition": edition}, "reason": "竞争"}}


@pytest.mark.slow
async def test_one_key_sent_ten_times_at_once_makes_one_grant(client: Client) -> None:
    for race in range(20):
        variables = {"input": {**TERMS, "edition": f"{race:02d}"}, "key": f"key-{race}"}
        answers = await asyncio.gather(*(sent(client, OPEN, variables) for _ in range(10)))
        assert len({answer.content for answer in answers}) == 1 and "errors" not in answers[0].json()
    page = await data(client, LIST, {"first": 100})
    assert sorted(edge["node"]["edition"] for edge in page["edges"]) == [f"{race:02d}" for race in range(20)]


@pytest.mark.slow
async def test_a_check_in_another_transaction_lets_both_win(engine: Engine) -> None:
    """The control: the same race, but it compares first and writes then."""
    await engine.write([Statement(text="CREATE (:Lock {name: 'race', version: 0})", name="make")])
    look = Statement(text="MATCH (l:Lock {name: 'race'}) RETURN l.version", name="look")

    async def naive(meet: asyncio.Barrier, version: int) -> bool:
        [[found]] = await engine.read(look)
        await meet.wait()
        text = "MATCH (l:Lock {name: 'race'}) SET l.version = $version"
        await engine.write([Statement(text=text, parameters={"version": version + 1}, name="write")])
        return bool(found == version)

    for version in range(5):
        meet = asyncio.Barrier(WRITERS)
        assert await asyncio.gather(*(naive(meet, version) for _ in range(WRITERS))) == [True] * WRITERS
