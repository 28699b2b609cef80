"""An engine that does not answer its commit: with a key the hub finds out what came of it, else it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine, EngineAddress, OutcomeUnknown, Transaction, UniqueViolation
from graph.model.roles import Role
from hub.callers.caller import Caller
from hub.desk.instants import When
from hub.desk.moving import RUNS_MAX, Move, Moved, Mover
from hub.door.door import Door
from hub.record.commitments import Commitments
from tests.graphs import RING
from tests.hub.desk.asking import LIST, OPEN, TERMS, data, sent
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

CALLER = Caller(role=Role.ADMIN, agency=None, court=None, subject="s", token_id="t", expires_at=2**31)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Plain(Engine):
    """Fails moves only: budgets lease by `write`, beside them and at any time."""

    async def write(self, statements: Any, *, timeout_seconds: float | None = None) -> Any:
        async def plain(tx: Transaction) -> Any:
            return [await tx.run(statement) for statement in statements]

        return await Engine.transact(self, plain, timeout_seconds=timeout_seconds)


class Silent(Plain):
    """Commits, or does not, and never says so for the next `silences` transactions."""

    silences = 0
    commits = True

    async def transact(self, work: Any, *, timeout_seconds: float | None = None) -> Any:
        if self.silences and not self.commits:
            self.silences -= 1
            raise OutcomeUnknown("no answer to the commit")
        answer = await super().transact(work, timeout_seconds=timeout_seconds)
        if self.silences:
            self.silences -= 1
            raise OutcomeUnknown("no answer to the commit")
        return answer


async def editions(client: Client) -> list[str]:
    return [edge["node"]["edition"] for edge in (await data(client, LIST, {}))["edges"]]


@pytest.mark.parametrize("commits", [True, False])
async def test_with_a_key_an_unknown_outcome_is_found_out(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path, commits: bool
) -> None:
    async with await Silent.open(engine_address) as silent, served(silent, tmp_path) as client:
        silent.commits, silent.silences = commits, RUNS_MAX - 1
        grant = await data(client, OPEN, {"input": TERMS, "key": "k"})
        assert await editions(client) == [TERMS["edition"]]
        assert await data(client, OPEN, {"input": TERMS, "key": "k"}) == grant


async def test_an_engine_that_never_answers_is_asked_a_bounded_number_of_times(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    async with await Silent.open(engine_address) as silent, served(silent, tmp_path) as client:
        silent.silences = RUNS_MAX
        answer = (await sent(client, OPEN, {"input": TERMS, "key": "k"})).json()
        assert answer["data"] == {"openGrant": None}
        assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE" and silent.silences == 0
        await data(client, OPEN, {"input": TERMS, "key": "k"})
        assert await editions(client) == [TERMS["edition"]]


async def test_without_a_key_the_caller_is_told_that_nobody_knows(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    # So far ahead that whoever is answered before it reads nothing.
    async with (
        await Silent.open(engine_address) as silent,
        served(silent, tmp_path, move_ahead_seconds=1) as client,
    ):
        silent.silences = 1
        answer = (await sent(client, OPEN, {"input": TERMS})).json()
        assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE" and "no answer" not in str(answer)
        assert await editions(client) == [TERMS["edition"]]


class Outrun(Plain):
    """Finds, when all is written, that another was there first; once."""

    outruns = 1

    async def transact(self, work: Any, *, timeout_seconds: float | None = None) -> Any:
        async def outrun(tx: Transaction) -> Any:
            moved = await work(tx)
            if self.outruns:
                self.outruns -= 1
                raise UniqueViolation("made: the unique key is taken")
            return moved

        return await super().transact(outrun, timeout_seconds=timeout_seconds)


async def test_the_record_names_the_grant_that_a_second_run_made(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    async with await Outrun.open(engine_address) as outrun, served(outrun, tmp_path) as client:
        grant = await data(client, OPEN, {"input": TERMS})
        assert not outrun.outruns
    [entry] = [each for each in recorded(tmp_path) if each["kind"] == "MUTATION"]
    assert set(entry["touched"]) <= Commitments(RING).marks_of([grant["id"]])


@pytest.mark.parametrize(("found", "told"), [("theirs", ["ours", "theirs"]), ("ours", ["ours"])])
async def test_the_record_names_what_the_last_run_found(
    engine: Engine, engine_address: EngineAddress, found: str, told: list[str]
) -> None:
    """Another made it meanwhile: the first run's node never came about, so its entry alone would tell nothing."""
    runs, noted = iter(["ours", found]), []
    move = Move(name="made", given={}, key=None, caller=CALLER, now=NOW)

    async def work(tx: Transaction, when: When) -> Moved:
        return Moved(next(runs), "2026-03-01T00:00:00.000000Z")

    async def note(node: str) -> None:
        noted.append(node)

    async with await Outrun.open(engine_address) as outrun:
        door = Door(outrun, timeout_seconds=60, statements_kept=10)
        mover = Mover(door=door, ring=RING, keys_kept=timedelta(days=1), ahead=timedelta())
        moved = await mover.run(move, work, note)
    assert (moved.node, noted) == (found, told)
