"""Every connection of random graphs, paged on both engines: no edge is lost, shown twice or out of order.

Asked as of days and instants at which some facts do not hold, by roles that may not see all of them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type
from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st

from graph.model import MODEL
from graph.model.roles import Role
from graph.statement import Statement
from hub.api.names import ENDS, TYPES
from hub.api.types import OBJECTS
from hub.read.fields import Edge
from tests.conftest import Servers
from tests.hub.random_graphs import DAYS, RELATIONS, delivery
from tests.hub.two_engines import (
    Asker,
    Both,
    Cursor,
    Ties,
    both_engines,
    by_hit,
    by_nothing,
    by_order,
    comparable,
    cursor_of,
)

START = datetime(2026, 8, 1, tzinfo=UTC)
NOW = START + timedelta(days=10)
KNOWN = (None, None, None, "2026-08-01T12:00:00Z", "2026-08-02T12:00:00Z")
ROLES = (Role.INVESTIGATOR,) * 4 + (Role.PARTNER, Role.MEDIATOR)
ALL = 500
PAGES_MAX = 200
RECORDS = 10
SLOW = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
RANDOM = st.randoms(use_true_random=True)
BATCHES = 3


@dataclass(frozen=True)
class Connection:
    """A connection by the question that asks for it: where it stands in the answer, what ties in its order."""

    question: str
    path: tuple[str, ...]
    ties: Ties


INFO = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
FACT = "validFrom validTo grade recordedAt source { system key document }"
SUBJECT = "id name kind sources { system key grade recordedAt }"
COMPANIES = Connection(
    f"""query ($first: Int, $after: String) {{
        companies(first: $first, after: $after) {{ {INFO} edges {{ cursor node {{ {SUBJECT} }} }} }} }}""",
    ("companies",),
    by_nothing,
)
SEARCH = Connection(
    f"""query ($text: String!, $kinds: [SubjectKind!], $first: Int, $after: String) {{
        searchSubjects(text: $text, kinds: $kinds, first: $first, after: $after) {{
            {INFO} edges {{ cursor node {{ {SUBJECT} }} }} }} }}""",
    ("searchSubjects",),
    by_hit,
)


@cache
def connections(kind: str) -> tuple[Connection, ...]:
    """All connections of a kind of node whose relations the random graphs have."""
    fields = OBJECTS[kind].fields
    found = {
        name: get_named_type(field.type)
        for name, field in fields.items()
        if isinstance(reads := field.extensions.get("reads"), Edge) and reads.relation.name in RELATIONS
    }
    return tuple(_connection(kind, name, type_) for name, type_ in found.items())


def _connection(kind: str, name: str, type_: Any) -> Connection:
    edge = get_named_type(type_.fields["edges"].type)
    assert isinstance(edge, GraphQLObjectType)
    fact = f"{FACT} share" if "share" in edge.fields else FACT
    far = _far(get_named_type(edge.fields["node"].type).name)
    below = f"""... on {TYPES[kind]} {{ {name}(first: $first, after: $after) {{ {INFO}
        edges {{ cursor {fact} otherStatements {{ {fact} }} node {{ {far} }} }} }} }}"""
    if MODEL.nodes[kind].subject:
        question = f"""query ($by: SubjectKey!, $asOf: Date, $knownAt: DateTime, $first: Int, $after: String) {{
            subject(by: $by, asOf: $asOf, knownAt: $knownAt) {{ {below} }} }}"""
        return Connection(question, ("subject", name), by_order)
    question = f"query ($id: ID!, $first: Int, $after: String) {{ node(id: $id) {{ {below} }} }}"
    return Connection(question, ("node", name), by_order)


def _far(type_name: str) -> str:
    if type_name == "Node":
        others = (name for kind, name in TYPES.items() if not MODEL.nodes[kind].subject)
        told = " ".join(f"... on {name} {{ sources {{ system key }} }}" for name in others)
        return f"id ... on Subject {{ sources {{ system key }} }} {told}"
    return "id sources { system key grade recordedAt }"


@pytest.fixture
async def both(servers: Servers, tmp_path: Path) -> AsyncIterator[Both]:
    async with both_engines(servers, tmp_path) as both:
        yield both


async def load(both: Both, random: Random) -> None:
    await both.clean()
    for day in range(BATCHES):
        source, rows = delivery(random)
        await both.bring_in(rows, source, START + timedelta(days=day))


def sizes(random: Random) -> list[int]:
    """Of pages, one after another, over and over."""
    return random.choices(range(1, 5), k=3)


async def page(
    asker: Asker, connection: Connection, variables: dict[str, Any], role: Role
) -> dict[str, Any] | None:
    """The connection; None where what it hangs on is not there for the caller."""
    found: Any = await asker.ask(connection.question, variables, role, NOW)
    for name in connection.path:
        found = found.get(name) if found is not None else None
    return found


async def paged(
    asker: Asker, connection: Connection, variables: dict[str, Any], role: Role, firsts: list[int]
) -> list[dict[str, Any]]:
    """All edges, by pages of these sizes in turn; what each page says of itself is checked on the way."""
    edges: list[dict[str, Any]] = []
    after = None
    for number in range(PAGES_MAX):
        first = firsts[number % len(firsts)]
        found = await page(asker, connection, {**variables, "first": first, "after": after}, role)
        assert found is not None
        info, some = found["pageInfo"], found["edges"]
        assert len(some) == first or not info["hasNextPage"]
        assert info["hasPreviousPage"] is (number > 0)
        assert [info["startCursor"], info["endCursor"]] == (
            [some[0]["cursor"], some[-1]["cursor"]] if some else [None, None]
        )
        edges += some
        if not info["hasNextPage"]:
            assert found["totalCount"] == len(edges)
            return edges
        after = info["endCursor"]
    raise AssertionError(f"more than {PAGES_MAX} pages")


def ascends(one: Cursor, other: Cursor, connection: Connection) -> bool:
    """Whether the second cursor stands after the first in its connection's order, by what they hold."""
    if connection.ties is by_order:
        value, *rest = one
        other_value, *other_rest = other
        return bool(value > other_value or (value == other_value and rest < other_rest))
    return one < other


