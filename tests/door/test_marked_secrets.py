"""Marked secrets go in by every way there is, and are looked for in everything that comes out or stays.

A hub as an operator runs it: processes of their own, on each engine, everything logged. Besides go words
that are none, by the same ways: if the search does not find those, it would not find a secret either.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from graph import embedded
from graph.engine import Engine, EngineAddress
from graph.statement import Statement
from hub.callers.issuer import issue
from hub.keyring.keys import stored_ring
from hub.settings.config import Settings
from tests.door.marked import Find, found_in, found_under
from tests.engines.neo4j_boot import Neo4jMissing, neo4j_server
from tests.graphs import CASE
from tests.hub.commands.cli import hub
from tests.hub.sockets.speaking import speaking
from tests.leaving_out import leave_out

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
PERSON = "110101199003070011"
OTHER = "420112198503071237"
MISTYPED = "110101199003070012"
PASSPORT = "E87654321"
SEALED = "MARKED-SEALED-TEXT-5521"
FORGED = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJNQVJLRUQtRk9SR0VEIn0.TUFSS0VELVNJR05BVFVSRQ"
SERVICE = "MARKED-KEY-SERVICE-PASSWORD"
# What is no secret and goes the same ways.
NAMED, OPERATION, REJECTED, UNKNOWN = "PLANTED-COMPANY", "PlantedOperation", "PLANTED-REJECT", "plantedField"
SUBJECT = "planted-caller"


@dataclass
class Came:
    """All that came out, by where."""

    out: dict[str, bytes] = field(default_factory=dict)

    def add(self, where: str, content: bytes | str) -> None:
        content = content.encode() if isinstance(content, str) else content
        self.out[where] = self.out.get(where, b"") + content


@dataclass(frozen=True)
class Place:
    """A hub's data folder and environment, and the folder in which its engine keeps things."""

    data: Path
    environment: Mapping[str, str]
    engine: Path
    address: EngineAddress | None  # of an engine that runs by itself


@pytest.fixture
async def place(engine_name: str, tmp_path: Path) -> AsyncIterator[Place]:
    data = tmp_path / "data"
    if engine_name == "embedded":
        yield Place(data, {}, data / "engine", None)
        return
    try:
        async with neo4j_server(tmp_path / "neo4j") as address:
            password = tmp_path / "password"
            password.write_text(address.password)
            environment = {"HUB_ENGINE_URL": address.url, "HUB_ENGINE_PASSWORD_FILE": str(password)}
            yield Place(data, environment, tmp_path / "neo4j", address)
    except Neo4jMissing as missing:
        leave_out(str(missing))


def delivery(folder: Path) -> Path:
    """Good rows and bad ones, with secrets in every member that takes or refuses them."""
    rows: dict[str, list[dict[str, Any]]] = {
        "case": [{"key": "case:1", "caseNumber": CASE, "filedOn": "2026-01-05"}],
        "company": [
            {"key": "c", "name": NAMED + "-" * 80, "address": f"旁边 {OTHER} 室"},
            {"key": "c2", "name": "x" * 201 + PERSON},
            {"key": "c3", "uscc": PERSON, "name": f"住 {PERSON} 室"},
            {"key": "c4", "name": "乙", "status": REJECTED},
            {"key": "c5", "name": "丙", f"no{PERSON}": "x", "other": PERSON},
        ],
        "person": [
            {"key": "p", "name": f"张三 {PERSON}", "citizenId": PERSON, "phone": f"问{OTHER}"},
            {"key": "p2", "name": "李四", "documentType": "PASSPORT", "documentNumber": PASSPORT},
            {"key": "p3", "citizenId": MISTYPED},
            {"key": PERSON, "name": "王五"},
            {"key": "p4", "documentNumber": PASSPORT},
            {"key": "p5", "registryId": f"ID:{OTHER}"},
            {"key": "p6", "birthDate": PERSON},
        ],
        "mediation_text": [
            {"key": "m", "number": "（2026）鄂0112诉前调确3号", "text": f"{SEALED} {PERSON}"},
            {"key": "m2", "number": OTHER, "text": SEALED},
            {"key": "m3", "number": "（2026）鄂0112诉前调确3号", "text": f"{SEALED}\u0000"},
            {"key": "m4", "number": "（2026）鄂0112诉前调确3号", "text": [SEALED]},
        ],
    }
    folder.mkdir()
    for kind, some in rows.items():
        lines = (json.dumps(row, ensure_ascii=False) for row in some)
        (folder / f"{kind}.jsonl").write_text("\n".join([*lines, ""]), encoding="utf-8")
    with (folder / "person.jsonl").open("a") as stream:
        stream.write(f'{{"key": "torn", "citizenId": "{PERSON}\n')
    return folder


