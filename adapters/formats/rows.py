"""The hub's own exchange format: JSON Lines or CSV, one file (or several parts) per kind; see ROWS.md.

What an agency that has nothing else can send. The names come from the model, so a new kind or attribute can
be sent as soon as it is declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from adapters.formats.probe import gather, probe
from adapters.formats.record import (
    Delivery,
    Document,
    FactMeta,
    Manifest,
    NodeRow,
    Reject,
    RelationRow,
    Row,
    UnusableFile,
)
from adapters.formats.rows_manifest import FILE_NAME, read_manifest
from adapters.formats.rows_names import (
    FROM,
    ITEM,
    KEY,
    META,
    SYSTEMS,
    TO,
    RowFile,
    RowKind,
    row_file,
    row_kinds,
)
from adapters.formats.rows_read import Fault, Members, check_header, check_lines, csv_rows, json_rows
from adapters.formats.shown import shown


class Rows:
    """Format `rows`: a folder, or files, named `<kind>.jsonl` or `<kind>.csv`, with parts and `.gz`."""

    name = "rows"

    def open(self, paths: tuple[Path, ...]) -> Delivery:
        kinds_allowed = ", ".join(row_kinds())
        allowed = f"<kind>[.<part>].jsonl or .csv, plain or .gz, and {FILE_NAME}; kinds are {kinds_allowed}"
        found = gather(paths, lambda name: FILE_NAME if name == FILE_NAME else row_file(name), allowed)
        tables = [(name, path, what) for name, path, what in found if isinstance(what, RowFile)]
        tables.sort(key=lambda table: (table[2].row.place, table[0]))
        documents = tuple(_document(name, path, what) for name, path, what in tables)
        kinds = tuple(dict.fromkeys(what.row.kind.name for _, _, what in tables))
        manifests = [path for _, path, what in found if what == FILE_NAME]
        if len(manifests) > 1:
            raise UnusableFile(f"{manifests[1]}: a second manifest after {manifests[0]}; allowed: one")
        if not tables:
            raise UnusableFile(f"{manifests[0]}: a manifest without any file of rows; allowed: {allowed}")
        manifest = read_manifest(manifests[0], kinds) if manifests else Manifest()
        return Delivery(format=self.name, documents=documents, manifest=manifest)

    def read(self, delivery: Delivery) -> Iterator[Row | Reject]:
        return chain.from_iterable(_rows(document) for document in delivery.documents)


def _document(name: str, path: Path, file: RowFile) -> Document:
    json_lines = file.suffix == ".jsonl"
    look = probe(path, json_lines=json_lines)
    if json_lines:
        check_lines(path)
    else:
        check_header(path, file.row)
    return Document(name=name, path=path, digest=look.digest, rows=look.lines - (not json_lines))


def _rows(document: Document) -> Iterator[Row | Reject]:
    file = row_file(document.path.name)
    if file is None:
        raise UnusableFile(f"{document.path}: not a file of rows; allowed: kinds {', '.join(row_kinds())}")
    read = json_rows if file.suffix == ".jsonl" else csv_rows
    for line, found in read(document.path, file.row):
        if isinstance(found, Fault):
            yield _rejected(file.row, document, line, found)
        else:
            yield _row(file.row, document, line, found)


def _row(row: RowKind, document: Document, line: int, members: Members) -> Row | Reject:
    for name in row.keys:
        if name not in members:
            return _rejected(row, document, line, Fault(name=name, reason="missing; every row needs it"))
    values = dict(members)
    texts: dict[str, str] = {}
    for name in row.columns:
        value = values.pop(name, None)
        if isinstance(value, str) and (value.strip() or name == ITEM):
            texts[name] = value
        elif value is not None:
            blank = isinstance(value, str)
            reason = f"{'blank' if blank else 'not a text'}; allowed: a text that is not blank"
            fault = Fault(name=name, reason=reason, members=members)
            return _rejected(row, document, line, fault, "" if blank else shown(value))
    valid_from, valid_to, grade, access, case_file = map(texts.get, META)
    meta = FactMeta(valid_from=valid_from, valid_to=valid_to, grade=grade, access=access, case_file=case_file)
    return _made(row, document, line, texts, values, meta)


def _rejected(row: RowKind, document: Document, line: int, fault: Fault, value: str = "") -> Reject:
    """With what can be told of the row: its kind, and its keys unless one of these is what is wrong."""
    names = (*row.keys, *SYSTEMS, ITEM)
    told = {name: fault.members[name] for name in names if fault.members.get(name) is not None}
    texts = {name: text for name, text in told.items() if isinstance(text, str)}
    sure = fault.name not in names and len(texts) == len(told) and all(name in texts for name in row.keys)
    return Reject(
        file=document.name,
        line=line,
        field=fault.name,
        value=value,
        reason=fault.reason,
        kind=row.kind.name,
        row=_made(row, document, line, texts, {}, FactMeta()) if sure else None,
    )


def _made(
    row: RowKind, document: Document, line: int, texts: Mapping[str, str], values: Members, meta: FactMeta
) -> Row:
    item = texts.get(ITEM, "")
    if row.is_node:
        return NodeRow(
            kind=row.kind.name,
            key=texts[KEY],
            values=values,
            document=document,
            line=line,
            item=item,
            meta=meta,
        )
    return RelationRow(
        kind=row.kind.name,
        source_key=texts[FROM],
        target_key=texts[TO],
        values=values,
        document=document,
        line=line,
        source_system=texts.get(SYSTEMS[0]),
        target_system=texts.get(SYSTEMS[1]),
        item=item,
        meta=meta,
    )
