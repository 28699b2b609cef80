"""What every format reads its files into: rows of the model's kinds, still unchecked.

A row's `values` hold what the file says (strings from tables, JSON values from JSON); names are those of the
model's attributes. `adapters.loading.check` turns them into facts or into `Reject`s: formats only translate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One file of a load: its name in messages, its place, SHA-256 of its bytes (hex), count of data rows."""

    name: str
    path: Path
    digest: str
    rows: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FactMeta:
    """Fact columns a row may set itself; None takes the kind's, the manifest's or the open end's default."""

    valid_from: str | None = None
    valid_to: str | None = None
    grade: str | None = None
    access: str | None = None
    case_file: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeRow:
    """What one row says of one thing. `key` is the source's own key; `item` tells several statements apart."""

    kind: str
    key: str
    values: Mapping[str, object]
    document: Document
    line: int
    item: str = ""
    meta: FactMeta = field(default_factory=FactMeta)


@dataclass(frozen=True, kw_only=True, slots=True)
class RelationRow:
    """One relation. Its identity within a source is (kind, source_key, target_key, item).

    `source_system`/`target_system` are None for keys of this load's own source system.
    """

    kind: str
    source_key: str
    target_key: str
    values: Mapping[str, object]
    document: Document
    line: int
    source_system: str | None = None
    target_system: str | None = None
    item: str = ""
    meta: FactMeta = field(default_factory=FactMeta)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reject:
    """One reason why one row stays out; `field` is `row` for a fault of the whole row.

    `value` never holds a full personal number: whoever makes a Reject masks it.
    """

    file: str
    line: int
    field: str
    value: str
    reason: str


Row = NodeRow | RelationRow


class UnusableFile(Exception):
    """The file cannot be loaded at all; the message is one line naming the file, the fault, what is allowed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """What a delivery says of itself. `complete` closes facts in its scope (kinds) that it no longer lists."""

    complete: bool = False
    kinds: tuple[str, ...] = ()
    grade: str | None = None
    access: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """Files that were looked through and found usable, before anything is written."""

    format: str
    documents: tuple[Document, ...]
    manifest: Manifest = field(default_factory=Manifest)

    @property
    def rows(self) -> int:
        return sum(document.rows for document in self.documents)


class Format(Protocol):
    """A format: `open` looks every file through (raises UnusableFile, writes nothing), `read` yields rows.

    `read` streams in bounded memory and yields all nodes before any relation. The same delivery always yields
    the same rows in the same order: a load that was killed is resumed by counting.
    """

    name: str

    def open(self, paths: tuple[Path, ...]) -> Delivery: ...

    def read(self, delivery: Delivery) -> Iterator[Row | Reject]: ...
