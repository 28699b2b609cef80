"""The window of a find: a predicate beside those of rights, the same text for every window and both engines."""

from __future__ import annotations

import pytest

from graph.cypher.compile import compile_shape
from graph.cypher.dialects import dialect_of
from graph.model.roles import Purpose, Role
from graph.plan import Find, KeyScheme, Plan, Select, Slice
from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.money.ledger import Window, transfers_of
from hub.rights.policy import Acting, narrow
from tests.graphs import CASE

CALLER = Caller(role=Role.PRESIDENT, agency=None, court="鄂0112", subject="s", token_id="t", expires_at=2**31)
ACTING = Acting(caller=CALLER, errand=Errand(purpose=Purpose.ENFORCEMENT, case_number=CASE))
TIME = Slice(as_of="2026-03-01", known_at="2026-03-01T00:00:00.000000Z")
WINDOW = ("2026-01-01T00:00:00.000000Z", "2026-02-01T00:00:00.000000Z")


def asked(window: Window, *ids: str) -> Plan:
    return narrow(Plan(roots=(transfers_of(ids, 500, TIME, window),)), ACTING)


def test_both_engines_are_asked_in_one_text_without_the_window() -> None:
    plan = asked(WINDOW, "one", "two")
    neo4j, other = (compile_shape(plan, dialect_of(name)).bind(plan).text for name in ("neo4j", "arcadedb"))
    assert neo4j == other
    assert all(value not in neo4j for value in (*WINDOW, "2026"))


def test_all_windows_share_one_plan() -> None:
    one, other = asked(WINDOW, "one"), asked(("2020-01-01T00:00:00.000000Z", WINDOW[0]), "two", "three")
    assert one.shape == other.shape
    compiled = compile_shape(one, dialect_of("neo4j"))
    bound = [compiled.bind(plan).parameters["p"] for plan in (one, other)]
    values = [set(map(repr, p.values())) for p in bound if isinstance(p, dict)]
    assert repr(WINDOW[1]) in values[0] and repr(WINDOW[1]) not in values[1]


def test_an_edge_within_a_window_wants_one() -> None:
    edges = transfers_of(["one"], 5, TIME, WINDOW).node.edges
    find = Find(keys=((KeyScheme.ID, "one"),), kinds=("ACCOUNT",), time=TIME, node=Select(edges=edges))
    plan = narrow(Plan(roots=(find,)), ACTING)
    with pytest.raises(ValueError, match="window"):
        compile_shape(plan, dialect_of("neo4j")).bind(plan)
