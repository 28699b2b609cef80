"""The first load of a source does not look before it writes: what is there after all, it finds all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from adapters.loading import writer
from adapters.loading.fact_writer import FactWriter
from adapters.loading.loader import LoadFailed, Outcome
from graph.engine import Engine, EngineAddress
from graph.shelf import LEVELS
from graph.statement import Statement
from tests.adapters.loading.dump import facts
from tests.graphs import Node, Tie, bring_in

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = START + timedelta(days=1)
FIRM = Node("COMPANY", "c1", {"name": "甲公司"})
OWNER = Node("PERSON", "p1", {"name": "张三"})
UNION = Node("UNION", "u1")


async def test_a_key_of_two_kinds_in_two_batches_is_rejected(engine: Engine, tmp_path: Path) -> None:
    rows = [FIRM, OWNER, UNION, Node("UNION", "c1")]
    summary = await bring_in(engine, tmp_path, rows, now=START, batch_rows=2)
    assert (summary.total(Outcome.NEW), summary.rejected) == (3, 1)
    (reject,) = summary.reject_file.read_text(encoding="utf-8").splitlines()[1:]
    assert reject.startswith("made.jsonl,4,key,c1,the key already names a COMPANY")


@pytest.mark.parametrize("items", [("", "old"), ("old", ""), ("old", "older")])
async def test_statements_of_one_record_may_come_in_any_batch(
    engine: Engine, tmp_path: Path, items: tuple[str, str]
) -> None:
    """The record is on the shelf of the more open one."""
    first, second = (
        Node("COMPANY", "c1", {"name": f"公司{item}"}, item=item, meta=FactMeta(access=access))
        for item, access in zip(items, ("SEALED", "PUBLIC"), strict=True)
    )
    summary = await bring_in(engine, tmp_path, [first, OWNER, UNION, second], now=START, batch_rows=2)
    assert summary.total(Outcome.NEW) == 4
    assert len(await facts(engine, "COMPANY")) == 2
    assert await keys(engine) == ["c1", "p1", "u1"]
    assert await levels(engine, "COMPANY") == {LEVELS["PUBLIC"]}


async def test_a_batch_with_good_and_bad_relations_keeps_the_good(engine: Engine, tmp_path: Path) -> None:
    ties = [
        Tie("SHAREHOLDER_OF", "p1", "c1"),
        Tie("SHAREHOLDER_OF", "p9", "c1"),
        Tie("SHAREHOLDER_OF", "p1", "p1"),
        Tie("DIRECTOR_OF", "p1", "c1"),
    ]
    summary = await bring_in(engine, tmp_path, [FIRM, OWNER, *ties], now=START)
    assert summary.counts["SHAREHOLDER_OF"] == {"new": 1, "rejected": 2}
    assert summary.counts["DIRECTOR_OF"] == {"new": 1}
    assert len(await facts(engine, "SHAREHOLDER_OF")) == len(await facts(engine, "DIRECTOR_OF")) == 1


async def test_two_at_once_leave_what_the_later_says(engine: Engine, tmp_path: Path) -> None:
    def rows(name: str) -> list[Node | Tie]:
        return told(name, [f"c{number}" for number in range(12)])

    await asyncio.gather(
        bring_in(engine, tmp_path / "one", rows("甲"), now=START, batch_rows=2),
        bring_in(engine, tmp_path / "two", rows("乙"), now=LATER, batch_rows=2),
    )
    later = max(at for (at,) in await engine.read(Statement(text="MATCH (l:Load) RETURN l.recordedAt")))
    for kind in ("COMPANY", "SHAREHOLDER_OF"):
        held = [fact for fact in await facts(engine, kind) if "open" in fact]
        assert [fact["recordedAt"] for fact in held] == [later] * 12


# --- another load of the source begins after it was found to be the first, and writes before it ----


class Overtaken(Engine):
    """An engine with whose user something else happens right before its N-th transaction."""

    waits: dict[int, Callable[[], Awaitable[object]]]

    async def transact(self, work: Any, *, timeout_seconds: float | None = None) -> Any:
        self.begun = getattr(self, "begun", 0) + 1
        if self.begun in self.waits:
            await self.waits[self.begun]()
        return await super().transact(work, timeout_seconds=timeout_seconds)


class Stubborn(FactWriter):
    """The control: does not look even where it was refused."""

    def _must_look(self) -> bool:
        return not self._first_load


NOTE, BATCH = 1, 2  # a load's first transactions: that it began, and its first batch
OURS, THEIRS = ["c1", "c2", "c3", "c8"], ["c1", "c2", "c3", "c9"]


async def test_one_that_a_later_load_overtakes_leaves_what_that_says(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    async with await Overtaken.open(engine_address) as overtaken:
        overtaken.waits = {BATCH: lambda: bring_in(engine, tmp_path, told("乙", THEIRS), now=LATER)}
        summary = await bring_in(overtaken, tmp_path, told("甲", OURS), now=START)
    for kind in ("COMPANY", "SHAREHOLDER_OF"):
        assert summary.counts[kind] == {"new": 1, "unchanged": 3}
        assert sum("open" not in fact for fact in await facts(engine, kind)) == 0
    assert await names(engine) == ["乙c1", "乙c2", "乙c3", "甲c8", "乙c9"]
    assert await keys(engine) == ["c1", "c2", "c3", "c8", "c9", "p1"]


async def test_one_that_an_earlier_load_overtakes_supersedes_what_that_said(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path
) -> None:
    """And opens the shelf of a record that the other made."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def stand_by() -> None:
        begun.set()
        await go.wait()

    async def let_pass() -> None:
        go.set()
        await passing

    async with await Overtaken.open(engine_address) as other, await Overtaken.open(engine_address) as overtaken:
        other.waits, overtaken.waits = {NOTE: stand_by}, {BATCH: let_pass}
        passing = asyncio.create_task(bring_in(other, tmp_path, told("乙", THEIRS, "SEALED"), now=START))
        await begun.wait()
        summary = await bring_in(overtaken, tmp_path, told("甲", OURS), now=LATER)
    assert summary.counts["COMPANY"] == summary.counts["SHAREHOLDER_OF"] == {"new": 1, "changed": 3}
    assert await names(engine) == ["甲c1", "甲c2", "甲c3", "甲c8", "乙c9"]
    assert await keys(engine) == ["c1", "c2", "c3", "c8", "c9", "p1"]
    closed = [fact for fact in await facts(engine, "COMPANY") if "open" not in fact]
    assert [fact["name"] for fact in closed] == ["乙c1", "乙c2", "乙c3"]
    assert await levels(engine, "COMPANY", *OURS) == {LEVELS["PUBLIC"]}
    assert await levels(engine, "COMPANY", "c9") == {LEVELS["SEALED"]}