@asynccontextmanager
async def running(place: Place, came: Came) -> AsyncIterator[str]:
    """`hub up` in a process of its own, everything logged; its address."""
    environment = {**os.environ, "HUB_DEV": "1", "HUB_PORT": "0", "HUB_LOG_LEVEL": "DEBUG", **place.environment}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub", "up", "--data", str(place.data)),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=(place.data.parent / "stderr").open("wb"),
    )
    try:
        assert child.stdout is not None
        line = await asyncio.wait_for(child.stdout.readline(), START_SECONDS)
        assert line.startswith(b"ready "), line
        yield line.decode().split()[1]
    finally:
        if child.returncode is None:
            child.send_signal(signal.SIGTERM)
        await child.wait()
        came.add("log", (place.data.parent / "stderr").read_bytes())


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Documents and variables that hold a secret where one can stand."""
    look = "query Look($by: SubjectKey!) { subject(by: $by) { id name ... on Person { citizenIdMasked phone } } }"
    yield look, {"by": {"citizenId": PERSON}}
    yield look, {"by": {"document": {"type": "PASSPORT", "number": PASSPORT}}}
    yield look, {"by": {"citizenId": MISTYPED}}
    yield look, {"by": {"id": PERSON}}
    yield look, {"by": {"source": {"system": PERSON, "key": PASSPORT}}}
    yield look, {"by": {"citizenId": PERSON, "uscc": OTHER}}
    yield look, {"by": {"citizenId": [PERSON]}}
    yield look, {"by": PERSON}
    yield look, {"other": PERSON}
    yield f'{{ subject(by: {{citizenId: "{PERSON}"}}) {{ id }} }}', {}
    yield f'{{ subject(by: {{citizenId: "{MISTYPED}"}}) {{ id }} }}', {}
    # Under a name of its own a field is answered by that name, to whoever chose it: here nothing is.
    yield f'{{ a{PERSON}: searchSubjects(text: "{PERSON}") {{ none }} }}', {}
    yield f"query Q{PERSON} {{ viewer {{ role }} }}", {}
    yield f"{{ viewer {{ role }} }} # {PERSON}", {}
    yield f"{{ n{PERSON} }}", {}
    yield f"{{ viewer {{ role(x: {PERSON}) }} }}", {}
    yield f'{{ viewer "{PERSON}', {}
    yield "query ($t: String!) { searchSubjects(text: $t) { edges { node { id } } } }", {"t": OTHER}
    yield "query ($s: [SubjectKey!]!) { screen(subjects: $s) { problem } }", {"s": [{"citizenId": MISTYPED}]}
    yield f"query {OPERATION} {{ viewer {{ role }} }}", {}
    yield f"{{ {UNKNOWN} }}", {}


async def ask(base: str, settings: Settings, came: Came) -> None:
    """Over HTTP and a socket, by body, headers and URL, with tokens good and bad."""
    token = issue(settings, "INVESTIGATOR", court="鄂0112", subject=SUBJECT)
    developer = issue(settings, "DEVELOPER", subject=f"dev {PERSON}")
    good = {"Authorization": f"Bearer {token}", "X-Purpose": "ENFORCEMENT", "X-Case-Number": quote(CASE)}
    partner = issue(settings, "PARTNER", agency="RAILWAY", subject="partner")
    heads: list[dict[str, str]] = [
        good,
        {**good, "Authorization": f"Bearer {developer}", "X-Purpose": "DEVELOPMENT"},
        {**good, "Authorization": f"Bearer {FORGED}"},
        {**good, "Authorization": f"Basic {FORGED}"},
        {**good, "Authorization": f"Bearer {token}x"},
        {**good, "X-Purpose": PERSON},
        {**good, "X-Case-Number": quote(f"（2026）{PERSON}")},
        {**good, "X-Other": PERSON, "Cookie": f"session={FORGED}"},
        {"Authorization": f"Bearer {partner}", "X-Purpose": "CREDIT_CHECK", "X-Case-Number": PERSON},
    ]
    async with httpx.AsyncClient(base_url=base, timeout=60, trust_env=False) as http:
        for place, (query, variables) in enumerate(operations()):
            for headers in heads if place in (0, 9) else heads[:2]:
                body = {"query": query, "variables": variables}
                came.add("answers", (await http.post("/graphql", json=body, headers=headers)).content)
            parameters = {"query": query, "variables": json.dumps(variables)}
            came.add("answers", (await http.get("/graphql", params=parameters, headers=good)).content)
        for body in (f'{{"query": "{PERSON}', f'{{"query": "{{x}}", "query": "{PERSON}"}}', PERSON):
            sent = {**good, "Content-Type": "application/json"}
            came.add("answers", (await http.post("/graphql", content=body.encode(), headers=sent)).content)
        for path in (f"/{PERSON}", f"/graphql/{FORGED}", f"/healthz?token={FORGED}", f"/?{PERSON}"):
            came.add("answers", (await http.get(path, headers=good)).content)
        await listen(base, heads, came)
        came.add("metrics", (await http.get("/metrics")).content)


async def listen(base: str, heads: list[dict[str, str]], came: Came) -> None:
    for headers in heads:
        async with speaking(base) as speaker:
            await speaker.say({"type": "connection_init", "payload": headers})
            try:
                came.add("socket", json.dumps(await speaker.hear()))
                for place, (query, variables) in enumerate(operations()):
                    await speaker.subscribe(f"o{place}", query, variables=variables)
                    while True:
                        heard = await speaker.hear()
                        came.add("socket", json.dumps(heard, ensure_ascii=False))
                        if heard["type"] in ("complete", "error"):
                            break
                await speaker.say(f'{{"id": "{PERSON}", "type": "{FORGED}"}}')
                came.add("socket", repr(await speaker.closed()))
            except Exception as closed:  # how a refused connection ends is another test's
                came.add("socket", str(closed))


def command(place: Place, came: Came, *words: str, **environment: str) -> None:
    ended = hub(place.data, *words, **{**place.environment, "HUB_LOG_LEVEL": "DEBUG", **environment})
    came.add("commands", ended.out + ended.err)


async def look_into(place: Place, came: Came) -> None:
    """All that the graph holds, as the engine tells it: Neo4j packs short texts so that a search misses them."""
    address = place.address or embedded.running(place.data)
    assert address is not None
    async with await Engine.open(address) as engine:
        for pattern in ("MATCH (n) RETURN properties(n)", "MATCH ()-[n]->() RETURN type(n), properties(n)"):
            came.add("graph", repr(await engine.read(Statement(text=pattern, name="all"))))


def secrets_of(place: Place, tokens: list[str]) -> dict[str, str | bytes]:
    ring = stored_ring(Settings(data=place.data))
    found: dict[str, str | bytes] = {
        "a citizen id": PERSON,
        "another's": OTHER,
        "a mistyped one": MISTYPED,
        "a passport": PASSPORT,
        "a sealed text": SEALED,
        "a forged token": FORGED,
        "a password in a command": SERVICE,
    }
    if place.address is not None:
        found["the engine's password"] = place.address.password
    found |= {f"token {number}": token for number, token in enumerate(tokens)}
    found |= {f"key {name}": key for name, key in {**ring.match_keys, **ring.sealing_keys}.items()}
    for path in (place.data / "keys").iterdir():
        if path.suffix in (".key", ".pem"):
            text = path.read_bytes()
            found[path.name] = b"".join(text.splitlines()[1:-1]) if text.startswith(b"--") else text.strip()
    return found


@pytest.mark.slow
async def test_no_secret_comes_out_or_stays(place: Place, tmp_path: Path) -> None:
    came = Came()
    rows = delivery(tmp_path / "delivery")
    settings = Settings(data=place.data, dev=True)
    command(place, came, "load", "rows", str(rows), "--source", "market")
    command(place, came, "load", "rows", str(rows), "--source", PERSON)
    command(place, came, "load", PERSON, str(rows))
    async with running(place, came) as base:
        await ask(base, settings, came)
        command(place, came, "unmerge", "market", PERSON, "--reason", f"不是 {OTHER}")
        command(place, came, "unmerge", "market", "c", "--reason", f"token {FORGED}")
        command(place, came, "audit", "report", PERSON)
        command(place, came, "token", "--role", PERSON)
        command(place, came, "keys", "rotate")
        command(place, came, "keys", "status")
        command(place, came, "keys", "retire", PERSON)
        command(place, came, "doctor")
        await look_into(place, came)
        came.add("commands", hub(place.data, "doctor", HUB_KEYS_COMMAND=f"/no/such --password {SERVICE}").err)
        failing = f"sh -c 'echo {SERVICE} >&2; echo {SERVICE}; exit 3'"
        came.add("commands", hub(place.data, "keys", "status", HUB_KEYS_COMMAND=failing).err)
        came.add("commands", hub(place.data, "up", HUB_ENGINE_URL=f"http://neo4j:{SERVICE}@x").err)
    tokens = [issue(settings, "INVESTIGATOR", subject=SUBJECT)]
    secrets = secrets_of(place, tokens)
    finds: list[Find] = []
    for where, content in came.out.items():
        finds += found_in(secrets, content, where)
    finds += found_under(secrets, place.data, besides=[place.data / "keys", place.data / "engine" / "config"])
    if not place.engine.is_relative_to(place.data):
        finds += found_under(secrets, place.engine)
    assert not finds, "\n".join(map(repr, finds))
    controls(place, came)


def controls(place: Place, came: Came) -> None:
    """The same search finds what is no secret and went the same ways."""
    for where, planted in (
        ("answers", UNKNOWN),
        ("answers", "INVESTIGATOR"),
        ("socket", UNKNOWN),
        ("commands", "loaded rows"),
        ("metrics", "hub_requests"),
        ("log", "request refused"),
        ("graph", NAMED),
    ):
        assert list(found_in({"planted": planted}, came.out[where], where)), (where, planted)
    assert list(found_under({"planted": OPERATION}, place.data / "record"))
    assert list(found_under({"planted": SUBJECT}, place.data / "record"))
    assert list(found_under({"planted": REJECTED}, place.data / "rejects"))
    assert list(found_under({"planted": NAMED}, place.engine)), (
        "the engine keeps texts in a form that is not found"
    )


def test_control_every_form_of_a_secret_is_found(tmp_path: Path) -> None:
    from tests.door.marked import forms

    for form, written in forms("秘密 1/2").items():
        (tmp_path / "deep").mkdir(exist_ok=True)
        (tmp_path / "deep" / "file").write_bytes(b"x" * 5000 + written + b"y")
        assert form in {find.form for find in found_under({"s": "秘密 1/2"}, tmp_path)}, form
        assert not list(found_under({"s": "秘密 1/2"}, tmp_path, besides=[tmp_path / "deep"]))
    (tmp_path / f"named {PERSON}").write_text("")
    assert list(found_under({"s": PERSON}, tmp_path))
