"""Small graphs for tests, brought in through the real loader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from adapters.formats.record import Delivery, Document, FactMeta, Manifest, NodeRow, Reject, RelationRow, Row
from adapters.loading.loader import LoadSettings, Summary, load
from graph.engine import Engine
from graph.rules.sealing import KeyRing

RING = KeyRing(match_key=b"m" * 32, sealing_keys={"s1": b"s" * 32}, current="s1")
CASE = "（2026）鄂0112执1号"
USCC = "91110000600037341L"
OTHER_USCC = "91420100MA4KABCDX1"
CITIZEN = "420112198503071237"


@dataclass(frozen=True)
class Node:
    kind: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    item: str = ""
    meta: FactMeta = field(default_factory=FactMeta)


@dataclass(frozen=True)
class Tie:
    kind: str
    source: str
    target: str
    values: Mapping[str, object] = field(default_factory=dict)
    item: str = ""
    meta: FactMeta = field(default_factory=FactMeta)
    source_system: str | None = None
    target_system: str | None = None


class Made:
    """A format whose delivery is a list of rows."""

    name = "made"

    def __init__(self, rows: Sequence[Node | Tie], manifest: Manifest | None = None) -> None:
        self.rows = rows
        self.manifest = manifest or Manifest()

    def open(self, paths: tuple[Path, ...]) -> Delivery:
        digest = sha256(repr(self.rows).encode()).hexdigest()
        document = Document(name="made.jsonl", path=Path("made.jsonl"), digest=digest, rows=len(self.rows))
        return Delivery(format=self.name, documents=(document,), manifest=self.manifest)

    def read(self, delivery: Delivery) -> Iterator[Row | Reject]:
        (document,) = delivery.documents
        for line, row in enumerate(self.rows, 1):
            if isinstance(row, Node):
                yield NodeRow(
                    kind=row.kind,
                    key=row.key,
                    values=row.values,
                    document=document,
                    line=line,
                    item=row.item,
                    meta=row.meta,
                )
        for line, row in enumerate(self.rows, 1):
            if isinstance(row, Tie):
                yield RelationRow(
                    kind=row.kind,
                    source_key=row.source,
                    target_key=row.target,
                    source_system=row.source_system,
                    target_system=row.target_system,
                    values=row.values,
                    document=document,
                    line=line,
                    item=row.item,
                    meta=row.meta,
                )


async def bring_in(
    engine: Engine,
    data: Path,
    rows: Sequence[Node | Tie],
    *,
    source: str = "made",
    manifest: Manifest | None = None,
    ring: KeyRing = RING,
    now: datetime | None = None,
    batch_rows: int = 2_000,
) -> Summary:
    """Loads the rows as one delivery of `source`."""
    made = Made(rows, manifest)
    return await load(
        engine,
        made,
        made.open(()),
        source=source,
        data=data,
        key_ring=ring,
        now=lambda: now or datetime.now(UTC),
        settings=LoadSettings(batch_rows=batch_rows),
        on_progress=lambda _: None,
    )


def case_of_the_purpose() -> Node:
    """The open case that requests of these tests name."""
    return Node("CASE", "case:1", {"caseNumber": CASE, "filedOn": "2026-01-05"})
