"""What a complete delivery no longer lists is closed, and nothing else: least of all by a typing error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.rows import Rows
from adapters.loading.closing import closable
from adapters.loading.loader import LoadSettings, Summary, load
from graph.engine import Engine
from tests.adapters.loading.dump import facts
from tests.graphs import CITIZEN, RING

START = datetime(2026, 1, 1, tzinfo=UTC)
COMPLETE = json.dumps({"complete": True})

_days = count()

FIRMS = "key,name\nc1,甲公司\nc2,乙公司\nc3,丙公司\n"
PEOPLE = "key,name\np1,张三\np2,李四\n"
HOLDINGS = "from,to,share\np1,c1,0.1\np2,c1,0.2\np1,c2,0.3\np2,c3,0.4\n"
ALL = {"company.csv": FIRMS, "person.csv": PEOPLE, "shareholder_of.csv": HOLDINGS}


async def deliver(engine: Engine, folder: Path, files: Mapping[str, str]) -> Summary:
    day = next(_days)
    place = folder / str(day)
    place.mkdir()
    for name, text in files.items():
        (place / name).write_text(text, encoding="utf-8", newline="")
    form = Rows()
    return await load(
        engine,
        form,
        form.open((place,)),
        source="made",
        data=folder / "data",
        key_ring=RING,
        now=lambda: START + timedelta(days=day),
        settings=LoadSettings(),
        on_progress=lambda _: None,
    )


async def complete(engine: Engine, folder: Path, **changed: str) -> Summary:
    """All of it, then a complete delivery with other content of some tables."""
    await deliver(engine, folder, ALL)
    return await deliver(
        engine, folder, {**ALL, **{f"{n}.csv": t for n, t in changed.items()}, "manifest.json": COMPLETE}
    )


async def left(engine: Engine, kind: str) -> list[Any]:
    """Keys of what is still open: of nodes the key, of relations both."""
    found = [fact["open"].split("|") for fact in await facts(engine, kind) if "open" in fact]
    return sorted(slot[2] if len(slot) == 4 else (slot[3], slot[5]) for slot in found)


async def test_without_a_fault_all_that_is_not_listed_is_closed(engine: Engine, tmp_path: Path) -> None:
    summary = await complete(engine, tmp_path, company="key,name\nc1,甲公司\n", shareholder_of="from,to\np1,c1\n")
    assert await left(engine, "COMPANY") == ["c1"]
    assert await left(engine, "SHAREHOLDER_OF") == [("p1", "c1")]
    assert summary.notes == ()
    assert summary.kinds() == [
        "company: 1 unchanged, 2 closed",
        "person: 2 unchanged",
        "shareholder_of: 1 changed, 3 closed",
    ]


@pytest.mark.parametrize(
    "row",
    ["c2,乙公司,91420100MA4KMN6U95,", "c2,,,1990", "c2,乙公司,,2019-02-30"],
    ids=["a wrong code", "an unknown form", "no day"],
)
async def test_a_field_with_a_fault_keeps_its_fact_and_only_that(engine: Engine, tmp_path: Path, row: str) -> None:
    summary = await complete(engine, tmp_path, company=f"key,name,uscc,establishedOn\n{row}\nc1,甲公司,,\n")
    assert summary.counts["COMPANY"] == {"unchanged": 1, "rejected": 1, "closed": 1}
    assert await left(engine, "COMPANY") == ["c1", "c2"]
    assert summary.notes == ()


async def test_a_relations_field_with_a_fault_keeps_its_fact_and_only_that(engine: Engine, tmp_path: Path) -> None:
    summary = await complete(engine, tmp_path, shareholder_of="from,to,share\np1,c1,0.1\np2,c1,1.2\n")
    assert summary.counts["SHAREHOLDER_OF"] == {"unchanged": 1, "rejected": 1, "closed": 2}
    assert await left(engine, "SHAREHOLDER_OF") == [("p1", "c1"), ("p2", "c1")]


@pytest.mark.parametrize(
    "row",
    [
        '{"key": "c2", "colour": "red"}',
        '{"key": "c2", "validFrom": 2020}',
        '{"key": "c2", "aliases": [[["deep"]]]}',
        '{"key": "c2", "grade": "  "}',
    ],
    ids=["an unknown member", "a date as a number", "too deep", "a blank grade"],
)
async def test_what_the_reader_rejects_with_its_key_keeps_its_fact_and_only_that(
    engine: Engine, tmp_path: Path, row: str
) -> None:
    await deliver(engine, tmp_path, ALL)
    files = {"company.jsonl": '{"key": "c1", "name": "甲公司"}\n' + row + "\n", "manifest.json": COMPLETE}
    summary = await deliver(engine, tmp_path, files)
    assert summary.counts["COMPANY"] == {"unchanged": 1, "rejected": 1, "closed": 1}
    assert await left(engine, "COMPANY") == ["c1", "c2"]


@pytest.mark.parametrize(
    "row",
    [
        '{"key": "c2", "name": ',
        '{"name": "乙公司"}',
        '{"key": 2, "name": "乙公司"}',
        '{"key": "c2", "key": "c3"}',
        '{"key": "c\\u00002"}',
        '{"key": "c2", "item": 1, "colour": "red"}',
        '{"key": "c2"}{"key": "c3"}',
        "[]",
    ],
    ids=["no JSON", "no key", "a number", "two keys", "a control character", "no item", "two rows", "no object"],
)
async def test_without_a_key_nothing_of_its_kind_is_closed(engine: Engine, tmp_path: Path, row: str) -> None:
    await deliver(engine, tmp_path, ALL)
    files = {
        "company.jsonl": f'{{"key": "c1", "name": "甲公司"}}\n{row}\n',
        "shareholder_of.csv": "from,to,share\np1,c1,0.1\n",
        "manifest.json": COMPLETE,
    }
    summary = await deliver(engine, tmp_path, files)
    assert summary.counts["COMPANY"] == {"unchanged": 1, "rejected": 1}
    assert await left(engine, "COMPANY") == ["c1", "c2", "c3"]
    assert await left(engine, "SHAREHOLDER_OF") == [("p1", "c1")]
    (note,) = summary.notes
    assert note.startswith("nothing of company was closed: ") and "1 rejected row without a usable key" in note


@pytest.mark.parametrize(
    "table",
    [
        "key,name\nc1,甲公司\n,乙公司\n",
        "key,name\nc1,甲公司\nc2,乙公司,x\n",
        'key,name\nc1,甲公司\nc2,"乙"公司\n',
        'key,name\nc1,甲公司\nc2,"乙公司\nc3,丙公司\n',
        'key,name\nc1,甲公司\nc2,"乙公司\nc3,丙公司"\n',
    ],
    ids=["no key", "a cell too many", "a stray quote", "an open quote", "a swallowed row"],
)
async def test_a_row_of_a_table_whose_extent_is_in_doubt_closes_nothing(
    engine: Engine, tmp_path: Path, table: str
) -> None:
    summary = await complete(engine, tmp_path, company=table, shareholder_of="from,to,share\np1,c1,0.1\n")
    assert await left(engine, "COMPANY") == ["c1", "c2", "c3"]
    assert await left(engine, "SHAREHOLDER_OF") == [("p1", "c1")]
    assert summary.notes[0].startswith("nothing of company was closed: ")


def test_a_row_of_which_nothing_is_known_closes_nothing() -> None:
    kinds, notes = closable(("COMPANY", "UNION"), {"": (2, 0), "UNION": (0, 3)})
    assert kinds == ()
    assert [note.split(":")[0] for note in notes] == ["nothing was closed"]


async def test_a_mistyped_end_keeps_what_is_at_the_other_end(engine: Engine, tmp_path: Path) -> None:
    summary = await complete(engine, tmp_path, shareholder_of="from,to,share\np1,c1,0.1\np22,c3,0.4\n")
    assert await left(engine, "SHAREHOLDER_OF") == [("p1", "c1"), ("p2", "c3")]
    (note,) = summary.notes
    assert (
        note.startswith("of shareholder_of not all was closed: ") and "1 rejected row with one wrong end" in note
    )


async def test_an_end_of_the_wrong_kind_keeps_what_is_at_the_other_end(engine: Engine, tmp_path: Path) -> None:
    await complete(engine, tmp_path, shareholder_of="from,to,share\np1,c1,0.1\np2,p1,0.4\n")
    assert await left(engine, "SHAREHOLDER_OF") == [("p1", "c1"), ("p2", "c1"), ("p2", "c3")]


async def test_two_mistyped_ends_keep_all_of_the_kind(engine: Engine, tmp_path: Path) -> None:
    summary = await complete(engine, tmp_path, shareholder_of="from,to,share\np1,c1,0.1\np22,c33,0.4\n")
    assert len(await left(engine, "SHAREHOLDER_OF")) == 4
    assert summary.notes[0].startswith("nothing of shareholder_of was closed: ")


async def test_a_key_of_another_kind_closes_nothing_of_either(engine: Engine, tmp_path: Path) -> None:
    """A union under a company's key: the row may be about another union, or the company is in the wrong file."""
    unions = {"union.csv": "key,name\nu1,工会\n"}
    await deliver(engine, tmp_path, {**ALL, **unions})
    files = {"company.csv": "key,name\nc1,甲公司\n", "union.csv": "key,name\nc2,工会\n", "manifest.json": COMPLETE}
    summary = await deliver(engine, tmp_path, files)
    assert await left(engine, "UNION") == ["u1"]
    assert await left(engine, "COMPANY") == ["c1", "c2"]
    assert [note.split(":")[0] for note in summary.notes] == ["nothing of union was closed"]


async def test_a_key_that_is_refused_is_no_key(engine: Engine, tmp_path: Path) -> None:
    await complete(engine, tmp_path, person=f"key,name\n{CITIZEN},张三\n", shareholder_of="from,to\np1,c1\n")
    assert await left(engine, "PERSON") == ["p1", "p2"]


async def test_of_two_contents_under_one_key_the_first_is_listed_and_the_rest_is_closed(
    engine: Engine, tmp_path: Path
) -> None:
    await complete(engine, tmp_path, company="key,name\nc1,甲公司\nc1,别的\n")
    assert await left(engine, "COMPANY") == ["c1"]
