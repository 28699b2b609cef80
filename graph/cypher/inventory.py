"""Which constraints and indexes a graph should have, and which it has: for `hub doctor`.

Should: read off the texts of `graph.cypher.schema` themselves, so it cannot drift from them. Names do not
count, since ArcadeDB makes up its own for indexes; what is unique or indexed does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from graph.cypher.dialects import Dialect
from graph.cypher.schema import ddl
from graph.statement import Statement


class Rule(NamedTuple):
    """UNIQUE, INDEX or FULLTEXT; the label or relation type; the properties in order."""

    what: str
    of: str
    properties: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.what} {self.of}({', '.join(self.properties)})"


_FORMS: Final = (
    ("UNIQUE", re.compile(r"CREATE CONSTRAINT .* FOR .*\w:(\w+)[)\]].* REQUIRE (.+) IS UNIQUE")),
    ("FULLTEXT", re.compile(r"CREATE FULLTEXT INDEX .* FOR .*\w:(\w+)[)\]].* ON EACH \[(.+?)\]")),
    ("INDEX", re.compile(r"CREATE INDEX .* FOR .*\w:(\w+)[)\]].* ON \((.+)\)")),
    ("FULLTEXT", re.compile(r"CREATE INDEX .* ON (\w+) \((.+?)\) FULL_TEXT.*")),
)
_NO_RULE: Final = re.compile(r"CREATE PROPERTY .*")
_INDEX_TYPES: Final = {"RANGE": "INDEX", "FULLTEXT": "FULLTEXT"}


def wanted_rules(dialect: Dialect) -> frozenset[Rule]:
    """The rules that the schema's statements make. ValueError for a statement of an unknown form."""
    texts = [*(statement.text for statement in ddl(dialect)), *dialect.name_index_sql]
    return frozenset(_parsed(text) for text in texts if not _NO_RULE.fullmatch(text))


def show_constraints() -> Statement:
    """-> a row [type, labels or types, properties] for each constraint."""
    text = "SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties RETURN type, labelsOrTypes, properties"
    return Statement(text=text, name="show constraints")


def show_indexes() -> Statement:
    """-> a row [type, state, labels or types, properties] for each index."""
    text = (
        "SHOW INDEXES YIELD type, state, labelsOrTypes, properties RETURN type, state, labelsOrTypes, properties"
    )
    return Statement(text=text, name="show indexes")


def shown_rules(constraints: Iterable[Sequence[Any]], indexes: Iterable[Sequence[Any]]) -> frozenset[Rule]:
    """The rules in force, from the answers of the two statements; an index that is not ready is none."""
    found = [
        Rule("UNIQUE", label, tuple(properties))
        for kind, names, properties in constraints
        if "UNIQUENESS" in kind
        for label in names
    ]
    for kind, state, names, properties in indexes:
        if state == "ONLINE" and kind in _INDEX_TYPES:
            found += [Rule(_INDEX_TYPES[kind], label, tuple(properties)) for label in names]
    return frozenset(found)


def _parsed(text: str) -> Rule:
    for what, form in _FORMS:
        if found := form.fullmatch(re.sub(r" OPTIONS .*", "", text)):
            properties = (each.strip().rpartition(".")[2] for each in found[2].split(","))
            return Rule(what, found[1], tuple(properties))
    raise ValueError(f"a statement of the schema of unknown form: {text}")
