"""The table of rights, walked cell by cell: each role and purpose, each class, each place a fact can stand in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from graphql import GraphQLObjectType

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.lifecycle.tables import LIFECYCLES
from graph.model.declare import Access
from graph.model.roles import PURPOSES, Purpose, Role
from hub.api.names import ENDS, TYPES
from hub.api.schema import schema
from hub.callers.issuer import issue
from hub.errands.purpose import CASE_KINDS, CaseKind
from hub.rights.reach import SIGHTS, Reach
from tests.graphs import Node, bring_in
from tests.hub.serving import served

ROOT = Path(__file__).resolve().parents[3]
COURT = "鄂0112"
OWN = "（2026）鄂0112执1号"
OWN_OTHER = "（2026）鄂0112执2号"
FOREIGN = "（2026）鄂0281执1号"
REFERRAL = "（2026）鄂0281诉前调确1号"

# Where a fact can stand, as seen from a caller of COURT who is assigned to REFERRAL.
PLACES = {
    "register": None,
    "own case": OWN,
    "case of own court": OWN_OTHER,
    "foreign case": FOREIGN,
    "file": REFERRAL,
}
CELLS = [(role, purpose) for role, purposes in PURPOSES.items() for purpose in purposes]


def rows() -> list[Node]:
    """One company for each class and place, besides the open case and the task."""
    made = [
        Node(
            "COMPANY",
            f"{access}/{place}",
            {"name": f"{access}{place}"},
            meta=FactMeta(access=access.value, case_file=number),
        )
        for access in Access
        for place, number in PLACES.items()
    ]
    task = {"assignee": "walker", "number": REFERRAL, "task": "MEDIATOR"}
    return [*made, Node("CASE", "k", {"caseNumber": OWN}), Node("ASSIGNMENT", "a", task)]


def expected(role: Role, purpose: Purpose, named: str) -> set[str]:
    """What the table says: written out here once more, by another road than the plan's predicates."""
    seen = set()
    for sight in SIGHTS.get((role, purpose), ()):
        for place, number in PLACES.items():
            mine = place in ("register", "own case", "case of own court")
            if (
                sight.reach is Reach.EVERYWHERE
                or (sight.reach is Reach.COURT and (mine or number == named))
                or (sight.reach is Reach.FILE and number == named)
            ):
                seen.add(f"{sight.access}/{place}")
    return seen


@pytest.mark.slow
async def test_every_cell_is_as_the_table_says(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, rows())
    keys = [f"{access}/{place}" for access in Access for place in PLACES]
    by = [{"source": {"system": "made", "key": key}} for key in keys]
    query = "query ($by: [SubjectKey!]!) { subjects(by: $by) { name } }"
    wrong: dict[tuple[Role, Purpose], Any] = {}
    async with served(engine, tmp_path) as client:
        for role, purpose in CELLS:
            named = REFERRAL if CASE_KINDS[purpose] is CaseKind.MEDIATION else OWN
            token = issue(client.settings, role, agency="RAILWAY", court=COURT, subject="walker")
            headers = {"Authorization": f"Bearer {token}", "X-Purpose": purpose, "X-Case-Number": quote(named)}
            sent = {"query": query, "variables": {"by": by}}
            answer = (await client.http.post("/graphql", json=sent, headers=headers)).json()
            seen = {key for key, found in zip(keys, answer["data"]["subjects"], strict=True) if found}
            if seen != expected(role, purpose, named):
                wrong[role, purpose] = seen ^ expected(role, purpose, named)
    assert wrong == {}


def test_every_purpose_of_a_role_has_its_row_or_sees_nothing_on_purpose() -> None:
    without = {(role, purpose) for role, purpose in CELLS if (role, purpose) not in SIGHTS}
    assert without == {
        (Role.AUDITOR, Purpose.AUDIT),
        (Role.DATA_PROTECTION_OFFICER, Purpose.AUDIT),
        (Role.DEVELOPER, Purpose.DEVELOPMENT),
        (Role.ADMIN, Purpose.DEVELOPMENT),
    }
    assert set(SIGHTS) <= set(CELLS)


def test_sealed_facts_are_in_no_role() -> None:
    assert not [cell for cell, sights in SIGHTS.items() for sight in sights if sight.access is Access.SEALED]


def test_every_type_field_and_edge_of_the_graph_has_a_class() -> None:
    """A node's fields come from statements and edges, both of kinds of the model, which all have a class."""
    made = schema()
    node = made.get_type("Node")
    types = {
        name
        for name, kind in made.type_map.items()
        if isinstance(kind, GraphQLObjectType) and node in kind.interfaces
    }
    assert types == set(TYPES.values())
    reading = {"reads"}
    for name in types:
        kind = made.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        for field, definition in kind.fields.items():
            assert reading <= set(definition.extensions), f"{name}.{field} does not say what facts it is read from"
    assert made.query_type is not None
    for field, definition in made.query_type.fields.items():
        assert "root" in definition.extensions, f"Query.{field} goes around the plan"
    # A mutation asks a desk, which has a table of its own (`hub.desk.rights`, `hub.matching.rights`,
    # `hub.cases.rights`).
    assert made.mutation_type is not None
    cases = {f"{verb}{TYPES[kind]}" for kind in LIFECYCLES for verb in ("open", "advance")}
    assert set(made.mutation_type.fields) == {
        "openGrant",
        "advanceGrant",
        "fileMatch",
        "decideMatch",
        *cases,
        "advanceInstruction",
    }
    assert all(ends.edge for ends in ENDS.values())


def test_the_printed_table_is_the_one_that_decides() -> None:
    done = subprocess.run(
        [sys.executable, "docs/rights.py", "--check"], cwd=ROOT, env={"PYTHONPATH": "."}, check=False
    )
    assert done.returncode == 0
