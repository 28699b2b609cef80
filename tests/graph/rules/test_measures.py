"""What may be ordered of whom: the dossier's scenario 15, what must never happen, and the rule beside any rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.catalogue import Catalogue, Edition, Trigger, executor_types, shipped_catalogue
from graph.model.measures import Mode, TargetType
from graph.rules.measures import MeasureOrder, Refusal, Rule, executions, refusal
from tests.graph.catalogue.test_measures import BY_RESTRICTION, LP, NP, ROWS, RP

SHIPPED = shipped_catalogue()
EDITION = SHIPPED.newest
DAY = date(2026, 11, 23)
CODES = [row[0] for row in ROWS]
OPINION = "中办国办《关于加快推进失信被执行人信用监督、警示和惩戒机制建设的意见》(2016-09)"
LISTS = "国办发〔2020〕49号"

TRAVEL = MeasureOrder(
    edition="HUB-2026-02",
    code="JP-701",
    executor="RAILWAY",
    target=TargetType.NATURAL_PERSON,
    trigger=Trigger.RESTRICTION,
    day=DAY,
)
LENDING = replace(TRAVEL, code="JP-503", executor="BANK", trigger=Trigger.LISTING)
PROCUREMENT = replace(LENDING, code="JP-107", executor="FINANCE")


def refused(order: MeasureOrder, catalogue: Catalogue = SHIPPED) -> Refusal:
    found = refusal(order, catalogue)
    assert found is not None, order
    return found


def trigger_of(code: str) -> Trigger:
    by_code = {"JP-802": Trigger.EXIT_BAN, "JP-A01": Trigger.REFERRAL}
    return by_code.get(code, Trigger.RESTRICTION if code in BY_RESTRICTION else Trigger.LISTING)


def test_f15_a_measure_outside_the_catalogue_is_refused_with_edition_and_reason() -> None:
    found = refused(replace(LENDING, code="sector blacklisting"))
    assert (found.rule, found.law) == (Rule.IN_CATALOGUE, LISTS)
    assert "no measure of edition HUB-2026-02; allowed: JP-101, " in found.reason
    assert "blacklisting" not in found.reason and "JP-A01" not in found.reason


def test_f15_a_bank_is_not_instructed_and_may_be_referred_to() -> None:
    found = refused(replace(LENDING, mode=Mode.INSTRUCTION))
    assert (found.rule, found.law) == (Rule.DUTY_BOUND, LISTS)
    assert found.reason == "JP-503: BANK is bound by no instruction; allowed: REFERENCE"
    assert refusal(replace(LENDING, mode=Mode.REFERENCE), SHIPPED) is None
    assert refusal(LENDING, SHIPPED) is None


@pytest.mark.parametrize("code", ["JP-999", "JP-1", "jp-701", "JP-701 ", "", "JP-101-R"])
def test_never_1_a_measure_outside_the_edition(code: str) -> None:
    assert refused(replace(TRAVEL, code=code)).rule is Rule.IN_CATALOGUE


@pytest.mark.parametrize(("code", "executors", "targets"), [row[:3] for row in ROWS], ids=CODES)
def test_never_1_an_executor_whose_type_is_not_allowed(
    code: str, executors: str, targets: tuple[str, ...]
) -> None:
    for executor in set(executor_types()) - set(executors.split()):
        for target in targets:
            order = replace(
                TRAVEL, code=code, executor=executor, target=TargetType(target), trigger=trigger_of(code)
            )
            found = refused(order)
            assert found.rule is Rule.EXECUTOR and executors.split()[0] in found.reason
    nobody = refused(replace(TRAVEL, code=code, executor="BAKERY", trigger=trigger_of(code)))
    assert nobody.rule is Rule.EXECUTOR and "BAKERY" not in nobody.reason


@pytest.mark.parametrize(("code", "executors", "targets"), [row[:3] for row in ROWS], ids=CODES)
def test_never_1_a_target_of_another_type(code: str, executors: str, targets: tuple[str, ...]) -> None:
    for target in {NP, LP, RP} - set(targets):
        for executor in executors.split():
            order = replace(
                TRAVEL, code=code, executor=executor, target=TargetType(target), trigger=trigger_of(code)
            )
            assert refused(order).rule in (Rule.TARGET, Rule.NOT_BEHIND_A_UNIT)


@pytest.mark.parametrize("unbound", ["BANK", "TRADE_ASSOCIATION", "MEDIA"])
@pytest.mark.parametrize("code", CODES)
def test_never_13_banks_associations_and_media_are_instructed_of_nothing(code: str, unbound: str) -> None:
    for target in TargetType:
        for trigger in Trigger:
            order = replace(
                TRAVEL, code=code, executor=unbound, target=target, trigger=trigger, mode=Mode.INSTRUCTION
            )
            found = refused(order)
            assert (found.rule, found.law) == (Rule.DUTY_BOUND, LISTS)


def test_never_3_a_listing_does_not_reach_the_persons_behind_a_unit() -> None:
    for code, executors, *_ in ROWS:
        for executor in executors.split():
            order = replace(
                TRAVEL,
                code=code,
                executor=executor,
                target=TargetType.RESPONSIBLE_PERSON,
                trigger=Trigger.LISTING,
            )
            found = refused(order)
            assert (found.rule, found.law) == (Rule.NOT_BEHIND_A_UNIT, "法发〔2019〕35号")
            assert "allowed: RESTRICTION, EXIT_BAN" in found.reason


def test_a_restriction_and_an_exit_ban_do() -> None:
    behind = replace(TRAVEL, target=TargetType.RESPONSIBLE_PERSON)
    assert refusal(behind, SHIPPED) is None
    ban = replace(behind, code="JP-802", executor="IMMIGRATION", trigger=Trigger.EXIT_BAN)
    assert refusal(ban, SHIPPED) is None


@pytest.mark.parametrize(("code", "executors", "targets"), [row[:3] for row in ROWS], ids=CODES)
def test_a_measure_follows_from_its_own_decision_only(code: str, executors: str, targets: tuple[str, ...]) -> None:
    for trigger in Trigger:
        order = replace(
            TRAVEL, code=code, executor=executors.split()[0], target=TargetType(targets[0]), trigger=trigger
        )
        found = refusal(order, SHIPPED)
        if trigger is trigger_of(code):
            assert found is None
        else:
            assert found is not None
            assert found.rule is (Rule.NO_MEASURE if code == "JP-A01" else Rule.TRIGGER)
            assert f"allowed: {trigger_of(code)}" in found.reason


def test_a_listed_debtor_is_restricted_by_an_order_of_its_own() -> None:
    found = refused(replace(TRAVEL, trigger=Trigger.LISTING))
    assert found.reason == "JP-701: does not follow from LISTING; allowed: RESTRICTION"
    assert "法释〔2015〕17号" in found.law


def test_a_referral_is_no_measure_of_a_list() -> None:
    clue = replace(LENDING, code="JP-A01", executor="PUBLIC_SECURITY")
    found = refused(clue)
    assert (found.rule, found.law) == (Rule.NO_MEASURE, "法释〔2024〕13号")
    assert refusal(replace(clue, trigger=Trigger.REFERRAL), SHIPPED) is None


@pytest.mark.parametrize(
    ("executor", "target", "allowed"),
    [
        ("EMPLOYER", TargetType.UNIT, NP),
        ("SUPERIOR_ORGAN", TargetType.NATURAL_PERSON, LP),
    ],
)
def test_an_employer_hears_of_persons_and_a_superior_body_of_units(
    executor: str, target: TargetType, allowed: str
) -> None:
    notice = replace(LENDING, code="JP-961", executor=executor, target=target)
    found = refused(notice)
    assert (found.rule, found.law) == (Rule.TARGET, "法释〔2017〕7号 第8条")
    assert found.reason.endswith(f"allowed: {allowed}")
    assert refusal(replace(notice, target=TargetType(allowed)), SHIPPED) is None


@pytest.mark.parametrize(
    ("code", "executor", "modes"),
    [
        ("JP-101", "FINANCIAL_REGULATOR", {Mode.INSTRUCTION, Mode.REFERENCE}),
        ("JP-101", "LOCAL_FINANCE_OFFICE", {Mode.INSTRUCTION}),
        ("JP-305", "HRSS", {Mode.INSTRUCTION, Mode.REFERENCE}),
        ("JP-107", "FINANCE", {Mode.INSTRUCTION}),
        ("JP-308", "CONSCRIPTION_OFFICE", {Mode.REFERENCE}),
        ("JP-306", "ORGANISATION_DEPARTMENT", {Mode.NOTICE}),
    ],
)
def test_a_mode_is_one_of_the_measures_own_at_that_executor(code: str, executor: str, modes: set[Mode]) -> None:
    for mode in Mode:
        found = refusal(replace(LENDING, code=code, executor=executor, mode=mode), SHIPPED)
        if mode in modes:
            assert found is None
        else:
            assert found is not None and found.rule is Rule.MODE
            assert f"not as {mode}; allowed: {', '.join(each for each in Mode if each in modes)}" in found.reason


def test_the_law_of_a_refusal_is_the_measures_own() -> None:
    found = refused(replace(PROCUREMENT, executor="HRSS"))
    assert (found.law, found.reason) == (OPINION, "JP-107: HRSS does not carry it out; allowed: FINANCE")


def test_an_edition_that_nobody_knows() -> None:
    found = refused(replace(TRAVEL, edition="HUB-1999-01"))
    assert (found.rule, found.law) == (Rule.EDITION, LISTS)
    assert found.reason == "no such edition of the catalogue; allowed: HUB-2026-02"


@pytest.mark.parametrize(
    ("edition", "day", "said"),
    [
        ("HUB-2026-01", DAY, "HUB-2026-01 is only read"),
        ("HUB-2026-02", date(2025, 12, 31), "not in force on 2025-12-31; allowed: from 2026-01-01"),
    ],
)
def test_an_edition_under_which_nothing_is_ordered(edition: str, day: date, said: str) -> None:
    found = refused(replace(TRAVEL, edition=edition, day=day))
    assert found.rule is Rule.EDITION and said in found.reason
    known = SHIPPED.edition(edition)
    assert known is not None
    with pytest.raises(ValueError, match="allowed: "):
        executions(Trigger.RESTRICTION, TargetType.NATURAL_PERSON, known, day)


@pytest.mark.parametrize(
    ("day", "ordered"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 5, 31), True),
        (date(2026, 6, 1), False),
    ],
)
def test_a_row_is_in_force_from_its_first_day_to_before_its_end(day: date, ordered: bool) -> None:
    [row] = EDITION.rows("JP-701")
    spring = replace(row, edition="SPRING", valid_from=date(2026, 3, 1), valid_to=date(2026, 6, 1))
    catalogue = Catalogue(
        editions=(Edition(name="SPRING", in_force_from=date(2026, 1, 1), definitions=(spring,)),)
    )
    found = refusal(replace(TRAVEL, edition="SPRING", day=day), catalogue)
    assert (found is None) is ordered
    if found is not None:
        assert found.rule is Rule.IN_FORCE
        assert found.reason.endswith(f"not in force on {day}; allowed: from 2026-03-01 until before 2026-06-01")


def led_to(trigger: Trigger, target: TargetType) -> list[str]:
    return [f"{each.code} {each.executor} {each.mode}" for each in executions(trigger, target, EDITION, DAY)]


CONSUMPTION = [
    "JP-701 RAILWAY INSTRUCTION",
    "JP-701 CIVIL_AVIATION INSTRUCTION",
    "JP-702 PUBLIC_SECURITY INSTRUCTION",
    "JP-702 COMMERCE INSTRUCTION",
    "JP-702 TOURISM INSTRUCTION",
    "JP-703 TOURISM INSTRUCTION",
    "JP-704 EDUCATION INSTRUCTION",
    "JP-705 INSURANCE_REGULATOR INSTRUCTION",
    "JP-706 HOUSING INSTRUCTION",
    "JP-706 PUBLIC_SECURITY INSTRUCTION",
]


@pytest.mark.parametrize(
    ("trigger", "target", "expected"),
    [
        (Trigger.RESTRICTION, TargetType.NATURAL_PERSON, CONSUMPTION),
        (Trigger.RESTRICTION, TargetType.RESPONSIBLE_PERSON, CONSUMPTION),
        (Trigger.RESTRICTION, TargetType.UNIT, []),  # a unit consumes through the persons behind it
        (Trigger.EXIT_BAN, TargetType.NATURAL_PERSON, ["JP-802 IMMIGRATION INSTRUCTION"]),
        (Trigger.EXIT_BAN, TargetType.RESPONSIBLE_PERSON, ["JP-802 IMMIGRATION INSTRUCTION"]),
        (Trigger.EXIT_BAN, TargetType.UNIT, []),
        (Trigger.LISTING, TargetType.RESPONSIBLE_PERSON, []),
        (Trigger.REFERRAL, TargetType.UNIT, ["JP-A01 PUBLIC_SECURITY NOTICE", "JP-A01 PROCURATORATE NOTICE"]),
        (Trigger.REFERRAL, TargetType.RESPONSIBLE_PERSON, []),
    ],
)
def test_what_a_decision_leads_to(trigger: Trigger, target: TargetType, expected: list[str]) -> None:
    assert led_to(trigger, target) == expected


def test_what_the_listing_of_a_unit_leads_to() -> None:
    found = led_to(Trigger.LISTING, TargetType.UNIT)
    assert found[:3] == [
        "JP-101 FINANCIAL_REGULATOR INSTRUCTION",
        "JP-101 LOCAL_FINANCE_OFFICE INSTRUCTION",
        "JP-101 FINANCIAL_REGULATOR REFERENCE",
    ]
    assert "JP-503 BANK REFERENCE" in found and "JP-961 SUPERIOR_ORGAN NOTICE" in found
    assert {each.split()[0] for each in found} == {
        *("JP-101", "JP-102", "JP-103", "JP-104", "JP-105", "JP-106", "JP-107", "JP-108", "JP-201", "JP-202"),
        *("JP-401", "JP-402", "JP-403", "JP-501", "JP-502", "JP-503", "JP-601", "JP-602", "JP-803"),
        *("JP-901", "JP-951", "JP-961"),
    }
    assert "JP-961 EMPLOYER NOTICE" not in found


def test_what_the_listing_of_a_person_leads_to() -> None:
    found = led_to(Trigger.LISTING, TargetType.NATURAL_PERSON)
    assert {each.split()[0] for each in found} == {
        *("JP-101", "JP-104", "JP-106", "JP-107", "JP-201", "JP-301", "JP-302", "JP-303", "JP-304", "JP-305"),
        *("JP-306", "JP-307", "JP-308", "JP-309", "JP-402", "JP-501", "JP-502", "JP-503", "JP-601", "JP-602"),
        *("JP-801", "JP-803", "JP-951", "JP-961"),
    }
    assert "JP-961 EMPLOYER NOTICE" in found and "JP-961 SUPERIOR_ORGAN NOTICE" not in found
