"""Standing and screening: what is in force against a subject, read from its orders in the same statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLString,
)

from graph.catalogue import legal_basis
from graph.cypher.rows import Layout
from graph.plan import Direction, Expand, Select, Slice
from graph.rules.standing import MeasureInForce, Order, measures_in_force
from hub.api.scalars import Date, DateTime
from hub.errors import too_costly
from hub.read.fields import Computed
from hub.read.view import NodeView

# More orders against one subject than this are not read, and the answer says so.
MOST_ORDERS = 1_000

ORDERS = Expand(
    relations=("TARGETS",),
    direction=Direction.IN,
    kinds=("LISTING", "RESTRICTION", "EXIT_BAN"),
    first=MOST_ORDERS,
    complete=True,
    node=Select(
        properties=(
            "measures",
            "servedOn",
            "publishedOn",
            "liftedOn",
            "termEndsOn",
            "caseNumber",
            "courtName",
            "edition",
            "suspends",
        )
    ),
)
_LAYOUT = Layout.of(ORDERS.node)

MeasureInForceType = GraphQLObjectType(
    "MeasureInForce",
    {
        "code": GraphQLField(GraphQLString, description="Code in the catalogue (措施代码)."),
        "since": GraphQLField(Date, description="Day of service or publication (起始日)."),
        "until": GraphQLField(Date, description="Day of lift, else end of term; null: open (截止日)."),
        "caseNumber": GraphQLField(GraphQLString, description="Enforcement case (执行案号)."),
        "court": GraphQLField(GraphQLString, description="Court that decided (作出法院)."),
        "legalBasis": GraphQLField(GraphQLString, description="Instrument, version, article (法律依据)."),
        "edition": GraphQLField(GraphQLString, description="Edition of the catalogue (清单版次)."),
    },
    description="One measure in force (有效措施).",
)
_MEASURES = GraphQLNonNull(GraphQLList(GraphQLNonNull(MeasureInForceType)))

StandingType = GraphQLObjectType(
    "Standing",
    {
        "underMeasure": GraphQLField(
            GraphQLBoolean, description="Whether any measure is in force (是否被采取措施)."
        ),
        "since": GraphQLField(Date, description="Since when, the earliest (最早起始日)."),
        "measures": GraphQLField(_MEASURES, description="All measures in force on the day asked (有效措施)."),
    },
    description="What is in force against a subject on the day asked (现状).",
)
ScreeningType = GraphQLObjectType(
    "Screening",
    {
        "underMeasure": GraphQLField(
            GraphQLBoolean,
            description="Whether a measure asked about is in force against whom the key names; of an agency's"
            " measures, those that it carries out or was granted. A key that names nobody is under none. Null with"
            " `problem` (是否在限).",
        ),
        "since": GraphQLField(Date, description="Since when, the earliest (最早起始日)."),
        "caseNumber": GraphQLField(GraphQLString, description="Case of the earliest measure (执行案号)."),
        "court": GraphQLField(GraphQLString, description="Court of the earliest measure (作出法院)."),
        "asAt": GraphQLField(GraphQLNonNull(DateTime), description="When this was true (查询时点)."),
        "measures": GraphQLField(_MEASURES, description="All measures in force asked for (有效措施)."),
        "problem": GraphQLField(
            GraphQLString, description="What is wrong with the form of this row's key (问题)."
        ),
    },
    description="The answer to one key of a screening (核查结果).",
)


def orders_of(edges: Iterable[list[Any]], time: Slice) -> list[Order]:
    """The orders of a subject from rows of `ORDERS`; TOO_COSTLY rather than a guess from some of them."""
    found = list(edges)
    if len(found) > MOST_ORDERS:
        raise too_costly("orders against one subject", len(found), MOST_ORDERS)
    return [_order(NodeView(node, _LAYOUT, time)) for node, _fact, _others in found]


def _order(view: NodeView) -> Order:
    effective = "publishedOn" if view.kind == "LISTING" else "servedOn"
    return Order(
        measures=tuple(view.pick("measures") or ()),
        effective_on=view.pick(effective),
        lifted_on=view.pick("liftedOn"),
        term_ends_on=view.pick("termEndsOn"),
        case_number=view.pick("caseNumber"),
        court=view.pick("courtName"),
        edition=view.pick("edition"),
        suspended=frozenset(view.every("suspends")),
    )


def measure_value(measure: MeasureInForce, legal_basis: Mapping[tuple[str | None, str], str]) -> dict[str, Any]:
    """A measure as the schema names it; `legal_basis` by (edition, code)."""
    basis = legal_basis.get((measure.edition, measure.code)) or legal_basis.get((None, measure.code))
    return {
        "code": measure.code,
        "since": measure.since,
        "until": measure.until,
        "caseNumber": measure.case_number,
        "court": measure.court,
        "edition": measure.edition,
        "legalBasis": basis,
    }


def _standing(_view: NodeView, edges: Mapping[str, list[list[Any]]], time: Slice) -> dict[str, Any]:
    measures = measures_in_force(orders_of(edges["orders"], time), time.as_of)
    return {
        "underMeasure": bool(measures),
        "since": measures[0].since if measures else None,
        "measures": [measure_value(m, legal_basis()) for m in measures],
    }


STANDING = Computed(needs=(), edges={"orders": ORDERS}, compute=_standing)
