"""Scalars of the schema: how a value is read from a request. Values going out are strings already."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any, Final

from graphql import GraphQLError, GraphQLScalarType, StringValueNode
from graphql.language import ValueNode

from graph.model.declare import OPEN_TO
from graph.rules.days import stored_instant

_YUAN: Final = re.compile(r"(\d{1,14})(?:\.(\d{1,2}))?", re.ASCII)


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


def _money(value: Any) -> int:
    """Whole fen."""
    if isinstance(value, str) and (found := _YUAN.fullmatch(value)):
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    raise GraphQLError('a Decimal is a string of yuan from 0 on with two decimals at most, as "50000.00"')


def _literal(read: Any) -> Any:
    def parse(node: ValueNode, _variables: dict[str, Any] | None = None) -> Any:
        return read(node.value if isinstance(node, StringValueNode) else None)

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
    parse_value=_money,
    parse_literal=_literal(_money),
)