async def check(
    both: Both, connection: Connection, variables: dict[str, dict[str, Any]], role: Role, firsts: list[int]
) -> int:
    """Whole and paged on both engines; how many edges there are. `variables` by engine."""
    wholes: dict[str, dict[str, Any] | None] = {}
    for name, asker in both.askers.items():
        given = variables[name]
        wholes[name] = whole = await page(asker, connection, {**given, "first": ALL}, role)
        if whole is not None:
            assert whole["edges"] == await paged(asker, connection, given, role, firsts), (connection, given)
            cursors = [cursor_of(edge) for edge in whole["edges"]]
            assert all(ascends(one, other, connection) for one, other in pairwise(cursors)), cursors
    embedded, neo4j = (
        None if whole is None else comparable({"edges": whole["edges"]}, connection.ties)
        for whole in (wholes["embedded"], wholes["neo4j"])
    )
    assert embedded == neo4j, (connection, variables, role)
    whole = wholes["embedded"]
    return 0 if whole is None else len(whole["edges"])


@pytest.mark.slow
@SLOW
@given(random=RANDOM)
async def test_pages_of_relations_hold_each_edge_once_and_in_order(both: Both, random: Random) -> None:
    await load(both, random)
    records = {name: await _records(asker) for name, asker in both.askers.items()}
    known = sorted(records["embedded"])
    assert known == sorted(records["neo4j"])
    edges = 0
    for rk in random.sample(known, RECORDS):
        kind = records["embedded"][rk][1]
        system, _, key = rk.partition("|")
        role, firsts = random.choice(ROLES), sizes(random)
        time = {"asOf": random.choice((None, None, *DAYS)), "knownAt": random.choice(KNOWN)}
        for connection in connections(kind):
            variables = {
                name: {"by": {"source": {"system": system, "key": key}}, **time}
                if connection.path[0] == "subject"
                else {"id": found[rk][0]}
                for name, found in records.items()
            }
            edges += await check(both, connection, variables, role, firsts)
    target(float(edges))


async def _records(asker: Asker) -> dict[str, tuple[str, str]]:
    """Id and kind by rk."""
    rows = await asker.engine.read(Statement(text="MATCH (n:Node) RETURN n.rk, n.id, n.kind"))
    return {rk: (node_id, kind) for rk, node_id, kind in rows}


@pytest.mark.slow
@SLOW
@given(random=RANDOM)
@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.PARTNER, Role.AUDITOR])
async def test_pages_of_companies_hold_each_that_may_be_seen_once(both: Both, role: Role, random: Random) -> None:
    await load(both, random)
    await check(both, COMPANIES, {name: {} for name in both.askers}, role, sizes(random))
    for asker in both.askers.values():
        listed = await page(asker, COMPANIES, {"first": ALL}, role)
        assert listed is not None
        keys = [
            {"source": dict(zip(("system", "key"), rk.split("|"), strict=True))} for rk in await _records(asker)
        ]
        question = "query ($by: [SubjectKey!]!) { subjects(by: $by) { id kind } }"
        one_by_one = (await asker.ask(question, {"by": keys}, role, NOW))["subjects"]
        wanted = {found["id"] for found in one_by_one if found and found["kind"] == "COMPANY"}
        shown = [edge["node"]["id"] for edge in listed["edges"]]
        assert len(shown) == len(set(shown))
        assert set(shown) == wanted


TEXTS = ("长江", "江", "黄河有限公司", "yang", "张三", "91110000600037341L", "有限", "无")
KINDS = (None, ["PERSON"], ["COMPANY", "PERSON"], ["COURT"])


@pytest.mark.slow
@SLOW
@given(random=RANDOM)
async def test_pages_of_a_search_hold_each_hit_once_and_ranked(both: Both, random: Random) -> None:
    await load(both, random)
    for text in TEXTS:
        variables = {"text": text, "kinds": random.choice(KINDS)}
        await check(both, SEARCH, dict.fromkeys(both.askers, variables), random.choice(ROLES), sizes(random))


def test_the_connections_that_are_paged_are_those_of_the_random_ties() -> None:
    shown = {name for relation in RELATIONS for name in (ENDS[relation].out, ENDS[relation].into) if name}
    assert {connection.path[1] for kind in MODEL.shown for connection in connections(kind)} == shown
