"""The rows of cases, their bases, parties and courts; and, in the same pass, of the orders made in them."""

from __future__ import annotations

from typing import Final

from adapters.sample.companies import ROOTS, Companies
from adapters.sample.companies import key as company_key
from adapters.sample.days import ISO, LAST
from adapters.sample.debts import WAGES, Debt, Debts, Docket
from adapters.sample.draw import Draw, Draws
from adapters.sample.officers import Officers
from adapters.sample.orders import orders
from adapters.sample.people import People
from adapters.sample.people import key as person_key
from adapters.sample.rows import Row, Section, tie, yuan

_RESUMED_AFTER: Final = (100, 600)  # days from the end of the round to the resumed case


class Cases:
    """The cases of one province."""

    def __init__(self, seed: int, people: People, companies: Companies, officers: Officers, debts: Debts) -> None:
        self._people = people
        self._companies = companies
        self._officers = officers
        self._debts = debts
        self._draws = Draws(seed, "case")
        self._orders = Draws(seed, "order")

    def rows(self) -> Section:
        docket = Docket()
        for debt in self._debts.all(docket):
            draw = self._draws.at(debt.number)
            creditor = self._creditor(debt, draw)
            yield from self._basis(debt)
            if draw.chance(300):
                yield from self._suit(debt, creditor)
            yield from self._enforcement(debt, creditor, draw)
            if debt.mode == "TERMINATED_THIS_ROUND" and draw.chance(300):
                yield from self._resumed(debt, creditor, docket, draw)
            yield from orders(debt, self._officers, self._orders.at(debt.number))

    def _creditor(self, debt: Debt, draw: Draw) -> str:
        company = company_key(self._companies.hub(draw.pick(ROOTS), draw))
        person = person_key(self._people.any_adult(draw))
        first, second = (person, company) if debt.cause == WAGES or draw.chance(450) else (company, person)
        return first if first != debt.debtor else second

    def _basis(self, debt: Debt) -> Section:
        yield (
            "enforcement_basis",
            {
                "key": f"basis:{debt.number}",
                "documentNumberText": debt.basis_number,
                "issuer": debt.court.name,
                "duty": "给付金钱",
                "effectiveOn": ISO[debt.effective],
                "amount": yuan(debt.amount),
            },
        )

    def _suit(self, debt: Debt, creditor: str) -> Section:
        key = f"suit:{debt.number}"
        yield (
            "case",
            {
                "key": key,
                "caseNumber": debt.basis_number,
                "caseType": "民初",
                "cause": debt.cause,
                "filedOn": ISO[debt.sued],
                "closedOn": ISO[debt.effective],
                "closeMode": "OTHER",
                "amount": yuan(debt.amount),
                "flags": _flags(debt),
            },
        )
        yield "heard_by", tie(key, debt.court.key, debt.sued)
        yield _party(creditor, key, "PLAINTIFF", debt.sued)
        yield _party(debt.debtor, key, "DEFENDANT", debt.sued)

    def _enforcement(self, debt: Debt, creditor: str, draw: Draw) -> Section:
        row: Row = {
            "key": debt.key,
            "caseNumber": debt.case_number,
            "caseType": "执",
            "cause": debt.cause,
            "filedOn": ISO[debt.filed],
            "amount": yuan(debt.amount),
            "flags": _flags(debt),
        }
        if debt.closed is not None:
            per_cent = 100 if debt.mode == "PERFORMED" else draw.between(0, 60)
            row["closedOn"] = ISO[debt.closed]
            row["closeMode"] = debt.mode
            row["amountRealised"] = yuan(debt.amount * per_cent // 100)
        yield "case", row
        yield from _frame(debt, debt.key, creditor, debt.filed)
        if draw.chance(100):
            guarantor = person_key(self._people.any_adult(draw))
            if guarantor not in (debt.debtor, creditor):
                yield _party(guarantor, debt.key, "GUARANTOR", debt.filed)

    def _resumed(self, debt: Debt, creditor: str, docket: Docket, draw: Draw) -> Section:
        """The case in which enforcement of the same basis goes on."""
        filed = (debt.closed or LAST) + draw.between(*_RESUMED_AFTER)
        if filed > LAST:
            return
        key = f"{debt.key}-r"
        yield (
            "case",
            {
                "key": key,
                "caseNumber": docket.number(debt.court, filed, "执恢"),
                "caseType": "执恢",
                "cause": debt.cause,
                "filedOn": ISO[filed],
                "amount": yuan(debt.amount),
                "flags": _flags(debt),
            },
        )
        yield from _frame(debt, key, creditor, filed)


def _frame(debt: Debt, key: str, creditor: str, filed: int) -> Section:
    """Court, basis and the two sides of an enforcement case."""
    yield "heard_by", tie(key, debt.court.key, filed)
    yield "enforces", tie(key, f"basis:{debt.number}", filed)
    yield _party(creditor, key, "ENFORCEMENT_APPLICANT", filed)
    yield _party(debt.debtor, key, "JUDGMENT_DEBTOR", filed)


def _party(who: str, case: str, role: str, since: int) -> tuple[str, Row]:
    row = tie(who, case, since)
    row["partyRole"] = role
    return "party_to", row


def _flags(debt: Debt) -> list[str]:
    flags = {"COMPANY": ["ENTERPRISE"], "BODY": ["GOVERNMENT"]}.get(debt.kind, [])
    return [*flags, "LIVELIHOOD", "MIGRANT_WAGES"] if debt.cause == WAGES else flags
