"""The statements of migrations over all nodes: what a range of ids still holds to change, and the change of some.

Two statements, since ArcadeDB seeks a range of ids only where nothing else is matched and nothing is written:
in one statement each range walked the whole label (0.3 s against 10 ms at 240,000 nodes).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.rules.courts import SUPREME
from graph.shelf import LEVELS, shelf_number
from graph.statement import Statement

FILED_AT_ONCE: Final = 5_000  # statements of one transaction


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


def put_in_files() -> Statement:
    """-> one row [how many]: statements that carry a case's number belong to that case's file, and its court's.

    As `graph.rules.courts.court_of` reads a number in its one form: after the year in brackets the province's
    character and four, two or no digits.
    """
    return Statement(
        text="MATCH (t:Statement) WHERE t.caseNumber IS NOT NULL AND t.caseFile IS NULL WITH t LIMIT $batch"
        " WITH t, substring(t.caseNumber, 6) AS rest"
        " SET t.caseFile = t.caseNumber, t.court = CASE WHEN rest STARTS WITH $supreme THEN $supreme"
        " WHEN substring(rest, 1, 4) =~ '[0-9]{4}' THEN substring(rest, 0, 5)"
        " WHEN substring(rest, 1, 2) =~ '[0-9]{2}' THEN substring(rest, 0, 3)"
        " ELSE substring(rest, 0, 1) END RETURN count(t)",
        parameters={"batch": FILED_AT_ONCE, "supreme": SUPREME},
        name="put in files",
    )
