from __future__ import annotations

import errno
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.formats import FORMATS
from adapters.formats.record import Delivery, FactMeta, Manifest, Reject, Row
from adapters.loading.ledger import Ledger
from adapters.loading.loader import LoadFailed, LoadRunning, LoadSettings, Outcome, Progress, load
from graph.engine import Engine
from graph.statement import Statement
from tests.adapters.loading.dump import dump, facts
from tests.graphs import CITIZEN, RING, Made, Node, Tie, bring_in

FINBENCH = Path(__file__).parents[3] / "samples" / "finbench"
START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = START + timedelta(days=1)
FIRM = Node("COMPANY", "c1", {"name": "甲公司"})
OWNER = Node("PERSON", "p1", {"name": "张三"})
HOLDS = Tie("SHAREHOLDER_OF", "p1", "c1", {"share": 0.4})


def rejects(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()[1:]


async def test_what_is_loaded_is_there(engine: Engine, tmp_path: Path) -> None:
    summary = await bring_in(engine, tmp_path, [FIRM, OWNER, HOLDS], now=START)
    assert summary.line() == f"loaded made: 3 new, 0 changed, 0 unchanged, 0 rejected ({summary.reject_file})"
    (firm,) = await facts(engine, "COMPANY")
    assert (firm["name"], firm["open"]) == ("甲公司", firm["slot"])
    (holds,) = await facts(engine, "SHAREHOLDER_OF")
    assert (holds["share"], holds["recordedAt"]) == (0.4, "2026-01-01T00:00:00.000000Z")


async def test_loading_twice_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM, OWNER, HOLDS], now=START)
    before = await dump(engine)
    summary = await bring_in(engine, tmp_path, [FIRM, OWNER, HOLDS], now=LATER)
    assert (summary.total(Outcome.NEW), summary.total(Outcome.UNCHANGED)) == (0, 3)
    assert [line for line in before if line not in await dump(engine)] == []


async def test_a_changed_row_supersedes_and_keeps_the_old(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM, OWNER, HOLDS], now=START)
    rows = [Node("COMPANY", "c1", {"name": "乙公司"}), Tie("SHAREHOLDER_OF", "p1", "c1", {"share": 0.6})]
    summary = await bring_in(engine, tmp_path, rows, now=LATER)
    assert summary.total(Outcome.CHANGED) == 2
    for kind, name, values in (("COMPANY", "name", ["甲公司", "乙公司"]), ("SHAREHOLDER_OF", "share", [0.4, 0.6])):
        old, new = await facts(engine, kind)
        assert [old[name], new[name]] == values
        assert (old["supersededAt"], old.get("open")) == (new["recordedAt"], None)
        assert new["open"] == old["slot"]


async def test_a_source_supersedes_its_own_facts_only(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM], source="one", now=START)
    await bring_in(engine, tmp_path, [Node("COMPANY", "c1", {"name": "乙公司"})], source="two", now=LATER)
    assert [fact["name"] for fact in await facts(engine, "COMPANY") if "open" in fact] == ["甲公司", "乙公司"]


async def test_statements_with_their_own_item_stand_side_by_side(engine: Engine, tmp_path: Path) -> None:
    was = Node("COMPANY", "c1", {"name": "旧名"}, item="old", meta=FactMeta(valid_to="2020-01-01"))
    await bring_in(engine, tmp_path, [FIRM, was], now=START)
    assert len(await facts(engine, "COMPANY")) == 2
    assert await engine.read(Statement(text="MATCH (n:Node) RETURN count(n)")) == [[1]]


async def test_a_later_statement_joins_the_record_that_is_there(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM], now=START)
    was = Node("COMPANY", "c1", {"name": "旧名"}, item="old")
    assert (await bring_in(engine, tmp_path, [was], now=LATER)).total(Outcome.NEW) == 1
    assert await engine.read(Statement(text="MATCH (n:Node) RETURN count(n)")) == [[1]]


async def test_the_second_of_two_contents_is_rejected(engine: Engine, tmp_path: Path) -> None:
    other = Node("COMPANY", "c1", {"name": "乙公司"})
    summary = await bring_in(engine, tmp_path, [FIRM, other, FIRM])
    assert (summary.total(Outcome.NEW), summary.total(Outcome.UNCHANGED), summary.rejected) == (1, 1, 1)
    (line,) = rejects(summary.reject_file)
    assert line.startswith("made.jsonl,2,key,c1,") and "first given in made.jsonl line 1" in line
    assert [fact["name"] for fact in await facts(engine, "COMPANY")] == ["甲公司"]


async def test_two_contents_are_told_over_batches_too(engine: Engine, tmp_path: Path) -> None:
    rows = [FIRM, OWNER, Node("COMPANY", "c1", {"name": "乙公司"}), FIRM]
    made = Made(rows)
    summary = await load(
        engine,
        made,
        made.open(()),
        source="made",
        data=tmp_path,
        key_ring=RING,
        now=lambda: START,
        settings=LoadSettings(batch_rows=1),
        on_progress=lambda _: None,
    )
    assert (summary.total(Outcome.NEW), summary.total(Outcome.UNCHANGED), summary.rejected) == (2, 1, 1)


