"""Serves all peers on one Neo4j, compares their answers, then asks them in turns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
import uvloop
from neo4j import READ_ACCESS, AsyncGraphDatabase

from bench.asking import investigator
from bench.figure import Figure
from bench.hubs import ENGINES, Served, command, served_on
from bench.peers import serving
from bench.peers.load import Asked, ask_once, turn
from bench.peers.questions import COMPANIES, QUESTIONS, Question, normal
from bench.peers.tally import BARE, Result, Round, figure
from bench.replay import ask, recording
from bench.vitals import cpu_seconds, engine_pid
from bench.wire import posted
from graph.engine import Engine
from graph.model.declare import OPEN_INSTANT
from graph.rules.days import legal_day
from hub.settings.config import AMOUNT_MAX, Settings
from tests.engines.neo4j_boot import SMALL

SAMPLE: Final = Path(__file__).resolve().parents[2] / "samples" / "finbench"
HUB, NODE, STRAWBERRY, DRIVER = "hub", "@neo4j/graphql", "Strawberry", "bare driver"
REQUEST_SECONDS: Final = 300
# The hub as it is run, but for the allowance of one caller (else it refuses the load), and the time of a request:
# Neo4j plans the first one of a kind in it, for seconds, and keeps no plan that it could not finish.
SETTINGS: Final = {
    "HUB_RATE_PER_MINUTE": str(AMOUNT_MAX),
    "HUB_COST_PER_MINUTE": str(AMOUNT_MAX),
    "HUB_REQUEST_TIMEOUT_SECONDS": str(REQUEST_SECONDS),
}
# Those that most is known of, so that one company's answer is not the next one's.
MOST_HELD = """MATCH (n:Node {kind: 'COMPANY'})<-[r:SHAREHOLDER_OF]-()
WITH n.id AS id, count(r) AS holders ORDER BY holders DESC, id LIMIT $most RETURN id"""
Variants = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Replayed:
    """The one statement that the hub runs for a question: its text, per variant its values and Neo4j's rows."""

    text: str
    parameters: list[dict[str, Any]]
    rows: list[Any]


