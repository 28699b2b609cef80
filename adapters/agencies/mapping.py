"""What a mapping file says, once it has been read: frozen values, no judgement left to make.

`mapping_file.read_mapping` makes them; `reading` and `writing` go by them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from adapters.agencies.forms import Form
from adapters.agencies.protocols import Chosen
from graph.model.measures import EXECUTORS

# The courts' own systems, and the list that they publish; every other agency is a body that carries out measures.
COURT_SYSTEMS: Final = ("COURT_CASES", "CASE_ACCOUNTS", "NATIONAL_LIST")
AGENCIES: Final = (*COURT_SYSTEMS, *EXECUTORS)  # OTHER is any body without a name of its own in the catalogue

_IN_BRACES: Final = re.compile(r"\{([^{}]*)\}")


class InstructionKind(StrEnum):
    """What an agency is told to do."""

    ISSUE = "ISSUE"
    LIFT = "LIFT"
    WITHDRAW = "WITHDRAW"  # as if it had never been issued
    CORRECT = "CORRECT"


class EventKind(StrEnum):
    """What happened in a case, for the desk that moves it."""

    FILED = "FILED"
    SERVED = "SERVED"
    PERFORMED = "PERFORMED"
    RECEIVED = "RECEIVED"
    CLOSED = "CLOSED"


class Answered(StrEnum):
    """What an agency says of an instruction."""

    ACKNOWLEDGED = "ACKNOWLEDGED"
    EXECUTED = "EXECUTED"  # of a lift: lifted
    RETURNED = "RETURNED"
    OBJECTED = "OBJECTED"


# What an agency holds of what it was told: no fact of the graph, but what `graph.rules.reconciling` compares.
HELD: Final = "HELD_INSTRUCTION"

# Kinds of record that are read, and what happened in a case by each, if anything.
RECORDS: Final[Mapping[str, EventKind | None]] = MappingProxyType(
    {
        "CASE_FILING": EventKind.FILED,
        "PARTY": None,
        "SERVICE": EventKind.SERVED,
        "PERFORMANCE": EventKind.PERFORMED,
        "CLOSING": EventKind.CLOSED,
        "RECEIPT": EventKind.RECEIVED,
        "PUBLISHED_LISTING": None,
        "REGISTRATION": None,
        "ROLE": None,
        "SHAREHOLDING": None,
        "REPRESENTATIVE_CHANGE": None,
        "ORGANISATION": None,
        HELD: None,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Codes:
    """A code table. Without `fallback` it is total: a code that is not in it is refused."""

    name: str
    ours: Mapping[str, str]  # their code -> ours
    fallback: str = ""

    @property
    def theirs(self) -> dict[str, str]:
        """Our code -> theirs; a table that is written by names each of ours once."""
        return {ours: theirs for theirs, ours in self.ours.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One value of their record: where it stands, how it is read.

    `separator` splits it into a list. One that is `lenient` is absent where it is not of the form; a text that may
    be `cut` keeps its beginning; one that is not `kept` is checked only.
    """

    name: str
    at: tuple[str, ...]
    form: Form
    codes: Codes | None = None
    required: bool = False
    separator: str = ""
    lenient: bool = False
    cut: bool = False
    kept: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """One field (`single`), whose value stays as it was read, or a text with `{field}` in it."""

    text: str = ""
    single: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.single,) if self.single else tuple(_IN_BRACES.findall(self.text))

    def fill(self, values: Mapping[str, object]) -> object:
        """The value, or None if a field in it is absent."""
        if self.single:
            return values.get(self.single)
        if any(values.get(name) is None for name in self.fields):
            return None
        return _IN_BRACES.sub(lambda found: str(values[found[1]]), self.text)


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """That a field has one of some values, as read."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a row says beside its keys: attributes by their field or template, fixed ones, its period."""

    values: Mapping[str, Template] = field(default_factory=dict)
    fixed: Mapping[str, object] = field(default_factory=dict)
    when: tuple[Condition, ...] = ()
    item: Template | None = None
    valid_from: str = ""  # names of fields
    valid_to: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeSpec:
    """A node that a record states, or only names (`stated` false) as an end of relations."""

    name: str
    kind: str
    key: Template
    stated: bool
    told: Told


@dataclass(frozen=True, kw_only=True, slots=True)
class RelationSpec:
    """A relation between nodes of the same record, each end by the names of those that may be it."""

    kind: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    told: Told


@dataclass(frozen=True, kw_only=True, slots=True)
class EventSpec:
    """What happened in a case: names of fields. `whole` tells whether all that was owed is performed, `paper`
    which kind of case a document decides, where it is one of ours.

    Only money may be received without a case: it is unknown until it is claimed.
    """

    kind: EventKind
    case: str
    on: str
    amount: str = ""
    whole: str = ""
    document: str = ""
    paper: str = ""
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldSpec:
    """What an agency holds: names of fields. `id` is that of a message, as `[[writes]]` sent it; `status` reads
    into `There`; `since` is when it was so. `count_at` is where a page tells how many there are in all.
    """

    id: str
    status: str
    since: str = ""
    count_at: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """One kind of record that comes in. `path` or `files` says where it is had, `at` where in the answer."""

    name: str
    record: str
    path: str
    files: str
    at: tuple[str, ...]
    fields: Mapping[str, Field]
    nodes: tuple[NodeSpec, ...]
    relations: tuple[RelationSpec, ...]
    event: EventSpec | None
    grade: str | None
    access: str | None
    held: HeldSpec | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """One value of the payload: from the instruction, or fixed."""

    name: str
    at: tuple[str, ...]
    source: str = ""  # of `instructions.SOURCES`
    fixed: object = None
    form: Form | None = None
    codes: Codes | None = None
    masked: bool = False
    required: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerSpec:
    """Where in an answer it stands which instruction is answered and how."""

    path: str
    files: str
    at: tuple[str, ...]
    id: tuple[str, ...]
    status: tuple[str, ...]
    statuses: Codes
    reason: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    on_form: Form | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Write:
    """How instructions of some kinds go out; `acknowledgement` comes at once, `feedback` later."""

    name: str
    kinds: tuple[InstructionKind, ...]
    path: str
    files: str
    sent: tuple[Sent, ...]
    acknowledgement: AnswerSpec | None
    feedback: AnswerSpec | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What the agency bears; None where it names no limit."""

    requests_per_minute: int
    page_size: int
    body_bytes: int
    time_limit_seconds: int
    daily_quota: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgencyMapping:
    """One agency: `system` is the name of the source system that its records bear in the graph."""

    file: str
    code: str
    zh: str
    en: str
    system: str
    measures: tuple[str, ...]
    reading: Chosen
    writing: Chosen
    authentication: Chosen
    limits: Limits
    reads: tuple[Read, ...]
    writes: tuple[Write, ...]
    codes: Mapping[str, Codes]
    samples: Mapping[str, tuple[str, ...]]

    @property
    def label(self) -> str:
        """How messages name it."""
        return f"{self.code} ({self.system})" if self.code == "OTHER" else self.code

    def read(self, name: str) -> Read | None:
        return next((read for read in self.reads if read.name == name), None)

    @property
    def held(self) -> Read | None:
        """By which it tells what it holds."""
        return next((read for read in self.reads if read.held is not None), None)

    def write_of(self, kind: InstructionKind) -> Write | None:
        return next((write for write in self.writes if kind in write.kinds), None)
