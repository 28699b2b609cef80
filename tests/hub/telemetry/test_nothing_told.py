"""What a caller asks comes out of none of the three outlets, whichever way it was sent."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.engine import Engine
from tests.door.marked import found_in
from tests.graphs import CASE, CITIZEN, Node, bring_in, case_of_the_purpose
from tests.hub.desk.asking import OPEN, TERMS, headers
from tests.hub.serving import Client, served
from tests.hub.telemetry.collector import collecting

NAME = "张慎之"
LATIN = "Zhangshenzhi"
SECRETS = {"a citizen id": CITIZEN, "a name": NAME, "a name in Latin letters": LATIN, "a case": CASE}
BY = "query ($by: SubjectKey!) { subject(by: $by) { id name aliases ... on Person { citizenIdMasked } } }"
SEARCH = "query ($text: String!) { searchSubjects(text: $text) { edges { node { id name } } } }"
MATCH = "query ($records: [MatchRecordInput!]!) { match(records: $records) { band problem } }"


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """A secret in variables, in literals, in names that the caller chooses; answered and refused."""
    yield BY, {"by": {"citizenId": CITIZEN}}
    yield BY, {"by": {"source": {"system": LATIN, "key": NAME}}}
    yield BY, {"by": CITIZEN}
    yield SEARCH, {"text": NAME}
    yield SEARCH, {"text": CITIZEN}
    yield "query ($s: [SubjectKey!]!) { screen(subjects: $s) { problem } }", {"s": [{"citizenId": CITIZEN}]}
    yield MATCH, {"records": [{"name": NAME, "citizenId": CITIZEN}]}
    yield f'{{ subject(by: {{citizenId: "{CITIZEN}"}}) {{ id }} }}', {}
    yield f'{{ searchSubjects(text: "{NAME}") {{ edges {{ node {{ {LATIN}: name }} }} }} }}', {}
    yield f"{{ {LATIN}: viewer {{ role }} }} # {NAME}", {}
    yield f"{{ {LATIN} }}", {}
    yield f'{{ viewer "{NAME}', {}
    yield f"query Of{CITIZEN} {{ viewer {{ role }} }}", {}


async def test_no_secret_reaches_metrics_spans_or_log(engine: Engine, tmp_path: Path, stream: io.StringIO) -> None:
    person = Node("PERSON", "p", {"name": NAME, "citizenId": CITIZEN})
    await bring_in(engine, tmp_path, [case_of_the_purpose(), person])
    with collecting() as collector:
        given = {
            "slow_seconds": 1e-9,
            "slow_per_minute": 1_000,
            "slow_text_length": 1_000_000,
            "traces_timeout_seconds": 60,
        }
        async with served(engine, tmp_path, traces_endpoint=collector.url, **given) as client:
            asked = [await client.post(query, variables) for query, variables in operations()]
            asked.append(await _moved(client))
            metrics = (await client.http.get("/metrics")).content
        assert any(NAME in answer.text for answer in asked), "nothing was found that could have come out"
        spans = b"".join(collector.bodies)
        assert len([span for span in collector.spans if span.name.startswith("graphql ")]) == len(asked)
    log = stream.getvalue().encode()
    assert log.count(b"slow operation") == len(asked)
    finds = [
        find
        for where, content in (("metrics", metrics), ("spans", spans), ("log", log))
        for find in found_in(SECRETS, content, where)
    ]
    assert not finds, "\n".join(map(repr, finds))
    # Control: the same search finds what is no secret and went the same ways.
    for where, content, planted in (
        ("metrics", metrics, "not-stored"),
        ("spans", spans, "not-stored"),
        ("log", log, "MATCH"),
    ):
        assert list(found_in({"planted": planted}, content, where)), where


async def _moved(client: Client) -> Any:
    terms = {**TERMS, "legalBasis": f"{NAME} {CITIZEN}"}
    return await client.post(OPEN, {"input": terms, "key": LATIN}, headers=headers(client))
