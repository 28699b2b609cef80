"""Pages of a range of an index that cost the same however long the range is.

ArcadeDB sorts all of a range before it gives a page of it in order; where no order is asked for it reads on
from the range's beginning and stops. So an engine is asked first up to where a page reaches, and then for what
stands up to there, in order. That is right in whatever order it reads: Neo4j reads this one backwards, names the
range's end, and stops by itself where the order is the index's.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.statement import Statement


@dataclass(frozen=True, kw_only=True, slots=True)
class RangePage:
    """At most so many nodes `n` of a label whose `key`, an indexed text, is after one and up to another, in its
    order; `told`: what is returned of each. Bounds are parameters of their own and nothing is matched beside the
    range: from a map, or before another MATCH, ArcadeDB walks the label.
    """

    name: str
    label: str
    key: str
    after: str
    last: str
    most: int
    told: str

    def reach(self) -> Statement:
        """-> one row [a key of the range, up to which there is a page, or all of it], none where it is empty."""
        rest = f"WITH n.{self.key} AS key LIMIT $most WITH max(key) AS last WHERE last IS NOT NULL RETURN last"
        return self._statement(f"{self.name}: reach", self.last, rest)

    def rows(self, last: str) -> Statement:
        """-> a row [what is told] for each, at most up to a key."""
        return self._statement(self.name, last, f"WITH n ORDER BY n.{self.key} LIMIT $most RETURN {self.told}")

    def _statement(self, name: str, last: str, rest: str) -> Statement:
        return Statement(
            text=f"MATCH (n:{self.label}) WHERE n.{self.key} > $after AND n.{self.key} <= $last {rest}",
            parameters={"after": self.after, "last": last, "most": self.most},
            name=name,
        )
