"""What an explained operation is printed as: a golden file, and nothing of whom was asked about."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from graph.cypher.compile import compile_shape
from graph.cypher.dialects import dialect_of
from graph.model.roles import Purpose, Role
from graph.statement import Statement
from hub.answering.documents import Documents
from hub.answering.explained import HIDDEN, Told, parameter_lines, without_values
from hub.api.schema import KIND_OF_TYPE, schema
from hub.callers.caller import Caller
from hub.door.explaining import Explained
from hub.errands.purpose import Errand
from hub.errors import public_error
from hub.read.asking import present
from hub.read.cursor import Cursors
from hub.read.operation import Refused
from hub.rights.case import check_file
from hub.rights.policy import Acting, narrow
from hub.settings.config import Settings
from tests.graphs import CASE, CITIZEN, RING, USCC
from tests.hub.test_golden_statements import NOW, plan_of

GOLDEN = Path(__file__).parents[2] / "golden" / "explained"
CALLER = Caller(role=Role.INVESTIGATOR, agency=None, court="鄂0112", subject="s", token_id="t", expires_at=2**31)
ERRAND = Errand(purpose=Purpose.ENFORCEMENT, case_number=CASE)
CURSORS = Cursors.of(RING)
NUMBERS = f'[{{citizenId: "{CITIZEN}"}}, {{uscc: "{USCC}"}}, {{source: {{system: "made", key: "marked"}}}}]'


def explained(question: str, engine: str = "neo4j") -> str:
    """As printed, the case of the purpose looked up beside."""
    acting, wanted = Acting(caller=CALLER, errand=ERRAND), plan_of(question)
    narrowed = narrow(wanted, acting)
    file = check_file(acting, present(NOW))
    assert file is not None
    narrowed = type(narrowed)(roots=(*narrowed.roots, *file.roots), rights=narrowed.rights)
    dialect = dialect_of(engine)
    round_ = Explained(
        wanted=wanted,
        narrowed=narrowed,
        statement=compile_shape(narrowed, dialect).bind(narrowed),
        engine=("ProduceResults f0_0",),
    )
    told = Told(
        operation="Holders",
        cost=21,
        cost_max=200_000,
        caller=CALLER,
        errand=ERRAND,
        rounds=(round_,),
        whole=False,
        dialect=dialect,
    )
    return "\n".join(told.lines()) + "\n"


def test_an_operation_is_printed_as_it_was_agreed() -> None:
    question = (GOLDEN.parent / "statements" / "subject_shareholders.graphql").read_text(encoding="utf-8")
    golden, found = GOLDEN / "subject_shareholders.txt", explained(question)
    if os.environ.get("HUB_WRITE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == found


@pytest.mark.parametrize(
    ("question", "secrets"),
    [
        (f"{{ subjects(by: {NUMBERS}) {{ name }} }}", (CITIZEN, USCC, "made|marked", CASE)),
        ('{ searchSubjects(text: "汉江建筑") { edges { node { name } } } }', ("汉江", "江建")),
        (f'{{ searchSubjects(text: "{USCC}") {{ edges {{ node {{ name }} }} }} }}', (USCC, USCC.lower())),
        ('{ node(id: "marked-id") { id } }', ("marked-id",)),
        (f'{{ companies(after: "{CURSORS.write(["marked"])}") {{ edges {{ node {{ name }} }} }} }}', ("marked",)),
        (
            f'{{ subject(by: {{id: "x"}}) {{ investments(after: "{CURSORS.write([0.5, "marked", "slot"])}")'
            " { edges { share } } } }",
            ("marked", "slot'"),
        ),
    ],
)
def test_nobody_is_named(question: str, secrets: tuple[str, ...]) -> None:
    found = explained(question)
    assert HIDDEN in found
    assert not [secret for secret in secrets if secret in found]


def test_bounds_are_told() -> None:
    statement = Statement(text="", parameters={"p": {"most15": 200, "limit28": 201, "after3": 0.5, "most": 7}})
    assert list(parameter_lines(statement)) == [
        f"$p.after3 = {HIDDEN}",
        "$p.limit28 = 201",
        "$p.most = 7",
        "$p.most15 = 200",
    ]


def test_what_an_engine_does_not_tell_is_said() -> None:
    question = '{ node(id: "x") { id } }'
    assert "ends at a subquery" in explained(question, "arcadedb")
    assert "ends at a subquery" not in explained(question)


BY = """query ($by: SubjectKey!, $kinds: [SubjectKind!]) {
  subject(by: $by) { id } searchSubjects(text: "x", kinds: $kinds) { totalCount } }"""


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ('{ subject(by: "marked") { id } }', {}),
        ('{ searchSubjects(text: "x", kinds: ["marked"]) { totalCount } }', {}),
        ('{ searchSubjects(text: {a: "marked"}) { totalCount } }', {}),
        ('{ subject(by: {id: ["marked"]}) { id } }', {}),
        ('{ subject(by: {uscc: {a: "marked"}}) { id } }', {}),
        ('{ subject(by: {id: "x"}, asOf: "marked") { id } }', {}),
        ('{ companies(first: "marked") { totalCount } }', {}),
        ('{ viewer "marked" }', {}),
        ('{ viewer """marked""" }', {}),
        (BY, {"by": "marked"}),
        (BY, {"by": {"marked": 1}}),
        (BY, {"by": {"张三": 1}}),
        (BY, {"by": {"id": ["marked"]}}),
        (BY, {"by": {"id": "x"}, "kinds": ["marked"]}),
        (BY, {"by": {"uscc": "a", "id": 'it\'s "marked"'}}),
    ],
)
def test_an_error_repeats_nothing_that_was_given(text: str, given: dict[str, Any]) -> None:
    documents = Documents(schema(), KIND_OF_TYPE, Settings(), CURSORS)
    with pytest.raises(Refused) as refused:
        operation = documents.read(text, None).operation
        operation.shape(operation.variables(given))
    told = [without_values(public_error(error, "")["message"]) for error in refused.value.errors]
    assert told and not [each for each in told if "marked" in each or "张三" in each]


def test_an_error_names_what_is_the_schema_s() -> None:
    documents = Documents(schema(), KIND_OF_TYPE, Settings(), CURSORS)
    with pytest.raises(Refused) as refused:
        documents.read("{ nonsense }", None)
    told = [without_values(public_error(error, "")["message"]) for error in refused.value.errors]
    assert told == ["Cannot query field 'nonsense' on type 'Query'."]
