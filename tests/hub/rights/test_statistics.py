"""Published figures: right, without sealed cases, and no number under five, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.model.roles import PURPOSES, Role
from hub.callers.issuer import issue
from hub.rights.statistics import CELL_MIN, READERS, SMALL, STATISTICS, cells
from tests.graphs import CASE, Node, bring_in
from tests.hub.serving import Client, served

QUERY = """query ($name: StatisticName!, $court: String) {
  statistic(name: $name, court: $court) { asAt cells { label count } } }"""


def case(court: str, number: int, item: str = "", meta: FactMeta | None = None, **values: object) -> Node:
    return Node(
        "CASE",
        f"{court}-{number}",
        {"caseNumber": f"（2026）{court}执{number}号", "caseType": "执", **values},
        item=item,
        meta=meta or FactMeta(),
    )


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    closed = {"closedOn": "2026-02-01"}
    rows = [
        *(case("鄂0112", number) for number in range(1, 7)),
        *(case("鄂0104", number) for number in range(1, 5)),
        *(case("鄂0112", number, **closed, closeMode="PERFORMED") for number in range(20, 25)),
        *(case("鄂0112", number, **closed, closeMode="SETTLED") for number in range(30, 34)),
        # One that is sealed in part is left out as a whole.
        case("鄂0112", 50),
        case("鄂0112", 50, item="sealed", meta=FactMeta(access="SEALED", case_file="（2026）鄂0112执50号")),
    ]
    await bring_in(engine, tmp_path, rows, source="court")
    # The same case by another source, of a weaker grade: still one, and still open.
    await bring_in(engine, tmp_path, [case("鄂0112", 1, **closed, meta=FactMeta(grade="D"))], source="other")
    async with served(engine, tmp_path) as client:
        yield client


async def ask(client: Client, role: str, **variables: object) -> Any:
    token = issue(client.settings, role, agency="RAILWAY", court="鄂0112", subject="somebody")
    purpose = PURPOSES[Role(role)][0]
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": purpose, "X-Case-Number": quote(CASE)}
    sent = {"query": QUERY, "variables": variables}
    return (await client.http.post("/graphql", json=sent, headers=headers)).json()


async def counts(client: Client, **variables: object) -> dict[str, str]:
    answer = await ask(client, "DUTY_OFFICER", **variables)
    return {
        cell["label"]: cell["count"] for cell in answer["data"]["statistic"]["cells"] if cell["count"] != SMALL
    }


async def test_cases_are_counted_once_and_sealed_ones_are_not(client: Client) -> None:
    assert await counts(client, name="CASES_OPEN") == {"执": "9"}  # one of the ten is closed by its other source


async def test_a_cell_under_five_has_no_number(client: Client) -> None:
    assert await counts(client, name="CASES_CLOSED") == {"PERFORMED": "5"}
    answer = await ask(client, "DUTY_OFFICER", name="CASES_CLOSED")
    shown = {cell["label"]: cell["count"] for cell in answer["data"]["statistic"]["cells"]}
    # Four and none look the same.
    assert shown["SETTLED"] == shown["REJECTED"] == SMALL


@pytest.mark.parametrize(("court", "open_cases"), [("鄂0112", "5"), ("鄂01", "9"), ("鄂0104", None), ("湘", None)])
async def test_a_court_is_counted_with_all_below_it(client: Client, court: str, open_cases: str | None) -> None:
    assert (await counts(client, name="CASES_OPEN", court=court)).get("执") == open_cases


@pytest.mark.parametrize("court", ["", "x" * 9, "'鄂 OR 1"])
async def test_what_is_no_court_is_refused(client: Client, court: str) -> None:
    answer = await ask(client, "DUTY_OFFICER", name="CASES_OPEN", court=court)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize("role", Role)
async def test_figures_are_for_a_declared_list_of_roles(client: Client, role: Role) -> None:
    if role not in READERS:
        answer = await ask(client, role, name="CASES_OPEN")
        assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@given(
    st.lists(
        st.tuples(st.sampled_from((*STATISTICS["CASES_OPEN"].labels, None, "民初")), st.integers(0, 20)),
        max_size=9,
    )
)
def test_no_case_is_told_alone_and_none_is_lost(rows: list[tuple[str | None, int]]) -> None:
    shown = cells(STATISTICS["CASES_OPEN"], rows)
    labels = [cell["label"] for cell in shown]
    assert labels == [*STATISTICS["CASES_OPEN"].labels, "OTHER"]  # whatever there is
    for cell in shown:
        of_label = {"NONE": (None, "NONE"), "OTHER": ("民初",)}.get(cell["label"], (cell["label"],))
        number = sum(count for value, count in rows if value in of_label)
        assert cell["count"] == (str(number) if number >= CELL_MIN else "<5")
