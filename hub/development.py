"""The open case of a fresh development hub, so that a first question has something to be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from adapters.formats.record import Delivery, Document, NodeRow, Reject, Row
from adapters.loading.facts import record_key
from adapters.loading.loader import LoadSettings, load
from graph.cypher.load import find_nodes
from graph.engine import Engine
from graph.rules.sealing import KeyRing
from hub.config import Settings

CASE_NUMBER = "（2026）鄂0112执1号"
SOURCE = "hub-dev"
KEY = "case:1"


class _DevelopmentCase:
    """A delivery of one case, made here; loading it again changes nothing."""

    name = "development"

    def open(self, paths: tuple[Path, ...]) -> Delivery:
        digest = sha256(CASE_NUMBER.encode()).hexdigest()
        document = Document(name="development-case", path=Path("development-case"), digest=digest, rows=1)
        return Delivery(format=self.name, documents=(document,))

    def read(self, delivery: Delivery) -> Iterator[Row | Reject]:
        yield NodeRow(
            kind="CASE",
            key=KEY,
            values={"caseNumber": CASE_NUMBER, "caseType": "执", "filedOn": "2026-01-05"},
            document=delivery.documents[0],
            line=1,
        )


async def ensure_development_case(engine: Engine, settings: Settings, ring: KeyRing) -> None:
    """Loads the case unless it is there."""
    found = await engine.read(find_nodes([record_key(SOURCE, KEY)]))
    if found[0][0]:
        return
    case = _DevelopmentCase()
    await load(
        engine,
        case,
        case.open(()),
        source=SOURCE,
        data=settings.data,
        key_ring=ring,
        now=lambda: datetime.now(UTC),
        settings=LoadSettings(),
        on_progress=lambda _: None,
    )
