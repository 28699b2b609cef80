"""The table of rights, walked field by field: each role and purpose, class of facts, kind and field of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from adapters.formats.record import FactMeta
from adapters.sample.numbers import Holder, Numbers
from graph.engine import Engine
from graph.lifecycle.tables import LIFECYCLES
from graph.model import MODEL
from graph.model.declare import Access, Attribute, RelationKind, Type
from graph.model.roles import PURPOSES, Purpose, Role
from graph.rules.identifiers import complete_citizen_id
from graph.rules.moves import Entry, written
from graph.statement import Statement
from hub.api.attributes import shown_name
from hub.api.names import ENDS, TYPES
from hub.callers.issuer import issue
from hub.errands.purpose import CASE_KINDS, CaseKind
from hub.rights.reach import SIGHTS, Reach
from tests.graphs import Node, Tie, bring_in
from tests.hub.serving import Client, served

COURT = "鄂0112"
OWN = "（2026）鄂0112执1号"
OWN_OTHER = "（2026）鄂0112执2号"
REFERRAL = "（2026）鄂0281诉前调确1号"
CELLS = [(role, purpose) for role, purposes in PURPOSES.items() for purpose in purposes]
KINDS = [MODEL.nodes[name] for name in MODEL.shown]
RELATIONS = [MODEL.relations[name] for name in ENDS]
NUMBERS = Numbers(1)

_IDS = Statement(text="MATCH (n:Node {system: 'made'}) RETURN n.key, n.id", name="ids")
# What no delivery states, but the moves of a case.
_MOVED = "UNWIND $rows AS row MATCH (n:Node {rk: 'made|' + row[0]})<-[:ABOUT]-(s:Statement) SET s += row[1]"


def value(attribute: Attribute, number: int) -> object:
    """A right value of the attribute; names and numbers are another one for each number."""
    match attribute.type:
        case Type.NAME:
            return f"第{number}号{attribute.name}"
        case Type.DATE:
            return "2020-01-02"
        case Type.INSTANT:
            return "2026-01-01T00:00:00Z"
        case Type.MONEY:
            return "1.00"
        case Type.SHARE:
            return 0.5
        case Type.FLAG:
            return True
        case Type.NUMBER:
            return 1
        case Type.CHOICE:
            return attribute.choices[0]
        case Type.CHOICES:
            return [attribute.choices[0]]
        case Type.TEXTS:
            return ["JP-701"] if attribute.name in ("measures", "suspends") else [f"文{number}"]
        case Type.UNIFIED_CODE:
            return NUMBERS.unified_code(Holder.COMPANY, number, "91", "420112")
        case Type.CITIZEN_ID:
            return complete_citizen_id(f"42011219850307{number:03d}")
        case Type.DOCUMENT_NUMBER:
            return f"E{number:08d}"
        case Type.CASE_NUMBER | Type.FILE_NUMBER:
            return OWN_OTHER
        case Type.COURT_CODE:
            return COURT
        case Type.REGION:
            return "420112"
        case Type.REGISTRY_ID:
            return f"REG:{number}"
        case _:
            return f"文{number}"


def stored(attribute: Attribute, number: int) -> object:
    """As a desk stores it: money in fen."""
    return 100 if attribute.type is Type.MONEY else value(attribute, number)


def moved() -> Statement:
    """Says of each case that moves what its desk says."""
    entry = Entry(version=1, at="2026-01-01T00:00:00.000000Z", event="OPEN", state="DRAFT", by="x", role="JUDGE")
    rows = [
        [
            f"{access}/{kind.name}",
            {
                each.name: [written(entry)] if each.name == "history" else stored(each, number)
                for each in kind.attributes
                if each.desk
            },
        ]
        for number, (access, kind) in enumerate((access, kind) for access in Access for kind in KINDS)
        if kind.name in LIFECYCLES
    ]
    return Statement(text=_MOVED, parameters={"rows": rows}, name="moved")


def meta(access: Access) -> FactMeta:
    """Where a fact of the class stands: a mediation's in its file, others in none but their kind's own."""
    return FactMeta(access=access.value, case_file=REFERRAL if access is Access.MEDIATION else None)


def rows() -> Iterator[Node | Tie]:
    """For each class one node of each kind, and one tie of each kind between open ends, with all attributes."""
    for number, (access, kind) in enumerate((access, kind) for access in Access for kind in KINDS):
        values = {each.name: value(each, number) for each in kind.delivered}
        yield Node(kind.name, f"{access}/{kind.name}", values, meta=meta(access))
    for access in Access:
        for relation in RELATIONS:
            source, target = f"from/{access}/{relation.name}", f"to/{access}/{relation.name}"
            for key, kinds in ((source, relation.sources), (target, relation.targets)):
                file = REFERRAL if MODEL.nodes[kinds[0]].filed_by else None
                open_to_all = FactMeta(access="PUBLIC", case_file=file)
                named = {each.name: value(each, 900) for each in MODEL.nodes[kinds[0]].attributes if each.required}
                yield Node(kinds[0], key, {**named, **_first(kinds[0], key)}, meta=open_to_all)
            values = {each.name: value(each, 1) for each in relation.attributes}
            yield Tie(relation.name, source, target, values, meta=meta(access))
    yield Node("CASE", "k", {"caseNumber": OWN})
    yield Node("ASSIGNMENT", "a", {"assignee": "walker", "number": REFERRAL, "task": "MEDIATOR"})


def _first(kind: str, key: str) -> dict[str, object]:
    """One attribute, so that there is something to see of the node."""
    attribute = MODEL.nodes[kind].delivered[0]
    return (
        {}
        if attribute.required
        else {attribute.name: key if attribute.type is Type.NAME else value(attribute, 901)}
    )


def sees(role: Role, purpose: Purpose, access: Access, filed: bool, named: str) -> bool:
    """What the table says of a fact of the class, in the own court's file, the referral's or none."""
    file = REFERRAL if access is Access.MEDIATION else OWN_OTHER if filed else None
    return any(
        sight.access is access
        and (
            sight.reach is Reach.EVERYWHERE
            or (sight.reach is Reach.COURT and file in (None, OWN_OTHER, named))
            or (sight.reach is Reach.FILE and file == named)
        )
        for sight in SIGHTS.get((role, purpose), ())
    )


def question() -> str:
    """All fields that come from attributes, of all kinds and of all relations from their first end."""
    parts = []
    for kind in KINDS:
        names = " ".join(
            f"{kind.name}_{shown_name(each)}: {shown_name(each)}{' { event }' if each.name == 'history' else ''}"
            for each in kind.attributes
        )
        parts.append(f"... on {TYPES[kind.name]} {{ {names} masked }}")
    return f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id {' '.join(parts)} }} }}"


def tie_question(relation: RelationKind) -> str:
    end = ENDS[relation.name]
    names = " ".join(shown_name(each) for each in relation.attributes)
    return (
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on {TYPES[relation.sources[0]]} {{ "
        f"ties: {end.out} {{ totalCount edges {{ {names} masked validFrom grade node {{ id }} }} }} }} }} }}"
    )


async def ask(client: Client, role: Role, purpose: Purpose, query: str, ids: list[str]) -> list[Any]:
    named = REFERRAL if CASE_KINDS[purpose] is CaseKind.MEDIATION else OWN
    token = issue(client.settings, role, agency="RAILWAY", court=COURT, subject="walker")
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": purpose, "X-Case-Number": quote(named)}
    response = await client.http.post(
        "/graphql", json={"query": query, "variables": {"ids": ids}}, headers=headers
    )
    answer = response.json()
    assert "errors" not in answer, answer
    nodes: list[Any] = answer["data"]["nodes"]
    return nodes


@pytest.fixture
async def ids(engine: Engine, tmp_path: Path) -> dict[str, str]:
    loaded = await bring_in(engine, tmp_path, list(rows()))
    assert loaded.rejected == 0, loaded.reject_file.read_text()
    await engine.write([moved()])
    return {key: id_ for key, id_ in await engine.read(_IDS)}


@pytest.mark.slow
async def test_every_field_of_every_kind_is_as_the_table_says(
    engine: Engine, ids: dict[str, str], tmp_path: Path
) -> None:
    cells = [(access, kind) for access in Access for kind in KINDS]
    asked = [ids[f"{access}/{kind.name}"] for access, kind in cells]
    wrong = []
    async with served(engine, tmp_path, tokens=10_000, aliases=1_000) as client:
        for role, purpose in CELLS:
            named = REFERRAL if CASE_KINDS[purpose] is CaseKind.MEDIATION else OWN
            found = await ask(client, role, purpose, question(), asked)
            for (access, kind), node in zip(cells, found, strict=True):
                seen = sees(role, purpose, access, bool(kind.filed_by), named)
                for each in kind.attributes:
                    told = node is not None and node[f"{kind.name}_{shown_name(each)}"] is not None
                    if told != seen:
                        wrong.append((role, purpose, access, kind.name, each.name))
                if (node is not None) != seen or (node and node["masked"]):
                    wrong.append((role, purpose, access, kind.name, "itself"))
    assert wrong == []


@pytest.mark.slow
async def test_every_field_of_every_relation_is_as_the_table_says(
    engine: Engine, ids: dict[str, str], tmp_path: Path
) -> None:
    wrong = []
    async with served(engine, tmp_path) as client:
        for relation in RELATIONS:
            asked = [ids[f"from/{access}/{relation.name}"] for access in Access]
            for role, purpose in CELLS:
                named = REFERRAL if CASE_KINDS[purpose] is CaseKind.MEDIATION else OWN
                found = await ask(client, role, purpose, tie_question(relation), asked)
                for access, node in zip(Access, found, strict=True):
                    if Access.PUBLIC not in {sight.access for sight in SIGHTS.get((role, purpose), ())}:
                        assert node is None
                        continue
                    seen = sees(role, purpose, access, False, named)
                    ties = node["ties"]
                    told = [
                        edge["node"]["id"] == ids[f"to/{access}/{relation.name}"]
                        and all(edge[shown_name(each)] is not None for each in relation.attributes)
                        for edge in ties["edges"]
                    ]
                    if told != [True] * seen or ties["totalCount"] != len(told):
                        wrong.append((role, purpose, access, relation.name))
    assert wrong == []
