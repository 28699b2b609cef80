"""All known differences of the two engines; no other file knows any.

Measured on Neo4j 5.26 and ArcadeDB 26.10:

* the full-text index on names: Neo4j makes it by Cypher; ArcadeDB only by SQL, and its Bolt port takes no SQL,
  so that goes to its HTTP port. Both are asked by `db.index.fulltext.queryNodes`, under different names;
* ArcadeDB seeks a range in an index only in a statement's first MATCH and only if that stands alone; elsewhere it
  walks the label. Statements put the range first, then `WITH n WHERE n.kind …`, on both;
* `ORDER BY … LIMIT` reads an index in its order on Neo4j only; ArcadeDB sorts all that matches. Lists look up
  shelf by shelf (`graph.shelf`), on both;
* Neo4j compares two stored texts by code point, but with a parameter, or joined with one, by UTF-16 unit; ArcadeDB
  always by code point. A cursor's name is led to a stored one first; slots, whose order is nobody's concern, are
  joined with a parameter where they are sorted too. On both;
* Neo4j, which plans by what the graph holds at first, reads a whole small index for each shelf (1.8 s for an empty
  page where there were 1,200 nodes) unless it is told which index to seek in; ArcadeDB knows no such hint;
* Neo4j's plan names every step; ArcadeDB's ends at a subquery, and our statements are made of them;
* Neo4j takes the index on `open` for `r.open IS NOT NULL` even from a bound node, and then walks the whole
  index: statements ask for `supersededAt = $never` instead, on both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """How one engine wants it. `name_index` is what its full-text procedure is asked for; `hints` says whether it
    takes `USING INDEX SEEK`. `plan_note`: what must be known of the plans that it tells.
    """

    name: str
    name_index: str
    hints: bool
    name_index_cypher: tuple[str, ...] = ()
    name_index_sql: tuple[str, ...] = ()
    plan_note: str = ""

    def on_shelf(self, record: str) -> str:
        """What follows the pattern of a record that is looked up by kind and shelf."""
        return f" USING INDEX SEEK {record}:Node(kind, shelf)" if self.hints else ""


_DIALECTS: Final[Mapping[str, Dialect]] = MappingProxyType(
    {
        "neo4j": Dialect(
            name="neo4j",
            name_index="statement_names",
            hints=True,
            name_index_cypher=(
                "CREATE FULLTEXT INDEX statement_names IF NOT EXISTS FOR (t:Statement) ON EACH [t.nameKeys]"
                " OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}",
            ),
        ),
        "arcadedb": Dialect(
            name="arcadedb",
            name_index="Statement[nameKeys]",
            hints=False,
            plan_note="(this engine's plan ends at a subquery: what stands in CALL, EXISTS or COUNT is not in it)",
            name_index_sql=(
                "CREATE PROPERTY Statement.nameKeys IF NOT EXISTS STRING",
                "CREATE INDEX IF NOT EXISTS ON Statement (nameKeys) FULL_TEXT"
                ' METADATA {"analyzer": "org.apache.lucene.analysis.core.WhitespaceAnalyzer"}',
            ),
        ),
    }
)


def dialect_of(flavour: str) -> Dialect:
    """The dialect of an engine; ValueError names the known ones."""
    if flavour not in _DIALECTS:
        raise ValueError(f"engine {flavour!r} is not known; known: {', '.join(_DIALECTS)}")
    return _DIALECTS[flavour]
