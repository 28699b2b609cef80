from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import Document, FactMeta, Manifest, NodeRow, Reject, RelationRow, Row
from adapters.loading.check import Checker
from adapters.loading.facts import Fact, NodeFact, RelationFact
from adapters.loading.systems import source_system
from tests.graphs import CASE, CITIZEN, OTHER_USCC, RING, USCC

DOCUMENT = Document(name="a.jsonl", path=Path("a.jsonl"), digest="d" * 64, rows=1)
CHECKER = Checker(system="reg", manifest=Manifest(), key_ring=RING, today=date(2026, 1, 1))
LISTING = {"list": "COURT_DISHONEST", "caseNumber": CASE, "courtName": "法院", "measures": ["JP-1"]}


def node(values: Mapping[str, object], kind: str = "COMPANY", **rest: Any) -> NodeRow:
    return NodeRow(kind=kind, values=values, **{"key": "k1", "document": DOCUMENT, "line": 7, **rest})


def relation(values: Mapping[str, object], kind: str = "SHAREHOLDER_OF", **rest: Any) -> RelationRow:
    ends = {"source_key": "a", "target_key": "b"}
    return RelationRow(kind=kind, values=values, **{**ends, "document": DOCUMENT, "line": 7, **rest})


def fact(row: Row, checker: Checker = CHECKER) -> Fact:
    checked = checker.check(row)
    assert not isinstance(checked, Reject), checked
    return checked


def stated(row: NodeRow, checker: Checker = CHECKER) -> Mapping[str, Any]:
    return fact(row, checker).properties


def reject(row: Row) -> Reject:
    checked = CHECKER.check(row)
    assert isinstance(checked, Reject)
    return checked


def test_a_node_row_becomes_a_statement_of_its_slot() -> None:
    found = fact(node({"name": "甲公司", "uscc": USCC}))
    assert isinstance(found, NodeFact)
    assert (found.rk, found.slot) == ("reg|k1", "reg|COMPANY|k1|")
    assert found.properties["validFrom"] == "0001-01-01"
    assert found.properties["validTo"] == "9999-12-31"
    assert found.properties["document"] == "a.jsonl#dddddddddddddddd"
    assert found.properties["hash"] == found.hash


def test_a_relation_row_names_both_ends_and_their_systems() -> None:
    found = fact(relation({"share": "0.5"}, source_system="other", item="2"))
    assert isinstance(found, RelationFact)
    assert (found.source, found.target) == ("other|a", "reg|b")
    assert found.slot == "reg|SHAREHOLDER_OF|other|a|reg|b|2"


def test_bars_in_keys_do_not_make_two_slots_one() -> None:
    one, two = fact(node({}, key="a|b", item="c")), fact(node({}, key="a", item="b|c"))
    assert one.slot != two.slot


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (node({}, kind="FIRM"), "row", "no such kind; allowed: PERSON, COMPANY"),
        (relation({}, kind="SAME_AS"), "row", "no such kind"),
        (node({"nam": "x"}), "nam", "no such attribute of COMPANY; allowed: name, aliases"),
        (node({"uscc": "x"}), "uscc", "allowed: 18 characters"),
        (node({}, key=" "), "key", "blank"),
        (node({}, key="k" * 201), "key", "201 characters; allowed: 200"),
        (node({}, key="k\n1"), "key", "control character U+000A"),
        (node({}, item="a\tb"), "item", "control character U+0009"),
        (relation({}, source_key=""), "from", "blank"),
        (relation({}, target_key="b\0"), "to", "control character U+0000"),
        (relation({}, source_system="A|B"), "fromSystem", "no name of a system"),
        (node({}, meta=FactMeta(valid_from="2024-13-01")), "validFrom", "not a day"),
        (node({}, meta=FactMeta(valid_from="2024-01-01", valid_to="2024-01-01")), "validTo", "a later day"),
        (node({}, meta=FactMeta(grade="E")), "grade", "allowed: A, B, C, D"),
        (node({}, meta=FactMeta(access="SECRET")), "access", "allowed: PUBLIC, PARTNER"),
        (node({}, kind="CASE"), "caseNumber", "missing; every CASE needs it"),
        (node({**LISTING, "measures": []}, kind="LISTING"), "measures", "missing"),
        (node({"documentNumber": "E1234567"}, kind="PERSON"), "documentNumber", "needs its documentType"),
        (node({}, kind="PERSON", key=f"p-{CITIZEN}"), "key", "a citizen ID cannot serve as key"),
        (relation({"shareMin": 0.5, "shareMax": 0.4}), "shareMin", "at most shareMax"),
    ],
)
def test_the_first_fault_is_named(row: Row, field: str, reason: str) -> None:
    found = reject(row)
    assert (found.file, found.line, found.field) == ("a.jsonl", 7, field)
    assert reason in found.reason


