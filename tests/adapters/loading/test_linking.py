from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.formats.record import FactMeta
from adapters.loading.linking import MAX_CANDIDATES
from adapters.loading.summary import Outcome
from graph.engine import Engine
from graph.rules.identifiers import complete_unified_code
from tests.adapters.loading.dump import dump, facts, merges
from tests.graphs import CITIZEN, OTHER_USCC, USCC, Node, bring_in

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NAME = "汉江建筑有限公司"


def firm(key: str, **values: object) -> Node:
    return Node("COMPANY", key, {"name": NAME, **values})


def person(key: str, **values: object) -> Node:
    return Node("PERSON", key, {"name": "张三丰", **values})


async def load_each(engine: Engine, data: Path, *rows: Node) -> None:
    """Each row from a source of its own, a day after the one before."""
    for number, row in enumerate(rows):
        await bring_in(engine, data, [row], source=f"s{number}", now=START + number * DAY)


async def test_two_sources_with_one_credit_code_are_one_subject(engine: Engine, tmp_path: Path) -> None:
    await load_each(engine, tmp_path, firm("a", uscc=USCC), Node("COMPANY", "b", {"name": "别名", "uscc": USCC}))
    assert await merges(engine) == {"s1|b": "s0|a"}
    (edge,) = await facts(engine, "SAME_AS")
    assert (edge["system"], edge["grade"], edge["access"]) == ("hub", "D", "PUBLIC")
    assert edge["reasons"] == ["equal uscc"]
    assert edge["recordedAt"] == "2026-01-02T00:00:00.000000Z"


async def test_two_rows_of_one_delivery_are_merged_too(engine: Engine, tmp_path: Path) -> None:
    summary = await bring_in(engine, tmp_path, [person("a", citizenId=CITIZEN), person("b", citizenId=CITIZEN)])
    assert await merges(engine) == {"made|b": "made|a"}
    assert summary.counts["PERSON"] == {"new": 2, "merged": 1}


async def test_a_15_digit_citizen_id_is_its_18_digit_form(engine: Engine, tmp_path: Path) -> None:
    old = CITIZEN[:6] + CITIZEN[8:17]
    await load_each(engine, tmp_path, person("a", citizenId=CITIZEN), person("b", citizenId=old))
    assert await merges(engine) == {"s1|b": "s0|a"}


async def test_a_document_number_merges_within_its_type(engine: Engine, tmp_path: Path) -> None:
    paper = {"documentNumber": "E12345678"}
    await load_each(
        engine,
        tmp_path,
        person("a", documentType="PASSPORT", **paper),
        person("b", documentType="PASSPORT", **paper),
        person("c", documentType="TAIWAN_PERMIT", **paper),
    )
    assert await merges(engine) == {"s1|b": "s0|a"}


@pytest.mark.parametrize(
    "second", [{"birthDate": "1980-02-03"}, {"phone": "13800138000"}, {"address": "中山路1号"}]
)
async def test_a_name_and_a_second_attribute_merge(
    engine: Engine, tmp_path: Path, second: dict[str, object]
) -> None:
    await load_each(engine, tmp_path, person("a", **second), person("b", **second))
    assert await merges(engine) == {"s1|b": "s0|a"}


async def test_a_name_folds_before_it_is_compared(engine: Engine, tmp_path: Path) -> None:
    one = Node("COMPANY", "a", {"name": "漢江建築有限責任公司", "phone": "027-87654321"})
    await load_each(engine, tmp_path, one, firm("b", phone="02787654321"))
    assert await merges(engine) == {"s1|b": "s0|a"}


async def test_a_numbered_record_meets_one_without_in_either_order(engine: Engine, tmp_path: Path) -> None:
    bare, full = person("a", birthDate="1985-03-07"), person("b", birthDate="1985-03-07", citizenId=CITIZEN)
    await load_each(engine, tmp_path, bare, full)
    assert await merges(engine) == {"s1|b": "s0|a"}


