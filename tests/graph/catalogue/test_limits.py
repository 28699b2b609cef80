"""The time limits as data: every row, against the articles as they were read; which court's row applies."""

from __future__ import annotations

from datetime import date

import pytest

from graph.catalogue.limits import (
    COLUMNS,
    Kind,
    Law,
    LegalLimit,
    built_in_limits,
    read_limits,
)
from graph.catalogue.working_days import published_calendar
from graph.rules.clocks import Limit, Unit, due

DAYS, WORKING, MONTHS, YEARS, HOURS = (
    Unit.CALENDAR_DAYS, Unit.WORKING_DAYS, Unit.MONTHS, Unit.YEARS, Unit.HOURS,
)  # fmt: skip
READ_BY_HAND: dict[str, tuple[Kind, int, Unit]] = {
    # the list of dishonest debtors
    "LISTING_TERM": (Kind.TERM, 2, YEARS),
    "LISTING_EXTENSION_MINIMUM": (Kind.MINIMUM, 1, YEARS),
    "LISTING_EXTENSION_MAXIMUM": (Kind.MAXIMUM, 3, YEARS),
    "GRACE_MINIMUM": (Kind.MINIMUM, 1, MONTHS),
    "GRACE_MAXIMUM": (Kind.MAXIMUM, 3, MONTHS),
    "LISTING_RESTRICTION": (Kind.CLOCK, 3, WORKING),
    "LISTING_WITHDRAWAL": (Kind.CLOCK, 3, WORKING),
    "LISTING_CORRECTION": (Kind.CLOCK, 3, WORKING),
    "LISTING_OBJECTION_EXAMINATION": (Kind.CLOCK, 15, DAYS),
    "LISTING_OBJECTION_REMEDY": (Kind.CLOCK, 3, WORKING),
    "LISTING_REVIEW_REQUEST": (Kind.CLOCK, 10, DAYS),
    "REPAIR_ACCEPTANCE": (Kind.CLOCK, 3, WORKING),
    "REPAIR_DECISION": (Kind.CLOCK, 10, WORKING),
    "REPAIR_ACKNOWLEDGEMENT": (Kind.CLOCK, 3, WORKING),
    "LISTING_REVIEW_DECISION": (Kind.CLOCK, 15, DAYS),
    "LISTING_DELETION": (Kind.CLOCK, 3, WORKING),
    "EARLY_DELETION_REVIEW": (Kind.CLOCK, 3, WORKING),
    "RELISTING_BAR": (Kind.TERM, 6, MONTHS),
    # restriction, detention, preservation, seizure
    "RESTRICTION_LIFT": (Kind.CLOCK, 3, WORKING),
    "INSTRUCTION_ACKNOWLEDGEMENT": (Kind.CLOCK, 3, WORKING),
    "INSTRUCTION_LIFT": (Kind.CLOCK, 3, WORKING),
    "RESTRICTION_TEMPORARY_LIFT_MAXIMUM": (Kind.MAXIMUM, 1, MONTHS),
    "DETENTION_MAXIMUM": (Kind.MAXIMUM, 15, DAYS),
    "ENFORCEMENT_OBJECTION_DECISION": (Kind.CLOCK, 15, DAYS),
    "PRESERVATION_LIFT": (Kind.CLOCK, 5, DAYS),
    "PRESERVATION_LIFT_URGENT": (Kind.CLOCK, 48, HOURS),
    "SEIZURE_BANK_MAXIMUM": (Kind.MAXIMUM, 1, YEARS),
    "SEIZURE_MOVABLES_MAXIMUM": (Kind.MAXIMUM, 2, YEARS),
    "SEIZURE_REAL_ESTATE_MAXIMUM": (Kind.MAXIMUM, 3, YEARS),
    "SEIZURE_OTHER_RIGHTS_MAXIMUM": (Kind.MAXIMUM, 3, YEARS),
    "EQUITY_EXCESS_RELEASE": (Kind.CLOCK, 7, DAYS),
    "FREEZE_EXCESS_RELEASE": (Kind.CLOCK, 3, WORKING),
    "FREEZE_LIFT": (Kind.CLOCK, 3, WORKING),
    "IMPACT_OVERRIDE_BACKFILL": (Kind.CLOCK, 24, HOURS),
    # government bodies
    "GOVERNMENT_WARNING_REPLY": (Kind.CLOCK, 15, DAYS),
    "GOVERNMENT_PRE_NOTICE": (Kind.TERM, 5, WORKING),
    "GOVERNMENT_COORDINATION_MEETING": (Kind.CLOCK, 6, MONTHS),
    "SME_PAYMENT": (Kind.CLOCK, 30, DAYS),
    "SME_PAYMENT_AGREED_MAXIMUM": (Kind.MAXIMUM, 60, DAYS),
    # wages
    "WAGE_FUNDS_TRANSFER_MAXIMUM": (Kind.MAXIMUM, 1, MONTHS),
    "WAGE_ACCOUNT_CLOSING_NOTICE": (Kind.TERM, 30, DAYS),
    "WAGE_LEDGER_RETENTION_MINIMUM": (Kind.MINIMUM, 3, YEARS),
    "WAGE_LIST_TERM": (Kind.TERM, 3, YEARS),
    "WAGE_LIST_REMOVAL": (Kind.CLOCK, 3, WORKING),
    "WAGE_LIST_EARLY_REMOVAL_MINIMUM": (Kind.MINIMUM, 6, MONTHS),
    "LABOUR_MEDIATION": (Kind.CLOCK, 15, DAYS),
    # mediation, confirmation, payment order
    "MEDIATOR_CHOICE": (Kind.CLOCK, 2, WORKING),
    "MEDIATOR_APPOINTMENT": (Kind.CLOCK, 3, WORKING),
    "MEDIATOR_ACCEPTANCE": (Kind.CLOCK, 3, WORKING),
    "MEDIATION_CONTACT": (Kind.CLOCK, 3, WORKING),
    "MEDIATION_BEFORE_FILING": (Kind.CLOCK, 30, DAYS),
    "MEDIATION_AFTER_FILING_ORDINARY": (Kind.CLOCK, 15, DAYS),
    "MEDIATION_AFTER_FILING_SIMPLIFIED": (Kind.CLOCK, 7, DAYS),
    "CONFIRMATION_REQUEST": (Kind.CLOCK, 30, DAYS),
    "CONFIRMATION_ACCEPTANCE": (Kind.CLOCK, 3, DAYS),
    "CONFIRMATION_DECISION": (Kind.CLOCK, 15, DAYS),
    "CONFIRMATION_DECISION_EXTENSION_MAXIMUM": (Kind.MAXIMUM, 10, DAYS),
    "PAYMENT_ORDER_ACCEPTANCE": (Kind.CLOCK, 5, DAYS),
    "PAYMENT_ORDER_ISSUE": (Kind.CLOCK, 15, DAYS),
    "PAYMENT_ORDER_OBJECTION": (Kind.CLOCK, 15, DAYS),
    # enforcement money
    "MONEY_CLAIM": (Kind.CLOCK, 3, DAYS),
    "MONEY_PAYOUT": (Kind.CLOCK, 30, DAYS),
    "MONEY_PAYOUT_MAXIMUM": (Kind.MAXIMUM, 30, DAYS),
}
UNVERIFIED = {
    ("LISTING_RESTRICTION", ""), ("EARLY_DELETION_REVIEW", ""), ("WAGE_LIST_REMOVAL", ""),
    ("RELISTING_BAR", ""), ("IMPACT_OVERRIDE_BACKFILL", ""), ("GOVERNMENT_WARNING_REPLY", ""),
    ("GOVERNMENT_PRE_NOTICE", ""), ("GOVERNMENT_COORDINATION_MEETING", ""), ("MONEY_CLAIM", ""),
    ("INSTRUCTION_ACKNOWLEDGEMENT", ""), ("INSTRUCTION_LIFT", ""),
    ("FREEZE_EXCESS_RELEASE", ""), ("FREEZE_LIFT", ""),
    ("REPAIR_ACCEPTANCE", ""), ("REPAIR_DECISION", ""), ("REPAIR_ACKNOWLEDGEMENT", ""),
    ("MONEY_CLAIM", "鄂1221"), ("MONEY_PAYOUT", "鄂1221"),
}  # fmt: skip
HEADER = ",".join(COLUMNS) + "\n"
ROW = "MONEY_PAYOUT,CLOCK,10,WORKING_DAYS,鄂01,某规定,2026-01-01,3,true,2,发放,Payout\n"


