"""Who acts for a company: legal representative or principal, directors, supervisor, manager; former ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from adapters.sample.companies import BLOCK, BRANCHES, INDIVIDUAL, PARTNERSHIPS, Companies
from adapters.sample.companies import key as company_key
from adapters.sample.days import LAST
from adapters.sample.draw import Draw, Draws
from adapters.sample.holdings import Holding, Holdings
from adapters.sample.people import People
from adapters.sample.people import key as person_key
from adapters.sample.rows import Section, tie

_PRINCIPALS: Final = {
    **dict.fromkeys(INDIVIDUAL, "经营者"),
    **dict.fromkeys(BRANCHES, "负责人"),
    **dict.fromkeys(PARTNERSHIPS, "执行事务合伙人"),
}


class Head(NamedTuple):
    """A person who heads the company from `since` to before `until`."""

    person: int
    since: int
    until: int | None


class Officers:
    """The officers of every company of one province, by its number."""

    def __init__(self, seed: int, people: People, companies: Companies, holdings: Holdings) -> None:
        self._people = people
        self._companies = companies
        self._holdings = holdings
        self._heads = Draws(seed, "head")
        self._others = Draws(seed, "office")

    def has_principal(self, company: int) -> bool:
        """Whether a principal and not a legal representative heads it: it is no legal person."""
        return company % BLOCK in _PRINCIPALS

    def heads(self, company: int, holdings: Sequence[Holding] | None = None) -> list[Head]:
        """The present head first, then the former one, if any; `holdings` spares a second look at them."""
        held = self._holdings.of(company) if holdings is None else holdings
        draw = self._heads.at(company)
        owners = [holding.person for holding in held if holding.person is not None and holding.until is None]
        if owners and draw.chance(650):
            present = owners[0]
        elif draw.chance(200):
            present = self._people.hub_adult(draw)
        else:
            present = self._people.any_adult(draw)
        since = max(self._companies.established(company), self._people.of_age(present))
        if not draw.chance(180):
            return [Head(present, since, None)]
        former = self._people.any_adult(draw)
        began = max(self._companies.established(company), self._people.of_age(former))
        changed = draw.between(max(since, began + 300), LAST - 60)
        if former == present or changed <= began or changed > LAST - 60:
            return [Head(present, since, None)]
        return [Head(present, changed, None), Head(former, began, changed)]

    def head_on(self, company: int, on: int) -> int | None:
        """The person who headed it that day."""
        for head in self.heads(company):
            if head.since <= on and (head.until is None or on < head.until):
                return head.person
        return None

    def rows(self, company: int, heads: Sequence[Head]) -> Section:
        target = company_key(company)
        title = _PRINCIPALS.get(company % BLOCK)
        for head in heads:
            row = tie(person_key(head.person), target, head.since, head.until)
            if title is None:
                yield "legal_rep_of", row
            else:
                row["title"] = title
                yield "principal_of", row
        if title is None:
            yield from self._board(company, target, heads[0])

    def _board(self, company: int, target: str, present: Head) -> Section:
        draw = self._others.at(company)
        seats = draw.pick((1, 1, 1, 1, 3, 3, 5))
        row = tie(person_key(present.person), target, present.since)
        row["title"] = "执行董事" if seats == 1 else "董事长"
        yield "director_of", row
        if draw.chance(400):
            row = tie(person_key(present.person), target, present.since)
            row["title"] = "总经理"
            yield "manager_of", row
        taken = {present.person}
        for seat in range(1, seats):
            yield from self._seat("director_of", "董事", target, company, taken, draw, former=seat == 1)
        yield from self._seat("supervisor_of", "监事", target, company, taken, draw, former=True)

    def _seat(
        self, kind: str, title: str, target: str, company: int, taken: set[int], draw: Draw, *, former: bool
    ) -> Section:
        """One more officer, nobody twice in one company; some have left."""
        person = self._people.any_adult(draw)
        if person in taken:
            return
        taken.add(person)
        since = max(self._companies.established(company), self._people.of_age(person))
        until = draw.between(since + 100, LAST - 30) if former and draw.chance(120) else None
        if until is not None and until > LAST - 30:
            until = None
        row = tie(person_key(person), target, since, until)
        row["title"] = title
        yield kind, row
