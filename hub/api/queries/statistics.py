"""Published figures (`hub.rights.statistics`)."""

from __future__ import annotations

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.plan import Tally
from graph.rules.courts import CODE_FORM, is_code
from hub.api.attributes import description
from hub.api.making import enum_of
from hub.api.scalars import DateTime
from hub.errands.serving import Serves
from hub.errors import bad_input
from hub.read.asking import Asking
from hub.read.root import Arguments, Bind, RootCall, RootField
from hub.rights.policy import courts_under
from hub.rights.statistics import READERS, STATISTICS, cells

StatisticName = enum_of(
    "StatisticName",
    {name: description(each.doc, each.zh) for name, each in STATISTICS.items()},
    "Published figures (统计指标).",
)
StatisticCell = GraphQLObjectType(
    "StatisticCell",
    {
        "label": GraphQLField(GraphQLNonNull(GraphQLString), description="What is counted (分类)."),
        "count": GraphQLField(
            GraphQLNonNull(GraphQLString), description="A number; under five, also none: `<5` (数量)."
        ),
    },
    description="One cell of published figures (统计单元).",
)
Statistic = GraphQLObjectType(
    "Statistic",
    {
        "asAt": GraphQLField(GraphQLNonNull(DateTime), description="When this was true (统计时点)."),
        "cells": GraphQLField(
            GraphQLNonNull(GraphQLList(GraphQLNonNull(StatisticCell))), description="All cells (统计单元)."
        ),
    },
    description="Published figures, without sealed cases (统计结果).",
)


def _statistic(field: RootField) -> Bind:
    plain = field.plain()

    def bind(arguments: Arguments, asking: Asking) -> RootCall:
        figures, time, court = STATISTICS[arguments["name"]], asking.present, arguments.get("court")
        if court is not None and not is_code(court):
            raise bad_input(f"court: not a court's code; allowed: {CODE_FORM}")
        tally = Tally(
            by=figures.by,
            time=time,
            given=figures.given,
            empty=figures.empty,
            courts=courts_under([court]) if court is not None else None,
        )
        return RootCall(
            (tally,), lambda answers: plain({"asAt": time.known_at, "cells": cells(figures, answers[0][0])})
        )

    return bind


FIELDS = {
    "statistic": GraphQLField(
        GraphQLNonNull(Statistic),
        args={
            "name": GraphQLArgument(GraphQLNonNull(StatisticName)),
            "court": GraphQLArgument(
                GraphQLString, description="Code of a court: it and all below it; all courts without (法院代字)."
            ),
        },
        description="Published figures on cases, for those who answer for them (统计).",
        extensions={"root": _statistic, **Serves.roles(READERS).extension},
    )
}