# --- the rows -------------------------------------------------------------------------------------


def test_every_row_for_all_courts_is_as_read() -> None:
    found = {
        row.name: (row.kind, row.limit.number, row.limit.unit) for row in built_in_limits().rows if not row.court
    }
    assert found == READ_BY_HAND


def test_the_rows_of_single_courts_are_as_read() -> None:
    found = {(row.name, row.court): row.limit.number for row in built_in_limits().rows if row.court}
    assert found == {("MONEY_CLAIM", "鄂1221"): 3, ("MONEY_PAYOUT", "鄂1221"): 5}


def test_every_row_names_its_law_and_what_it_limits() -> None:
    for row in built_in_limits().rows:
        assert row.law.instrument and row.law.version and row.zh and row.english, row.name


def test_rows_that_nobody_read_in_a_source_are_marked() -> None:
    assert {(row.name, row.court) for row in built_in_limits().rows if not row.verified} == UNVERIFIED


def test_a_law_reads_as_instrument_version_and_article() -> None:
    law = built_in_limits().of("LISTING_DELETION").law
    assert str(law) == "公布失信被执行人名单信息的若干规定(法释〔2017〕7号) 第10条"
    assert str(Law(instrument="某法", version="2026-01-01", article="")) == "某法(2026-01-01)"


