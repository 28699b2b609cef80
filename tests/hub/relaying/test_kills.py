"""A relay killed with kill -9 again and again: at the end each agency has all that it was to be told, once."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import Response

from adapters.simulating.agency import Message
from graph.engine import Engine, EngineAddress
from tests.hub.relaying.agency import Agency, endpoint_in, status
from tests.hub.relaying.backlog import debtors, deliveries, issue, lift, states
from tests.hub.relaying.killed_relay import LEASE_SECONDS

ROOT = Path(__file__).resolve().parents[3]
KILLS = 30
PLACES = ("before", "after", "arrived", "taken")
RUNS_MAX = 2 * KILLS
END_SECONDS = 120


async def relayed(
    address: EngineAddress,
    folder: Path,
    agency: Agency,
    place: str = "never",
    spared: int = 0,
    naive: bool = False,
) -> tuple[int, str]:
    """How the process ended and what it said. It dies by itself, or with the message after `spared` at the
    agency: `arrived` before that has an effect, `taken` when it has one and no answer.
    """
    here = place in ("before", "after")
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.hub.relaying.killed_relay"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    before = len(agency.arrived)

    def mishap(got: Message) -> Response | None:
        if here or place == "never" or len(agency.arrived) - before <= spared:
            return None
        if child.returncode is None:
            child.kill()
        if place == "taken":
            agency.fences[got.subject] = got.fence
            agency.effects.setdefault(got.id, got)
        return status(500)

    agency.mishap = mishap
    told = {
        "address": asdict(address),
        "data": str(folder),
        "agencies": str(endpoint_in(folder / "agencies", agency.url)),
        "place": place if here else "never",
        "spared": spared,
        "naive": naive,
    }
    out, _ = await asyncio.wait_for(child.communicate(json.dumps(told).encode() + b"\n"), END_SECONDS)
    agency.mishap = lambda got: None
    assert child.returncode is not None
    return child.returncode, out.decode().strip()


async def drained(address: EngineAddress, folder: Path, agency: Agency) -> None:
    """Leases of the dead run out, and what they had begun is told."""
    for _ in range(10):
        await asyncio.sleep(LEASE_SECONDS)
        code, waiting = await relayed(address, folder, agency)
        assert code == 0
        if waiting == "0":
            return
    pytest.fail("there is still something that waits", pytrace=False)


def effects_of(agency: Agency, told: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What the agency has done about each instruction, in its order."""
    instruction = {each["key"]: each["instruction"] for each in told}
    found: dict[str, list[str]] = {each: [] for each in instruction.values()}
    for got in agency.effects.values():
        found[instruction[got.id]].append(got.kind)
    return found


@pytest.mark.slow
async def test_thirty_kills_lose_nothing_and_nothing_happens_twice(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path, agency: Agency
) -> None:
    chance = random.Random(20260301)
    *people, _ = await debtors(engine, tmp_path, 40)
    made = [told for _ in range(5) for told in await issue(engine, people)]
    lifted = chance.sample(made, 40)
    kills: Counter[str] = Counter()
    for run in range(RUNS_MAX):
        place = PLACES[run % len(PLACES)]
        code, _ = await relayed(engine_address, tmp_path, agency, place, chance.randrange(8))
        kills[place] += code == -9
        if run < len(lifted):
            await lift(engine, lifted[run])
        if kills.total() == KILLS:
            break
    assert kills.total() == KILLS and min(kills[place] for place in PLACES) >= KILLS // len(PLACES) - 1
    await drained(engine_address, tmp_path, agency)

    told = await deliveries(engine)
    assert {each["ended"] for each in told} <= {"DELIVERED", "OVERTAKEN"}
    overtaken = {each["key"] for each in told if each["ended"] == "OVERTAKEN"}
    # All of it arrived, under the ids that it was given, and what was sent again had no second effect.
    assert agency.effects.keys() >= {each["key"] for each in told} - overtaken
    assert len(agency.arrived) > len(agency.effects)
    ended = {each["instruction"] for each in told if each["message"] == "LIFT"}
    for key, done in effects_of(agency, told).items():
        assert done in ([["ISSUE", "LIFT"], ["LIFT"]] if key in ended else [["ISSUE"]]), key
    for subject in people:
        done = agency.orders(subject)
        assert len(done) == len(set(done))
        # An end passes over what was told before it and failed; all else keeps its order.
        ends = {got.sequence for got in agency.effects.values() if got.subject == subject and got.kind == "LIFT"}
        orders = [number for number in done if number not in ends]
        assert orders == sorted(orders)
    known = await states(engine)
    assert {known[told["key"]] for told in made} == {"ACKED", "LIFT_ISSUED"}
    assert {key for key, state in known.items() if state == "LIFT_ISSUED"} == ended


@pytest.mark.slow
async def test_a_relay_that_says_so_before_it_sends_loses_what_it_was_killed_with(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path, agency: Agency
) -> None:
    """The control: shows that the test above can fail."""
    *people, _ = await debtors(engine, tmp_path, 10)
    await issue(engine, people)
    for spared in (1, 2):
        code, _ = await relayed(engine_address, tmp_path, agency, "arrived", spared, naive=True)
        assert code == -9
    await drained(engine_address, tmp_path, agency)
    told = await deliveries(engine)
    assert {each["ended"] for each in told} == {"DELIVERED"}
    lost = {each["key"] for each in told} - agency.effects.keys()
    assert len(lost) >= 2
