"""How many cases, by an attribute: nothing of a case comes back but that it counts."""

from __future__ import annotations

from graph.cypher.node import stored_name
from graph.cypher.scope import Scope
from graph.model.declare import Access
from graph.plan import Courts, Tally
from graph.shelf import LEVELS, SHELVES

_KIND = "CASE"
_NUMBER = "caseNumber"


def tally_calls(scope: Scope, tally: Tally) -> list[tuple[str, str]]:
    """Column and text of its `CALL`.

    Cases are found shelf by shelf, as a page is; the statements of one number are one case, wherever they stand.
    """
    w = scope.writer
    kind = w.parameter("kind", _KIND)
    levels = w.parameter("levels", list(LEVELS.values()))
    shelves = w.parameter("shelves", SHELVES - 1)
    sealed = w.parameter("sealed", Access.SEALED.value)
    wanted = [f"{_first(name)} IS NOT NULL" for name in tally.given]
    wanted += [f"{_first(name)} IS NULL" for name in tally.empty]
    if tally.courts is not None:
        wanted.append(_within(scope))
    column = f"f{scope.root}_0"
    return [
        (
            column,
            "CALL () {\n"
            f"UNWIND range(0, {shelves}) AS shelf UNWIND {levels} AS level\n"
            f"MATCH (x:Node {{kind: {kind}, shelf: level + toString(shelf)}}){w.dialect.on_shelf('x')}\n"
            f"MATCH (x)<-[:ABOUT]-(t:Statement) WHERE {scope.timely('t')} AND t.{_NUMBER} IS NOT NULL\n"
            "WITH t ORDER BY t.grade, t.recordedAt DESC, t.slot\n"
            f"WITH t.{_NUMBER} AS number, collect(t) AS ts\n"
            f"WHERE NOT any(t IN ts WHERE t.access = {sealed}){''.join(f' AND {each}' for each in wanted)}\n"
            f"WITH {_first(tally.by)} AS value, count(*) AS number\n"
            f"RETURN collect([value, number]) AS {column}\n}}",
        )
    ]


def _first(name: str) -> str:
    """The attribute as the statement has it that counts most among those that state it."""
    return f"head([u IN ts WHERE u.{stored_name(name)} IS NOT NULL | u.{name}])"


def _within(scope: Scope) -> str:
    """The case's court is one of the plan's."""

    def courts(root: Tally) -> Courts:
        assert root.courts is not None
        return root.courts

    prefixes = scope.late("prefixes", lambda root: list(courts(root).prefixes))
    also = scope.late("also", lambda root: list(courts(root).also))
    besides = scope.late("besides", lambda root: list(courts(root).besides))
    return (
        f"(ts[0].court IN {also} OR (any(code IN {prefixes} WHERE ts[0].court STARTS WITH code)"
        f" AND NOT ts[0].court IN {besides}))"
    )
