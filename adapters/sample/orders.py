"""Listings and restrictions against debtors, consistent with the rules that a hub has to hold them to.

No minor is listed or restricted (法释〔2017〕7号 art. 4) and no public body listed; a listed debtor is
restricted too (法释〔2015〕17号 art. 1); a unit's head meets the restriction, never the listing
(法发〔2019〕35号); what a case brought is lifted when the debt is paid, the labour authority's listing half a
year later; a temporary lift lasts a month at most.
"""

from __future__ import annotations

from typing import Final

from adapters.sample.days import ISO, LAST, years_after
from adapters.sample.debts import WAGES, Debt
from adapters.sample.draw import Draw
from adapters.sample.officers import Officers
from adapters.sample.people import key as person_key
from adapters.sample.regions import AREAS
from adapters.sample.rows import Row, Section, tie
from graph.catalogue import measure_definitions

EDITION: Final = "HUB-2026-01"  # of the catalogue under which all of the sample was ordered
_LISTED: Final = 550  # per mille of debtors who are listed
_RESTRICTED: Final = 400  # of the others
_PERMANENT: Final = "G1"  # the one ground without a term
_GROUNDS: Final = ("G1", "G1", "G1", "G2", "G3", "G4", "G5", "G6")
_WAGE_LIST_YEARS: Final = 3
_TERM_YEARS: Final = 2
_AMENDS_DAYS: Final = 184  # half a year after payment the labour authority may take the employer off
_LIFT_DAYS: Final = (7, 30)

CONSUMPTION: Final = tuple(
    row.measure_code for row in measure_definitions(EDITION) if row.measure_code.startswith("JP-70")
)
_TRAVEL: Final = ["JP-701"]
_EXIT_BAN: Final = ["JP-802"]
_WAGE_LIST: Final = ["JP-107", "JP-108", "JP-201"]


def _listing_measures(target_type: str) -> tuple[str, ...]:
    """Verified instructions that may meet the target and follow from a listing alone."""
    by_other_orders = ("JP-7", "JP-8", "JP-A")
    return tuple(
        row.measure_code
        for row in measure_definitions(EDITION)
        if row.verified
        and row.mode == "INSTRUCTION"
        and target_type in row.target_types
        and not row.measure_code.startswith(by_other_orders)
    )


_FOR_PERSONS: Final = _listing_measures("NATURAL_PERSON")
_FOR_UNITS: Final = _listing_measures("UNIT")


def measure_rows() -> Section:
    """The catalogue's rows, as the hub itself has them."""
    for row in measure_definitions(EDITION):
        yield (
            "measure_definition",
            {
                "key": row.key,
                "name": row.name,
                "measureCode": row.measure_code,
                "edition": row.edition,
                "english": row.english,
                "executors": list(row.executors),
                "targetTypes": list(row.target_types),
                "mode": row.mode,
                "legalBasis": row.legal_basis,
                "verified": row.verified,
            },
        )


def orders(debt: Debt, officers: Officers, draw: Draw) -> Section:
    """What was ordered in the debtor's case, with its targets."""
    if debt.kind == "MINOR":
        return
    listed = False
    if debt.kind != "BODY" and draw.chance(_LISTED):
        for emitted in _listing(debt, draw):
            listed = True
            yield emitted
    if listed or (debt.kind != "BODY" and draw.chance(_RESTRICTED)):
        yield from _restriction(debt, officers, draw)
    if debt.kind == "PERSON" and draw.chance(40):
        yield from _exit_ban(debt, draw)
    if debt.kind == "COMPANY" and debt.cause == WAGES and draw.chance(600):
        yield from _wage_listing(debt, draw)


def _in_time(debt: Debt, on: int) -> bool:
    """Whether the debt was still open on that day, and that day has come."""
    return on <= LAST and (debt.closed is None or not debt.paid or on < debt.closed)


def _lifted(debt: Debt) -> int | None:
    """The day after payment, well within the three working days."""
    return debt.closed + 1 if debt.closed is not None and debt.paid and debt.closed < LAST else None


