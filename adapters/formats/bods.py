"""The Beneficial Ownership Data Standard 0.4: statements over records of entities, persons, relationships.

A file is a JSON array of statements or JSON Lines; a delivery is one file, several, or a folder of them.

* A statement that breaks the BODS schema, or whose `statementId` was met with other content, in this delivery
  or an earlier one, is rejected; one met again with the same content says nothing new.
* Several statements may tell of one record, in one delivery or over several. By `statementDate`, then by their
  order, the newest gives the record's content. A closed record ends on the (Shanghai) day of the statement that
  closes it; an interest that a newer statement of its relationship no longer lists ends on the day of that
  statement (`bods_fold`).
* Whether the parties of a relationship exist is left to the loader, which also looks in the graph.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from adapters.formats.bods_fold import Saying, fold, publication_of
from adapters.formats.bods_history import History, Version, temporary_history
from adapters.formats.bods_rows import node_kind, node_row, relation_rows, unspecified_rows
from adapters.formats.bods_statements import ALLOWED, Found, statements
from adapters.formats.probe import gather, probe
from adapters.formats.record import (
    NOT_RECORDED,
    Delivery,
    Document,
    Earlier,
    Manifest,
    NodeRow,
    Publication,
    Reject,
    RelationRow,
    Row,
    Topic,
)
from adapters.formats.shown import shown

SUFFIXES = (".json", ".jsonl", ".ndjson")
SHANGHAI = timezone(timedelta(hours=8))
NEW_ID = "allowed: a statementId of its own for a new statement"


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

    def topics(self, delivery: Delivery) -> Iterator[Topic]:
        for document in delivery.documents:
            for found in statements(document.path):
                topic = _topic(found.value)
                if topic is not None:
                    yield topic

    def read(self, delivery: Delivery) -> Iterator[Row | Reject]:
        return self.read_after(delivery, _Nothing())

    def read_after(self, delivery: Delivery, earlier: Earlier) -> Iterator[Row | Reject]:
        documents = delivery.documents
        with temporary_history() as history:
            for place, document in enumerate(documents):
                for found in statements(document.path):
                    reject = _keep(history, earlier, found, document, place)
                    if reject is not None:
                        yield reject
            history.settle()
            for versions in history.things():
                yield _thing(versions, documents, earlier)
            for version in history.unspecified():
                older = _is_older(version, earlier)
                for row in unspecified_rows(version, documents[version.document]):
                    yield replace(row, stands=older)
            for versions in history.relationships():
                yield from _facts(versions, documents, history, earlier)


class _Nothing:
    """What is known to whoever reads a delivery on its own."""

    def publication(self, statement: str) -> Publication | None:
        return None

    def of_record(self, record: str) -> Sequence[Publication]:
        return ()

    def kind_of(self, key: str) -> str | None:
        return None

    def digest(self, text: str, like: str = "") -> str:
        return hashlib.sha256(text.encode()).hexdigest()


def _topic(statement: object) -> Topic | None:
    """None for what has no readable id and record: `_keep` rejects it without asking what is known."""
    if not isinstance(statement, dict):
        return None
    record, details = statement.get("recordId"), statement.get("recordDetails")
    if not (isinstance(statement.get("statementId"), str) and isinstance(record, str)):
        return None
    ends = (details.get("interestedParty"), details.get("subject")) if isinstance(details, dict) else ()
    topic = Topic(statement["statementId"], record, tuple(end for end in ends if isinstance(end, str)))
    try:
        "".join((topic.statement, topic.record, *topic.ends)).encode()
    except UnicodeEncodeError:
        return None
    return topic


def _thing(versions: Sequence[Version], documents: tuple[Document, ...], earlier: Earlier) -> NodeRow:
    """An entity or person as its newest statement has it."""
    newest = versions[-1]
    new = tuple(publication_of(version) for version in versions if version.recorded_at == NOT_RECORDED)
    row = node_row(newest, documents[newest.document])
    return replace(row, stands=_is_older(newest, earlier), publications=new)


def _is_older(version: Version, earlier: Earlier) -> bool:
    """Whether an earlier load brought a newer statement of the record."""
    return any(publication.age > version.age for publication in earlier.of_record(version.record))


def _facts(
    versions: Sequence[Version], documents: tuple[Document, ...], history: History, earlier: Earlier
) -> list[RelationRow]:
    """The facts of one relationship after all its statements."""

    def kind_of(key: str) -> str | None:
        # A record keeps the kind under which the graph knows it, whatever this delivery says.
        return earlier.kind_of(key) or history.kind_of(key)

    sayings = []
    for version in versions:
        document = documents[version.document]
        rows = relation_rows(version, document, kind_of)
        sayings.append(Saying(version=version, document=document, rows=rows))
    return fold(sayings, earlier.of_record(versions[0].record))


def _keep(history: History, earlier: Earlier, found: Found, document: Document, place: int) -> Reject | None:
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
        content = earlier.digest(_canonical(statement))
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
    id_ = statement["statementId"]
    known = earlier.publication(id_)
    if known is not None and known.content != content:
        content = earlier.digest(_canonical(statement), known.content)  # keys may have been rotated since
    if known is not None and known.content != content:
        return reject("statementId", id_, f"an earlier load brought it with other content; {NEW_ID}")
    seen = history.seen(id_, content)
    if seen is False:
        return reject("statementId", id_, f"met before in this delivery with other content; {NEW_ID}")
    if seen is None:
        history.add(_version(statement, content, known, time, place, found.line))
    return None


def _version(
    statement: Mapping[str, Any],
    content: str,
    known: Publication | None,
    time: datetime,
    document: int,
    line: int,
) -> Version:
    local = time.replace(tzinfo=SHANGHAI) if time.tzinfo is None else time.astimezone(SHANGHAI)
    details = {**statement["recordDetails"], "sourceTypes": statement.get("source", {}).get("type", [])}
    type_ = statement["recordType"]
    ends = (details.get("interestedParty"), details.get("subject"))
    return Version(
        statement=statement["statementId"],
        content=content,
        record=statement["recordId"],
        type=type_,
        kind=node_kind(type_, details),
        time=local.astimezone(UTC).isoformat(timespec="microseconds"),
        day=local.date().isoformat(),
        closed=statement.get("recordStatus") == "closed",
        unspecified=type_ == "relationship" and any(isinstance(end, Mapping) for end in ends),
        details=details,
        document=document,
        line=line,
        recorded_at=known.recorded_at if known is not None else NOT_RECORDED,
        place=known.place if known is not None else 0,
    )


def _canonical(statement: Mapping[str, object]) -> str:
    """The same text for the same content, however it is laid out."""
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
