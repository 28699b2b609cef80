"""Time limits that a court has of its own, in a file as `limits.csv`: over the built-in ones, within their bounds.

kind      a court's own may be
CLOCK     up to `<name>_MAXIMUM` where the catalogue states that, else up to the clock of all courts;
          none where it runs for a party
MAXIMUM   up to that of all courts
MINIMUM   from that of all courts up to the maximum of the same name, if there is one
TERM      none: how long something lasts by law is no court's to say
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from graph.catalogue.limits import Kind, LegalLimit, Limits, built_in_limits, read_limits
from graph.catalogue.rows import Row, text_of
from graph.rules.clocks import Limit, Unit
from graph.rules.courts import CODE_FORM

ROWS_MAX: Final = 2_000
# Clocks that run for a party, who loses a right or is in default at their end: the law gives that time whole.
OF_PARTIES: Final = frozenset(
    {"CONFIRMATION_REQUEST", "LISTING_REVIEW_REQUEST", "MEDIATOR_CHOICE", "PAYMENT_ORDER_OBJECTION", "SME_PAYMENT"}
)
_BOUND: Final = "_MAXIMUM"
_FLOOR: Final = "_MINIMUM"
# Rest days that so many working days may meet besides their weekends; the longest rest published had 10 days.
_RUN_DAYS: Final = 20
_REST_DAYS: Final = 12


def load_limits(own: Path | None) -> Limits:
    """The built-in limits, under those of a file if there is one.

    Raises ValueError naming line and column, OSError.
    """
    if own is None:
        return built_in_limits()
    return built_in_limits().over(own_limits(text_of(own), file=own.name))


def own_limits(text: str, *, file: str) -> tuple[LegalLimit, ...]:
    """The rows of a text. Raises ValueError naming line and column of the first that is wrong."""
    read: list[tuple[Row, LegalLimit]] = []

    def check(row: Row, limit: LegalLimit) -> None:
        _check(row, limit)
        read.append((row, limit))

    own = read_limits(text, file=file, check=check, most=ROWS_MAX)
    limits = built_in_limits().over(own)
    for row, limit in read:
        if limit.kind is not Kind.CLOCK:
            _check_pair(row, limit, limits)
    return own


def _check(row: Row, limit: LegalLimit) -> None:
    built_in = built_in_limits()
    general = built_in.by_name.get((limit.name, ""))
    if general is None:
        raise row.refused("name", "a name of the built-in limits.csv")
    if not limit.court:
        raise row.refused("court", CODE_FORM)
    if general.kind is Kind.TERM:
        raise row.refused("name", f"no {Kind.TERM}, which the law fixes for all courts")
    if limit.name in OF_PARTIES:
        raise row.refused("name", f"no time of a party, which no court shortens ({general.law})")
    if limit.kind is not general.kind:
        raise row.refused("kind", general.kind)
    if limit.kind is not Kind.CLOCK and limit.limit.unit is not general.limit.unit:
        # Rules take the bare number of these.
        raise row.refused("unit", general.limit.unit)
    if limit.kind is Kind.MINIMUM and not _within(general.limit, limit.limit):
        raise row.refused("value", f"{general.limit.number} {general.limit.unit} or more ({general.law})")
    bound = _bound(general, built_in)
    if bound is not None and not _within(limit.limit, bound.limit):
        most = f"{bound.limit.number} {bound.limit.unit}"
        raise row.refused("value", f"at most {most} whatever the calendar ({bound.name}, {bound.law})")


def _check_pair(row: Row, limit: LegalLimit, limits: Limits) -> None:
    """The least and the most, as they hold in this court, leave something between them."""
    stem = limit.name.removesuffix(_BOUND if limit.kind is Kind.MAXIMUM else _FLOOR)
    if (stem + _BOUND, "") not in limits.by_name or (stem + _FLOOR, "") not in limits.by_name:
        return
    least, most = (limits.of(stem + end, limit.court) for end in (_FLOOR, _BOUND))
    if _within(least.limit, most.limit):
        return
    other, how = (least, "{} or more") if limit.kind is Kind.MAXIMUM else (most, "at most {}")
    length = how.format(f"{other.limit.number} {other.limit.unit}")
    raise row.refused("value", f"{length}, as {other.name} of {other.court or 'all courts'}")


def _bound(general: LegalLimit, built_in: Limits) -> LegalLimit | None:
    """What a court's own may not go beyond."""
    outer = built_in.by_name.get((general.name.removesuffix(_FLOOR) + _BOUND, ""))
    return outer if general.kind is Kind.MINIMUM else outer or general


def _within(limit: Limit, bound: Limit) -> bool:
    """Whether one is never longer than the other, on whatever day both begin."""
    if limit.unit is bound.unit:
        return limit.number <= bound.number
    return _longest_hours(limit) <= _shortest_hours(bound)


def _longest_hours(limit: Limit) -> int:
    number = limit.number
    match limit.unit:
        case Unit.HOURS:
            return number
        case Unit.CALENDAR_DAYS:
            return 24 * number
        case Unit.WORKING_DAYS:
            return 24 * (-(-number * 7 // 5) + _REST_DAYS * (1 + number // _RUN_DAYS))
        case Unit.MONTHS:
            return 24 * 31 * number
        case Unit.YEARS:
            return 24 * 366 * number


def _shortest_hours(limit: Limit) -> int:
    number = limit.number
    match limit.unit:
        case Unit.HOURS:
            return number
        case Unit.CALENDAR_DAYS | Unit.WORKING_DAYS:
            return 24 * number
        case Unit.MONTHS:
            return 24 * 28 * number
        case Unit.YEARS:
            return 24 * 365 * number
