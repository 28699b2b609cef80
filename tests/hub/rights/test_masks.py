"""Facts seen in part: a grant that names fields opens these and nothing that would tell of the others."""

from __future__ import annotations

import base64
import itertools
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.cypher.node import OPENED
from graph.cypher.rows import NODE_STATEMENTS
from graph.engine import Engine
from graph.model.roles import Purpose, Role
from graph.plan import Page, Plan, Select
from hub.callers.caller import Agency, Caller
from hub.callers.issuer import issue
from hub.door.door import Door
from hub.errands.purpose import Errand
from hub.read.asking import present
from hub.rights.grants import Book, Grant
from hub.rights.policy import Acting
from tests.graphs import USCC, Node, Tie, bring_in
from tests.hub.serving import Client, served

HEADERS = {"X-Purpose": "CREDIT_CHECK", "X-Case-Number": "F-1"}
NAMES = ["COMPANY.name", "COMPANY.aliases"]
SHARES = [*NAMES, "COMPANY.status", "SHAREHOLDER_OF.share", "PERSON.name"]

COMPANY = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) { name masked
  sources { system key document hash }
  ... on Company { uscc status registeredCapital
    shareholders { totalCount edges { share paidIn masked source { key document hash } node { name masked } } }
    guarantors { totalCount } } } }"""


CURSORS = """query ($key: String!, $after: String) { subject(by: {source: {system: "made", key: $key}}) {
  ... on Company { shareholders(after: $after) { pageInfo { endCursor } edges { cursor source { key } } } } } }"""


def graph() -> list[Node | Tie]:
    return [
        Node(
            "COMPANY", "c", {"name": "汉江公司", "uscc": USCC, "status": "ACTIVE", "registeredCapital": "5000.00"}
        ),
        Node("COMPANY", "d", {"name": "长江公司", "status": "ACTIVE"}),
        Node("PERSON", "p", {"name": "张三", "birthDate": "1980-01-02"}),
        Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.5, "paidIn": "70.00"}),
        Tie("GUARANTOR_OF", "p", "c", {"amount": "9.00"}),
    ]


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    await bring_in(engine, tmp_path, graph())
    async with served(engine, tmp_path, rights_seconds=0) as client:
        yield client


async def granted(engine: Engine, data: Path, *fields: str, key: str = "g", **more: object) -> None:
    grant = {"agency": "HRSS", "classes": ["INTERNAL"], "legalBasis": "合作备忘录", "fields": [*fields], **more}
    await bring_in(engine, data, [Node("GRANT", key, grant)], source=f"rights-{key}")


async def ask(client: Client, query: str, **variables: object) -> Any:
    token = issue(client.settings, "PARTNER", agency="HRSS", subject="somebody")
    headers = {"Authorization": f"Bearer {token}", **HEADERS}
    response = await client.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert "errors" not in response.json(), response.text
    return response.json()["data"]


async def test_named_fields_are_told_and_the_others_are_said_to_be_masked(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    assert (await ask(client, COMPANY, key="c"))["subject"] is None
    await granted(engine, tmp_path, *SHARES)
    found = (await ask(client, COMPANY, key="c"))["subject"]
    assert (found["name"], found["status"]) == ("汉江公司", "ACTIVE")
    assert (found["uscc"], found["registeredCapital"]) == (None, None)
    assert {"uscc", "registeredCapital", "address"} <= set(found["masked"])
    assert not {"name", "aliases", "status"} & set(found["masked"])
    # A digest of all that is said could be tried out until it fits.
    # And a source may have made its key of a number.
    closed = {"key": None, "document": None, "hash": None}
    assert found["sources"] == [{"system": "made", **closed}]
    assert found["guarantors"] == {"totalCount": 0}
    (edge,) = found["shareholders"]["edges"]
    assert found["shareholders"]["totalCount"] == 1
    assert (edge["share"], edge["paidIn"], edge["source"]) == (0.5, None, closed)
    assert "paidIn" in edge["masked"] and "share" not in edge["masked"]
    assert edge["node"]["name"] == "张三" and "birthDate" in edge["node"]["masked"]


async def test_no_cursor_tells_a_key_that_is_closed(client: Client, engine: Engine, tmp_path: Path) -> None:
    """Holdings are told apart by their source's key, which stands in where a page ended."""
    await granted(engine, tmp_path, *SHARES)
    found = await ask(client, CURSORS, key="c")
    [edge] = found["subject"]["shareholders"]["edges"]
    assert edge["source"]["key"] is None
    for text in (edge["cursor"], found["subject"]["shareholders"]["pageInfo"]["endCursor"]):
        assert b"made" not in base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    assert (await ask(client, CURSORS, key="c", after=edge["cursor"]))["subject"]["shareholders"]["edges"] == []


