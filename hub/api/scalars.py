"""Scalars of the schema: how a value is read from a request. Values going out are strings already."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, StringValueNode
from graphql.language import ValueNode

from graph.model.declare import OPEN_TO
from graph.rules.days import stored_instant


def _date(value: Any) -> str:
    if isinstance(value, str) and len(value) == 10:
        try:
            day = date.fromisoformat(value).isoformat()
            if day == value and day != OPEN_TO:
                return day
        except ValueError:
            pass
    raise GraphQLError("a Date is written YYYY-MM-DD and is a day of the calendar")


def _instant(value: Any) -> str:
    if isinstance(value, str) and len(value) <= 40:
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return stored_instant(moment)
        except (ValueError, OverflowError):
            pass
    raise GraphQLError("a DateTime is written in ISO 8601 with its offset, for example 2026-03-01T09:00:00+08:00")


def _literal(read: Any) -> Any:
    def parse(node: ValueNode, _variables: dict[str, Any] | None = None) -> str:
        return str(read(node.value if isinstance(node, StringValueNode) else None))

    return parse


Date = GraphQLScalarType(
    name="Date",
    description="A legal day (自然日) in Asia/Shanghai, YYYY-MM-DD.",
    parse_value=_date,
    parse_literal=_literal(_date),
)
DateTime = GraphQLScalarType(
    name="DateTime",
    description="An instant in ISO 8601 with offset; given back in UTC.",
    parse_value=_instant,
    parse_literal=_literal(_instant),
)
Decimal = GraphQLScalarType(
    name="Decimal",
    description="Money in yuan (元) as a string with two decimals.",
)