def _listing(debt: Debt, draw: Draw) -> Section:
    decided = debt.filed + draw.between(30, 120)
    served = decided + draw.between(2, 10)
    grace = draw.between(30, 90) if draw.chance(300) else 0
    published = served + grace
    if not _in_time(debt, published):
        return
    ground = draw.pick(_GROUNDS)
    key = f"listing:{debt.number}"
    row = _order(debt, key, decided, "失信决定书")
    row["list"] = "COURT_DISHONEST"
    row["grounds"] = [ground]
    row["decidedOn"] = ISO[decided]
    row["servedOn"] = ISO[served]
    row["publishedOn"] = ISO[published]
    lifted = _lifted(debt)
    if ground != _PERMANENT:
        ends = years_after(published, _TERM_YEARS)
        row["termEndsOn"] = ISO[ends]
        if ends + 1 <= LAST and (lifted is None or ends + 1 < lifted):
            lifted = ends + 1
    if lifted is not None:
        row["liftedOn"] = ISO[lifted]
    choices = _FOR_PERSONS if debt.kind == "PERSON" else _FOR_UNITS
    row["measures"] = sorted({draw.pick(choices) for _ in range(draw.between(2, 6))})
    yield "listing", row
    yield _target(key, debt.debtor, "DEBTOR", decided)


def _wage_listing(debt: Debt, draw: Draw) -> Section:
    """The labour authority's list: three years, the employer only."""
    decided = debt.filed + draw.between(60, 200)
    published = decided + draw.between(5, 15)
    if not _in_time(debt, published):
        return
    key = f"wages:{debt.number}"
    row = _order(debt, key, decided, "")
    row["decisionNumber"] = f"{AREAS[debt.area].short}人社欠薪列〔{ISO[decided][:4]}〕{debt.number + 1}号"
    row["list"] = "HRSS_WAGE"
    row["decidedOn"] = row["servedOn"] = ISO[decided]
    row["publishedOn"] = ISO[published]
    ends = years_after(published, _WAGE_LIST_YEARS)
    row["termEndsOn"] = ISO[ends]
    amended = _lifted(debt)
    lifted = ends + 1 if amended is None else min(ends + 1, amended + _AMENDS_DAYS)
    if lifted <= LAST:
        row["liftedOn"] = ISO[lifted]
    row["measures"] = _WAGE_LIST
    yield "listing", row
    yield _target(key, debt.debtor, "DEBTOR", decided)


def _restriction(debt: Debt, officers: Officers, draw: Draw) -> Section:
    issued = debt.filed + draw.between(15, 28)
    served = issued + draw.between(0, 8)
    if not _in_time(debt, served):
        return
    key = f"order:{debt.number}"
    row = _order(debt, key, issued, "限制消费令")
    row["order"] = "CONSUMPTION"
    row["issuedOn"] = ISO[issued]
    row["servedOn"] = ISO[served]
    row["measures"] = list(CONSUMPTION)
    lifted = _lifted(debt)
    if lifted is not None:
        row["liftedOn"] = ISO[lifted]
    yield "restriction", row
    yield from _temporary_lift(row, served, lifted, draw)
    yield _target(key, debt.debtor, "DEBTOR", issued)
    if debt.kind == "COMPANY":
        head = officers.head_on(debt.index, issued)
        if head is not None:
            role = "PRINCIPAL_OFFICER" if officers.has_principal(debt.index) else "LEGAL_REPRESENTATIVE"
            yield _target(key, person_key(head), role, issued)


def _temporary_lift(row: Row, served: int, lifted: int | None, draw: Draw) -> Section:
    """Travel allowed for illness, a funeral, duty: the order again for that time, with what it suspends."""
    if not draw.chance(120):
        return
    begins = served + draw.between(40, 200)
    ends = begins + draw.between(*_LIFT_DAYS)
    if ends <= (LAST if lifted is None else lifted):
        span = {"item": "lift-1", "validFrom": ISO[begins], "validTo": ISO[ends], "suspends": _TRAVEL}
        yield "restriction", row | span


def _exit_ban(debt: Debt, draw: Draw) -> Section:
    issued = debt.filed + draw.between(60, 200)
    if not _in_time(debt, issued + 3):
        return
    key = f"exit:{debt.number}"
    row = _order(debt, key, issued, "限制出境决定书")
    row["order"] = "EXIT_BAN"
    row["issuedOn"] = ISO[issued]
    row["servedOn"] = ISO[issued + 3]
    row["measures"] = _EXIT_BAN
    lifted = _lifted(debt)
    if lifted is not None:
        row["liftedOn"] = ISO[lifted]
    yield "restriction", row
    yield _target(key, debt.debtor, "DEBTOR", issued)


def _order(debt: Debt, key: str, made: int, paper: str) -> Row:
    return {
        "key": key,
        "validFrom": ISO[made],
        "decisionNumber": debt.case_number + paper,
        "caseNumber": debt.case_number,
        "courtName": debt.court.name,
        "edition": EDITION,
    }


def _target(order: str, who: str, role: str, since: int) -> tuple[str, Row]:
    row = tie(order, who, since)
    row["basisRole"] = role
    return "targets", row
