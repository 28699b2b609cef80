"""Golden Cypher: this question gives this statement. A difference here is the review.

After a change that is meant, run with HUB_WRITE_GOLDEN=1 and look at the difference.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.cypher.compile import compile_shape
from graph.cypher.dialects import dialect_of
from graph.model.roles import Purpose, Role
from graph.plan import Plan
from graph.statement import Statement
from hub.answering.documents import Documents
from hub.api.schema import KIND_OF_TYPE, schema
from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.read.asking import Asking, present
from hub.read.cursor import Cursors
from hub.rights.policy import Acting, narrow
from hub.running.rounds import common_rounds
from hub.settings.config import Settings
from tests.graphs import CASE, RING

FOLDER = Path(__file__).parents[1] / "golden" / "statements"
QUESTIONS = sorted(FOLDER.glob("*.graphql"))
CALLER = Caller(role=Role.PRESIDENT, agency=None, court="鄂0112", subject="s", token_id="t", expires_at=2**31)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
LIMITS = Settings().walk_limits(1_000_000)
ROUNDS = common_rounds(present(NOW), LIMITS)
ACTING = Acting(caller=CALLER, errand=Errand(purpose=Purpose.ENFORCEMENT, case_number=CASE))


def plan_of(question: str) -> Plan:
    """The (first) plan of a question."""
    asking = Asking(now=NOW, ring=RING, viewer=dict, walks=LIMITS)
    operation = Documents(schema(), KIND_OF_TYPE, Settings(), Cursors.of(RING)).read(question, None).operation
    given = operation.variables({})
    return operation.shape(given).bind(given, asking).plan


def bound(wanted: Plan) -> Statement:
    """The statement by which a president's plan is asked."""
    plan = narrow(wanted, ACTING)
    return compile_shape(plan, dialect_of("neo4j")).bind(plan)


def compiled(wanted: Plan) -> tuple[str, str]:
    """Text and values."""
    statement = bound(wanted)
    values = statement.parameters["p"]
    # Any other parameter would have a size class, and a plan of its own for each.
    assert isinstance(values, dict) and len(statement.parameters) == 1
    return statement.text, "\n".join(f"// $p.{name} = {value!r}" for name, value in sorted(values.items()))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_gives_its_statement(path: Path) -> None:
    is_golden(path.with_suffix(".cypher"), compiled(plan_of(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("name", ROUNDS)
def test_a_round_of_a_walk_gives_its_statement(name: str) -> None:
    is_golden(FOLDER.parent / "rounds" / f"{name}.cypher", compiled(Plan(roots=ROUNDS[name])))


def is_golden(golden: Path, statement: tuple[str, str]) -> None:
    text, values = statement
    found = f"{values}\n{text}\n"
    if os.environ.get("HUB_WRITE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == found


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_no_value_stands_in_a_statements_text(path: Path) -> None:
    question = path.read_text(encoding="utf-8")
    text, _ = compiled(plan_of(question))
    for value in ("91110000600037341L", "长江", "JP-701", "2026", "INTERNAL"):
        assert value not in text
