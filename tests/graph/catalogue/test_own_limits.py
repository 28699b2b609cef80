"""A court's own time limits: within what the catalogue states for all courts, and told where they are not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from graph.catalogue.limits import COLUMNS, Kind, built_in_limits
from graph.catalogue.own_limits import OF_PARTIES, load_limits, own_limits
from graph.rules.clocks import Limit, Unit

HEADER: Final = ",".join(COLUMNS) + "\n"


def row(name: str, kind: Kind, value: int, unit: Unit, court: str = "鄂01") -> str:
    return f"{name},{kind},{value},{unit},{court},某规定,2026-01-01,3,true,,限,Limit\n"


def read(*rows: str) -> list[tuple[str, Limit]]:
    return [(each.court, each.limit) for each in own_limits(HEADER + "".join(rows), file="own.csv")]


CLOCK, MAXIMUM, MINIMUM, TERM = Kind.CLOCK, Kind.MAXIMUM, Kind.MINIMUM, Kind.TERM
DAYS, WORKING, MONTHS, HOURS = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.HOURS


@pytest.mark.parametrize(
    ("name", "kind", "value", "unit"),
    [
        ("MONEY_PAYOUT", CLOCK, 5, DAYS),
        ("MONEY_PAYOUT", CLOCK, 30, DAYS),  # 30 days at most (法发〔2017〕6号)
        ("MONEY_PAYOUT", CLOCK, 10, WORKING),  # 14 days, and no holiday makes 30 of them
        ("LISTING_DELETION", CLOCK, 3, WORKING),
        ("LISTING_DELETION", CLOCK, 1, WORKING),
        ("LISTING_DELETION", CLOCK, 3, DAYS),
        ("LISTING_DELETION", CLOCK, 48, HOURS),
        ("DETENTION_MAXIMUM", MAXIMUM, 10, DAYS),
        ("GRACE_MAXIMUM", MAXIMUM, 2, MONTHS),
        ("GRACE_MINIMUM", MINIMUM, 2, MONTHS),
        ("WAGE_LEDGER_RETENTION_MINIMUM", MINIMUM, 5, Unit.YEARS),
    ],
)
def test_a_court_s_own_is_stricter_or_within_its_bound(name: str, kind: Kind, value: int, unit: Unit) -> None:
    [(court, limit)] = read(row(name, kind, value, unit))
    assert (court, limit.number, limit.unit, limit.rolls) == ("鄂01", value, unit, kind is CLOCK)


@pytest.mark.parametrize(
    ("name", "kind", "value", "unit", "told"),
    [
        ("MONEY_PAYOUT", CLOCK, 31, DAYS, "value is '31'; allowed: at most 30 CALENDAR_DAYS"),
        ("MONEY_PAYOUT", CLOCK, 1, MONTHS, "value is '1'; allowed: at most 30 CALENDAR_DAYS"),  # of 31 days
        ("MONEY_PAYOUT", CLOCK, 20, WORKING, "value is '20'; allowed: at most 30 CALENDAR_DAYS"),
        ("LISTING_DELETION", CLOCK, 4, WORKING, "value is '4'; allowed: at most 3 WORKING_DAYS"),
        ("LISTING_DELETION", CLOCK, 4, DAYS, "value is '4'; allowed: at most 3 WORKING_DAYS"),
        ("LISTING_DELETION", CLOCK, 73, HOURS, "value is '73'; allowed: at most 3 WORKING_DAYS"),
        ("DETENTION_MAXIMUM", MAXIMUM, 16, DAYS, "value is '16'; allowed: at most 15 CALENDAR_DAYS"),
        ("GRACE_MAXIMUM", MAXIMUM, 4, MONTHS, "value is '4'; allowed: at most 3 MONTHS"),
        ("DETENTION_MAXIMUM", MAXIMUM, 300, HOURS, "unit is 'HOURS'; allowed: CALENDAR_DAYS"),
        ("LISTING_EXTENSION_MAXIMUM", MAXIMUM, 24, MONTHS, "unit is 'MONTHS'; allowed: YEARS"),
        ("GRACE_MINIMUM", MINIMUM, 40, DAYS, "unit is 'CALENDAR_DAYS'; allowed: MONTHS"),
        ("WAGE_LEDGER_RETENTION_MINIMUM", MINIMUM, 2, Unit.YEARS, "value is '2'; allowed: 3 YEARS or more"),
        ("GRACE_MINIMUM", MINIMUM, 4, MONTHS, "value is '4'; allowed: at most 3 MONTHS"),
        ("LISTING_TERM", TERM, 1, Unit.YEARS, "name is 'LISTING_TERM'; allowed: no TERM"),
        ("LISTING_DELETION", TERM, 3, WORKING, "kind is 'TERM'; allowed: CLOCK"),
        ("PAYOUT", CLOCK, 3, WORKING, "name is 'PAYOUT'; allowed: a name of the built-in limits.csv"),
    ],
)
def test_what_goes_beyond_is_told_with_line_and_column(
    name: str, kind: Kind, value: int, unit: Unit, told: str
) -> None:
    with pytest.raises(ValueError, match=rf"^own\.csv, line 3 \({name}\): {told}"):
        read(row("MONEY_CLAIM", CLOCK, 2, DAYS), row(name, kind, value, unit))


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("LISTING_REVIEW_REQUEST", 1, DAYS),  # ten days (法释〔2017〕7号 12)
        ("LISTING_REVIEW_REQUEST", 10, DAYS),
        ("CONFIRMATION_REQUEST", 20, DAYS),
        ("PAYMENT_ORDER_OBJECTION", 10, DAYS),
        ("MEDIATOR_CHOICE", 1, WORKING),
        ("SME_PAYMENT", 10, DAYS),
    ],
)
def test_no_court_shortens_the_time_that_a_party_has(name: str, value: int, unit: Unit) -> None:
    with pytest.raises(
        ValueError, match=rf"^own\.csv, line 2 \({name}\): name is '{name}'; allowed: no time of a party"
    ):
        read(row(name, CLOCK, value, unit))


def test_the_times_of_parties_are_clocks_of_the_catalogue() -> None:
    assert {built_in_limits().of(name).kind for name in OF_PARTIES} == {CLOCK}


GRACE: Final = row("GRACE_MAXIMUM", MAXIMUM, 1, MONTHS)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        # One court, whichever stands first.
        (
            (GRACE, row("GRACE_MINIMUM", MINIMUM, 2, MONTHS)),
            r"line 2 \(GRACE_MAXIMUM\): value is '1'; allowed: 2 MONTHS or more, as GRACE_MINIMUM of 鄂01",
        ),
        (
            (row("GRACE_MINIMUM", MINIMUM, 2, MONTHS), GRACE),
            r"line 2 \(GRACE_MINIMUM\): value is '2'; allowed: at most 1 MONTHS, as GRACE_MAXIMUM of 鄂01",
        ),
        # A court and one above it: the row of the court below is wrong, wherever it stands.
        (
            (row("GRACE_MINIMUM", MINIMUM, 2, MONTHS, "鄂0112"), GRACE),
            r"line 2 \(GRACE_MINIMUM\): value is '2'; allowed: at most 1 MONTHS, as GRACE_MAXIMUM of 鄂01",
        ),
        (
            (row("LISTING_EXTENSION_MINIMUM", MINIMUM, 3, Unit.YEARS, "鄂"),
             row("LISTING_EXTENSION_MAXIMUM", MAXIMUM, 2, Unit.YEARS, "鄂0112")),
            r"line 3 \(LISTING_EXTENSION_MAXIMUM\): value is '2'; allowed: 3 YEARS or more,"
            " as LISTING_EXTENSION_MINIMUM of 鄂",
        ),
    ],
)  # fmt: skip
def test_in_no_court_is_the_least_more_than_the_most(rows: tuple[str, ...], told: str) -> None:
    with pytest.raises(ValueError, match=rf"^own\.csv, {told}$"):
        read(*rows)


def test_the_least_and_the_most_are_those_of_the_nearest_court() -> None:
    assert read(
        row("GRACE_MINIMUM", MINIMUM, 3, MONTHS, "鄂"),
        GRACE,
        row("GRACE_MINIMUM", MINIMUM, 1, MONTHS),  # and not the province's
        row("GRACE_MINIMUM", MINIMUM, 2, MONTHS, "鄂02"),
        row("LISTING_EXTENSION_MAXIMUM", MAXIMUM, 1, Unit.YEARS),  # as long as the least of all courts
    )


def test_a_row_names_its_court_and_stands_once() -> None:
    with pytest.raises(ValueError, match=r"line 2 \(MONEY_CLAIM\): court is ''; allowed: "):
        read(row("MONEY_CLAIM", CLOCK, 2, DAYS, court=""))
    with pytest.raises(ValueError, match=r"line 3 \(MONEY_CLAIM\): stands twice"):
        read(row("MONEY_CLAIM", CLOCK, 2, DAYS), row("MONEY_CLAIM", CLOCK, 1, DAYS))


def test_the_nearest_court_up_the_hierarchy_wins(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    rows = [
        row("MONEY_PAYOUT", CLOCK, value, DAYS, court)
        for value, court in ((20, "鄂"), (10, "鄂01"), (7, "鄂1221"))
    ]
    own.write_text(HEADER + "".join(rows), encoding="utf-8-sig")  # as spreadsheets save it
    limits = load_limits(own)
    found = {
        court: limits.of("MONEY_PAYOUT", court).limit.number for court in ("鄂0112", "鄂02", "鄂1221", "湘01", "")
    }
    # Jiayu's built-in row gives way to its own.
    assert found == {"鄂0112": 10, "鄂02": 20, "鄂1221": 7, "湘01": 30, "": 30}
    assert load_limits(None) == built_in_limits()


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_bytes(HEADER.encode() + "嘉鱼".encode("gb18030"))
    with pytest.raises(ValueError, match=r"^own\.csv: byte \d+ is no UTF-8; allowed: UTF-8$"):
        load_limits(own)
