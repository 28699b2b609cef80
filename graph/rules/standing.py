"""What is in force against a subject on a day: a pure reading of its orders and listings.

An order of restriction or an exit ban is in force from its service, a listing from its publication, each until
its lift is issued, whatever an executor has acknowledged; a measure is not in force on a day on which it is
temporarily lifted (法释〔2017〕7号, 法释〔2015〕17号, 法发〔2019〕35号, 民事诉讼法 266). Nothing is inferred: an
order names its measures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A listing, restriction or exit ban as recorded. Dates are ISO days, None where the source has none.

    `effective_on` is the day of service (restriction) or publication (listing); `lifted_on` the day on which
    the lift was issued: no longer in force from it; `suspended` the codes temporarily lifted on the day asked.
    """

    measures: tuple[str, ...]
    effective_on: str | None
    lifted_on: str | None
    term_ends_on: str | None
    case_number: str | None
    court: str | None
    edition: str | None
    suspended: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureInForce:
    """One measure in force: since and until when, by which case and court."""

    code: str
    since: str
    until: str | None
    case_number: str | None
    court: str | None
    edition: str | None


def measures_in_force(orders: Iterable[Order], day: str) -> list[MeasureInForce]:
    """All measures in force on `day` (ISO), ordered by since, code, case number."""
    found = [
        MeasureInForce(
            code=code,
            since=order.effective_on,
            until=order.lifted_on or order.term_ends_on,
            case_number=order.case_number,
            court=order.court,
            edition=order.edition,
        )
        for order in orders
        if order.effective_on is not None
        and order.effective_on <= day
        and (order.lifted_on is None or day < order.lifted_on)
        for code in order.measures
        if code not in order.suspended
    ]
    return sorted(found, key=lambda m: (m.since, m.code, m.case_number or ""))
