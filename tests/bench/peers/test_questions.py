"""The hub takes each question, the peer is asked the same, and answers compare in one form."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse, validate

from bench.peers.questions import QUESTIONS, normal
from hub.api.schema import schema
from hub.documents.cost import Gauge
from hub.documents.parsing import operation_of, parse_document
from hub.settings.config import Settings


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_hub_takes_each_question(name: str) -> None:
    text = QUESTIONS[name].hub
    assert validate(schema(), parse(text)) == []
    limits = Settings()
    document = parse_document(text, limits)
    Gauge(document, operation_of(document, None), limits, schema()).check({"id": "a"})


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_peer_is_asked_for_as_many_levels(name: str) -> None:
    question = QUESTIONS[name]
    asked = question.neo4j_graphql
    parse(asked)
    assert asked.count("shareholdersConnection(") == question.hub.count("shareholders(") == question.levels
    assert asked.count("investmentsConnection(") == question.hub.count("investments(") == int(question.down)
    assert asked.count("totalCount") == question.hub.count("totalCount")


HOLDER = {"share": 0.5, "node": {"id": "p", "name": "人"}}
HUB_ONE = {"subject": {"id": "c", "name": "公司", "shareholders": {"edges": [HOLDER]}}}


def record(node: str, name: str, **pages: Any) -> dict[str, Any]:
    return {"id": node, "statements": [{"name": name}], **pages}


def held(*edges: tuple[float, dict[str, Any]], **total: int) -> dict[str, Any]:
    return {**total, "edges": [{"properties": {"share": share}, "node": node} for share, node in edges]}


def test_one_answer_in_the_words_of_two_peers_is_equal() -> None:
    peer = {"records": [record("c", "公司", shareholdersConnection=held((0.5, record("p", "人"))))]}
    assert normal(peer) == normal(HUB_ONE) == [["c", "公司", {"shareholders": [None, [[0.5, ["p", "人", {}]]]]}]]


def test_a_page_of_companies_is_equal_too() -> None:
    node = HUB_ONE["subject"]
    hub = {"companies": {"edges": [{"node": node}, {"node": {"id": "d", "name": None}}]}}
    first = record("c", "公司", shareholdersConnection=held((0.5, record("p", "人"))))
    peer = {
        "recordsConnection": {"edges": [{"node": first}, {"node": {"id": "d", "statements": [{"name": None}]}}]}
    }
    assert normal(peer) == normal(hub)


def test_a_page_without_edges_is_none() -> None:
    person = record("p", "人", shareholdersConnection=held(totalCount=0))
    peer = {"records": [record("c", "公司", shareholdersConnection=held((0.5, person)))]}
    assert normal(peer) == normal(HUB_ONE)


@pytest.mark.parametrize(
    "other",
    [
        record("c", "另一公司", shareholdersConnection=held((0.5, record("p", "人")))),
        record("c", "公司", shareholdersConnection=held((0.51, record("p", "人")))),
        record("c", "公司", shareholdersConnection=held((0.5, record("q", "人")))),
        record("c", "公司", shareholdersConnection=held((0.5, record("p", "人")), totalCount=1)),
        record("c", "公司", investmentsConnection=held((0.5, record("p", "人")))),
        record("c", "公司", shareholdersConnection=held()),
    ],
    ids=["name", "share", "node", "total", "way", "no holder"],
)
def test_any_difference_is_seen(other: dict[str, Any]) -> None:
    assert normal({"records": [other]}) != normal(HUB_ONE)


def test_the_order_counts() -> None:
    one, two = (0.5, record("p", "人")), (0.5, record("q", "物"))
    pages = [held(one, two), held(two, one)]
    first, second = (normal({"records": [record("c", "公司", shareholdersConnection=page)]}) for page in pages)
    assert first != second


def test_a_record_of_two_statements_is_no_answer_to_compare() -> None:
    with pytest.raises(ValueError):
        normal({"records": [{"id": "c", "statements": [{"name": "公司"}, {"name": "旧名"}]}]})


def test_nothing_found_is_empty() -> None:
    assert normal({"records": []}) == normal({"subject": None}) == []
