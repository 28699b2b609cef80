"""A small graph, its backup, and what somebody could do to the file."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import orjson

from adapters.formats.record import FactMeta
from adapters.loading.loader import LoadSettings, Progress, load
from graph.cypher.copy import NODES_PER_RANGE
from graph.engine import Engine
from hub.keeping.backup import BackupSummary, write_backup
from hub.keeping.manifest import MANIFEST
from tests.graphs import CITIZEN, RING, USCC, Made, Node, Tie

FILE: Final = "hub.backup"
START = datetime(2026, 11, 1, tzinfo=UTC)
ROWS: list[Node | Tie] = [
    Node(
        "COMPANY",
        "c1",
        {"name": "长江实业有限公司", "uscc": USCC, "registeredCapital": "120000.50", "aliases": []},
    ),
    Node("COMPANY", "c2", {"name": "黄河有限公司"}),
    Node("PERSON", "p1", {"name": "张三", "citizenId": CITIZEN}),
    Tie("SHAREHOLDER_OF", "p1", "c1", {"share": "1"}, meta=FactMeta(valid_from="2020-01-01")),
    Tie("SHAREHOLDER_OF", "c1", "c2", {"share": "0.1"}),
    Tie("LEGAL_REP_OF", "p1", "c1"),
]
TWO_RANGES = NODES_PER_RANGE + 50


def many(number: int, status: str) -> list[Node | Tie]:
    """Enough records for several ranges of ids; each one's second statement differs with `status`."""
    nodes = [Node("COMPANY", f"c{place}", {"name": f"公司{place}", "status": status}) for place in range(number)]
    ties = [
        Tie("SHAREHOLDER_OF", f"c{place}", f"c{place + 1}", {"share": "0.5" if status == "ACTIVE" else "0.4"})
        for place in range(number - 1)
    ]
    return [*nodes, *ties]


def day_file(data: Path, text: str = '{"requestId":"1"}\n', day: str = "2026-11-02") -> Path:
    path = data / "audit" / f"{day}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


async def back_up(engine: Engine, folder: Path, **given: Any) -> tuple[Path, BackupSummary]:
    """Without the wait for loads that have just begun: here none begins unseen."""
    file = folder / FILE
    return file, await write_backup(engine, RING, folder / "data", file, settle_seconds=0, **given)


def alter(file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with members changed (None: left out), as somebody could who knows the format."""
    altered = file.with_name("altered.backup")
    with tarfile.open(file) as source, tarfile.open(altered, "w:gz") as target:
        for info in source:
            stream = source.extractfile(info)
            assert stream is not None
            if (content := change(info.name, stream.read())) is not None:
                info.size = len(content)
                target.addfile(info, io.BytesIO(content))
    return altered


async def begin_load(
    engine: Engine, folder: Path, rows: list[Node | Tie], on_progress: Callable[[Progress], None]
) -> None:
    made = Made(rows)
    await load(
        engine,
        made,
        made.open(()),
        source="made",
        data=folder / "data",
        key_ring=RING,
        now=lambda: datetime.now(UTC),
        settings=LoadSettings(batch_rows=500),
        on_progress=on_progress,
    )


def with_manifest(file: Path, **changes: Any) -> Path:
    def change(name: str, content: bytes) -> bytes:
        return orjson.dumps(orjson.loads(content) | changes) if name == MANIFEST else content

    return alter(file, change)


def forged(file: Path, old: bytes, new: bytes) -> Path:
    """The archive with a changed line of relations and the digest that fits it."""
    changed: dict[str, Any] = {}

    def change(name: str, content: bytes) -> bytes:
        if name == "graph/relations-0001.jsonl":
            content = content.replace(old, new)
            changed[name] = {"sha256": sha256(content).hexdigest(), "size": len(content)}
        if name == MANIFEST:
            manifest = orjson.loads(content)
            manifest["members"].update(changed)
            return orjson.dumps(manifest)
        return content

    return alter(file, change)
