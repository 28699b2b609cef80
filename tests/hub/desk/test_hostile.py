"""What may not stand in a grant, and what no text in any argument of a mutation may do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest
from graphql import OperationType

from graph.cypher.expiring import EXPIRING
from graph.engine import Engine
from graph.statement import Statement
from hub.api.schema import schema
from hub.desk.keys import KEY_LENGTH_MAX
from hub.desk.steps import VERSIONS_MAX
from tests.door.injection import TEXTS, questions
from tests.door.test_hostile import check_silence
from tests.graphs import CASE, CITIZEN
from tests.hub.desk.asking import ADVANCE, LIST, OPEN, READ, TERMS, data, error, headers, opened
from tests.hub.serving import Client, served

GRANTS: Final = ("Mutation.openGrant", "Mutation.advanceGrant")  # those of matching: tests/hub/matching
QUESTIONS: Final = {
    question.place: question
    for question in questions(schema(), OperationType.MUTATION)
    if question.place.startswith(GRANTS)
}
_LABELS: Final = Statement(
    text="MATCH (n) UNWIND labels(n) AS label RETURN label, count(n) ORDER BY label", name="n"
)

# What is wrong with the terms, and what the refusal names: the field, and what is allowed.
FAULTS: Final[dict[str, tuple[dict[str, Any], str, str]]] = {
    "for nobody": ({"agency": None}, "role", "at least one of role, agency, court, holder"),
    "opens nothing": ({"measures": None}, "classes", "at least one of classes, measures, systems"),
    "opens an empty list": ({"measures": []}, "classes", "at least one of"),
    "no legal basis": ({"legalBasis": " "}, "legalBasis", "blank"),
    "a role that is none": ({"role": "KING"}, "role", "INVESTIGATOR"),
    "a purpose that is none": ({"purposes": ["FUN"]}, "purposes", "CREDIT_CHECK"),
    "a role that sees no person's data": ({"role": "ADMIN", "purposes": None}, "role", "DEVELOPMENT only"),
    "the purpose of no person's data": ({"purposes": ["DEVELOPMENT"]}, "purposes", "COMMAND"),
    "a purpose of other roles": ({"role": "PARTNER", "purposes": ["AUDIT"]}, "purposes", "of PARTNER"),
    "a measure that is none": ({"measures": ["JP-702", "XX-1"]}, "measures", "no measure of the catalogue"),
    "a court that is none": ({"court": "Wuhan"}, "court", "a province's character"),
    "courts that are none": ({"courts": ["鄂01", "1"]}, "courts", "a province's character"),
    "files without classes": ({"files": [CASE]}, "files", "files beside classes"),
    "a file that is none": ({"classes": ["INTERNAL"], "files": ["执" * 200]}, "files", "at most"),
    "a field that is none": ({"classes": ["INTERNAL"], "fields": ["COMPANY.nothing"]}, "fields", "KIND.attribute"),
    "a kind that is none": ({"classes": ["INTERNAL"], "fields": ["COMPANY", "FIRM"]}, "fields", "KIND.attribute"),
    "fields without classes": ({"fields": ["COMPANY.uscc"]}, "fields", "fields beside classes"),
    "the desk as a source": ({"systems": ["hub-desk"]}, "systems", "any name but"),
    "an end before the beginning": (
        {"validFrom": "2026-03-02", "validTo": "2026-03-01"},
        "validTo",
        "a later day",
    ),
    "an end at the beginning": ({"validFrom": "2026-03-02", "validTo": "2026-03-02"}, "validTo", "a later day"),
    "sealed facts of an agency": ({"classes": ["SEALED"], "files": [CASE]}, "classes", "holder and files"),
    "all sealed facts": ({"classes": ["SEALED"], "holder": "zheng"}, "classes", "holder and files"),
    "a holder too long": ({"holder": "x" * 129}, "holder", "128 characters"),
    "too many items": ({"measures": ["JP-702"] * 101}, "measures", "100"),
    "a control character": ({"edition": "a\x07"}, "edition", "printable text"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_faulty_terms_are_refused_by_field_and_reason(client: Client, name: str) -> None:
    changed, field, why = FAULTS[name]
    terms = {**TERMS, **changed}
    refused = await error(client, OPEN, {"input": terms})
    assert refused["extensions"] == {"code": "BAD_INPUT", "field": field}, refused
    assert refused["message"].startswith(f"{field}: ") and why in refused["message"]
    assert (await data(client, LIST, {}))["totalCount"] == 0


async def test_the_same_faults_are_refused_in_an_amendment(client: Client) -> None:
    grant = await opened(client)
    for changed, field, _ in FAULTS.values():
        terms = {**TERMS, **changed}
        if "validFrom" in terms:
            continue  # on an amendment that is the day from which it holds
        event = {"amend": {"grant": terms, "reason": "x"}}
        refused = await error(client, ADVANCE, {"id": grant["id"], "version": 1, "event": event})
        assert refused["extensions"] == {"code": "BAD_INPUT", "field": field}
    assert [edge["node"] for edge in (await data(client, LIST, {}))["edges"]] == [grant]


async def test_a_citizen_id_is_stored_nowhere_in_clear(client: Client, engine: Engine) -> None:
    grant = await opened(client, legalBasis=f"决定书 {CITIZEN}", holder=f"h {CITIZEN}")
    event = {"id": grant["id"], "version": 1, "event": {"end": {"reason": f"see {CITIZEN}"}}}
    await data(client, ADVANCE, event)
    rows = await engine.read(Statement(text="MATCH (n) RETURN properties(n)", name="all"))
    assert len(rows) > 2 and CITIZEN not in str(rows)


@pytest.mark.slow
@pytest.mark.parametrize("place", QUESTIONS)
async def test_no_text_in_any_argument_of_a_mutation_is_more_than_a_text(
    client: Client, engine: Engine, place: str
) -> None:
    """ADMIN sends each; what is taken is a grant that says just that, and the graph holds nothing else."""
    kept = await opened(client, edition="kept")
    question = QUESTIONS[place]
    for name, text in TEXTS.items():
        body = json.dumps({"query": question.query, "variables": question.around(text)})
        answer = await client.http.post(
            "/graphql", content=body, headers={**headers(client), "Content-Type": "application/json"}
        )
        what = f"{name}: {answer.text[:500]}"
        assert answer.status_code in (200, 400), what
        codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
        assert codes <= {"BAD_INPUT", "STALE"}, what
        check_silence(answer.text, body)
    found = {edge["node"]["id"]: edge["node"] for edge in (await data(client, LIST, {"first": 100}))["edges"]}
    assert found[kept["id"]] == kept
    labels = dict(await engine.read(_LABELS))
    assert labels["Node"] == labels["Statement"] == len(found)
    assert set(labels) <= {"Node", "Statement", "IdempotencyKey", "GraphVersion", *EXPIRING}
    assert all(len(str(grant["edition"])) <= 500 for grant in found.values())


def test_every_text_of_every_mutation_is_asked() -> None:
    assert {place.partition("(")[0] for place in QUESTIONS} == set(GRANTS)
    assert {"Mutation.openGrant(input.files)", "Mutation.advanceGrant(event.amend.grant.legalBasis)"} <= set(
        QUESTIONS
    )
    assert {f"Mutation.{name}(idempotencyKey)" for name in ("openGrant", "advanceGrant")} <= set(QUESTIONS)


async def test_a_grant_takes_a_bounded_number_of_events(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (KEY_LENGTH_MAX, VERSIONS_MAX) == (128, 200)
    monkeypatch.setattr("hub.desk.steps.VERSIONS_MAX", 12)  # each event is a transaction
    async with served(engine, tmp_path) as client:
        grant = await opened(client)
        version = 1
        while True:
            event = {"amend": {"grant": {**TERMS, "edition": f"{version}"}, "reason": "x"}}
            body = {"id": grant["id"], "version": version, "event": event}
            answer = await client.post(ADVANCE.replace("history {", "h: history {"), body, headers=headers(client))
            if "errors" in answer.json():
                break
            version += 1
            assert version <= 12
        assert version == 12
        assert answer.json()["errors"][0]["extensions"] == {"code": "ILLEGAL_STEP", "allowed": ["END"]}
        # Whatever was done to it: a right that was given can be taken back, at once and for good.
        later = {"id": grant["id"], "version": version, "event": {"end": {"on": "9000-01-01", "reason": "x"}}}
        refused = await error(client, ADVANCE, later)
        assert refused["extensions"] == {"code": "BAD_INPUT", "field": "on"}
        assert (await data(client, READ, {"id": grant["id"]}))["allowedEvents"] == ["END"]
        now = {"id": grant["id"], "version": version, "event": {"end": {"reason": "x"}}}
        over = await data(client, ADVANCE, now)
        assert (over["state"], over["version"], over["allowedEvents"]) == ("ENDED", 13, [])
