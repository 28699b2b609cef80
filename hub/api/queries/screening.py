"""The partner's question: is this party under a measure, since when, by which court."""

from __future__ import annotations

import re
from typing import Any

from graphql import GraphQLArgument, GraphQLField, GraphQLList, GraphQLNonNull, GraphQLString

from graph.catalogue import legal_basis, measure_codes
from graph.cypher.rows import Layout
from graph.plan import Find, Select, Slice
from graph.rules.standing import measures_in_force
from hub.api.queries.inputs import SubjectKey
from hub.api.queries.subjects import SUBJECT_KINDS
from hub.api.standing import ORDERS, ScreeningType, measure_value, orders_of
from hub.errors import HubError, bad_input
from hub.read.asking import Asking
from hub.read.fields import Answers
from hub.read.keys import BadKey, Key, read_key
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.read.view import NodeView

_CODE = re.compile(r"[A-Z0-9-]{1,40}\Z")
_SELECT = Select(edges=(ORDERS,))
_LAYOUT = Layout.of(_SELECT)


def _screen(field: RootField) -> Bind:
    plain = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
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
        time, as_at = asking.present, asking.present.known_at
        find = Find(keys=tuple(keys), kinds=SUBJECT_KINDS, time=time, node=_SELECT, blind=True, measure=measure)

        def finish(answers: Answers) -> Any:
            return plain(
                [
                    {"asAt": as_at, "measures": [], "problem": problems[place]}
                    if place in problems
                    else _screening(found, time, as_at, measure)
                    for place, found in enumerate(answers[0][0])
                ]
            )

        return RootCall((find,), finish)

    return bind


def _screening(rows: list[list[Any]], time: Slice, as_at: str, code: str | None) -> dict[str, Any]:
    """One row of the answer from all subjects that the key may mean: under a measure if any of them is."""
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


FIELDS = {
    "screen": GraphQLField(
        GraphQLNonNull(GraphQLList(GraphQLNonNull(ScreeningType))),
        args={
            "subjects": GraphQLArgument(GraphQLNonNull(GraphQLList(GraphQLNonNull(SubjectKey)))),
            "measure": GraphQLArgument(GraphQLString, description="Code of one measure; all without (措施代码)."),
        },
        description="Whether each party is under a measure now, in the order asked; at most"
        " `HUB_SUBJECTS_MAX` (核查).",
        extensions={"root": _screen},
    ),
}
