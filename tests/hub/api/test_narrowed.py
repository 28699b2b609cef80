"""The schema that each role gets on request holds what it may ask, and what it lacks is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from graphql import GraphQLSchema, build_schema, validate
from graphql import parse as parsed

from graph.engine import Engine
from graph.model.roles import PURPOSES, Role
from hub.api.narrowed import narrowed_text, offered
from hub.api.schema import schema, schema_text
from hub.callers.issuer import issue
from hub.errands.serving import Serves, serves_of
from tests.graphs import CASE, Node, bring_in, case_of_the_purpose
from tests.hub.serving import Client, served

REFERRAL = "（2026）鄂0112诉前调确1号"
# One question for each root field that serves some roles only.
RESERVED = {
    "statistic": "{ statistic(name: CASES_OPEN) { asAt } }",
    "grants": "{ grants { totalCount } }",
    "grant": '{ grant(id: "x") { id } }',
    "auditTrail": '{ auditTrail(subject: {id: "x"}) { edges { cursor } } }',
    "match": '{ match(records: [{kind: PERSON, name: "x"}]) { band } }',
    "matchReviews": "{ matchReviews { edges { cursor } } }",
    "fileMatch": 'mutation { fileMatch(record: {kind: PERSON, name: "x"}, subject: "x") { id } }',
    "decideMatch": 'mutation { decideMatch(id: "x", version: 1, decision: SAME, remark: "x") { id } }',
    "overdue": "{ overdue { edges { cursor } } }",
    "deadlineAlerts": "{ deadlineAlerts { edges { cursor } } }",
    "openGrant": 'mutation { openGrant(input: {legalBasis: "x"}) { id } }',
    "advanceGrant": 'mutation { advanceGrant(id: "x", version: 1, event: {end: {reason: "x"}}) { id } }',
    "instruction": '{ instruction(id: "x") { id } }',
    "instructions": "{ instructions { edges { cursor } } }",
    "advanceInstruction": 'mutation { advanceInstruction(id: "x", version: 1, event: {acknowledge: {}}) { id } }',
    "openListing": 'mutation { openListing(input: {list: HRSS_WAGE, subject: {id: "x"}}) { id } }',
    "advanceListing": 'mutation { advanceListing(id: "x", version: 1, event: {reject: {}}) { id } }',
    "openRestriction": """mutation { openRestriction(input: {subject: {id: "x"}, basisRole: DEBTOR,
        sufficientProperty: false, holdOffRequested: false, campusLoanStudent: false}) { id } }""",
    "openExitBan": 'mutation { openExitBan(input: {subject: {id: "x"}, basisRole: DEBTOR, conduct: "x"}) { id } }',
    "advanceExitBan": 'mutation { advanceExitBan(id: "x", version: 1, event: {reject: {}}) { id } }',
    "openImpactAssessment": """mutation {
        openImpactAssessment(input: {subject: {id: "x"}, stage: ENFORCEMENT}) { id } }""",
    "advanceImpactAssessment": """mutation {
        advanceImpactAssessment(id: "x", version: 1, event: {expire: {}}) { id } }""",
    "openObjection": """mutation { openObjection(input: {subject: {id: "x"}, about: "x", reasons: "x",
        receivedOn: "2026-01-01"}) { id } }""",
    "openPerformance": """mutation {
        openPerformance(input: {subject: {id: "x"}, performedOn: "2026-01-01"}) { id } }""",
    "advancePerformance": """mutation {
        advancePerformance(id: "x", version: 1, event: {withdraw: {faultFoundOn: "2026-01-01"}}) { id } }""",
    "openCreditRepair": """mutation { openCreditRepair(input: {subject: {id: "x"}, procedure: WAGE_REPAIR,
        about: "x", receivedOn: "2026-01-01"}) { id } }""",
    "advanceCreditRepair": 'mutation { advanceCreditRepair(id: "x", version: 1, event: {abandon: {}}) { id } }',
    "advanceObjection": 'mutation { advanceObjection(id: "x", version: 1, event: {close: {}}) { id } }',
    "openDetention": """mutation { openDetention(input: {subject: {id: "x"}, basisRole: DEBTOR, conduct: "x",
        days: 1}) { id } }""",
    "advanceDetention": 'mutation { advanceDetention(id: "x", version: 1, event: {reject: {}}) { id } }',
    "openFine": """mutation { openFine(input: {subject: {id: "x"}, basisRole: DEBTOR, conduct: "x",
        amount: "1"}) { id } }""",
    "advanceFine": 'mutation { advanceFine(id: "x", version: 1, event: {reject: {}}) { id } }',
    "openFreeze": """mutation { openFreeze(input: {subject: {id: "x"}, account: "x", amount: "1",
        termMonths: 1}) { id } }""",
    "advanceFreeze": 'mutation { advanceFreeze(id: "x", version: 1, event: {reject: {}}) { id } }',
    "openJudicialFinding": """mutation { openJudicialFinding(input: {subject: {id: "x"}, role: OBSTRUCTION,
        roleOn: "2026-01-01", reasons: "x", evidence: ["x"]}) { id } }""",
    "advanceJudicialFinding": """mutation {
        advanceJudicialFinding(id: "x", version: 1, event: {reject: {}}) { id } }""",
    "advanceRestriction": 'mutation { advanceRestriction(id: "x", version: 1, event: {reject: {}}) { id } }',
}
# The labour authority is a partner, and lists; every agency is told what to carry out.
LISTS = {
    "openListing", "advanceListing", "instruction", "instructions", "advanceInstruction", "openCreditRepair",
    "advanceCreditRepair",
}  # fmt: skip


def root_fields(made: GraphQLSchema) -> set[str]:
    roots = (made.query_type, made.mutation_type, made.subscription_type)
    return {name for root in roots if root is not None for name in root.fields}


@pytest.mark.parametrize("role", Role)
def test_what_a_role_is_offered_is_a_whole_schema(role: Role) -> None:
    made = build_schema(narrowed_text(role))
    assert root_fields(made) <= root_fields(schema())
    assert "viewer" in root_fields(made)
    for name, type_ in made.type_map.items():
        assert name in schema().type_map, type_


def test_developers_get_all_of_it() -> None:
    assert narrowed_text(Role.DEVELOPER) + "\n" == schema_text()


def test_a_partner_is_not_offered_desks_and_figures() -> None:
    made = build_schema(narrowed_text(Role.PARTNER))
    assert {"screen", "subject"} <= root_fields(made)
    assert set(RESERVED) & root_fields(made) == LISTS
    assert "Grant" not in made.type_map and "AuditEntry" not in made.type_map
    assert validate(made, parsed('{ screen(subjects: [{uscc: "x"}]) { underMeasure } }')) == []


def test_an_auditor_is_not_offered_anybodys_data() -> None:
    assert root_fields(build_schema(narrowed_text(Role.AUDITOR))) == {
        "viewer", "statistic", "grants", "grant", "auditTrail", "auditHead",
    }  # fmt: skip


def test_every_reserved_field_has_its_question() -> None:
    made = schema()
    assert made.query_type is not None and made.mutation_type is not None
    fields = {**made.query_type.fields, **made.mutation_type.fields}
    assert {name for name, field in fields.items() if serves_of(field) is not None} == set(RESERVED)


def test_every_mutation_says_whom_it_serves() -> None:
    made = schema().mutation_type
    assert made is not None
    assert [name for name, field in made.fields.items() if serves_of(field) is None] == []


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    task = Node("ASSIGNMENT", "a", {"assignee": "walker", "number": REFERRAL, "task": "MEDIATOR"})
    await bring_in(engine, tmp_path, [case_of_the_purpose(), task])
    async with served(engine, tmp_path) as client:
        yield client


async def ask(client: Client, role: Role, query: str, serves: Serves | None = None) -> Any:
    """As the role, for a purpose that the field serves if there is one."""
    token = issue(client.settings, role, agency="HRSS", court="鄂0112", subject="walker")
    served_for = [each for each in PURPOSES[role] if serves is not None and (role, each) in serves.pairs]
    purpose = (served_for or PURPOSES[role])[0]
    number = REFERRAL if purpose == "MEDIATION" else CASE
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": purpose, "X-Case-Number": quote(number)}
    return (await client.http.post("/graphql", json={"query": query}, headers=headers)).json()


async def test_what_is_not_offered_is_refused_and_what_is_offered_is_not(client: Client) -> None:
    made = schema()
    assert made.query_type is not None and made.mutation_type is not None
    fields = {**made.query_type.fields, **made.mutation_type.fields}
    for role in Role:
        may = {**offered(role, made.query_type.fields), **offered(role, made.mutation_type.fields)}
        for name, query in RESERVED.items():
            answer = await ask(client, role, query, serves_of(fields[name]))
            codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
            assert ("FORBIDDEN" in codes) is (name not in may), (role, name, answer)


async def test_a_caller_gets_it_on_request(client: Client) -> None:
    answer = await ask(client, Role.MEDIATOR, "{ viewer { schema } }")
    assert answer == {"data": {"viewer": {"schema": narrowed_text(Role.MEDIATOR)}}}