def peers(work: Path, rounds: int, seconds: float) -> list[Figure]:
    """Three rows a question: the hub beside each peer; or one that says what is missing to run a peer."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_peers(work, rounds, seconds))
    except serving.PeerMissing as missing:
        return [Figure(what="the hub beside its peers", measured=f"not measured: {missing}")]


async def _peers(work: Path, rounds: int, seconds: float) -> list[Figure]:
    # First of all: what is missing should be told before anything is loaded.
    commands = {NODE: serving.neo4j_graphql(), STRAWBERRY: serving.strawberry()}
    async with served_on(ENGINES[1], work, "peers", SMALL, **SETTINGS) as hub:
        command(hub.data, "load", "finbench", str(SAMPLE), **hub.settings)
        ids = await _most_held(hub)
        replayed = await _replayed(hub, ids)
        async with _served(work, hub, commands, replayed) as served:
            asked = await _compared(hub, served, replayed, ids)
            return await _measured(served, asked, rounds, seconds)


async def _most_held(hub: Served) -> list[str]:
    address = hub.address
    async with (
        AsyncGraphDatabase.driver(address.url, auth=(address.user, address.password)) as driver,
        driver.session(database=address.database, default_access_mode=READ_ACCESS) as session,
    ):
        ids: list[str] = await (await session.run(MOST_HELD, most=COMPANIES)).value()
        return ids


def _variants(question: Question, ids: Sequence[str]) -> Variants:
    return [{}] if question.root is not None else [{"id": each} for each in ids]


async def _replayed(hub: Served, ids: Sequence[str]) -> dict[str, Replayed]:
    """By question. Raises RuntimeError for one that takes more than one statement: the view runs one."""
    settings = Settings(data=hub.data, dev=True, request_timeout_seconds=REQUEST_SECONDS)
    told: dict[str, Replayed] = {}
    async with await Engine.open(hub.address) as engine, recording(engine, settings) as (client, seen):
        for name, question in QUESTIONS.items():
            parameters, rows = [], []
            for variables in _variants(question, ids):
                seen.asked.clear()
                await ask(client, question.hub, variables)
                (statement,) = seen.asked
                parameters.append(dict(statement.parameters))
                rows.append(orjson.loads(orjson.dumps(seen.answered)))
            told[name] = Replayed(statement.text, parameters, rows)
    return told


@asynccontextmanager
async def _served(
    work: Path, hub: Served, commands: Mapping[str, list[str]], replayed: Mapping[str, Replayed]
) -> AsyncIterator[dict[str, serving.Peer]]:
    address = hub.address
    given = {
        "url": address.url,
        "user": address.user,
        "password": address.password,
        "database": address.database or "neo4j",
        "day": _today(),
        "never": OPEN_INSTANT,
    }
    texts = {name: {"text": each.text, "parameters": each.parameters} for name, each in replayed.items()}
    async with AsyncExitStack() as stack:
        told = {HUB: serving.Peer(hub.url, hub.pid)}
        for name, command_ in {**commands, DRIVER: serving.bare()}.items():
            mine = {**given, "asked": texts} if name == DRIVER else given
            log = work / f"{name.rpartition('/')[2].replace(' ', '-')}.log"
            told[name] = await stack.enter_async_context(serving.served(command_, mine, log))
        yield told


def _today() -> str:
    """The legal day, as the hub has it."""
    return legal_day(datetime.now(UTC))


async def _compared(
    hub: Served, served: Mapping[str, serving.Peer], replayed: Mapping[str, Replayed], ids: Sequence[str]
) -> dict[tuple[str, str], list[Asked]]:
    """By question and peer: the requests, one a variant, with their bodies; nothing where answers differ."""
    headers = investigator(Settings(data=hub.data, dev=True))
    told: dict[tuple[str, str], list[Asked]] = {}
    for name, question in QUESTIONS.items():
        right: list[Any] = []
        for peer, at in served.items():
            asked, answers = [], []
            for place, variables in enumerate(_variants(question, ids)):
                body = _body(peer, name, question, variables, place)
                written = posted(at.url, headers if peer == HUB else {}, body)
                answer = await ask_once(at.url, written)
                asked.append(Asked(written, answer))
                answers.append(orjson.loads(answer))
            if peer == DRIVER:
                same = [each["data"] for each in answers] == replayed[name].rows
            else:
                forms = [None if each.get("errors") else normal(each["data"]) for each in answers]
                if peer == HUB:
                    right = forms
                same = None not in forms and forms == right
            if same:
                told[name, peer] = asked
            elif peer == HUB:
                raise RuntimeError(f"the hub answered {name} with {answers[0]}")
    return told


def _body(
    peer: str, name: str, question: Question, variables: Mapping[str, object], place: int
) -> dict[str, object]:
    if peer == DRIVER:
        return {"query": name, "variables": {"variant": place}}
    if peer == NODE:
        held = {"day": _today(), "never": OPEN_INSTANT}
        return {"query": question.neo4j_graphql, "variables": {**variables, **held}}
    return {"query": question.hub, "variables": variables}


async def _measured(
    served: Mapping[str, serving.Peer],
    asked: Mapping[tuple[str, str], list[Asked]],
    rounds: int,
    seconds: float,
) -> list[Figure]:
    engine = engine_pid()
    told: dict[tuple[str, str], list[Round]] = {key: [] for key in asked}
    names = list(served)
    for round_ in range(rounds + 1):  # the first warms up
        for question in QUESTIONS:
            first = round_ % len(names)  # nobody always follows the same one
            for peer in (*names[first:], *names[:first]):
                if (question, peer) not in asked:
                    continue
                measured = await _round(served[peer], engine, asked[question, peer], seconds)
                if round_:
                    told[question, peer].append(measured)
    results = {key: Result.of(each) for key, each in told.items()}
    return [
        figure(
            question.what,
            results[name, HUB],
            peer,
            results.get((name, peer)),
            {NODE: question.target, DRIVER: BARE}.get(peer),
        )
        for name, question in QUESTIONS.items()
        for peer in names[1:]
    ]


async def _round(peer: serving.Peer, engine: int | None, asked: Sequence[Asked], seconds: float) -> Round:
    own, of_engine = cpu_seconds(peer.pid), cpu_seconds(engine) if engine else 0.0
    measured = await turn(peer.url, asked, seconds)
    return Round(
        times=measured.times,
        seconds=measured.seconds,
        cpu=cpu_seconds(peer.pid) - own,
        engine_cpu=cpu_seconds(engine) - of_engine if engine else None,
    )
