"""Taking a record out of its subject: over from then on, unchanged before, and never merged again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.loading.unmerging import Departure, NotMerged, unmerge
from graph.engine import Engine
from tests.adapters.loading.dump import dump, facts, merges
from tests.graphs import CITIZEN, USCC, Node, bring_in

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def firm(key: str, **values: object) -> Node:
    return Node("COMPANY", key, {"name": "汉江建筑有限公司", "uscc": USCC, **values})


async def load_firms(engine: Engine, data: Path, keys: str) -> None:
    """One record of one company from each of so many sources, a day after the one before."""
    for number, key in enumerate(keys):
        await bring_in(engine, data, [firm(key)], source=f"s{number}", now=START + number * DAY)


async def nothing_more() -> None:
    """No record is kept in these tests."""


async def take_out(engine: Engine, record: str, *, reason: str = "不是同一家", days: int = 5) -> Departure:
    system, key = record.split("|")
    return await unmerge(
        engine, system=system, key=key, reason=reason, now=START + days * DAY, before_commit=nothing_more
    )


async def test_an_undone_merge_is_over_and_stays_on_record(engine: Engine, tmp_path: Path) -> None:
    await load_firms(engine, tmp_path, "ab")
    assert await take_out(engine, "s1|b") == Departure(member="s1|b", head="s0|a", staying=1)
    assert await merges(engine) == {}
    merged, undone = await facts(engine, "SAME_AS")
    assert merged["supersededAt"] == undone["recordedAt"] == "2026-01-06T00:00:00.000000Z"
    assert undone["validFrom"] == undone["validTo"]
    assert undone["reasons"] == ["merge undone", "不是同一家"]


async def test_the_others_stay_together(engine: Engine, tmp_path: Path) -> None:
    await load_firms(engine, tmp_path, "abc")
    await take_out(engine, "s1|b")
    assert await merges(engine) == {"s2|c": "s0|a"}


async def test_where_the_representative_leaves_the_next_oldest_takes_its_place(
    engine: Engine, tmp_path: Path
) -> None:
    await load_firms(engine, tmp_path, "abcd")
    assert await take_out(engine, "s0|a") == Departure(member="s0|a", head="s1|b", staying=3)
    assert await merges(engine) == {"s2|c": "s1|b", "s3|d": "s1|b"}
    kept = [edge["reasons"] for edge in await facts(engine, "SAME_AS") if edge["validFrom"] < edge["validTo"]]
    assert kept == [["equal uscc"]] * 5


async def test_of_two_records_either_may_leave(engine: Engine, tmp_path: Path) -> None:
    await load_firms(engine, tmp_path, "ab")
    assert await take_out(engine, "s0|a") == Departure(member="s0|a", head="s1|b", staying=1)
    assert await merges(engine) == {}


@pytest.mark.parametrize("leaver", ["s0|a", "s1|b"])
async def test_no_load_merges_it_again(engine: Engine, tmp_path: Path, leaver: str) -> None:
    await load_firms(engine, tmp_path, "ab")
    await take_out(engine, leaver)
    for number, key in enumerate("ab"):
        row = firm(key, phone="13800138000")
        await bring_in(engine, tmp_path, [row], source=f"s{number}", now=START + (6 + number) * DAY)
    await bring_in(engine, tmp_path, [firm("c")], source="s2", now=START + 9 * DAY)
    (stayer,) = {"s0|a", "s1|b"} - {leaver}
    assert await merges(engine) == {"s2|c": stayer}


async def test_a_record_is_taken_out_once(engine: Engine, tmp_path: Path) -> None:
    await load_firms(engine, tmp_path, "ab")
    await take_out(engine, "s1|b")
    before = await dump(engine)
    with pytest.raises(NotMerged, match="taken out of its subject already, on 2026-01-06"):
        await take_out(engine, "s1|b", days=6)
    with pytest.raises(NotMerged, match="merged with no other record"):
        await take_out(engine, "s0|a", days=6)
    assert await dump(engine) == before


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        ("s0|nobody", "s0 nobody: no such record"),
        ("s0|pay", "s0 pay: no such record of a subject"),
        ("s1|x", "s1 x is merged with no other record"),
        ("S0|a", "source S0: allowed are"),
        ("hub|a", "any name but 'hub' and 'hub-desk'"),
        (f"s0|{CITIZEN}", r"s0 420112\*+: no such record"),
    ],
)
async def test_only_a_merged_record_can_leave(engine: Engine, tmp_path: Path, record: str, complaint: str) -> None:
    await bring_in(engine, tmp_path, [firm("a"), firm("b"), Node("ACCOUNT", "pay", {})], source="s0", now=START)
    await bring_in(engine, tmp_path, [Node("COMPANY", "x", {"name": "别家"})], source="s1", now=START)
    before = await dump(engine)
    with pytest.raises(NotMerged, match=complaint):
        await take_out(engine, record)
    assert await dump(engine) == before


@pytest.mark.parametrize(("reason", "complaint"), [(" ", "blank"), ("a\nb", "U\\+000A"), ("长" * 501, "501")])
async def test_the_reason_is_a_line_of_text(engine: Engine, tmp_path: Path, reason: str, complaint: str) -> None:
    await load_firms(engine, tmp_path, "ab")
    with pytest.raises(NotMerged, match=complaint):
        await take_out(engine, "s1|b", reason=reason)
    assert await merges(engine) == {"s1|b": "s0|a"}


async def test_a_citizen_id_in_the_reason_is_stored_masked(engine: Engine, tmp_path: Path) -> None:
    await load_firms(engine, tmp_path, "ab")
    await take_out(engine, "s1|b", reason=f"身份证{CITIZEN}另有其人")
    (undone,) = [edge for edge in await facts(engine, "SAME_AS") if edge["validFrom"] == edge["validTo"]]
    assert undone["reasons"][1] == "身份证4201121985****1237另有其人"


async def test_a_clock_set_back_does_not_hide_it(engine: Engine, tmp_path: Path) -> None:
    await load_firms(engine, tmp_path, "ab")
    await take_out(engine, "s1|b", days=-5)
    assert await merges(engine) == {}
    merged, undone = await facts(engine, "SAME_AS")
    assert merged["recordedAt"] < merged["supersededAt"] == undone["recordedAt"]


async def test_what_cannot_be_put_on_record_is_not_done(engine: Engine, tmp_path: Path) -> None:
    await load_firms(engine, tmp_path, "ab")
    before = await dump(engine)

    async def full() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        await unmerge(engine, system="s1", key="b", reason="x", now=START + 5 * DAY, before_commit=full)
    assert await dump(engine) == before