async def test_a_relation_to_nowhere_is_rejected(engine: Engine, tmp_path: Path) -> None:
    rows = [FIRM, Tie("SHAREHOLDER_OF", "p9", "c1"), Tie("SHAREHOLDER_OF", "p9", "c1")]
    summary = await bring_in(engine, tmp_path, rows)
    assert summary.counts["SHAREHOLDER_OF"] == {"rejected": 2}
    assert rejects(summary.reject_file)[0].startswith(
        "made.jsonl,2,from,p9,no such key in this load or in the graph"
    )


async def test_a_relation_to_a_record_of_an_earlier_load_is_right(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [OWNER], source="police", now=START)
    tie = Tie("SHAREHOLDER_OF", "p1", "c1", source_system="police")
    assert (await bring_in(engine, tmp_path, [FIRM, tie], now=LATER)).rejected == 0


async def test_a_relation_to_the_wrong_kind_is_rejected(engine: Engine, tmp_path: Path) -> None:
    summary = await bring_in(engine, tmp_path, [FIRM, OWNER, Tie("SHAREHOLDER_OF", "c1", "p1")])
    (line,) = rejects(summary.reject_file)
    assert line.startswith('made.jsonl,3,to,p1,"a PERSON; allowed in SHAREHOLDER_OF: COMPANY')


async def test_a_key_names_one_kind_of_thing(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM], now=START)
    rows = [Node("UNION", "c1"), Node("UNION", "u1"), Node("COURT", "u1")]
    summary = await bring_in(engine, tmp_path, rows, now=LATER)
    assert [line.split(",")[1:4] for line in rejects(summary.reject_file)] == [
        ["1", "key", "c1"],
        ["3", "key", "u1"],
    ]


async def test_a_bad_row_does_not_stop_the_rest(engine: Engine, tmp_path: Path) -> None:
    summary = await bring_in(engine, tmp_path, [Node("COMPANY", "c0", {"uscc": "x"}), FIRM])
    assert (summary.total(Outcome.NEW), summary.rejected) == (1, 1)


async def test_no_personal_number_is_stored_or_told(engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("PERSON", "p1", {"name": f"张三{CITIZEN}", "citizenId": CITIZEN, "address": f"号码{CITIZEN}"}),
        Node("PERSON", "p2", {"citizenId": CITIZEN[:-1] + "0"}),
        Node("PERSON", CITIZEN, {"name": "李四"}),
        Tie("RELATIVE_OF", "p1", CITIZEN),
    ]
    summary = await bring_in(engine, tmp_path, rows)
    told = "\n".join([*await dump(engine), summary.reject_file.read_text(encoding="utf-8")])
    assert summary.rejected == 3
    assert CITIZEN not in told and CITIZEN[:-1] + "0" not in told


# --- complete deliveries ---------------------------------------------------------------------------

ALL = Manifest(complete=True, kinds=("COMPANY", "SHAREHOLDER_OF"))


async def test_a_complete_delivery_closes_what_it_no_longer_lists(engine: Engine, tmp_path: Path) -> None:
    second = Node("COMPANY", "c2", {"name": "丙公司"})
    await bring_in(engine, tmp_path, [FIRM, second, OWNER, HOLDS], now=START)
    summary = await bring_in(engine, tmp_path, [FIRM], manifest=ALL, now=LATER)
    assert summary.counts["COMPANY"] == {"unchanged": 1, "closed": 1}
    assert summary.counts["SHAREHOLDER_OF"] == {"closed": 1}
    (holds,) = await facts(engine, "SHAREHOLDER_OF")
    assert (holds["supersededAt"], "open" in holds) == ("2026-01-02T00:00:00.000000Z", False)
    assert ["open" in fact for fact in await facts(engine, "COMPANY")] == [True, False]


async def test_what_was_closed_can_be_told_again(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM, OWNER, HOLDS], now=START)
    await bring_in(engine, tmp_path, [FIRM], manifest=ALL, now=LATER)
    again = await bring_in(engine, tmp_path, [HOLDS], now=LATER + timedelta(days=1))
    assert again.counts["SHAREHOLDER_OF"] == {"new": 1}
    assert len(await facts(engine, "SHAREHOLDER_OF")) == 2


async def test_closing_spares_other_kinds_and_other_sources(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM, OWNER, HOLDS], source="one", now=START)
    await bring_in(engine, tmp_path, [FIRM, OWNER, HOLDS], source="two", now=START)
    only = Manifest(complete=True, kinds=("SHAREHOLDER_OF",))
    await bring_in(engine, tmp_path, [], source="one", manifest=only, now=LATER)
    assert [f["system"] for f in await facts(engine, "SHAREHOLDER_OF") if "open" in f] == ["two"]
    assert all("open" in fact for fact in await facts(engine, "COMPANY"))


