"""Lists of records against the graph: over HTTP, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.rules.identifiers import complete_citizen_id
from tests.graphs import CITIZEN, OTHER_USCC, RING, USCC, Node, bring_in, case_of_the_purpose
from tests.hub.matching.asking import MATCH, bands, failed, matched
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

OTHER_CITIZEN = complete_citizen_id("42011219900101123")


async def test_an_equal_number_is_the_same_and_a_different_one_a_veto(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node("COMPANY", "a", {"name": "汉江建筑有限公司", "uscc": USCC, "phone": "027-87654321"}),
        Node("PERSON", "p", {"name": "张伟", "citizenId": CITIZEN}),
        Node("PERSON", "q", {"name": "李娜", "documentType": "PASSPORT", "documentNumber": "E12345678"}),
    ]
    await bring_in(engine, tmp_path, rows)
    found = await matched(
        client,
        {"key": "1", "name": "汉江建筑有限责任公司", "uscc": USCC},
        {"key": "2", "name": "汉江建筑有限公司", "uscc": OTHER_USCC, "phone": "027-87654321"},
        {"key": "3", "name": "张伟", "citizenId": CITIZEN},
        {"key": "4", "name": "张伟", "citizenId": OTHER_CITIZEN},
        {"key": "5", "kind": "PERSON", "document": {"type": "PASSPORT", "number": "e12345678"}},
        {"key": "6", "citizenId": CITIZEN, "name": "王芳"},
    )
    assert [each["key"] for each in found] == ["1", "2", "3", "4", "5", "6"]
    assert bands(found) == [{"a": "SAME"}, {}, {"p": "SAME"}, {}, {"q": "SAME"}, {"p": "REVIEW"}]
    assert [each["band"] for each in found] == ["SAME", "DIFFERENT", "SAME", "DIFFERENT", "SAME", "REVIEW"]
    assert found[0]["candidates"][0]["reasons"] == [
        {
            "attribute": "uscc",
            "agreement": "EQUAL",
            "weight": 100,
            "text": "unified social credit code: equal",
            "textZh": "统一社会信用代码一致",
        },
        {"attribute": "name", "agreement": "EQUAL", "weight": 55, "text": "name: equal", "textZh": "名称一致"},
    ]


async def test_a_name_alone_is_never_the_same(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("PERSON", "p", {"name": "张伟", "birthDate": "1985-03-07", "phone": "13812345678"}),
        Node("COMPANY", "c", {"name": "汉江建筑有限公司", "region": "420112"}),
    ]
    await bring_in(engine, tmp_path, rows)
    found = await matched(
        client,
        {"kind": "PERSON", "name": "張偉"},
        {"name": "张伟", "birthDate": "1985年3月7日"},
        {"name": "张伟", "birthDate": "19850307", "phone": "+86 138-1234-5678"},
        {"name": "张伟", "birthDate": "1990-12-12"},
        {"kind": "ORGANISATION", "name": "汉江建筑有限公司", "region": "420112"},
        {"kind": "ORGANISATION", "name": "Hanjiang Jianzhu Co., Ltd."},
    )
    assert bands(found) == [{"p": "REVIEW"}, {"p": "REVIEW"}, {"p": "SAME"}, {}, {"c": "REVIEW"}, {}]


async def test_names_with_a_letter_wrong_or_another_form_are_found_for_review(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node(
            "COMPANY", "c", {"name": "武汉市汉江宏达建筑工程有限公司", "region": "420112", "phone": "02787654321"}
        )
    ]
    rows += [Node("COMPANY", f"o{i}", {"name": f"襄阳第{i}食品厂"}) for i in range(30)]
    await bring_in(engine, tmp_path, rows)
    tail = {"kind": "ORGANISATION", "region": "420112", "phone": "027-87654321"}
    names = (
        "武汉市汉江宏大建筑工程有限公司",  # one letter wrong
        "武汉市汉江宏达建筑工有限公司",  # one missing
        "武漢市漢江宏達建築工程股份有限公司",  # traditional, another form
        "武汉市汉江宏达建筑工程公司",
        "武汉市（汉江）宏达建筑工程有限责任公司",
        "襄阳市不同食品加工厂",
    )
    found = await matched(client, *({**tail, "name": name} for name in names))
    assert [each.get("c") for each in bands(found)] == ["REVIEW", "REVIEW", "REVIEW", "REVIEW", "REVIEW", None]


async def test_two_that_fit_equally_well_are_for_a_human(client: Client, engine: Engine, tmp_path: Path) -> None:
    values = {"name": "张伟", "birthDate": "1985-03-07", "phone": "13812345678"}
    rows = [
        Node("PERSON", "a", {**values, "documentType": "PASSPORT", "documentNumber": "E12345678"}),
        Node("PERSON", "b", {**values, "documentType": "PASSPORT", "documentNumber": "E87654321"}),
    ]
    await bring_in(engine, tmp_path, rows)
    [found] = await matched(client, values)
    assert (found["band"], bands([found])) == ("REVIEW", [{"a": "REVIEW", "b": "REVIEW"}])
    assert found["candidates"][0]["reasons"][-1]["text"] == "several may be the same"


async def test_what_many_bear_takes_no_place_from_what_few_bear(engine: Engine, tmp_path: Path) -> None:
    opened = datetime(2026, 1, 6, tzinfo=UTC)
    rows = [case_of_the_purpose(), Node("PERSON", "last", {"name": "李娜", "birthDate": "1985-03-07"})]
    rows += [Node("PERSON", f"p{i}", {"name": "张伟", "birthDate": f"1970-01-{i + 1:02d}"}) for i in range(20)]
    await bring_in(engine, tmp_path, rows, now=opened)
    async with served(engine, tmp_path, match_namesakes=3) as client:
        found = await matched(
            client,
            {"kind": "PERSON", "name": "张伟"},
            {"kind": "PERSON", "name": "李娜"},
            {"name": "张伟", "birthDate": "1970-01-17"},
            {"kind": "PERSON", "name": "张伟", "birthDate": "1999-12-31"},
        )
    assert [len(each["candidates"]) for each in found[:2]] == [3, 1]
    assert [each["truncated"] for each in found] == [True, False, True, True]
    # The day of birth leads to the one among many bearers of the name.
    assert bands(found)[2]["p16"] == "REVIEW"
    # Nobody who was looked at fits, but somebody who was left out may.
    assert (found[3]["band"], found[3]["candidates"]) == ("REVIEW", [])


async def test_a_hidden_subject_is_no_candidate_byte_for_byte(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [Node("COMPANY", "a", {"name": "汉江建筑有限公司", "uscc": USCC})])
    asked = [
        {"name": "汉江建筑有限公司", "uscc": USCC},
        {"kind": "ORGANISATION", "name": "汉江建筑有限公司"},
        {"kind": "ORGANISATION", "name": "汉江建築安装有限公司"},
        {"name": "张伟", "citizenId": CITIZEN},
    ]
    before = (await client.post(MATCH, {"records": asked})).content
    sealed = FactMeta(access="SEALED")
    rows = [
        Node("COMPANY", f"s{i}", {"name": name}, meta=sealed)
        for i, name in enumerate(["汉江建筑有限公司"] * 60 + ["汉江建筑安装有限公司"] * 30)
    ]
    rows.append(Node("PERSON", "p", {"name": "张伟", "citizenId": CITIZEN}, meta=sealed))
    await bring_in(engine, tmp_path, rows, source="other")
    assert (await client.post(MATCH, {"records": asked})).content == before


async def test_a_bad_record_is_its_own_problem(client: Client) -> None:
    found = await matched(
        client,
        {"key": "a", "uscc": "91110000600037341X"},
        {"key": "b"},
        {"key": "c", "kind": "PERSON", "name": "张" * 201},
        {"key": "d", "kind": "PERSON", "name": "x" * 100_000},
        {"key": "e", "citizenId": CITIZEN, "birthDate": "1985-03-08"},
        {"key": "f", "kind": "PERSON", "name": "张伟", "uscc": USCC},
        {"key": "g", "citizenId": "420112198503****37"},
        {"key": "h", "kind": "PERSON", "name": "张\u202e伟"},
        {"key": "i", "kind": "PERSON", "name": "！！"},
        {"key": "j", "kind": "PERSON", "name": "张伟", "birthDate": "1985-02-30"},
        {"key": "k\u202e", "kind": "PERSON", "name": "张伟"},
        {"key": f"第{CITIZEN}号"},
    )
    # What a key may not hold is not given back, either.
    assert [each["key"] for each in found] == [*"abcdefghij", None, "第4201121985****1237号"]
    assert all(each["problem"] and each["band"] is None and not each["candidates"] for each in found)
    text = str(found)
    assert CITIZEN not in text and "420112198503" not in text
    assert found[1]["problem"].startswith("kind: missing")
    assert "citizenId" in found[6]["problem"]


WRONG_CHECK = CITIZEN[:-1] + "0"
WRONG_CODE = USCC[:-1] + "X"


async def test_a_number_that_does_not_hold_is_told_and_the_rest_is_matched_for_review_at_most(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    told = {"birthDate": "1985-03-07", "phone": "13812345678"}
    rows = [
        Node(
            "COMPANY", "c", {"name": "汉江建筑有限公司", "uscc": USCC, "phone": "027-87654321", "region": "420112"}
        ),
        Node("PERSON", "p", {"name": "张伟", "citizenId": CITIZEN, **told}),
        Node("PERSON", "q", {"name": "李娜", "documentType": "PASSPORT", "documentNumber": "E12345678"}),
    ]
    await bring_in(engine, tmp_path, rows)
    company = {"name": "汉江建筑有限公司", "phone": "02787654321", "region": "420112"}
    passport = {"document": {"type": "PASSPORT", "number": "E12345678"}}
    found = await matched(
        client,
        {"name": "张伟", **told, "citizenId": WRONG_CHECK},
        {"name": "张伟", **told},  # the control: without the bad number it would be the same
        {"kind": "ORGANISATION", **company, "uscc": WRONG_CODE},
        {"name": "王芳", "citizenId": WRONG_CHECK},
        {"name": "张伟", **told, "citizenId": "4.20112E+17"},
        {"name": "张伟", **told, "citizenId": "4201121985****1237"},
        {"name": "李娜", "citizenId": WRONG_CHECK, **passport},
        {"name": "张伟", **told, "document": {"type": "PASSPORT", "number": "!"}},
    )
    review = {"p": "REVIEW"}
    assert bands(found) == [review, {"p": "SAME"}, {"c": "REVIEW"}, {}, review, review, {"q": "REVIEW"}, review]
    assert [each["band"] for each in found][3] == "DIFFERENT"
    attributes = ["citizenId", None, "uscc", *["citizenId"] * 4, "documentNumber"]
    assert [each["problem"] and each["problem"].partition(":")[0] for each in found] == attributes
    assert found[0]["problem"] == (
        "citizenId: the check digit does not hold; allowed: one that follows GB 11643-1999"
    )
    # Neither for nor against: the attributes beside it are what they are without it.
    [held, free] = [each["candidates"][0] for each in found[:2]]
    assert held["reasons"][:-1] == free["reasons"] and held["score"] == free["score"]
    assert held["reasons"][-1] == {
        "attribute": None,
        "agreement": None,
        "weight": None,
        "text": "a number of the record does not hold",
        "textZh": "记录所载号码有误",
    }
    assert WRONG_CHECK not in str(found) and CITIZEN not in str(found)


async def test_five_hundred_equal_names_are_answered_alike(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [Node("PERSON", f"p{i}", {"name": "张伟"}) for i in range(8)])
    found = await matched(client, *({"key": str(i), "kind": "PERSON", "name": "张伟"} for i in range(500)))
    assert [each["key"] for each in found] == [str(i) for i in range(500)]
    assert all(each == {**found[0], "key": each["key"]} for each in found)
    error = await failed(client, MATCH, {"records": [{"kind": "PERSON", "name": "张伟"}] * 501})
    assert error["extensions"]["code"] == "TOO_COSTLY"


@pytest.mark.parametrize("role", ["PARTNER", "CREDIT_OFFICER", "FINANCE_OFFICER"])
async def test_others_learn_nothing_from_names(client: Client, role: str) -> None:
    more = {"agency": "RAILWAY"} if role == "PARTNER" else {}
    error = await failed(client, MATCH, {"records": [{"kind": "PERSON", "name": "张伟"}]}, role=role, **more)
    assert error["extensions"]["code"] == "FORBIDDEN"


async def test_without_an_open_case_nothing_is_matched(client: Client) -> None:
    headers = client.headers("INVESTIGATOR") | {
        "X-Case-Number": "%EF%BC%882026%EF%BC%89%E9%84%820112%E6%89%A79%E5%8F%B7"
    }
    error = await failed(client, MATCH, {"records": [{"kind": "PERSON", "name": "张伟"}]}, headers=headers)
    assert error["extensions"]["code"] == "FORBIDDEN"
    error = await failed(client, MATCH, {"records": []}, headers=headers)
    assert error["extensions"]["code"] == "FORBIDDEN"


async def test_the_record_names_who_was_told_and_nobody_else(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node("PERSON", "told", {"name": "张伟"}),
        Node("PERSON", "met", {"name": "张伟", "birthDate": "1990-01-01"}),
    ]
    await bring_in(engine, tmp_path, rows)
    before = len(recorded(tmp_path))
    [found] = await matched(client, {"name": "张伟", "birthDate": "1985-03-07"})
    assert bands([found]) == [{"told": "REVIEW"}]
    [entry] = recorded(tmp_path)[before:]
    assert len(entry["touched"]) == 1 and entry["case_number"]


async def test_a_match_holds_for_the_day_asked_and_what_was_known(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    record: dict[str, Any] = {"kind": "ORGANISATION", "name": "汉江建筑有限公司"}
    row = Node("COMPANY", "a", {"name": record["name"]}, meta=FactMeta(valid_from="2024-01-01"))
    await bring_in(engine, tmp_path, [row])
    for variables in ({"asOf": "2023-12-31"}, {"knownAt": "2026-01-07T00:00:00Z"}):
        assert (await matched(client, record, variables=variables))[0]["candidates"] == []
    assert len((await matched(client, record, variables={"asOf": "2024-01-01"}))[0]["candidates"]) == 1


async def test_a_number_under_an_earlier_key_is_found(engine: Engine, tmp_path: Path) -> None:
    from dataclasses import replace

    opened = datetime(2026, 1, 6, tzinfo=UTC)
    rows = [case_of_the_purpose(), Node("PERSON", "p", {"name": "张伟", "citizenId": CITIZEN})]
    await bring_in(engine, tmp_path, rows, now=opened)
    turned = replace(RING, match_key=b"n" * 32, match_key_id="m2", other_match_keys={"m1": RING.match_key})
    async with served(engine, tmp_path, ring=turned) as client:
        found = await matched(
            client, {"name": "张伟", "citizenId": CITIZEN}, {"name": "张伟", "citizenId": OTHER_CITIZEN}
        )
    assert bands(found) == [{"p": "SAME"}, {}]


async def test_past_its_time_a_match_says_so_and_clears_nobody(engine: Engine, tmp_path: Path) -> None:
    rows = [case_of_the_purpose(), Node("COMPANY", "a", {"name": "汉江建筑有限公司", "uscc": USCC})]
    await bring_in(engine, tmp_path, rows, now=datetime(2026, 1, 6, tzinfo=UTC))
    async with served(engine, tmp_path, walk_seconds=0.000_001) as client:
        found = await matched(
            client, {"name": "汉江建筑有限公司", "uscc": USCC}, {"kind": "PERSON", "name": "无此人"}
        )
    assert [(each["band"], each["candidates"], each["truncated"]) for each in found] == [("REVIEW", [], True)] * 2
