"""The statements of migrations over all nodes: what a range of ids still holds to change, and the change of some.

Two statements, since ArcadeDB seeks a range of ids only where nothing else is matched and nothing is written:
in one statement each range walked the whole label (0.3 s against 10 ms at 240,000 nodes).
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.shelf import LEVELS, shelf_number
from graph.statement import Statement


def find_unshelved(id_from: str, id_to: str) -> Statement:
    """-> one row [[id …]] of the nodes of a range that stand on no shelf."""
    return Statement(
        text="MATCH (n:Node) WHERE n.id >= $from AND n.id < $to WITH n WHERE n.shelf IS NULL RETURN collect(n.id)",
        parameters={"from": id_from, "to": id_to},
        name="find unshelved",
    )


def put_on_shelves(ids: Sequence[str]) -> Statement:
    """Gives each of the nodes the `shelf` that follows from its id and the classes of all its statements."""
    return Statement(
        text="UNWIND $rows AS row MATCH (n:Node {id: row[0]}) OPTIONAL MATCH (n)<-[:ABOUT]-(t:Statement)"
        " WITH n, row[1] AS number, coalesce(min($levels[t.access]), $least) AS level"
        " SET n.shelf = level + number",
        parameters={
            "rows": [[each, str(shelf_number(each))] for each in ids],
            "levels": dict(LEVELS),
            "least": max(LEVELS.values()),
        },
        name="put on shelves",
    )
