"""All subjects of a kind, shelf by shelf (`graph.shelf`)."""

from __future__ import annotations

from graph.cypher.node import node_block
from graph.cypher.scope import Scope
from graph.plan import Page
from graph.shelf import SHELVES, shelf_number


def page_calls(scope: Scope, page: Page) -> list[tuple[str, str]]:
    """Column and text of the page's `CALL`, and of that of the total where it is asked for."""
    return [_page(scope, page), _page_count(scope, page)] if page.count else [_page(scope, page)]


def _page(scope: Scope, page: Page) -> tuple[str, str]:
    """Shelf by shelf, each sorted on its own, so that nothing after the last one needed is read.

    Rows of an UNWIND come in its order, and those of a CALL in that of its ORDER BY, on both engines.
    """
    kind = scope.late("kind", lambda root: root.kind)
    first = scope.late("shelf", lambda root: shelf_number(root.after))
    after = scope.late("after", lambda root: root.after)
    limit = scope.late("limit", lambda root: root.first + 1)
    block, expression = node_block(scope, "n", page.node)
    column = f"f{scope.root}_0"
    return column, (
        "CALL () {\n"
        f"UNWIND range({first}, $p.last) AS shelf\n"
        f"CALL (shelf) {{ {_shelf(scope, 'x', kind)} WITH x WHERE x.id > {after} RETURN x ORDER BY x.id }}\n"
        f"WITH x WHERE {_lists(scope, 'x', kind)}\n"
        f"WITH x LIMIT {limit}\n"
        f"{scope.representative('x', 'n', 'x.id AS place')}\n"
        "WITH place, n ORDER BY place\n"
        f"{block}RETURN collect([place, {expression}]) AS {column}\n}}"
    )


def _page_count(scope: Scope, page: Page) -> tuple[str, str]:
    kind = scope.late("kind", lambda root: root.kind)
    column = f"f{scope.root}_count"
    return column, (
        f"CALL () {{\nUNWIND range(0, $p.last) AS shelf\n"
        f"{_shelf(scope, 'x', kind)} WHERE {_lists(scope, 'x', kind)}\n"
        f"RETURN count(x) AS {column}\n}}"
    )


def _shelf(scope: Scope, record: str, kind: str) -> str:
    """Rows (record) for a row (shelf): what stands there on the levels that the caller may have to look at."""
    scope.writer.fixed["last"] = SHELVES - 1
    hint = scope.writer.dialect.on_shelf(record)
    return (
        f"UNWIND $p.levels AS level MATCH ({record}:Node {{kind: {kind}, shelf: level + toString(shelf)}}){hint}"
    )


def _lists(scope: Scope, record: str, kind: str) -> str:
    """The record is the one by which its subject is listed among those of a kind.

    That is the representative, or where it may not be seen the first by id of the others of this kind.
    """
    w = scope.writer
    m, c, n, o, t = (w.fresh(stem) for stem in ("m", "c", "m", "o", "t"))
    before = (
        f"EXISTS {{ MATCH ({c})<-[{n}:SAME_AS]-({o}:Node {{kind: {kind}}})<-[:ABOUT]-({t}:Statement)"
        f" WHERE {o}.id < {record}.id AND {scope.visible(n)} AND {scope.visible(t)} }}"
    )
    return (
        f"{scope.stated(record)} AND NOT EXISTS {{ MATCH ({record})-[{m}:SAME_AS]->({c}:Node)"
        f" WHERE {scope.visible(m)} AND ({c}.kind <> {kind} OR {scope.stated(c)} OR {before}) }}"
    )
