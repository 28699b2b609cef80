"""Statements of BODS 0.4 for tests, valid unless a test says otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from adapters.formats.bods import Bods
from adapters.loading.loader import LoadSettings, Summary, load
from graph.engine import Engine
from tests.graphs import RING

Statement = dict[str, Any]

START = datetime(2026, 1, 1, tzinfo=UTC)

_numbers = count(1)
_days = count()


def company(record: str = "c", **details: object) -> Statement:
    return statement("entity", record, {"entityType": {"type": "registeredEntity"}, "name": "C", **details})


def person(record: str = "p", **details: object) -> Statement:
    return statement("person", record, {"personType": "knownPerson", **details})


def relation(
    *interests: Mapping[str, object], record: str = "r", party: object = "p", subject: object = "c", **more: object
) -> Statement:
    details = {"subject": subject, "interestedParty": party, "interests": list(interests)}
    return statement("relationship", record, details, **more)


def statement(type_: str, record: str, details: Mapping[str, object], **more: object) -> Statement:
    return {
        "statementId": f"{next(_numbers):032}",
        "statementDate": "2024-01-01",
        "declarationSubject": "c",
        "recordId": record,
        "recordType": type_,
        "recordStatus": "new",
        "recordDetails": {"isComponent": False, **details},
        **more,
    }


def write(path: Path, statements: Iterable[Statement]) -> Path:
    """The statements as one file, an array with a statement a line."""
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in statements)
    path.write_text(f"[{lines}]", encoding="utf-8")
    return path


async def deliver(
    engine: Engine,
    folder: Path,
    *statements: Statement,
    source: str = "bods",
    day: int | None = None,
    batch_rows: int = 2_000,
) -> Summary:
    """Loads the statements as one file, on a day after the load before unless one is given."""
    folder.mkdir(exist_ok=True)
    form = Bods()
    now = START + timedelta(days=next(_days) if day is None else day)
    return await load(
        engine,
        form,
        form.open((write(folder / "a.json", statements),)),
        source=source,
        data=folder,
        key_ring=RING,
        now=lambda: now,
        settings=LoadSettings(batch_rows=batch_rows),
        on_progress=lambda _: None,
    )
