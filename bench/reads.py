"""A subject with 20 shareholders: over HTTP, and the same statement through the bare driver, interleaved."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from neo4j import READ_ACCESS, AsyncGraphDatabase, Query

from bench.asking import Asker, investigator
from bench.figure import Figure
from bench.hubs import ENGINES, served_on
from graph.engine import Engine, EngineAddress
from graph.model.roles import Purpose, Role
from graph.statement import Statement
from hub.answering.documents import Documents
from hub.api.schema import KIND_OF_TYPE, schema
from hub.callers.caller import Caller
from hub.door.door import Door
from hub.errands.purpose import Errand
from hub.keyring.keys import load_ring
from hub.read.asking import Asking
from hub.read.cursor import Cursors
from hub.rights.case import check_file
from hub.rights.policy import Acting
from hub.running.development import CASE_NUMBER
from hub.settings.config import Settings
from tests.graphs import Node, Tie, bring_in

ROUNDS = 2_000
WARM_UP = 500
HOLDERS = 20
QUESTION = """{ subject(by: {source: {system: "made", key: "c0"}}) { id name ... on Company {
    shareholders(first: 20) { edges { share node { id name } } } } } }"""


def subject(work: Path) -> list[Figure]:
    """On both engines."""
    return [asyncio.run(_on(engine, work)) for engine in ENGINES]


async def _on(engine: str, work: Path) -> Figure:
    async with served_on(engine, work, "subject") as hub:
        async with await Engine.open(hub.address) as opened:
            await fill(opened, hub.data)
        return await _measure(engine, hub.url, hub.address, hub.data)


async def fill(engine: Engine, data: Path) -> None:
    companies = range(200)
    rows: list[Node | Tie] = [Node("COMPANY", f"c{c}", {"name": f"公司{c}"}) for c in companies]
    rows += [Node("PERSON", f"p{p}", {"name": f"股东{p}"}) for p in range(1_000)]
    rows += [
        Tie("SHAREHOLDER_OF", f"p{(c * 7 + n * 13) % 1_000}", f"c{c}", {"share": 0.05})
        for c in companies
        for n in range(HOLDERS)
    ]
    await bring_in(engine, data, rows)


async def _measure(name: str, url: str, address: EngineAddress, data: Path) -> Figure:
    settings = Settings(data=data, dev=True)
    async with await Engine.open(address) as engine:
        statement = statement_of(engine, settings)
    database = address.database or "neo4j"
    through_hub: list[float] = []
    served_bare: list[float] = []
    bare: list[float] = []
    headers = investigator(settings)
    with _bare_server(statement, address, database, data) as bare_url:
        hub, server = Asker(url, headers, QUESTION), Asker(bare_url, headers, QUESTION)
        async with AsyncGraphDatabase.driver(
            address.url, auth=(address.user, address.password), notifications_min_severity="OFF"
        ) as driver:
            for round_ in range(WARM_UP + ROUNDS):
                began = time.perf_counter()
                answer = hub.ask()
                told = time.perf_counter()
                server.ask()
                served_at = time.perf_counter()
                async with driver.session(database=database, default_access_mode=READ_ACCESS) as session:
                    await (await session.run(Query(statement.text), dict(statement.parameters))).values()
                ended = time.perf_counter()
                assert len(answer["data"]["subject"]["shareholders"]["edges"]) == HOLDERS, answer
                if round_ >= WARM_UP:
                    through_hub.append(told - began)
                    served_bare.append(served_at - told)
                    bare.append(ended - served_at)
    p50, least, floor = (statistics.median(each) * 1000 for each in (through_hub, served_bare, bare))
    p99 = statistics.quantiles(through_hub, n=100)[-1] * 1000
    return Figure(
        what=f"subject with {HOLDERS} shareholders over HTTP, p50, {name}",
        measured=f"{p50:.2f} ms (p99 {p99:.1f}, longest {max(through_hub) * 1000:.0f})",
        floor=f"{floor:.2f} ms bare driver; ratio {p50 / floor:.2f}"
        f" ({least:.2f} ms and {p50 / least:.2f} with the driver behind a bare HTTP server that syncs one line)",
        target="<= 1.5 x the bare driver",
        met=p50 <= 1.5 * floor,
    )


@contextmanager
def _bare_server(statement: Statement, address: EngineAddress, database: str, data: Path) -> Iterator[str]:
    given = {
        "url": address.url,
        "user": address.user,
        "password": address.password,
        "database": database,
        "text": statement.text,
        "parameters": statement.parameters,
        "log": str(data / "bare.log"),
    }
    command = [sys.executable, "-m", "bench.bare_server"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(60)


def statement_of(engine: Engine, settings: Settings) -> Statement:
    """The very statement that the hub runs for the question, the look at the purpose's case included."""
    caller = Caller(
        role=Role.INVESTIGATOR, agency=None, court="鄂0112", subject="bench", token_id="bench", expires_at=2**31
    )
    walks = settings.walk_limits(settings.max_cost)
    asking = Asking(now=datetime.now(UTC), ring=load_ring(settings), viewer=dict, walks=walks)
    operation = Documents(schema(), KIND_OF_TYPE, settings, Cursors.of_nobody()).read(QUESTION, None).operation
    variables = operation.variables({})
    plan = operation.shape(variables).bind(variables, asking).plan
    errand = Errand(purpose=Purpose.ENFORCEMENT, case_number=CASE_NUMBER)
    door = Door(engine, timeout_seconds=10, statements_kept=1)
    acting = Acting(caller=caller, errand=errand)
    file = check_file(acting, asking.present)
    return door.statement(plan, acting, file.roots if file is not None else ())