async def test_a_row_listed_with_a_fault_is_not_closed(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM, OWNER, HOLDS], now=START)
    rows = [FIRM, Tie("SHAREHOLDER_OF", "p1", "c1", {"share": 2})]
    summary = await bring_in(engine, tmp_path, rows, manifest=ALL, now=LATER)
    assert summary.counts["SHAREHOLDER_OF"] == {"rejected": 1}
    assert "open" in (await facts(engine, "SHAREHOLDER_OF"))[0]


async def test_nothing_of_a_kind_is_closed_while_a_rows_key_cannot_be_read(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM, OWNER, HOLDS], now=START)
    rows = [Tie("SHAREHOLDER_OF", "p1", "")]
    summary = await bring_in(engine, tmp_path, rows, manifest=ALL, now=LATER)
    assert summary.counts == {"COMPANY": {"closed": 1}, "SHAREHOLDER_OF": {"rejected": 1}}
    assert "nothing of shareholder_of was closed" in summary.notes[0]


async def test_a_delivery_that_says_nothing_of_completeness_closes_nothing(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM, OWNER], now=START)
    await bring_in(engine, tmp_path, [FIRM], now=LATER)
    assert all("open" in fact for fact in await facts(engine, "PERSON"))


# --- order in time, and what is left behind --------------------------------------------------------


async def test_a_clock_that_was_set_back_does_not_turn_history_round(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM], now=LATER)
    await bring_in(engine, tmp_path, [Node("COMPANY", "c1", {"name": "乙公司"})], now=START)
    old, new = await facts(engine, "COMPANY")
    assert (old["name"], new["name"]) == ("甲公司", "乙公司")
    assert old["recordedAt"] < old["supersededAt"] == new["recordedAt"]


async def test_each_load_leaves_its_record(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [FIRM, Node("COMPANY", "c2", {"uscc": "x"})], now=START)
    ((found,),) = await engine.read(Statement(text="MATCH (l:Load) RETURN properties(l)"))
    assert (found["new"], found["rejected"], found["format"], found["source"]) == (1, 1, "made", "made")
    assert found["finishedAt"] == found["recordedAt"] == "2026-01-01T00:00:00.000000Z"


async def test_nothing_is_left_in_the_data_folder_but_the_reject_file(engine: Engine, tmp_path: Path) -> None:
    summary = await bring_in(engine, tmp_path, [FIRM])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [summary.reject_file]


async def test_progress_is_told_to_the_last_row(engine: Engine, tmp_path: Path) -> None:
    told: list[Progress] = []
    made = Made([FIRM, OWNER, HOLDS])
    await load(
        engine,
        made,
        made.open(()),
        source="made",
        data=tmp_path,
        key_ring=RING,
        now=lambda: START,
        settings=LoadSettings(batch_rows=1),
        on_progress=told.append,
    )
    assert [progress.done for progress in told] == [1, 2, 3]


# --- what stops a load -----------------------------------------------------------------------------


async def test_a_second_loader_of_the_same_delivery_is_refused(engine: Engine, tmp_path: Path) -> None:
    class Slow(Made):
        def read(self, delivery: Delivery) -> Iterator[Row | Reject]:
            (lock,) = (tmp_path / "loads").glob("*.lock")
            with pytest.raises(LoadRunning):
                Ledger.open(lock.parent, lock.stem, rows=1)
            yield from super().read(delivery)

    made = Slow([FIRM])
    summary = await load(engine, made, made.open(()), **arguments(tmp_path))
    assert summary.total(Outcome.NEW) == 1


async def test_a_full_disk_is_told_in_one_line_and_the_load_goes_on(engine: Engine, tmp_path: Path) -> None:
    full = True

    class Full(Made):
        def read(self, delivery: Delivery) -> Iterator[Row | Reject]:
            rows = super().read(delivery)
            yield next(rows)
            if full:
                raise OSError(errno.ENOSPC, "No space left on device")
            yield from rows

    made = Full([FIRM, OWNER, HOLDS])
    with pytest.raises(LoadFailed, match=r"the disk is full; make room and run the load again"):
        await load(engine, made, made.open(()), **arguments(tmp_path))
    full = False
    summary = await load(engine, made, made.open(()), **arguments(tmp_path))
    assert summary.total(Outcome.NEW) == 3


async def test_the_hub_is_no_source(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(LoadFailed, match="source hub"):
        await bring_in(engine, tmp_path, [FIRM], source="hub")


@pytest.mark.slow
async def test_the_finbench_sample_rejects_exactly_the_accounts_without_owner(
    engine: Engine, tmp_path: Path
) -> None:
    form = FORMATS["finbench"]
    whole = {**arguments(tmp_path), "settings": LoadSettings()}
    summary = await load(engine, form, form.open((FINBENCH,)), **whole)
    assert summary.counts["OWNS_ACCOUNT"] == {"new": 6027, "rejected": 173}
    assert (summary.total(Outcome.NEW), summary.rejected) == (66_007, 173)


def arguments(data: Path) -> dict[str, Any]:
    return {
        "source": "made",
        "data": data,
        "key_ring": RING,
        "now": lambda: START,
        "settings": LoadSettings(batch_rows=2),
        "on_progress": lambda _: None,
    }