async def test_a_name_alone_merges_nobody(engine: Engine, tmp_path: Path) -> None:
    await load_each(engine, tmp_path, person("a"), person("b"))
    assert await merges(engine) == {}


async def test_different_numbers_are_never_one_subject(engine: Engine, tmp_path: Path) -> None:
    same = {"phone": "13800138000"}
    await load_each(engine, tmp_path, firm("a", uscc=USCC, **same), firm("b", uscc=OTHER_USCC, **same))
    assert await merges(engine) == {}


async def test_a_later_number_does_not_undo_a_merge_by_name(engine: Engine, tmp_path: Path) -> None:
    same = {"phone": "13800138000"}
    await load_each(
        engine, tmp_path, firm("a", uscc=USCC, **same), firm("b", **same), firm("c", uscc=OTHER_USCC, **same)
    )
    assert await merges(engine) == {"s1|b": "s0|a"}


async def test_a_person_and_a_company_are_never_one(engine: Engine, tmp_path: Path) -> None:
    same = {"registryId": "GB-COH:01234567"}
    await load_each(engine, tmp_path, person("a", **same), firm("b", **same))
    assert await merges(engine) == {}


async def test_an_older_representative_takes_all_members(engine: Engine, tmp_path: Path) -> None:
    first = firm("a")
    await load_each(engine, tmp_path, first, firm("b", uscc=USCC), firm("c", uscc=USCC))
    assert await merges(engine) == {"s2|c": "s1|b"}
    await bring_in(engine, tmp_path, [firm("a", uscc=USCC)], source="s0", now=START + 5 * DAY)
    assert await merges(engine) == {"s1|b": "s0|a", "s2|c": "s0|a"}
    old = [edge for edge in await facts(engine, "SAME_AS") if "open" not in edge]
    assert [edge["supersededAt"] for edge in old] == ["2026-01-06T00:00:00.000000Z"]


async def test_loading_again_merges_nothing_more(engine: Engine, tmp_path: Path) -> None:
    rows = [firm("a", uscc=USCC), firm("b", uscc=USCC)]
    await bring_in(engine, tmp_path, rows, now=START)
    before = await dump(engine)
    summary = await bring_in(engine, tmp_path, rows, now=START + DAY)
    assert summary.total(Outcome.MERGED) == 0
    assert [line for line in before if line not in await dump(engine)] == []


async def test_a_merge_outlives_the_number_it_rested_on(engine: Engine, tmp_path: Path) -> None:
    await load_each(engine, tmp_path, firm("a", uscc=USCC), firm("b", uscc=USCC))
    await bring_in(engine, tmp_path, [firm("b")], source="s1", now=START + 5 * DAY)
    assert await merges(engine) == {"s1|b": "s0|a"}


async def test_a_merge_with_a_sealed_record_is_sealed(engine: Engine, tmp_path: Path) -> None:
    sealed = Node("COMPANY", "a", {"uscc": USCC}, meta=FactMeta(access="SEALED"))
    await load_each(engine, tmp_path, sealed, firm("b", uscc=USCC))
    assert [edge["access"] for edge in await facts(engine, "SAME_AS")] == ["SEALED"]


async def test_of_a_common_name_those_born_on_one_day_are_found(engine: Engine, tmp_path: Path) -> None:
    crowd = [person(f"x{n}", birthDate=f"19{50 + n // 28}-01-{1 + n % 28:02}") for n in range(MAX_CANDIDATES + 20)]
    await bring_in(engine, tmp_path, [*crowd, person("a", birthDate="1985-03-07")], source="s0", now=START)
    await bring_in(engine, tmp_path, [person("b", birthDate="1985-03-07")], source="s1", now=START + DAY)
    assert await merges(engine) == {"s1|b": "s0|a"}


async def test_many_records_of_one_code_are_one_star(engine: Engine, tmp_path: Path) -> None:
    code = complete_unified_code(USCC[:17])
    await bring_in(engine, tmp_path, [firm(f"k{n:02}", uscc=code) for n in range(30)], now=START)
    assert await merges(engine) == {f"made|k{n:02}": "made|k00" for n in range(1, 30)}
