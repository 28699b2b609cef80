"""What no text in any argument of a mutation of matching may do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from graphql import OperationType

from graph.engine import Engine
from hub.api.schema import schema
from tests.door.injection import TEXTS, questions
from tests.door.test_hostile import check_silence
from tests.graphs import Node, bring_in
from tests.hub.matching.asking import FILE, REVIEWS, matched
from tests.hub.serving import Client

MOVES: Final = ("Mutation.fileMatch", "Mutation.decideMatch")
QUESTIONS: Final = {
    question.place: question
    for question in questions(schema(), OperationType.MUTATION)
    if question.place.startswith(MOVES)
}


@pytest.mark.slow
@pytest.mark.parametrize("place", QUESTIONS)
async def test_no_text_in_any_argument_is_more_than_a_text(
    client: Client, engine: Engine, tmp_path: Path, place: str
) -> None:
    """An investigator sends each; nothing that it names is there, so the review that is stays as it was, alone."""
    record = {"key": "7", "kind": "PERSON", "name": "张伟", "phone": "13812345678"}
    await bring_in(engine, tmp_path, [Node("PERSON", "p", {"name": "张伟", "phone": "13812345678"})])
    [found] = await matched(client, record)
    subject = found["candidates"][0]["subject"]["id"]
    kept = (await client.ask(FILE, {"record": record, "subject": subject}))["fileMatch"]
    headers = {**client.headers("INVESTIGATOR"), "Content-Type": "application/json"}
    for name, text in TEXTS.items():
        body = json.dumps({"query": QUESTIONS[place].query, "variables": QUESTIONS[place].around(text)})
        answer = await client.http.post("/graphql", content=body, headers=headers)
        what = f"{name}: {answer.text[:500]}"
        assert answer.status_code in (200, 400), what
        codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
        assert codes == {"BAD_INPUT"}, what
        check_silence(answer.text, body)
    page = (await client.ask(REVIEWS, {"first": 100}))["matchReviews"]
    assert [edge["node"] for edge in page["edges"]] == [kept]


async def test_an_empty_queue_is_shown_for_an_open_case_only(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """Else whether there is one would be told by the refusal."""
    await bring_in(engine, tmp_path, [Node("PERSON", "p", {"name": "张伟"})])
    unknown = {**client.headers("INVESTIGATOR"), "X-Case-Number": quote("（2026）鄂0112执999号")}
    for state in (None, "PENDING", "SAME"):
        answer = await client.post(REVIEWS, {"state": state}, headers=unknown)
        assert [each["extensions"]["code"] for each in answer.json()["errors"]] == ["FORBIDDEN"]


def test_every_text_of_every_mutation_is_asked() -> None:
    assert {place.partition("(")[0] for place in QUESTIONS} == set(MOVES)
    assert {"Mutation.fileMatch(record.name)", "Mutation.decideMatch(remark)"} <= set(QUESTIONS)
    assert {f"{move}(idempotencyKey)" for move in MOVES} <= set(QUESTIONS)
