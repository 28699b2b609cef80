"""The names of the exchange format, read off the model: files, members of a row, columns of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from graph.model import MODEL
from graph.model.declare import NodeKind, RelationKind, Type

# A merge is decided by the hub from what records say (`graph.rules.identity`), the others at its desks; nobody can
# send one.
NOT_EXCHANGED = frozenset(
    (
        "SAME_AS",
        "MATCH_REVIEW",
        "JUDICIAL_FINDING",
        "EXIT_BAN",
        "DETENTION",
        "FINE",
        "FREEZE",
        "IMPACT_ASSESSMENT",
        "OBJECTION",
        "CREDIT_REPAIR",
        "PERFORMANCE",
    )
)

KEY = "key"
FROM, TO = "from", "to"
SYSTEMS = ("fromSystem", "toSystem")
ITEM = "item"
META = ("validFrom", "validTo", "grade", "access", "caseFile")
SUFFIXES = (".jsonl", ".csv")
LISTS = frozenset({Type.TEXTS, Type.CHOICES})


@dataclass(frozen=True, kw_only=True, slots=True)
class RowKind:
    """A kind as the exchange format knows it: its members by place, and which of them hold lists.

    `columns` are the members that are the format's own and no attributes of the kind; they hold texts.
    """

    kind: NodeKind | RelationKind
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    members: tuple[str, ...]
    known: frozenset[str]
    lists: frozenset[str]
    is_node: bool

    @property
    def place(self) -> int:
        return list(row_kinds()).index(self.kind.row)


@dataclass(frozen=True, kw_only=True, slots=True)
class RowFile:
    """What a file's name says."""

    row: RowKind
    suffix: str


@cache
def row_kinds() -> Mapping[str, RowKind]:
    """All kinds that can be sent, nodes in model order before relations, by the name of their rows."""
    nodes = (_row_kind(kind, (KEY,), ()) for kind in MODEL.nodes.values())
    relations = (_row_kind(kind, (FROM, TO), SYSTEMS) for kind in MODEL.relations.values())
    return MappingProxyType(
        {row.kind.row: row for row in (*nodes, *relations) if row.kind.name not in NOT_EXCHANGED}
    )


def row_file(file_name: str) -> RowFile | None:
    """`company.jsonl`, `company.part-2.csv.gz` and the like; None for any other name."""
    plain = file_name.removesuffix(".gz")
    suffix = next((suffix for suffix in SUFFIXES if plain.endswith(suffix)), None)
    row = row_kinds().get(plain.split(".", 1)[0])
    return None if suffix is None or row is None else RowFile(row=row, suffix=suffix)


def _row_kind(kind: NodeKind | RelationKind, keys: tuple[str, ...], systems: tuple[str, ...]) -> RowKind:
    columns = (*keys, *systems, ITEM, *META)
    members = (*columns, *(attribute.name for attribute in kind.delivered))
    return RowKind(
        kind=kind,
        keys=keys,
        columns=columns,
        members=members,
        known=frozenset(members),
        lists=frozenset(attribute.name for attribute in kind.delivered if attribute.type in LISTS),
        is_node=isinstance(kind, NodeKind),
    )
