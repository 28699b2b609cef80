"""A subject with 20 shareholders: over HTTP, and the same statement through the bare driver, interleaved."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from neo4j import READ_ACCESS, AsyncGraphDatabase, Query

from bench.figure import Figure
from bench.hubs import served
from graph.embedded import running
from graph.engine import Engine, EngineAddress
from graph.statement import Statement
from hub.api.schema import KIND_OF_TYPE, schema
from hub.auth import Caller, Role, issue
from hub.case import check_file
from hub.config import Settings
from hub.development import CASE_NUMBER
from hub.documents import Documents
from hub.door import Door
from hub.keys import load_ring
from hub.policy import Acting
from hub.purpose import Errand, Purpose
from hub.read.asking import Asking
from tests.engines.neo4j_boot import neo4j_server
from tests.graphs import Node, Tie, bring_in

ROUNDS = 2_000
WARM_UP = 500
HOLDERS = 20
QUESTION = """{ subject(by: {source: {system: "made", key: "c0"}}) { id name ... on Company {
    shareholders(first: 20) { edges { share node { id name } } } } } }"""


def subject(work: Path) -> list[Figure]:
    """On both engines."""
    return [*asyncio.run(_embedded(work / "subject")), *asyncio.run(_neo4j(work))]


async def _embedded(data: Path) -> list[Figure]:
    with served(data) as hub:
        address = running(data)
        assert address is not None
        async with await Engine.open(address) as engine:
            await _fill(engine, data)
        return [await _measure("embedded", hub.url, address, data)]


async def _neo4j(work: Path) -> list[Figure]:
    async with neo4j_server(work / "neo4j-subject") as address:
        password = work / "password-subject"
        password.write_text(address.password, encoding="utf-8")
        data = work / "subject-neo4j"
        settings = {
            "HUB_ENGINE_URL": address.url,
            "HUB_ENGINE_USER": address.user,
            "HUB_ENGINE_PASSWORD_FILE": str(password),
        }
        with served(data, **settings) as hub:
            async with await Engine.open(address) as engine:
                await _fill(engine, data)
            return [await _measure("Neo4j 5.26", hub.url, address, data)]


async def _fill(engine: Engine, data: Path) -> None:
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
        statement = _statement(engine, settings)
    database = address.database or "neo4j"
    through_hub: list[float] = []
    served_bare: list[float] = []
    bare: list[float] = []
    with _bare_server(statement, address, database, data) as bare_url:
        hub, server = _Asker(url, settings), _Asker(bare_url, settings)
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


def _statement(engine: Engine, settings: Settings) -> Statement:
    """The very statement that the hub runs for the question, the look at the purpose's case included."""
    caller = Caller(
        role=Role.INVESTIGATOR, agency=None, court="鄂0112", subject="bench", token_id="bench", expires_at=2**31
    )
    asking = Asking(now=datetime.now(UTC), ring=load_ring(settings), viewer=dict)
    operation = Documents(schema(), KIND_OF_TYPE, settings).read(QUESTION, None).operation
    variables = operation.variables({})
    plan = operation.shape(variables).bind(variables, asking).plan
    errand = Errand(purpose=Purpose.ENFORCEMENT, case_number=CASE_NUMBER)
    door = Door(engine, timeout_seconds=10, statements_kept=1)
    acting = Acting(caller=caller, errand=errand)
    file = check_file(acting, asking.present)
    return door.statement(plan, acting, file.roots if file is not None else ())


class _Asker:
    """One kept connection. It writes a request at once and reads to its length: what a client library costs
    beside that (0.3 ms for the standard one) is neither the hub's nor the floor's.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = json.dumps({"query": QUESTION}).encode()
        head = (
            f"POST /graphql HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {issue(settings, 'INVESTIGATOR', court='鄂0112')}\r\n"
            f"X-Purpose: ENFORCEMENT\r\nX-Case-Number: {quote(CASE_NUMBER)}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self._request = head.encode() + body

    def ask(self) -> Any:
        self._socket.sendall(self._request)
        return json.loads(self._answer())

    def _answer(self) -> bytes:
        received = bytearray()
        while (ended := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        (length,) = re.findall(rb"(?i)\r\ncontent-length: (\d+)", received[:ended])
        whole = ended + 4 + int(length)
        while len(received) < whole:
            received += self._more()
        return bytes(received[ended + 4 : whole])

    def _more(self) -> bytes:
        part = self._socket.recv(1 << 16)
        assert part, "the hub closed the connection"
        return part
