"""The fast path, over HTTP, against the stock executor: the same bytes, errors included, on operations made up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import orjson
import pytest
from graphql import DocumentNode, FieldNode
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adapters.formats.rows import Rows
from adapters.loading.loader import LoadSettings, load
from adapters.sample.province import write_province
from graph.engine import Engine
from graph.model.roles import Purpose, Role
from graph.plan import Slice
from hub.answering.documents import Documents
from hub.api.schema import KIND_OF_TYPE, schema
from hub.callers.caller import Agency, Caller
from hub.door.door import Door
from hub.errands.purpose import Errand
from hub.read.asking import present
from hub.read.cursor import Cursors
from hub.read.pages import Page, Wanted
from hub.read.selection import Flattener
from hub.rights.grants import Books
from hub.rights.policy import Acting
from hub.running.development import ensure_development_case
from tests.conftest import ENGINES, Servers, clean
from tests.graphs import CASE, RING
from tests.hub.made_operations import CONTRACT, Known, Made, Variants, fields_of, selections
from tests.hub.serving import Client, served
from tests.hub.stock import Stock

SUBJECTS: Final = 1_000
SELECTIONS: Final = 2  # of each group of root fields, each its own plan of the engine
VARIANTS: Final = 32
NOW: Final = datetime(2035, 1, 4, 3, tzinfo=UTC)  # after whatever a test records
LEAST_ASKED: Final = 2_000
# Of the answers hold a value of the graph. The roots of cases that move, of instructions and of deadlines hold
# none: no delivery brings such a thing.
LEAST_TOLD: Final = 0.4
WIDE: Final = {
    "aliases": 1_000,
    "tokens": 100_000,
    "directives": 1_000,
    "same_field": 1_000,
    "nesting": 150,
    "depth": 100,
    "max_cost": 100_000_000,
    "rate_per_minute": 1_000_000,
    "cost_per_minute": 2**31 - 1,
    "rights_seconds": 3_600,
}
ROOTS: Final = (
    *((name,) for name in fields_of(CONTRACT.query_type)),
    ("subject", "companies"),
    ("subjects", "screen", "viewer"),
    ("nodes", "searchSubjects"),
)
# Whom the field serves, where it does not serve an investigator.
SERVED: Final = {"grant": Role.AUDITOR, "grants": Role.AUDITOR, "statistic": Role.AUDITOR}
ASKED_AS: Final[dict[Role, dict[str, str]]] = {
    Role.INVESTIGATOR: {},
    Role.PARTNER: {"agency": "RAILWAY"},
    Role.AUDITOR: {"purpose": "AUDIT"},
}
KNOWN: Final = """{ companies(first: 60) { edges { cursor node { id name uscc sources { system key }
    shareholders(first: 3) { edges { cursor node { id name sources { system key } } } }
    investments(first: 3) { edges { cursor node { id } } } accounts(first: 2) { edges { cursor node { id
      transfersOut(first: 3) { edges { cursor } } } } } cases(first: 2) { edges { cursor node { id } } } } } } }"""


@dataclass
class Hall:
    """A hub that is served, and the same questions answered by the stock executor."""

    client: Client
    stocks: dict[Role, Stock]
    known: Known

    async def both(self, made: Made, role: Role) -> tuple[bytes, bytes]:
        who = ASKED_AS[role]
        response = await self.client.post(made.text, made.variables, role=role.value, **who)
        return response.content, await self.stocks[role].answer(made.text, made.variables)


@pytest.fixture(scope="module", params=ENGINES)
async def engine(
    request: pytest.FixtureRequest, servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Engine]:
    """An engine that holds a small province."""
    data = tmp_path_factory.mktemp("province")
    async with await Engine.open(await servers.address(request.param)) as engine:
        await clean(engine)
        write_province(data / "rows", scale=SUBJECTS, seed=1)
        await load(
            engine,
            Rows(),
            Rows().open((data / "rows",)),
            source="province",
            data=data,
            key_ring=RING,
            now=lambda: datetime(2026, 7, 1, tzinfo=UTC),
            settings=LoadSettings(),
            on_progress=lambda _: None,
        )
        yield engine


@pytest.fixture
async def hall(engine: Engine, tmp_path: Path) -> AsyncIterator[Hall]:
    async with hall_over(engine, tmp_path) as hall:
        yield hall


@asynccontextmanager
async def hall_over(engine: Engine, data: Path) -> AsyncIterator[Hall]:
    async with served(engine, data, clock=lambda: NOW, **WIDE) as client:
        await ensure_development_case(engine, client.settings, RING)
        assert client.hub is not None
        door = Door(engine, timeout_seconds=60, statements_kept=1_000)
        books = Books(own=door.own_pages, seconds=3_600, present=lambda: present(NOW))
        book = await books.current()
        stocks = {}
        for role, purpose, number, agency in (
            (Role.INVESTIGATOR, Purpose.ENFORCEMENT, CASE, None),
            (Role.PARTNER, Purpose.CREDIT_CHECK, "file 7", Agency.RAILWAY),
            (Role.AUDITOR, Purpose.AUDIT, None, None),
        ):
            caller = Caller(
                role=role,
                agency=agency,
                court="鄂0112",
                subject=f"dev-{role.value.lower()}",
                token_id="",
                expires_at=0,
            )
            acting = Acting(caller=caller, errand=Errand(purpose=purpose, case_number=number), book=book)
            documents = Documents(schema(), KIND_OF_TYPE, client.settings, Cursors.of(RING))
            stocks[role] = Stock(client.hub.service, documents, door, acting)
        found = await client.ask("{ grants { edges { node { id } } } }", role="AUDITOR", purpose="AUDIT")
        grants = [edge["node"]["id"] for edge in found["grants"]["edges"]]
        yield Hall(client, stocks, known(await client.ask(KNOWN), grants))


def known(data: dict[str, Any], grants: list[str]) -> Known:
    """Keys and cursors of what was answered."""
    edges = data["companies"]["edges"]
    nodes = [edge["node"] for edge in edges]
    holders = [edge["node"] for node in nodes for edge in node["shareholders"]["edges"]]
    sources = [source for node in (*nodes, *holders) for source in node["sources"]]
    keys: list[dict[str, Any]] = [{"source": {"system": each["system"], "key": each["key"]}} for each in sources]
    keys += [{"uscc": node["uscc"]} for node in nodes if node["uscc"]]
    keys += [{"id": node["id"]} for node in (*nodes, *holders)]
    rich = [node for node in nodes if len(node["shareholders"]["edges"]) > 1]  # a page of them may have a next one
    keys += [{"id": node["id"]} for node in rich] * (len(keys) // len(rich))
    held = rich[0]
    tied = [held, *(edge["node"] for edge in held["shareholders"]["edges"])]
    cursors: dict[str, list[str]] = {"companies": [edge["cursor"] for edge in edges]}
    ids = [*grants * 20, *(node["id"] for node in (*nodes, *holders, *rich * 20))]
    for node in nodes:
        for name in ("shareholders", "investments", "accounts", "cases"):
            found = node[name]["edges"]
            cursors.setdefault(name, []).extend(edge["cursor"] for edge in found)
            ids += [edge["node"]["id"] for edge in found]
        for edge in node["accounts"]["edges"]:
            found = edge["node"]["transfersOut"]["edges"]
            cursors.setdefault("transfersOut", []).extend(each["cursor"] for each in found)
    assert all(cursors.values()), cursors
    return Known(
        keys=keys,
        tied=[{"id": node["id"]} for node in (*tied, nodes[0])],
        payers=[{"id": node["id"]} for node in nodes if node["accounts"]["edges"]],
        ids=ids,
        sources=[{"system": each["system"], "key": each["key"]} for each in sources],
        names=[node["name"] for node in nodes],
        cursors=cursors,
    )


@dataclass
class Tally:
    asked: int = 0
    answered: int = 0
    told: int = 0
    refused: int = 0
    wrong: list[tuple[Role, Made, bytes, bytes]] = field(default_factory=list)

    def take(self, role: Role, made: Made, fast: bytes, stock: bytes) -> None:
        self.asked += 1
        answer = orjson.loads(fast)
        self.answered += answer.get("data") is not None
        self.refused += "errors" in answer
        self.told += any(values(answer.get("data")))
        if fast != stock:
            self.wrong.append((role, made, fast, stock))


def values(data: Any, key: str = "", depth: int = 0) -> Iterator[bool]:
    """One for each value below a root field, but names of types."""
    if isinstance(data, dict):
        for name, inner in data.items():
            yield from values(inner, name, depth + 1)
    elif isinstance(data, list):
        for inner in data:
            yield from values(inner, key, depth)
    elif data is not None and depth > 1 and data not in CONTRACT.type_map:
        yield True


async def asked(hall: Hall, each: int, variants: int, enough: Callable[[Tally], bool]) -> Tally:
    """What came of so many selections of each group of root fields; no more are asked after `enough`."""
    loop = asyncio.get_running_loop()
    tally = Tally()

    def ask_group(names: Sequence[str]) -> None:
        @given(
            document=selections(names),
            seed=st.integers(0, 2**32),
        )
        @settings(
            max_examples=each,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(document: DocumentNode, seed: int) -> None:
            random = Random(seed)
            role = Role.PARTNER if random.random() < 0.1 else SERVED.get(names[0], Role.INVESTIGATOR)
            for made in Variants(document, hall.known, random).take(variants):
                if enough(tally):
                    return
                fast, stock = asyncio.run_coroutine_threadsafe(hall.both(made, role), loop).result(120)
                tally.take(role, made, fast, stock)

        ask()

    for names in ROOTS:
        await asyncio.to_thread(ask_group, names)
    return tally


@pytest.mark.slow
async def test_both_answer_the_same_bytes(hall: Hall) -> None:
    tally = await asked(hall, SELECTIONS, VARIANTS, lambda tally: bool(tally.wrong))
    if tally.wrong:
        role, made, fast, stock = tally.wrong[0]
        pytest.fail(f"as {role}:\n{made.text}\n{made.variables}\nfast  {fast.decode()}\nstock {stock.decode()}")
    print(
        f"{tally.asked} operations, {tally.answered} with data, {tally.told} with values, {tally.refused} errors"
    )
    assert tally.asked >= LEAST_ASKED
    assert tally.told >= tally.asked * LEAST_TOLD
    assert tally.refused  # errors are compared, too


def by_name(self: Flattener, *given: Any, fields: Any = Flattener.fields) -> dict[str, list[FieldNode]]:
    return {nodes[0].name.value: nodes for nodes in fields(self, *given).values()}


def one_more(wanted: Wanted, rows: list[Any], total: int | None, time: Slice) -> Page:
    return Page(wanted, rows, None if total is None else total + 1, time)


def one_too_many(wanted: Wanted, rows: list[Any], total: int | None, time: Slice) -> Page:
    return Page(Wanted(wanted.first + 1, wanted.after), rows, total, time)


# What might be wrong in the fast path, each put into it: the comparison must find it.
FAULTS: Final[dict[str, tuple[str, Any]]] = {
    "aliases are dropped": ("hub.read.selection.Flattener.fields", by_name),
    "directives are ignored": ("hub.read.selection.Flattener._included", lambda *_: True),
    "every fragment applies": ("hub.read.selection.Flattener._applies", lambda *_: True),
    "nested arguments are lost": ("hub.read.planner.Planner.arguments", lambda *_: {}),
    "variables do not tell shapes apart": ("hub.read.operation.shaping_variables", lambda *_: ()),
    "totals are wrong": ("hub.read.relations.Page", one_more),
    "pages hold one too many": ("hub.read.relations.Page", one_too_many),
    "a node's type is lost": ("hub.read.planner.constant", lambda _: lambda _: None),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_in_the_fast_path_is_found(hall: Hall, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    tally = await asked(hall, SELECTIONS, VARIANTS, lambda tally: bool(tally.wrong))
    assert tally.wrong
