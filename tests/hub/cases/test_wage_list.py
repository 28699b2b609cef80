"""The labour authority's own list over HTTP: another table of the same type."""

from __future__ import annotations

from typing import Any, Final

from graph.rules.identifiers import complete_citizen_id
from tests.graphs import USCC
from tests.hub.cases.asking import ADVANCE, OPEN, Clock, Desk

UNIT: Final = {"uscc": USCC}
HEAD: Final = {"citizenId": "420281199012310021"}
GIVEN: Final = {
    "list": "HRSS_WAGE",
    "subject": UNIT,
    "decisionNumber": "人社决1",
    "decidedOn": "2026-05-29",
    "publishedOn": "2026-06-01",
    "measures": ["JP-107"],
    "orderUnmet": True,
    "wageAmountReached": True,
}
HRSS: Final = {"role": "PARTNER", "agency": "HRSS"}


async def test_the_labour_authority_lists_for_three_years(desk: Desk) -> None:
    case = await desk.ask(OPEN, {"input": GIVEN}, **HRSS)
    assert (case["state"], case["clock"], case["termEndsOn"]) == ("LISTED", "TERM", "2029-06-01")
    assert (await desk.screened(UNIT, "FINANCE", measure="JP-107"))["underMeasure"]


async def test_it_may_name_the_legal_representative(desk: Desk) -> None:
    assert (await desk.ask(OPEN, {"input": {**GIVEN, "subject": HEAD}}, **HRSS))["state"] == "LISTED"


async def test_no_court_and_no_other_agency_opens_it(desk: Desk) -> None:
    for who in ({"role": "JUDGE"}, {"role": "PARTNER", "agency": "RAILWAY"}):
        refused = await desk.refused(OPEN, {"input": GIVEN}, **who)
        assert refused["code"] == "FORBIDDEN" and "HRSS" in refused["message"]


async def test_an_event_of_the_courts_list_is_an_illegal_step(desk: Desk) -> None:
    case = await desk.ask(OPEN, {"input": GIVEN}, **HRSS)
    variables: dict[str, Any] = {"id": case["id"], "version": 1, "event": {"delete": {}}}
    refused = await desk.refused(ADVANCE, variables, **HRSS)
    assert (refused["code"], refused["allowed"]) == ("ILLEGAL_STEP", ["TERM_ENDS", "REMOVE", "WITHDRAW"])


async def test_it_leaves_early_six_months_after_correction_with_an_undertaking(desk: Desk, clock: Clock) -> None:
    case = await desk.ask(OPEN, {"input": GIVEN}, **HRSS)
    clock.on("2026-12-14")
    early = {"correctedOn": "2026-06-15", "undertaken": True}
    variables: dict[str, Any] = {"id": case["id"], "version": 1, "event": {"remove": early}}
    refused = await desk.refused(ADVANCE, variables, **HRSS)
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "EARLY_REMOVAL")
    clock.on("2026-12-15")
    case = await desk.ask(ADVANCE, variables, **HRSS)
    assert (case["state"], case["deletedOn"]) == ("REMOVED", "2026-12-15")
    assert not (await desk.screened(UNIT, "FINANCE", measure="JP-107"))["underMeasure"]


async def test_a_correction_before_the_listing_counts_from_the_listing(desk: Desk, clock: Clock) -> None:
    case = await desk.ask(OPEN, {"input": GIVEN}, **HRSS)
    clock.on("2026-11-30")
    early = {"correctedOn": "2025-11-03", "undertaken": True}
    variables: dict[str, Any] = {"id": case["id"], "version": 1, "event": {"remove": early}}
    assert (await desk.refused(ADVANCE, variables, **HRSS))["rule"] == "EARLY_REMOVAL"


async def test_after_its_term_it_leaves_without_more(desk: Desk, clock: Clock) -> None:
    case = await desk.ask(OPEN, {"input": GIVEN}, **HRSS)
    clock.on("2029-06-02")
    variables: dict[str, Any] = {"id": case["id"], "version": 1, "event": {"remove": {}}}
    assert (await desk.ask(ADVANCE, variables, **HRSS))["state"] == "REMOVED"


async def test_a_listing_without_its_ground_does_not_tell_who_is_known(desk: Desk) -> None:
    for number in ("420281199012310021", complete_citizen_id("42010319850307001")):
        given = {**GIVEN, "subject": {"citizenId": number}}
        refused = await desk.refused(OPEN, {"input": {**given, "orderUnmet": False}}, **HRSS)
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "WAGE_GROUND")
        refused = await desk.refused(OPEN, {"input": {**given, "measures": ["JP-701"]}}, **HRSS)
        assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "TRIGGER")


async def test_it_is_named_by_a_number_only(desk: Desk) -> None:
    for key in ({"source": {"system": "court", "key": "unit"}}, {"id": "x"}):
        refused = await desk.refused(OPEN, {"input": {**GIVEN, "subject": key}}, **HRSS)
        assert (refused["code"], refused["field"]) == ("BAD_INPUT", "subject")


async def test_a_table_is_opened_with_its_own_facts_only(desk: Desk) -> None:
    refused = await desk.refused(OPEN, {"input": {**GIVEN, "grounds": ["G1"]}}, **HRSS)
    assert (refused["code"], refused["field"]) == ("BAD_INPUT", "grounds")


async def test_f15_what_is_outside_the_catalogue_is_refused_with_its_edition(desk: Desk) -> None:
    refused = await desk.refused(OPEN, {"input": {**GIVEN, "measures": ["行业黑名单"]}}, **HRSS)
    assert (refused["code"], refused["rule"]) == ("GUARD_FAILED", "IN_CATALOGUE")
    assert "HUB-2026-02" in refused["message"] and "行业黑名单" not in refused["message"]
