"""The open case of a fresh development hub, so that a first question has something to be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from adapters.loading.loader import LoadSettings, load

from adapters.formats.record import Delivery, Document, NodeRow, Reject, Row
from graph.engine import Engine
from graph.rules.sealing import KeyRing
from hub.config import Settings

CASE_NUMBER = "（2026）鄂0112执1号"
SOURCE = "hub-dev"


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
            key="case:1",
            values={"caseNumber": CASE_NUMBER, "caseType": "执", "filedOn": "2026-01-05"},
            document=delivery.documents[0],
            line=1,
        )


async def ensure_development_case(engine: Engine, settings: Settings, ring: KeyRing) -> None:
    """Loads the case unless it is there."""
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