async def test_what_is_masked_is_told_whether_it_holds_anything_or_not(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await granted(engine, tmp_path, *NAMES)
    query = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) {
      kind masked ... on Company { uscc status registeredCapital shareholders { totalCount } } } }"""
    assert await ask(client, query, key="c") == await ask(client, query, key="d")


async def test_an_edge_needs_its_far_end(client: Client, engine: Engine, tmp_path: Path) -> None:
    await granted(engine, tmp_path, *NAMES, "SHAREHOLDER_OF")
    assert (await ask(client, COMPANY, key="c"))["subject"]["shareholders"] == {"totalCount": 0, "edges": []}


async def test_nothing_is_found_by_a_masked_field(client: Client, engine: Engine, tmp_path: Path) -> None:
    by_code = "query ($code: String!) { subject(by: {uscc: $code}) { name } }"
    search = "query ($text: String!) { searchSubjects(text: $text) { totalCount edges { node { name } } } }"

    async def found() -> tuple[Any, int, int]:
        code = (await ask(client, by_code, code=USCC))["subject"]
        hits = [(await ask(client, search, text=text))["searchSubjects"]["totalCount"] for text in (USCC, "汉江")]
        return code, hits[0], hits[1]

    await granted(engine, tmp_path, "COMPANY.status")
    assert await found() == (None, 0, 0)
    # A former name would be found, and shown, by the same keys as the name.
    await granted(engine, tmp_path, "COMPANY.name")
    assert await found() == (None, 0, 0)
    await granted(engine, tmp_path, *NAMES)
    assert await found() == (None, 0, 1)
    await granted(engine, tmp_path, *NAMES, "COMPANY.uscc")
    assert await found() == ({"name": "汉江公司"}, 1, 1)


async def test_pages_hold_what_is_seen_in_part(client: Client, engine: Engine, tmp_path: Path) -> None:
    query = "{ companies { totalCount edges { node { name uscc } } } }"
    assert (await ask(client, query))["companies"]["totalCount"] == 0
    await granted(engine, tmp_path, "COMPANY.name")
    page = (await ask(client, query))["companies"]
    assert sorted(edge["node"]["name"] for edge in page["edges"]) == ["汉江公司", "长江公司"]
    assert page["totalCount"] == 2 and {edge["node"]["uscc"] for edge in page["edges"]} == {None}


async def test_order_does_not_tell_a_masked_share(client: Client, engine: Engine, tmp_path: Path) -> None:
    holders = [
        row
        for place, share in enumerate((0.1, 0.3, 0.2))
        for row in (
            Node("PERSON", f"h{place}", {"name": f"股东{place}"}),
            Tie("SHAREHOLDER_OF", f"h{place}", "d", {"share": share}),
        )
    ]
    await bring_in(engine, tmp_path, [*graph(), *holders])
    query = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) { ... on Company {
      shareholders { edges { cursor share node { id name } } } } } }"""

    async def order() -> list[tuple[str, str]]:
        edges = (await ask(client, query, key="d"))["subject"]["shareholders"]["edges"]
        return [(edge["node"]["id"], edge["node"]["name"]) for edge in edges]

    await granted(engine, tmp_path, *NAMES, "PERSON.name", "SHAREHOLDER_OF.paidIn")
    masked = await order()
    assert masked == sorted(masked)  # by id, as holdings without a share
    await granted(engine, tmp_path, *NAMES, "PERSON.name", "SHAREHOLDER_OF.share")
    assert [name for _, name in await order()] == ["股东1", "股东2", "股东0"]


