"""The same random batches and the same questions on both engines: the answers must be the same."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from adapters.loading.summary import Outcome
from graph.engine import Engine
from graph.founding import create_schema
from hub.api.schema import KIND_OF_TYPE, schema
from hub.auth import Agency, Caller, Role
from hub.config import Settings
from hub.documents import Documents
from hub.door import Door
from hub.policy import Acting
from hub.purpose import Errand, Purpose
from hub.read.asking import Asking
from tests.conftest import ENGINES, Servers, clean
from tests.graphs import CASE, RING, Node, Tie, bring_in

ROUNDS = 6
BATCHES = 3
SYSTEMS = ("court", "market", "bank")
CODES = ("91110000600037341L", "91420100MA4KABCDX1", "91420281MA4K0X1A0R")
NAMES = ("长江实业有限公司", "长江", "北京长江", "黄河有限责任公司", "黄河有限公司", "Yangtze Ltd", "张三", "李四")
DAYS = (None, "2019-01-01", "2020-06-15", "2024-02-29", "2026-07-01")

QUESTIONS = (
    """query ($by: SubjectKey!, $asOf: Date, $knownAt: DateTime) {
       subject(by: $by, asOf: $asOf, knownAt: $knownAt) { name kind aliases
         sources { system key grade recordedAt } standing { underMeasure since measures { code until } }
         investments(first: 100) { totalCount edges { share validFrom validTo grade source { system }
            otherStatements { share grade } node { name } } }
         ... on Company { uscc status registeredCapital shareholders(first: 100) { totalCount edges { share grade
            otherStatements { share } node { name kind ... on Company { legalRepresentatives(first: 100) {
              edges { validFrom node { name } } } } } } } cases { edges { partyRole node { caseNumber } } } }
         ... on Person { birthDate legalRepresentativeOf { totalCount edges { node { name } } } } } }""",
    """query ($by: SubjectKey!, $asOf: Date, $knownAt: DateTime) {
         network(of: $by, asOf: $asOf, knownAt: $knownAt, first: 500) { truncated nodes { name kind }
           links { relation share validFrom validTo } } }""",
    """{ companies(first: 500) { totalCount edges { node { name uscc status } } } }""",
    """{ a: searchSubjects(text: "长江", first: 500) { totalCount edges { node { name kind } } }
         b: searchSubjects(text: "黄河有限公司", first: 500) { totalCount edges { node { name } } }
         c: searchSubjects(text: "YANG", first: 500) { totalCount edges { node { name } } }
         d: searchSubjects(text: "江", kinds: [PERSON], first: 500) { totalCount edges { node { name } } } }""",
    """query ($by: SubjectKey!) { screen(subjects: [$by, {uscc: "91110000600037341L"}, {id: "x"}],
         measure: "JP-701") {
         underMeasure since caseNumber court measures { code since until } problem } }""",
)


@dataclass
class Both:
    engines: dict[str, Engine]
    folders: dict[str, Path]


@pytest.fixture
async def both(servers: Servers, tmp_path: Path) -> AsyncIterator[Both]:
    async with AsyncExitStack() as stack:
        engines = {}
        for name in ENGINES:
            engine = await stack.enter_async_context(await Engine.open(await servers.address(name)))
            await clean(engine)
            await create_schema(engine)
            engines[name] = engine
        yield Both(engines, {name: tmp_path / name for name in ENGINES})


def random_rows(random: Random) -> list[Node | Tie]:
    """Rows of one delivery: a few keys met again and again, so that facts change, merge and contradict."""

    def meta() -> FactMeta:
        first, last = random.choice(DAYS), random.choice(DAYS)
        if first is not None and last is not None and first >= last:
            last = None
        return FactMeta(
            valid_from=first,
            valid_to=last,
            grade=random.choice("ABCD"),
            access=random.choice((None, None, "PUBLIC", "PARTNER", "SEALED")),
        )

    companies, people = [f"c{n}" for n in range(5)], [f"p{n}" for n in range(4)]
    rows: list[Node | Tie] = []
    for key in companies:
        values: dict[str, object] = {"name": random.choice(NAMES), "status": random.choice(("ACTIVE", "REVOKED"))}
        if random.random() < 0.5:
            values["uscc"] = random.choice(CODES)
        if random.random() < 0.5:
            values["registeredCapital"] = f"{random.randrange(10**6)}.50"
        rows.append(Node("COMPANY", key, values, meta=meta()))
    for key in people:
        values = {"name": random.choice(NAMES)}
        if random.random() < 0.5:
            values["birthDate"] = random.choice(("1980-01-01", "1990-02-02"))
        rows.append(Node("PERSON", key, values, meta=meta()))
    rows.append(Node("CASE", "k", {"caseNumber": "（2026）鄂0112执9号"}))
    order = {
        "order": "CONSUMPTION",
        "caseNumber": "（2026）鄂0112执9号",
        "courtName": "院",
        "measures": ["JP-701"],
    }
    lifted = {"liftedOn": "2026-07-01"} if random.random() < 0.3 else {}
    rows.append(Node("RESTRICTION", "r", {**order, "servedOn": "2026-01-01", **lifted}))
    ties: dict[tuple[str, str, str], Tie] = {}
    for _ in range(14):
        holder, held = random.choice(companies + people), random.choice(companies)
        share = {"share": random.choice((0.1, 0.25, 0.5, 1))} if random.random() < 0.9 else {}
        ties["S", holder, held] = Tie("SHAREHOLDER_OF", holder, held, share, meta=meta())
    for _ in range(4):
        person, company = random.choice(people), random.choice(companies)
        ties["L", person, company] = Tie("LEGAL_REP_OF", person, company, meta=meta())
    target = random.choice(companies + people)
    ties["T", "r", target] = Tie("TARGETS", "r", target, {"basisRole": "DEBTOR"})
    ties["P", target, "k"] = Tie("PARTY_TO", target, "k", {"partyRole": "JUDGMENT_DEBTOR"})
    return [*rows, *ties.values()]


async def answer(engine: Engine, question: str, variables: dict[str, Any], role: Role, now: datetime) -> Any:
    caller = Caller(role=role, agency=Agency.RAILWAY, court="鄂", subject="s", token_id="t", expires_at=2**31)
    purpose = Purpose.CREDIT_CHECK if role is Role.PARTNER else Purpose.ENFORCEMENT
    acting = Acting(caller=caller, errand=Errand(purpose=purpose, case_number=CASE))
    operation = Documents(schema(), KIND_OF_TYPE, Settings()).read(question, None).operation
    asking = Asking(now=now, ring=RING, viewer=dict)
    given = operation.variables(variables)
    rounds = operation.shape(given).bind(given, asking)
    door = Door(engine, timeout_seconds=30, statements_kept=100)
    while rounds.open:
        rounds.take(await door.ask(rounds.plan, acting))
    return comparable(rounds.data({}))


def comparable(value: Any) -> Any:
    """Ids are random, and among equals order follows them: lists are compared as sets of what they hold."""
    if isinstance(value, dict):
        return {name: comparable(inner) for name, inner in value.items() if name not in ("id", "cursor", "asAt")}
    if isinstance(value, list):
        return sorted((comparable(inner) for inner in value), key=lambda inner: json.dumps(inner, sort_keys=True))
    return value


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_the_same_batches_give_the_same_answers(both: Both, seed: int) -> None:
    random = Random(seed)
    start = datetime(2026, 8, 1, tzinfo=UTC)
    for number in range(BATCHES):
        rows, system = random_rows(random), random.choice(SYSTEMS)
        counts = {}
        for name, engine in both.engines.items():
            summary = await bring_in(
                engine, both.folders[name], rows, source=system, now=start + timedelta(days=number)
            )
            counts[name] = [summary.total(outcome) for outcome in Outcome]
        assert counts["embedded"] == counts["neo4j"]
    now = start + timedelta(days=10)
    keys = [
        {"source": {"system": system, "key": key}} for system in SYSTEMS for key in ("c0", "c1", "c2", "p0", "p1")
    ]
    asked = 0
    for question in QUESTIONS:
        for by in keys if "$by" in question else [None]:
            day = random.choice(DAYS)
            known = random.choice((None, "2026-08-01T12:00:00Z", "2026-08-02T12:00:00Z"))
            variables = {} if by is None else {"by": by, "asOf": day, "knownAt": known}
            role = random.choice((Role.INVESTIGATOR, Role.PARTNER))
            found = {
                name: await answer(engine, question, variables, role, now) for name, engine in both.engines.items()
            }
            assert found["embedded"] == found["neo4j"], (question, variables, role)
            asked += 1
    assert asked > len(QUESTIONS)