def test_only_what_somebody_must_do_in_time_rolls_over_rest_days() -> None:
    for row in built_in_limits().rows:
        assert row.limit.rolls is (row.kind is Kind.CLOCK), row.name


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("SEIZURE_BANK_MAXIMUM", (60, 30, 7)),
        ("CONFIRMATION_REQUEST", (10,)),
        *((name, (1,)) for name in ("LISTING_DELETION", "LISTING_CORRECTION", "EARLY_DELETION_REVIEW")),
        *((name, (1,)) for name in ("RESTRICTION_LIFT", "WAGE_LIST_REMOVAL")),
        *((name, (1,)) for name in ("FREEZE_EXCESS_RELEASE", "FREEZE_LIFT")),
        ("MONEY_PAYOUT", ()),
    ],
)
def test_it_is_warned_so_many_days_before(name: str, days: tuple[int, ...]) -> None:
    assert built_in_limits().of(name).warn_days == days


def test_a_detention_is_not_prolonged_by_a_weekend() -> None:
    longest = built_in_limits().of("DETENTION_MAXIMUM").limit
    found = due(longest, date(2026, 3, 6), published_calendar())  # a Friday; day 15 is Sat 21 March
    assert (found.on, found.provisional) == (date(2026, 3, 21), False)


def test_a_frozen_account_lapses_on_the_day_of_the_year_after() -> None:
    found = due(built_in_limits().of("SEIZURE_BANK_MAXIMUM").limit, date(2026, 10, 2), published_calendar())
    assert found.on == date(2027, 10, 2)  # a holiday


# --- which court's row ----------------------------------------------------------------------------


@pytest.mark.parametrize(("court", "days"), [("鄂1221", 5), ("鄂12", 30), ("鄂0112", 30), ("", 30)])
def test_a_court_s_own_row_stands_over_that_for_all(court: str, days: int) -> None:
    assert built_in_limits().of("MONEY_PAYOUT", court).limit.number == days


def test_the_nearest_court_above_applies() -> None:
    own = read_limits(HEADER + ROW + ROW.replace("10,", "4,").replace("鄂01", "鄂96"), file="own.csv")
    limits = built_in_limits().over(own)
    assert limits.of("MONEY_PAYOUT", "鄂0112").limit == Limit(number=10, unit=WORKING)
    assert limits.of("MONEY_PAYOUT", "鄂9004").limit == Limit(number=4, unit=WORKING)
    assert limits.of("MONEY_PAYOUT", "鄂02").limit == Limit(number=30, unit=DAYS)
    assert limits.of("MONEY_CLAIM", "鄂0112").limit == Limit(number=3, unit=DAYS)


def test_own_rows_stand_over_built_in_ones_and_leave_them_as_they_are() -> None:
    own = read_limits(HEADER + ROW.replace("鄂01", ""), file="own.csv")
    assert built_in_limits().over(own).of("MONEY_PAYOUT", "鄂02").limit.number == 10
    assert built_in_limits().of("MONEY_PAYOUT", "鄂02").limit.number == 30


