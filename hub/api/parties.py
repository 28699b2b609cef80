"""The parties of a screening, by their keys, and what is answered of each: for `screen` and whoever follows on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from graph.catalogue import legal_basis, measure_codes
from graph.cypher.rows import Layout
from graph.plan import Find, Select, Slice
from graph.rules.standing import measures_in_force
from hub.api.queries.subjects import SUBJECT_KINDS
from hub.api.standing import ORDERS, measure_value, orders_of
from hub.errors import HubError, bad_input
from hub.read.asking import Asking
from hub.read.keys import BadKey, Key, read_key
from hub.read.view import NodeView

_CODE: Final = re.compile(r"[A-Z0-9-]{1,40}\Z")
_SELECT: Final = Select(edges=(ORDERS,))
_LAYOUT: Final = Layout.of(_SELECT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parties:
    """Keys in the order asked, None where one has a fault of form; `problems` says which, by place.

    `measure`: the one that is asked about, None for all.
    """

    keys: tuple[Key | None, ...]
    problems: Mapping[int, str]
    measure: str | None

    @classmethod
    def of(cls, arguments: Mapping[str, Any], asking: Asking) -> Self:
        """From the arguments `subjects` and `measure`. Raises HubError BAD_INPUT for an unknown measure."""
        measure = arguments.get("measure")
        if measure is not None and measure not in measure_codes():
            shown = measure if _CODE.match(measure) else "this"
            raise bad_input(f"{shown} is no measure of the catalogue")
        keys: list[Key | None] = []
        problems: dict[int, str] = {}
        for place, by in enumerate(arguments["subjects"]):
            try:
                keys.append(read_key(by, asking.ring, asking.today))
            except BadKey as bad:
                problems[place] = bad.problem
                keys.append(None)
        return cls(keys=tuple(keys), problems=problems, measure=measure)

    def at(self, places: Sequence[int]) -> Self:
        """Those at these places alone, in this order."""
        problems = {new: self.problems[old] for new, old in enumerate(places) if old in self.problems}
        return type(self)(keys=tuple(self.keys[old] for old in places), problems=problems, measure=self.measure)

    def find(self, time: Slice) -> Find:
        return orders_against(self.keys, time, self.measure)

    def rows(self, found: Sequence[list[Any]], time: Slice) -> list[dict[str, Any]]:
        """A `Screening` for each key from the rows of `find`, true at the slice."""
        return [
            {"asAt": time.known_at, "measures": [], "problem": self.problems[place]}
            if place in self.problems
            else _screening(rows, time, self.measure)
            for place, rows in enumerate(found)
        ]


def orders_against(keys: tuple[Key | None, ...], time: Slice, measure: str | None = None) -> Find:
    """All orders against all subjects that each key may mean."""
    return Find(keys=keys, kinds=SUBJECT_KINDS, time=time, node=_SELECT, blind=True, measure=measure)


def _screening(rows: list[list[Any]], time: Slice, code: str | None) -> dict[str, Any]:
    """One row of the answer from all subjects that the key may mean: under a measure if any of them is."""
    as_at = time.known_at
    try:
        orders = [order for row in rows for order in orders_of(NodeView(row, _LAYOUT, time).edges(ORDERS), time)]
    except HubError as error:
        return {"asAt": as_at, "measures": [], "problem": error.message}
    measures = [m for m in measures_in_force(orders, time.as_of) if code is None or m.code == code]
    first = measures[0] if measures else None
    return {
        "underMeasure": first is not None,
        "since": first.since if first else None,
        "caseNumber": first.case_number if first else None,
        "court": first.court if first else None,
        "asAt": as_at,
        "measures": [measure_value(m, legal_basis()) for m in measures],
    }
