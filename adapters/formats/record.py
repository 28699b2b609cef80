"""What every format reads its files into: rows of the model's kinds, still unchecked.

A row's `values` hold what the file says (strings from tables, JSON values from JSON); names are those of the
model's attributes. `adapters.loading.check` turns them into facts or into `Reject`s: formats only translate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, Protocol, runtime_checkable

NOT_RECORDED: Final = "~"  # sorts after every instant


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


class Told(NamedTuple):
    """A relation that a statement lists, as its source identifies it."""

    kind: str
    source_key: str
    target_key: str
    item: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """A statement that has an id of its own at its source, and what later statements must know of it.

    `record` is the key of what it is about, `content` a digest of all that it says (`Earlier.digest`). `time`
    (UTC, of fixed width) sorts the statements of a record, `day` is its legal day. `told` are the relations it
    lists; one that is `closed` says that they have ended. Of equal times the one recorded later is newer, and
    within one load the one that stands later.
    """

    statement: str
    record: str
    content: str
    time: str
    day: str
    closed: bool = False
    told: tuple[Told, ...] = ()
    recorded_at: str = NOT_RECORDED
    place: int = 0

    @property
    def age(self) -> tuple[str, str, int]:
        """Newer ones are greater."""
        return self.time, self.recorded_at, self.place


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeRow:
    """What one row says of one thing. `key` is the source's own key; `item` tells several statements apart.

    A row that `stands` was told by an older statement than one in the graph: it changes nothing, whatever it
    says. `publications` are the statements behind the row that the graph does not know yet.
    """

    kind: str
    key: str
    values: Mapping[str, object]
    document: Document
    line: int
    item: str = ""
    meta: FactMeta = field(default_factory=FactMeta)
    stands: bool = False
    publications: tuple[Publication, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RelationRow:
    """One relation. Its identity within a source is (kind, source_key, target_key, key, item).

    `key` is the source's own key of the relation, where it has one. `source_system`/`target_system` are None
    for keys of this load's own source system. `stands` and `publications` as in `NodeRow`; what stands may end:
    then `ends` is the first day on which it no longer holds, unless it ended before.
    """

    kind: str
    source_key: str
    target_key: str
    values: Mapping[str, object]
    document: Document
    line: int
    source_system: str | None = None
    target_system: str | None = None
    key: str = ""
    item: str = ""
    meta: FactMeta = field(default_factory=FactMeta)
    stands: bool = False
    ends: str | None = None
    publications: tuple[Publication, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Reject:
    """One reason why one row stays out; `field` is `row` for a fault of the whole row.

    `value` never holds a full personal number: whoever makes a Reject masks it. A reader that knows the `kind`
    of the row, or can tell by `row`, as far as it was read, which fact it is about, says so: a complete
    delivery then still closes what it does not list.
    """

    file: str
    line: int
    field: str
    value: str
    reason: str
    kind: str = ""
    row: NodeRow | RelationRow | None = None


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


class Topic(NamedTuple):
    """What a statement will be about: its id, its record's key, keys of records that it ties."""

    statement: str
    record: str
    ends: tuple[str, ...]


class Earlier(Protocol):
    """What the graph knows of a delivery's topics from earlier loads of the same source."""

    def publication(self, statement: str) -> Publication | None: ...

    def of_record(self, record: str) -> Sequence[Publication]:
        """All statements about it, in no order."""
        ...

    def kind_of(self, key: str) -> str | None:
        """Kind of node that the key names."""
        ...

    def digest(self, text: str, like: str = "") -> str:
        """Equal for equal texts, within this hub only; to be compared with an earlier one, made `like` that."""
        ...


@runtime_checkable
class Publishing(Format, Protocol):
    """A format whose statements have ids and times of their own: what an earlier load was told still counts."""

    def topics(self, delivery: Delivery) -> Iterator[Topic]:
        """Of every statement that can be read, in their order, repetitions included."""
        ...

    def read_after(self, delivery: Delivery, earlier: Earlier) -> Iterator[Row | Reject]:
        """As `read`, in the light of what is known."""
        ...
