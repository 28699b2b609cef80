"""What a fresh development hub holds: an open case to ask for, and a grant by which whatever is loaded is visible
to the investigator of that case's court.
"""

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
from hub.settings.config import Settings

CASE_NUMBER = "（2026）鄂0112执1号"
SOURCE = "hub-dev"
KEY = "case:1"


class _DevelopmentCase:
    """A delivery made here; loading it again changes nothing."""

    name = "development"

    def open(self, paths: tuple[Path, ...]) -> Delivery:
        digest = sha256(f"{CASE_NUMBER}|1".encode()).hexdigest()
        document = Document(name="development-case", path=Path("development-case"), digest=digest, rows=2)
        return Delivery(format=self.name, documents=(document,))

    def read(self, delivery: Delivery) -> Iterator[Row | Reject]:
        yield NodeRow(
            kind="CASE",
            key=KEY,
            values={"caseNumber": CASE_NUMBER, "caseType": "执", "filedOn": "2026-01-05"},
            document=delivery.documents[0],
            line=1,
        )
        yield NodeRow(
            kind="GRANT",
            key="grant:1",
            values={
                "role": "INVESTIGATOR",
                "grantedCourt": "鄂0112",
                "classes": ["INTERNAL", "PARTY"],
                "courts": ["最高法"],
                "purposes": ["ENFORCEMENT"],
                "legalBasis": "development only",
                "edition": "development",
            },
            document=delivery.documents[0],
            line=2,
        )


async def ensure_development_case(engine: Engine, settings: Settings, ring: KeyRing) -> None:
    """Loads case and grant unless they are there."""
    wanted = [record_key(SOURCE, KEY), record_key(SOURCE, "grant:1")]
    if len((await engine.read(find_nodes(wanted)))[0][0]) == len(wanted):
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