async def test_an_order_seen_in_part_is_no_measure_in_force(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """Its lift may be what is masked: whoever sees an order in part must not be told that it is in force."""
    order = {
        "order": "CONSUMPTION",
        "caseNumber": "（2026）鄂9004执9号",
        "courtName": "仙桃市人民法院",
        "measures": ["JP-701"],
        "servedOn": "2026-03-02",
        "liftedOn": "2026-03-05",
    }
    lifted = FactMeta(access="INTERNAL")
    await bring_in(
        engine,
        tmp_path,
        [
            *graph(),
            Node("RESTRICTION", "r", order, meta=lifted),
            Tie("TARGETS", "r", "c", {"basisRole": "DEBTOR"}, meta=lifted),
        ],
    )
    await granted(
        engine, tmp_path, *NAMES, "RESTRICTION.measures", "RESTRICTION.servedOn", "TARGETS", measures=["JP-701"]
    )
    query = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) {
      name standing { underMeasure measures { code } } } }"""
    standing = (await ask(client, query, key="c"))["subject"]["standing"]
    assert standing == {"underMeasure": False, "measures": []}
    screen = 'query ($code: String!) { screen(subjects: [{uscc: $code}], measure: "JP-701") { underMeasure } }'
    assert (await ask(client, screen, code=USCC))["screen"] == [{"underMeasure": False}]


KEYS = ("name", "uscc", "status", "address")
CLASSES = ("PUBLIC", "PARTNER", "INTERNAL", "SEALED")
COURTS = ("鄂0112", "鄂0104", "鄂9004")
FILES = {court: f"（2026）{court}执1号" for court in COURTS}
CALLER = Caller(role=Role.PARTNER, agency=Agency.HRSS, court=None, subject="s", token_id="t", expires_at=2**31)


def firms(chance: random.Random) -> list[tuple[Node, str, str | None]]:
    made = []
    for number in range(24):
        access, court = chance.choice(CLASSES), chance.choice((None, *COURTS))
        values = {"name": f"公司{number}", "status": "ACTIVE", "address": f"路{number}号"}
        told = {name: value for name, value in values.items() if name == "name" or chance.random() < 0.7}
        meta = FactMeta(access=access, case_file=FILES[court] if court else None)
        made.append((Node("COMPANY", f"f{number}", told, meta=meta), access, court))
    return made


def grants(chance: random.Random) -> tuple[Grant, ...]:
    def one() -> Grant:
        places = chance.choice(("everywhere", "courts", "files"))
        some = tuple(chance.sample(COURTS, 2))
        return Grant(
            agency="HRSS",
            classes=tuple(chance.sample(CLASSES, 2)),
            courts=some if places == "courts" else (),
            files=tuple(FILES[court] for court in some) if places == "files" else (),
            fields=tuple(f"COMPANY.{name}" for name in chance.sample(KEYS, chance.randrange(3))),
        )

    return tuple(one() for _ in range(chance.randrange(1, 5)))


def expected(rows: list[tuple[Node, str, str | None]], book: tuple[Grant, ...]) -> list[dict[str, Any]]:
    """What each firm shows, by another road: which grants open the fact, and what these tell together."""
    shown = []
    for node, access, court in rows:
        whole = access in ("PUBLIC", "PARTNER")  # the role's own
        fields: set[str] = set()
        for grant in book:
            if access not in grant.classes:
                continue
            if grant.files:
                reached = court is not None and FILES[court] in grant.files
            elif grant.courts:
                reached = court in grant.courts if court else access != "SEALED"
            else:
                reached = True
            if reached and not grant.fields:
                whole = True
            elif reached:
                fields |= {name.partition(".")[2] for name in grant.fields}
        if whole or fields:
            shown.append({name: node.values.get(name) if whole or name in fields else None for name in KEYS})
    return sorted(shown, key=str)


@pytest.mark.slow
async def test_any_grants_show_what_they_open_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    chance = random.Random(7)
    rows = firms(chance)
    await bring_in(engine, tmp_path, [node for node, _, _ in rows])
    door = Door(engine, timeout_seconds=10, statements_kept=100)
    time = present(datetime.now(UTC))
    plan = Plan(
        roots=(Page(kind="COMPANY", first=100, after="", time=time, node=Select(properties=(*KEYS, OPENED))),)
    )
    partly = 0
    for _ in range(60):
        book = Book(grants=grants(chance))
        acting = Acting(caller=CALLER, errand=Errand(purpose=Purpose.CREDIT_CHECK, case_number="F"), book=book)
        [(found, _)] = await door.ask(plan, acting)
        statements = list(itertools.chain.from_iterable(node[NODE_STATEMENTS] for _, node in found))
        shown = [dict(zip(KEYS, statement[4:], strict=False)) for statement in statements]
        assert sorted(shown, key=str) == expected(rows, book.grants)
        partly += sum(statement[-1] is not None for statement in statements)
    assert partly > 100
