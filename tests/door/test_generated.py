"""Requests that schemathesis makes up from the schema, each field in turn, sent as they are: no server error, no
word about the inside of the hub, no error code that the contract lacks.

Its own check takes any error beside data for the server's; here a bad key is its root field's error by contract.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.engine import Engine
from hub.errors import ErrorCode
from tests.conftest import ENGINES, Servers, clean
from tests.door.test_hostile import check_silence
from tests.graphs import USCC, Node, Tie, bring_in, case_of_the_purpose
from tests.hub.serving import Client, served

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 90
EXAMPLES = 15  # of each root field; each has a shape of its own, which Neo4j plans for a second
# Money, right and wrong, as a literal of the document.
schemathesis.graphql.scalar(
    "Decimal",
    st.one_of(st.decimals(places=2).map(str), st.text(max_size=20)).map(schemathesis.graphql.nodes.String),
)
SCHEMA = schemathesis.graphql.from_path(ROOT / "schema.graphql")
FIELDS = {operation.ok().label: operation.ok() for operation in SCHEMA.get_all_operations()}
ALLOWED = {ErrorCode.BAD_INPUT, ErrorCode.TOO_COSTLY, ErrorCode.FORBIDDEN}


@pytest.fixture(scope="module", params=ENGINES)
async def client(
    request: pytest.FixtureRequest, servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    data = tmp_path_factory.mktemp("generated")
    async with await Engine.open(await servers.address(request.param)) as engine:
        await clean(engine)
        rows = [
            case_of_the_purpose(),
            Node("COMPANY", "c", {"name": "汉江公司", "uscc": USCC}),
            Node("PERSON", "p", {"name": "张三"}),
            Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.5}),
        ]
        await bring_in(engine, data, rows)
        async with served(engine, data) as client:
            yield client


@pytest.mark.slow
@pytest.mark.parametrize("role", ["INVESTIGATOR", "PARTNER"])
@pytest.mark.parametrize("field", FIELDS)
async def test_what_is_made_up_is_answered_or_refused(client: Client, field: str, role: str) -> None:
    await asyncio.to_thread(
        _send_all, client, field, client.headers(role, "RAILWAY" if role == "PARTNER" else None)
    )


def _send_all(client: Client, field: str, headers: dict[str, str]) -> None:
    @given(case=FIELDS[field].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: schemathesis.Case) -> None:
        response = case.call(
            base_url=str(client.http.base_url.join("/graphql")), headers=headers, timeout=PATIENCE_SECONDS
        )
        assert response.status_code in (200, 400, 403), response.text
        answer = response.json()
        for error in answer.get("errors", ()):
            assert error["extensions"]["code"] in ALLOWED, answer
        # `viewer { schema }` is long, and speaks of what it may.
        check_silence(str(answer.get("errors")) if field == "Query.viewer" else response.text, str(case.body))

    send()
