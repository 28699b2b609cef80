"""The vocabulary in which the graph is declared: attributes, kinds of node, kinds of relation.

A declaration is plain data. The constraints and indexes (`graph.cypher.schema`), the checks at the edge
(`adapters.loading.check`), the exchange format's JSON Schema and the compiler all read it; none repeats it.

How facts are stored, once for every kind:

* A **node** `(:Node {id, rk, kind, system, key, shelf})` is one source's record of one thing. `rk` is
  `system|key` and unique; `id` is random, so nothing can be guessed from it; `shelf` follows from `id` and the
  classes of its facts, for listing (`graph.shelf`).
* A **statement** `(:Statement)-[:ABOUT]->(:Node)` is what that source says of it for a period. Attributes
  live on statements only: a changed name is a second statement, never an overwritten property.
* A **relation** is an edge between two nodes that carries the same fact columns as a statement.
* A **publication** `(:Publication)` is a statement that its source gave an id and a date (BODS does), once it
  has come into the graph: what was published under that id, of which record, which relations it listed.
* **SAME_AS** is a relation too, so a merge can be dated, explained and undone; all records of one subject
  point at one representative.

Fact columns (`FACT_COLUMNS`) use sentinels for open ends, so that a time slice is four plain comparisons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

OPEN_FROM = "0001-01-01"
OPEN_TO = "9999-12-31"
OPEN_INSTANT = "9999-12-31T23:59:59.999999Z"

FACT_COLUMNS = (
    "open",  # the slot's key while this version is the newest; absent once superseded: unique per label and type
    "slot",  # what later versions of this fact share: source system, kind, keys, item (`graph.slots`)
    "system",
    "document",
    "hash",  # digest of the fact's content: equal hash, nothing new
    "grade",
    "access",
    "caseFile",  # number of the case or mediation whose file the fact belongs to; absent for a register's facts
    "court",  # code of the court whose case that is; absent where the number is no court's
    "validFrom",
    "validTo",
    "recordedAt",
    "supersededAt",
)


class Type(StrEnum):
    """What a value may be; `adapters.loading.check` holds one reader for each."""

    TEXT = "text"
    TEXTS = "texts"
    NAME = "name"
    DATE = "date"
    INSTANT = "instant"
    MONEY = "money"
    SHARE = "share"
    FLAG = "flag"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    UNIFIED_CODE = "unified_code"
    CITIZEN_ID = "citizen_id"
    DOCUMENT_NUMBER = "document_number"
    CASE_NUMBER = "case_number"
    FILE_NUMBER = "file_number"  # of a case or a mediation
    COURT_CODE = "court_code"
    REGION = "region"
    REGISTRY_ID = "registry_id"
    SEALED_TEXT = "sealed_text"  # encrypted at rest, opened for whoever may see it, on the record


class Grade(StrEnum):
    """Strength of evidence: A register, B court finding, C a party's own statement, D inferred."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Access(StrEnum):
    """Who may see a fact at all; the table of roles is `hub.rights.reach`."""

    PUBLIC = "PUBLIC"
    PARTNER = "PARTNER"
    PARTY = "PARTY"
    INTERNAL = "INTERNAL"
    MEDIATION = "MEDIATION"
    SEALED = "SEALED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribute:
    """One attribute of a node or relation.

    `stored` names the properties it takes (personal numbers take three); empty means its own name.
    `choices` closes the set of values for CHOICE and CHOICES. `indexed` asks for an index on it. What is of the
    `desk` is said by moves of a case only (`graph.lifecycle`): no delivery may.
    """

    name: str
    type: Type
    zh: str
    doc: str
    required: bool = False
    indexed: bool = False
    choices: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    desk: bool = False

    def __post_init__(self) -> None:
        if self.type is Type.SEALED_TEXT and (self.indexed or self.choices or self.stored):
            raise ValueError(
                f"{self.name}: what is sealed cannot be indexed, chosen from a set or stored in parts"
            )

    @property
    def properties(self) -> tuple[str, ...]:
        return self.stored or (self.name,)


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeKind:
    """A kind of node. `subject` kinds can own, owe or be a party and appear as `Subject` in the schema.

    `family` says who can be the same as whom: records of different families are never one subject.
    `named_by` is the attribute shown as its name; `filed_by` the one that holds the number of the case whose
    file its statements belong to, unless a row says otherwise. What is not `shown` has no type in the schema.
    """

    name: str
    zh: str
    doc: str
    attributes: tuple[Attribute, ...]
    subject: bool = False
    family: str = ""
    named_by: str = "name"
    filed_by: str | None = None
    shown: bool = True
    access: Access = Access.INTERNAL

    def __post_init__(self) -> None:
        sealed = {attribute.name for attribute in self.attributes if attribute.type is Type.SEALED_TEXT}
        if sealed & {self.named_by, self.filed_by} or (sealed and self.subject):
            raise ValueError(f"{self.name}: what is sealed can be no name or number, nor say who a subject is")

    @property
    def row(self) -> str:
        """Its name in the exchange format and in file names."""
        return self.name.lower()

    @property
    def delivered(self) -> tuple[Attribute, ...]:
        """The attributes that a delivery may state."""
        return tuple(attribute for attribute in self.attributes if not attribute.desk)


