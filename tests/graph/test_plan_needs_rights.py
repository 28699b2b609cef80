"""Nothing goes around narrowing: a plan without rights does not compile, and only the policy gives rights."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import graph
from graph.cypher.compile import UnnarrowedPlan, compile_shape
from graph.cypher.dialects import dialect_of
from graph.plan import Find, KeyScheme, Plan, Select, Slice

ROOT = Path(graph.__file__).parent.parent
TIME = Slice(as_of="2026-01-01", known_at="2026-01-01T00:00:00.000000Z")


def test_a_plan_without_rights_does_not_compile() -> None:
    find = Find(keys=((KeyScheme.ID, "x"),), kinds=("COMPANY",), time=TIME, node=Select())
    with pytest.raises(UnnarrowedPlan):
        compile_shape(Plan(roots=(find,)), dialect_of("neo4j"))


def _names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }


def test_only_the_policy_makes_rights() -> None:
    makers = {
        str(path.relative_to(ROOT))
        for room in ("graph", "adapters", "hub")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rights"
    }
    assert makers == {"hub/rights/policy.py"}


def test_only_the_door_asks_for_the_hub_itself() -> None:
    makers = {
        str(path.relative_to(ROOT))
        for room in ("graph", "adapters", "hub")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg == "own" and isinstance(node.value, ast.Constant)
        if node.value.value is True and "plan" in path.read_text(encoding="utf-8")
    }
    assert makers <= {"hub/rights/case.py", "hub/commands/up.py", "hub/door/door.py", "hub/rights/grants.py"}


def test_only_the_door_compiles_plans() -> None:
    users = {
        str(path.relative_to(ROOT))
        for room in ("graph", "adapters", "hub")
        for path in (ROOT / room).rglob("*.py")
        if "compile_shape" in _names(path)
    }
    assert users == {"hub/door/door.py"}
