"""Where each value of a compiled statement's answer stands: the mirror of `compile`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.plan import Expand, Find, Page, Plan, Select, Tally

NODE_ID: Final = 0
NODE_KIND: Final = 1
NODE_STATEMENTS: Final = 2
_NODE_HEAD: Final = 3

# A statement: these four, then the selected properties, then (if wanted) the four of its source.
GRADE: Final = 0
RECORDED_AT: Final = 1
VALID_FROM: Final = 2
SLOT: Final = 3
_STATEMENT_HEAD: Final = 4

# An edge: [node, fact, other facts]; a fact: these, then the selected properties.
FACT_TYPE: Final = 0
FACT_OUTWARD: Final = 1
FACT_ORDER: Final = 2
FACT_GRADE: Final = 3
FACT_RECORDED_AT: Final = 4
FACT_VALID_FROM: Final = 5
FACT_VALID_TO: Final = 6
FACT_SLOT: Final = 7
FACT_SYSTEM: Final = 8
FACT_DOCUMENT: Final = 9
FACT_HASH: Final = 10
FACT_HEAD: Final = 11


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions inside a node's row for one `Select`."""

    properties: dict[str, int]
    sources: int
    edges: dict[Expand, int]
    width: int

    @classmethod
    def of(cls, select: Select) -> Layout:
        properties = {name: _STATEMENT_HEAD + place for place, name in enumerate(select.properties)}
        edges: dict[Expand, int] = {}
        place = _NODE_HEAD
        for expand in select.edges:
            edges[expand] = place
            place += 2 if expand.count else 1
        return cls(properties=properties, sources=_STATEMENT_HEAD + len(properties), edges=edges, width=place)


def split(plan: Plan, row: Sequence[Any]) -> list[tuple[list[Any], int | None]]:
    """Per root: its rows and its total.

    Rows of a Find are placed as asked, None where nothing was found; lists of all that was (`Find.several`).
    """
    answers: list[tuple[list[Any], int | None]] = []
    column = 0
    for root in plan.roots:
        if isinstance(root, Find):
            placed: list[Any] = [[] if root.several else None for _ in root.keys]
            for _ in root.schemes:
                for place, node in row[column]:
                    if root.several:
                        placed[place].append(node)
                    else:
                        placed[place] = node
                column += 1
            answers.append((placed, None))
            continue
        rows = row[column]
        column += 1
        total = None
        if not isinstance(root, Tally) and root.count:
            total = row[column]
            column += 1
        answers.append((rows if isinstance(root, Page | Tally) else list(rows), total))
    return answers
