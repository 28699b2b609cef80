"""The same random batches and the same questions on both engines: the answers must be the same, in order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from graph.model.roles import Role
from tests.conftest import Servers
from tests.hub.random_graphs import CODES, COMPANIES, DAYS, PEOPLE, SYSTEMS, delivery
from tests.hub.two_engines import Both, both_engines, by_hit, by_nothing, by_order, comparable

ROUNDS = 6
BATCHES = 3
START = datetime(2026, 8, 1, tzinfo=UTC)
NOW = START + timedelta(days=10)

# Each with what ties in the order of its connections.
QUESTIONS = (
    (
        """query ($by: SubjectKey!, $asOf: Date, $knownAt: DateTime) {
         subject(by: $by, asOf: $asOf, knownAt: $knownAt) { name kind aliases
           sources { system key grade recordedAt } standing { underMeasure since measures { code until } }
           investments(first: 100) { totalCount edges { cursor share validFrom validTo grade source { system }
              otherStatements { share grade } node { name } } }
           ... on Company { uscc status registeredCapital shareholders(first: 100) { totalCount edges { cursor
              share grade otherStatements { share } node { name kind ... on Company { legalRepresentatives(
                first: 100) { edges { cursor validFrom node { name } } } } } } }
              cases { edges { cursor partyRole node { caseNumber } } } }
           ... on Person { birthDate legalRepresentativeOf { totalCount edges { cursor node { name } } } } } }""",
        by_order,
    ),
    (
        """query ($by: SubjectKey!, $asOf: Date, $knownAt: DateTime) {
           network(of: $by, asOf: $asOf, knownAt: $knownAt, first: 500) { truncated nodes { name kind }
             links { relation share validFrom validTo } } }""",
        by_nothing,
    ),
    ("{ companies(first: 500) { totalCount edges { cursor node { name uscc status } } } }", by_nothing),
    (
        """{ a: searchSubjects(text: "长江", first: 500) { totalCount edges { cursor node { name kind } } }
           b: searchSubjects(text: "黄河有限公司", first: 500) { totalCount edges { cursor node { name } } }
           c: searchSubjects(text: "YANG", first: 500) { totalCount edges { cursor node { name } } }
           d: searchSubjects(text: "江", kinds: [PERSON], first: 500) {
             totalCount edges { cursor node { name } } } }""",
        by_hit,
    ),
    (
        f"""query ($by: SubjectKey!) {{ screen(subjects: [$by, {{uscc: "{CODES[0]}"}}, {{id: "x"}}],
           measure: "JP-701") {{
           underMeasure since caseNumber court measures {{ code since until }} problem }} }}""",
        by_nothing,
    ),
)


@pytest.fixture
async def both(servers: Servers, tmp_path: Path) -> AsyncIterator[Both]:
    async with both_engines(servers, tmp_path) as both:
        yield both


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_the_same_batches_give_the_same_answers(both: Both, seed: int) -> None:
    random = Random(seed)
    for day in range(BATCHES):
        source, rows = delivery(random)
        await both.bring_in(rows, source, START + timedelta(days=day))
    keys = [
        {"source": {"system": system, "key": key}} for system in SYSTEMS for key in (*COMPANIES[:3], *PEOPLE[:2])
    ]
    asked = 0
    for question, ties in QUESTIONS:
        for by in keys if "$by" in question else [None]:
            day_asked = random.choice((None, *DAYS))
            known = random.choice((None, "2026-08-01T12:00:00Z", "2026-08-02T12:00:00Z"))
            variables = {} if by is None else {"by": by, "asOf": day_asked, "knownAt": known}
            role = random.choice((Role.INVESTIGATOR, Role.PARTNER))
            found = {
                name: comparable(await asker.ask(question, variables, role, NOW), ties)
                for name, asker in both.askers.items()
            }
            assert found["embedded"] == found["neo4j"], (question, variables, role)
            asked += 1
    assert asked > len(QUESTIONS)
