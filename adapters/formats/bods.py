"""The Beneficial Ownership Data Standard 0.4: statements over records of entities, persons, relationships.

A file is a JSON array of statements or JSON Lines; a delivery is one file, several, or a folder of them.

* A statement that breaks the BODS schema, or whose `statementId` was met with other content, is rejected;
  one met again with the same content is passed over.
* Several statements may tell of one record. By `statementDate`, then by their order, the newest gives the
  record's content. A closed record ends on the (Shanghai) day of the statement that closes it; an interest
  that a newer statement of its relationship no longer lists ends on the day of that statement.
* Whether the parties of a relationship exist is left to the loader, which also looks in the graph.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from adapters.formats.bods_history import History, Version, temporary_history
from adapters.formats.bods_rows import node_kind, node_row, relation_rows, unspecified_rows
from adapters.formats.bods_statements import ALLOWED, Found, statements
from adapters.formats.probe import gather, probe
from adapters.formats.record import Delivery, Document, Manifest, Reject, RelationRow, Row
from adapters.formats.shown import shown

SUFFIXES = (".json", ".jsonl", ".ndjson")
SHANGHAI = timezone(timedelta(hours=8))


class Bods:
    """Format `bods`. Facts are graded C, a party's own statement, unless a register stands behind them."""

    name = "bods"

    def open(self, paths: tuple[Path, ...]) -> Delivery:
        # A file given itself may have any name; in a folder the suffix tells.
        given = {path.name for path in paths if not path.is_dir()}
        found = gather(
            paths,
            lambda name: name if name in given or name.removesuffix(".gz").endswith(SUFFIXES) else None,
            f"{ALLOWED}, in files {', '.join(SUFFIXES)}, plain or with .gz",
        )
        documents = []
        for name, path, _ in found:
            look = probe(path, line_bytes=None)
            rows = sum(1 for _ in statements(path))
            documents.append(Document(name=name, path=path, digest=look.digest, rows=rows))
        return Delivery(format=self.name, documents=tuple(documents), manifest=Manifest(grade="C"))

    def read(self, delivery: Delivery) -> Iterator[Row | Reject]:
        documents = delivery.documents
        with temporary_history() as history:
            for place, document in enumerate(documents):
                for found in statements(document.path):
                    reject = _keep(history, found, document, place)
                    if reject is not None:
                        yield reject
            history.settle()
            for version in history.things():
                yield node_row(version, documents[version.document])
            for version in history.unspecified():
                yield from unspecified_rows(version, documents[version.document])
            for versions in history.relationships():
                yield from _facts(versions, documents, history)


def _facts(versions: list[Version], documents: tuple[Document, ...], history: History) -> list[RelationRow]:
    """The facts of one relationship after all its statements, each as its newest statement has it."""
    facts: dict[tuple[str, str, str, str], RelationRow] = {}
    for version in versions:
        rows = relation_rows(version, documents[version.document], history.kind_of)
        if version.closed and facts and not version.details.get("interests"):
            rows = ()  # a closing statement may leave out what it closes
        said = {(row.kind, row.source_key, row.target_key, row.item): row for row in rows}
        for key, row in facts.items():
            if key not in said:
                end = min(filter(None, (row.meta.valid_to, version.day)))
                facts[key] = replace(row, meta=replace(row.meta, valid_to=end))
        facts.update(said)
    return list(facts.values())


def _keep(history: History, found: Found, document: Document, place: int) -> Reject | None:
    """Note a statement in the history, or say why not."""
    # Here and not above: the schema library is slow to import and only this format needs it.
    from adapters.formats.bods_check import fault, statement_time

    def reject(field: str, value: str, reason: str) -> Reject:
        return Reject(file=document.name, line=found.line, field=field, value=value, reason=reason)

    statement = found.value
    if found.fault or not isinstance(statement, dict):
        return reject("row", shown(statement), found.fault or "not a statement; allowed: a JSON object")
    try:
        wrong = fault(statement)
        digest = _digest(statement)
    except RecursionError:
        return reject("row", "", "nested too deeply")
    except UnicodeEncodeError:
        return reject("row", "", "holds half a surrogate pair; allowed: valid Unicode")
    if wrong is not None:
        return reject(*wrong)
    time = statement_time(statement["statementDate"])
    if time is None:
        return reject("statementDate", shown(statement["statementDate"]), "not a date or time of RFC 3339")
    record, type_ = statement["recordId"], statement["recordType"]
    if not record.strip():
        return reject("recordId", "", "empty; allowed: the record's own id")
    declared = history.type_of(record)
    if declared not in (None, type_):
        return reject("recordType", type_, f"the record was declared as {declared} before; allowed: the same")
    seen = history.seen(statement["statementId"], digest)
    if seen is False:
        return reject("statementId", statement["statementId"], "met before with other content")
    if seen is None:
        history.add(_version(statement, time, place, found.line))
    return None


def _version(statement: Mapping[str, Any], time: datetime, place: int, line: int) -> Version:
    local = time.replace(tzinfo=SHANGHAI) if time.tzinfo is None else time.astimezone(SHANGHAI)
    details = {**statement["recordDetails"], "sourceTypes": statement.get("source", {}).get("type", [])}
    type_ = statement["recordType"]
    ends = (details.get("interestedParty"), details.get("subject"))
    return Version(
        record=statement["recordId"],
        type=type_,
        kind=node_kind(type_, details),
        time=local.astimezone(UTC).isoformat(timespec="microseconds"),
        day=local.date().isoformat(),
        closed=statement.get("recordStatus") == "closed",
        unspecified=type_ == "relationship" and any(isinstance(end, Mapping) for end in ends),
        details=details,
        document=place,
        line=line,
    )


def _digest(statement: Mapping[str, object]) -> bytes:
    text = json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()
