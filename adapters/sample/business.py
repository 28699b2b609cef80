"""The rows of companies: statements, holdings, branches, officers; one pass, each company looked at once."""

from __future__ import annotations

from typing import Final

from adapters.sample.companies import (
    BLOCK,
    BRANCHES,
    COOPERATIVES,
    LISTED,
    STATE_CHILD,
    STATE_ROOT,
    Companies,
    Profile,
    form_of,
    key,
)
from adapters.sample.days import ISO, LAST, years_after
from adapters.sample.draw import Draw, Draws
from adapters.sample.holdings import WHOLE, Holding, Holdings
from adapters.sample.numbers import mobile
from adapters.sample.officers import Officers
from adapters.sample.people import People
from adapters.sample.regions import AREAS, draw_address
from adapters.sample.rows import Row, Section, tie, yuan

_PAID: Final = (0, 0, 20, 30, 50, 100, 100, 100, 100)  # per cent of the subscribed capital
_VOTES: Final = 60  # per mille of joint-stock companies whose votes differ from their shares


def companies(directory: Companies, holdings: Holdings, officers: Officers, people: People, seed: int) -> Section:
    draws = Draws(seed, "company row")
    for company in range(directory.count):
        profile = directory.profile(company)
        held = holdings.of(company)
        heads = officers.heads(company, held)
        draw = draws.at(company)
        yield from _statements(directory, company, profile, people.name(heads[0].person), draw)
        yield from _shares(company, profile.capital, held, draw)
        yield from officers.rows(company, heads)
        slot = company % BLOCK
        if slot in BRANCHES:
            parent = directory.parent(company)
            since = max(directory.established(company), directory.established(parent))
            yield "branch_of", tie(key(company), key(parent), since)
        elif slot == STATE_ROOT:
            yield "supervised_by", tie(key(company), held[0].holder, held[0].since)


def _statements(directory: Companies, company: int, profile: Profile, head: str, draw: Draw) -> Section:
    """The present statement and, of a renamed company, the former one; at each day one of them holds."""
    established = directory.established(company)
    form = form_of(company)
    slot = company % BLOCK
    row: Row = {
        "key": key(company),
        "validFrom": ISO[established],
        "name": profile.name,
        "uscc": directory.unified_code(company, profile.area),
        "form": form,
        "status": profile.status,
        "industry": profile.industry,
        "establishedOn": ISO[established],
        "region": AREAS[profile.area].code,
    }
    if form not in ("BRANCH", "INDIVIDUAL_BUSINESS"):
        row["registeredCapital"] = yuan(profile.capital)
    if slot in (STATE_ROOT, STATE_CHILD):
        row["stateOwned"] = True
    if slot == LISTED and draw.chance(100):
        row["listed"] = True
    if draw.chance(500):
        row["address"] = draw_address(profile.area, draw)
    if draw.chance(300):
        row["phone"] = mobile(draw)
    if profile.former_name:
        renamed = ISO[profile.renamed]
        yield "company", row | {"item": "name-1", "name": profile.former_name, "validTo": renamed}
        row["validFrom"] = renamed
        row["aliases"] = [profile.former_name]
    row["legalRepresentativeName"] = head
    yield "company", row


def _shares(company: int, capital: int, held: list[Holding], draw: Draw) -> Section:
    target = key(company)
    votes = form_of(company) == "JOINT_STOCK_COMPANY" and draw.chance(_VOTES)
    cooperative = company % BLOCK in COOPERATIVES
    for place, holding in enumerate(held):
        row = tie(holding.holder, target, holding.since, holding.until)
        subscribed = capital * holding.parts // WHOLE
        paid = subscribed * draw.pick(_PAID) // 100
        if holding.exact:
            row["share"] = holding.parts / WHOLE
        else:
            row["shareMin"] = holding.parts // 2 / WHOLE
            row["shareMax"] = holding.parts / WHOLE
        if votes and holding.until is None:
            row["votingShare"] = _votes(held, place) / WHOLE
        row["subscribed"] = yuan(subscribed)
        row["paidIn"] = yuan(paid)
        if paid < subscribed and not cooperative:
            row["dueDate"] = ISO[years_after(min(holding.since, LAST), 5)]  # Company Law of 2023, art. 47
        yield "shareholder_of", row


def _votes(held: list[Holding], place: int) -> int:
    """More votes for the first holder, fewer for the others: the sum stays that of the shares."""
    total = sum(holding.parts for holding in held if holding.until is None)
    first = min(held[0].parts * 2, (total + held[0].parts) // 2)
    others = total - held[0].parts
    if place == 0:
        return first
    return held[place].parts * (total - first) // others
