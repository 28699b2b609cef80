"""Constraints and indexes, read off the model: what `hub up` makes sure of before anything is served.

Every statement may be run again. A unique `open` per kind of fact is what makes loading safe: of two writers
that supersede or create one fact at the same time, the second is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.cypher import instructions
from graph.cypher.alarms import ALERT, CLOCK, EDITION
from graph.cypher.dialects import Dialect
from graph.cypher.expiring import EXPIRING
from graph.cypher.pulling import CURSOR
from graph.model import MODEL
from graph.model.declare import Attribute, Type
from graph.statement import Statement

_RETIRED: Final = ("node_kind_id",)
_NUMBERS: Final = (Type.CITIZEN_ID, Type.DOCUMENT_NUMBER)


def ddl(dialect: Dialect) -> list[Statement]:
    """The Cypher part, in order; `dialect.name_index_sql` is the rest where an engine needs SQL."""
    texts = [*_nodes(), *_statements(), *_relations(), *dialect.name_index_cypher]
    return [Statement(text=text, name="schema") for text in texts]


def retired() -> list[Statement]:
    """Takes away indexes that older versions of the graph had and nothing asks any more."""
    return [Statement(text=f"DROP INDEX {name} IF EXISTS", name="schema") for name in _RETIRED]


def indexed_properties() -> list[str]:
    """Statement properties that get an index: of a personal number, its keyed hash only."""
    attributes = (a for kind in MODEL.nodes.values() for a in kind.attributes if a.indexed)
    return sorted({_indexed(attribute) for attribute in attributes})


def _indexed(attribute: Attribute) -> str:
    return attribute.stored[0] if attribute.type in _NUMBERS else attribute.name


def _nodes() -> Iterator[str]:
    yield _unique("Node", "rk")
    yield _unique("Node", "id")
    # Both together, always: an engine that takes one alone walks a whole kind (`graph.shelf`).
    yield _index("Node", "kind", "shelf")
    yield _unique("Load", "id")
    yield _unique("Publication", "id")
    yield _index("Publication", "record")
    for label, names in instructions.KEYS.items():
        yield _unique(label, "key")
        for name in names:
            yield _index(label, name)
    for label in EXPIRING:
        yield _unique(label, "key")
        yield _index(label, "until")
    yield _index("Seat", "holder")
    yield _unique(CLOCK, "key")
    yield _index(CLOCK, "wakesAt")
    yield _index(CLOCK, "breachAt")
    yield _unique(ALERT, "key")
    yield _index(ALERT, "at")
    yield _unique(EDITION, "name")
    yield _unique(CURSOR, "key")
    yield _unique("GraphVersion", "name")
    yield _unique("Lock", "name")


def _statements() -> Iterator[str]:
    yield _unique("Statement", "open")
    for name in indexed_properties():
        yield _index("Statement", name)
    yield _index("Statement", "foldedName")
    # Thousands of people share a name: two records of one of them are found by name and day together.
    yield _index("Statement", "foldedName", "birthDate")


def _relations() -> Iterator[str]:
    for name in MODEL.relations:
        yield (
            f"CREATE CONSTRAINT {name.lower()}_open IF NOT EXISTS FOR ()-[r:{name}]-() REQUIRE r.open IS UNIQUE"
        )


def _unique(label: str, name: str) -> str:
    return (
        f"CREATE CONSTRAINT {label.lower()}_{name.lower()} IF NOT EXISTS"
        f" FOR (n:{label}) REQUIRE n.{name} IS UNIQUE"
    )


def _index(label: str, *names: str) -> str:
    name = "_".join((label, *names)).lower()
    return f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{label}) ON ({', '.join(f'n.{n}' for n in names)})"
