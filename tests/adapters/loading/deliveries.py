"""Two deliveries of one source with a bit of everything: the second changes, merges, rejects and closes."""

from __future__ import annotations

from adapters.formats.record import Manifest
from graph.rules.identifiers import complete_citizen_id, complete_organisation_code, complete_unified_code
from tests.graphs import Node, Tie

ROWS = 120
COMPLETE = Manifest(complete=True, kinds=("COMPANY", "PERSON", "SHAREHOLDER_OF"))


def first() -> list[Node | Tie]:
    return [*_firms(0, ""), *_persons(), *_ties(0.25)]


def second() -> list[Node | Tie]:
    """A third of the firms has another name, some are there under a second key, ten persons are missing."""
    again = [Node("COMPANY", f"again-{n}", firm.values) for n, firm in enumerate(_firms(0, "")[5:25])]
    rows: list[Node | Tie] = [*_firms(3, "新"), *again, *_persons()[10:], *_ties(0.5)]
    rows.insert(7, Node("COMPANY", "bad", {"uscc": "x"}))
    rows.insert(9, Node("COMPANY", "c5", {"name": "别名"}))
    rows.append(Tie("SHAREHOLDER_OF", "nobody", "c1", {"share": 0.1}))
    return rows


def _firms(changed: int, mark: str) -> list[Node]:
    """Every fourth firm has the credit code of the one before."""
    codes = [
        complete_unified_code("91420100" + complete_organisation_code(f"MA4{number - number % 4 // 3:05}"))
        for number in range(ROWS)
    ]
    return [
        Node(
            "COMPANY",
            f"c{n}",
            {"name": f"公司{mark if changed and n % changed == 0 else ''}{n}", "uscc": codes[n]},
        )
        for n in range(ROWS)
    ]


def _persons() -> list[Node]:
    ids = [complete_citizen_id(f"420106198001{1 + n % 28:02}{n:03}") for n in range(ROWS)]
    return [Node("PERSON", f"p{n}", {"name": f"人{n}", "citizenId": ids[n]}) for n in range(ROWS)]


def _ties(share: float) -> list[Tie]:
    ends = [(f"p{n}", f"c{n * 7 % ROWS}") for n in range(ROWS)]
    return [
        Tie("SHAREHOLDER_OF", source, target, {"share": share if n % 5 == 0 else 0.1})
        for n, (source, target) in enumerate(ends)
    ]