@dataclass(frozen=True, kw_only=True, slots=True)
class RelationKind:
    """A kind of dated edge `(source)-[name]->(target)`.

    `slim` is the end that usually has the fewer edges of this kind: loaders look an edge up from there.
    `ordered_by` sorts a connection (descending, missing last) before the node's id.
    `separate`: each fact is an edge of its own (two transfers between a pair are two); otherwise all facts
    about one pair are one edge, the best grade and newest record first. `yields` is an (attribute, value)
    whose facts come after all others: a declared indirect holding never stands in for a direct one.
    `mutual`: read both ways; stated from either end it is one tie.
    """

    name: str
    zh: str
    doc: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    attributes: tuple[Attribute, ...] = ()
    slim: str = "target"
    ordered_by: str | None = None
    separate: bool = False
    yields: tuple[str, str] | None = None
    mutual: bool = False
    access: Access = Access.INTERNAL

    def __post_init__(self) -> None:
        if any(attribute.type is Type.SEALED_TEXT for attribute in self.attributes):
            raise ValueError(f"{self.name}: a relation holds no sealed text; allowed: a node that it leads to")

    @property
    def row(self) -> str:
        return self.name.lower()

    @property
    def delivered(self) -> tuple[Attribute, ...]:
        return tuple(attribute for attribute in self.attributes if not attribute.desk)


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """All kinds, by name."""

    nodes: Mapping[str, NodeKind]
    relations: Mapping[str, RelationKind]

    @classmethod
    def of(cls, nodes: tuple[NodeKind, ...], relations: tuple[RelationKind, ...]) -> Model:
        by_node = {kind.name: kind for kind in nodes}
        by_relation = {kind.name: kind for kind in relations}
        if len(by_node) != len(nodes) or len(by_relation) != len(relations):
            raise ValueError("a kind is declared twice")
        for relation in relations:
            unknown = [name for name in (*relation.sources, *relation.targets) if name not in by_node]
            if unknown:
                raise ValueError(f"{relation.name} names kinds that are not declared: {unknown}")
        return cls(nodes=MappingProxyType(by_node), relations=MappingProxyType(by_relation))

    def field(self, name: str) -> tuple[str, tuple[Attribute, ...]] | None:
        """What a grant's field means: the kind, and the attribute of it (`COMPANY.uscc`) or all (`COMPANY`).

        None for a name that nothing of the model has.
        """
        kind, dot, attribute = name.partition(".")
        declared = self.nodes.get(kind) or self.relations.get(kind)
        if declared is None:
            return None
        found = tuple(each for each in declared.attributes if not dot or each.name == attribute)
        return (kind, found) if found or not dot else None

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(name for name, kind in self.nodes.items() if kind.shown)

    @property
    def subjects(self) -> tuple[str, ...]:
        return tuple(name for name, kind in self.nodes.items() if kind.subject)