def test_the_whole_row_is_told() -> None:
    [row] = read_limits(HEADER + ROW, file="own.csv")
    assert row == LegalLimit(
        name="MONEY_PAYOUT",
        kind=Kind.CLOCK,
        limit=Limit(number=10, unit=Unit.WORKING_DAYS),
        court="鄂01",
        law=Law(instrument="某规定", version="2026-01-01", article="3"),
        verified=True,
        warn_days=(2,),
        zh="发放",
        english="Payout",
    )


def test_a_name_that_is_none_is_told() -> None:
    with pytest.raises(LookupError, match="no time limit is named 'PAYOUT'"):
        built_in_limits().of("PAYOUT")


def test_a_court_code_that_is_none_is_not_taken_for_any_court() -> None:
    with pytest.raises(ValueError, match="court is '鄂011'; allowed: "):
        built_in_limits().of("MONEY_PAYOUT", "鄂011")


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("MONEY_PAYOUT", "money payout", "name is 'money payout'; allowed: UPPER_SNAKE"),
        ("CLOCK", "TIMER", r"line 2 \(MONEY_PAYOUT\): kind is 'TIMER'; allowed: CLOCK, TERM, MAXIMUM, MINIMUM"),
        (",10,", ",ten,", r"\(MONEY_PAYOUT\): value is 'ten'; allowed: a whole number from 1 to 1000"),
        (",10,", ",0,", r"\(MONEY_PAYOUT\): value is '0'; allowed: a whole number from 1 to 1000"),
        ("WORKING_DAYS", "DAYS", "unit is 'DAYS'; allowed: HOURS, CALENDAR_DAYS, WORKING_DAYS, MONTHS, YEARS"),
        ("鄂01", "Hubei", "court is 'Hubei'; allowed: 最高法, or a province"),
        ("某规定", "", "instrument is empty"),
        ("2026-01-01", "", "version is empty"),
        (",3,true", ",three,true", "article is 'three'; allowed: a number, or nothing"),
        ("true", "yes", "verified is 'yes'; allowed: true, false"),
        ("true,2", "true,2 x", "warn_days is '2 x'; allowed: whole numbers from 1 to 366"),
        ("true,2", "true,367", "warn_days is '367'"),
        ("true,2", "true,7 30", "warn_days is '7 30'; allowed: whole numbers from 1 to 366, the largest first"),
        ("发放", "", "zh is empty"),
        ("Payout", "", "english is empty"),
        (",Payout", "", r"line 2 \(MONEY_PAYOUT\): has not as many values as there are columns"),
        ("Payout", "Payout,more", r"line 2 \(MONEY_PAYOUT\): has not as many values as there are columns"),
    ],
)
def test_a_row_that_is_wrong_is_named(right: str, wrong: str, told: str) -> None:
    broken = ROW.replace(right, wrong, 1)
    assert broken != ROW
    with pytest.raises(ValueError, match=f"own.csv, .*{told}"):
        read_limits(HEADER + broken, file="own.csv")


def test_a_row_that_stands_twice_is_named() -> None:
    with pytest.raises(ValueError, match=r"own.csv, line 3 \(MONEY_PAYOUT\): stands twice"):
        read_limits(HEADER + ROW + ROW, file="own.csv")


def test_only_so_many_rows_are_read() -> None:
    rows = ROW + ROW.replace("鄂01", "鄂02")
    assert len(read_limits(HEADER + rows, file="own.csv", most=2)) == 2
    with pytest.raises(ValueError, match=r"own.csv, line 4 \(MONEY_PAYOUT\): one row too many; allowed: 2"):
        read_limits(HEADER + rows + ROW.replace("鄂01", "鄂03"), file="own.csv", most=2)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (ROW.replace("MONEY_PAYOUT", "PAYOUT"), "PAYOUT of 鄂01: name is of no built-in limit"),
        (ROW.replace("CLOCK", "TERM"), "MONEY_PAYOUT of 鄂01: kind is 'TERM'; allowed: CLOCK"),
    ],
)
def test_an_own_row_gives_a_limit_that_there_is(row: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        built_in_limits().over(read_limits(HEADER + row, file="own.csv"))