def test_of_two_faults_the_first_in_the_models_order_is_told() -> None:
    assert reject(node({"uscc": "x", "name": 1})).field == "name"


def test_no_reject_shows_a_personal_number() -> None:
    wrong = CITIZEN[:-1] + "0"
    rows = [
        node({"citizenId": wrong}, kind="PERSON"),
        node({"documentType": "PASSPORT", "documentNumber": f"{wrong}?"}, kind="PERSON"),
        node({}, kind="PERSON", key=CITIZEN),
    ]
    for row in rows:
        told = repr(reject(row))
        assert wrong not in told
        assert CITIZEN not in told


def test_absent_values_are_not_stored() -> None:
    assert not {"phone", "address", "aliases"} & stated(node({"phone": None, "address": "", "aliases": []})).keys()


def test_a_rows_own_columns_go_before_the_manifests_and_the_kinds() -> None:
    checker = replace(CHECKER, manifest=Manifest(grade="A", access="PARTNER"))
    assert stated(node({}), CHECKER)["grade"] == "C"
    assert stated(node({}), CHECKER)["access"] == "INTERNAL"
    assert stated(node({}), checker)["grade"] == "A"
    own = node({}, meta=FactMeta(grade="B", access="SEALED"))
    assert (stated(own, checker)["grade"], stated(own, checker)["access"]) == ("B", "SEALED")


def test_a_subject_is_found_by_all_its_names() -> None:
    found = stated(node({"name": "漢江有限責任公司", "aliases": ["Han Jiang Ltd."]}))
    assert found["foldedName"] == "汉江有限公司"
    assert found["compactNames"] == "\n汉江有限公司\nhanjiangltd\n"
    assert {"汉", "汉江", "h", "nj"} <= set(found["nameKeys"].split())


def test_a_name_of_signs_only_is_no_key_of_the_name_index() -> None:
    assert not {"compactNames", "nameKeys"} & stated(node({"name": "***"})).keys()


def test_the_same_content_has_the_same_hash_whatever_file_it_came_in() -> None:
    values = {"name": "甲", "citizenId": CITIZEN}
    elsewhere = replace(DOCUMENT, name="b.csv", digest="e" * 64)
    one = fact(node(values, kind="PERSON"))
    two = fact(node(dict(reversed(values.items())), kind="PERSON", document=elsewhere, line=9))
    assert one.hash == two.hash
    assert one.properties["citizenSealed"] != two.properties["citizenSealed"]


@pytest.mark.parametrize(
    "other",
    [
        node({"name": "乙", "uscc": USCC}),
        node({"name": "甲", "uscc": OTHER_USCC}),
        node({"name": "甲"}),
        node({"name": "甲", "uscc": USCC}, meta=FactMeta(grade="A")),
        node({"name": "甲", "uscc": USCC}, meta=FactMeta(access="SEALED")),
        node({"name": "甲", "uscc": USCC}, meta=FactMeta(valid_to="2025-01-01")),
    ],
)
def test_other_content_has_another_hash(other: NodeRow) -> None:
    assert fact(other).hash != fact(node({"name": "甲", "uscc": USCC})).hash


@pytest.mark.parametrize("name", ["hub", "", "A", "a b", "a|b", "x" * 41, "-a"])
def test_names_no_source_may_have(name: str) -> None:
    with pytest.raises(ValueError, match="allowed are 1 to 40"):
        source_system(name)


def test_a_faulty_row_still_says_which_slot_it_lists() -> None:
    assert CHECKER.slot(node({"uscc": "x"})) == "reg|COMPANY|k1|"
    assert CHECKER.slot(node({}, key="")) is None