async def test_control_one_that_never_looks_cannot_go_on_when_overtaken(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await Overtaken.open(engine_address) as overtaken:
        overtaken.waits = {BATCH: lambda: bring_in(engine, tmp_path, told("乙", THEIRS), now=LATER)}
        monkeypatch.setattr(writer, "FactWriter", Stubborn)
        with pytest.raises(LoadFailed, match="could not be written"):
            await bring_in(overtaken, tmp_path, told("甲", OURS), now=START)
    assert await names(engine) == ["乙c1", "乙c2", "乙c3", "乙c9"]


def told(name: str, firms: list[str], access: str = "PUBLIC") -> list[Node | Tie]:
    """Firms that bear the name, and their holder."""
    meta = FactMeta(access=access)
    return [
        *(Node("COMPANY", key, {"name": f"{name}{key}"}, meta=meta) for key in firms),
        OWNER,
        *(Tie("SHAREHOLDER_OF", "p1", key, {"share": 0.4 if name == "甲" else 0.6}) for key in firms),
    ]


async def names(engine: Engine) -> list[str]:
    """The names that firms bear now, by key."""
    text = (
        "MATCH (n:Node {kind: 'COMPANY'})<-[:ABOUT]-(t:Statement) WHERE t.supersededAt > '9' RETURN n.key, t.name"
    )
    return [name for _, name in sorted(await engine.read(Statement(text=text)))]


async def keys(engine: Engine) -> list[str]:
    """Of all records, each as often as there is one."""
    return sorted(key for (key,) in await engine.read(Statement(text="MATCH (n:Node) RETURN n.key")))


async def levels(engine: Engine, kind: str, *some: str) -> set[str]:
    """Of the records of a kind, or of those with these keys."""
    text = "MATCH (n:Node {kind: $kind}) RETURN n.key, left(n.shelf, 1)"
    rows = await engine.read(Statement(text=text, parameters={"kind": kind}))
    return {level for key, level in rows if not some or key in some}
