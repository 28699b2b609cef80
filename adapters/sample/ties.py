"""Ties beside shares: guarantees, concert, relatives, nominees, trusts, work."""

from __future__ import annotations

from typing import Final

from adapters.sample.census import Census, adult, minor
from adapters.sample.companies import BLOCK, GUARANTEE_CIRCLE, ROOTS, Companies
from adapters.sample.companies import key as company_key
from adapters.sample.days import LAST, YEAR, day, instant
from adapters.sample.draw import Draw, Draws, Shuffle
from adapters.sample.holdings import Holding, Holdings
from adapters.sample.people import People
from adapters.sample.people import key as person_key
from adapters.sample.rows import Row, Section, tie, yuan

_TRIES: Final = 8  # picks until a company with enough persons among its holders is found
_CIRCLE_EVERY: Final = 10  # blocks
_GENERATION: Final = 20 * YEAR


class Ties:
    """The looser ties of one province."""

    def __init__(
        self, census: Census, seed: int, people: People, companies: Companies, holdings: Holdings
    ) -> None:
        self._census = census
        self._seed = seed
        self._people = people
        self._companies = companies
        self._holdings = holdings

    def guarantees(self) -> Section:
        draws = Draws(self._seed, "guarantee")
        for number in range(self._census.companies // 20):
            draw = draws.at(number)
            owed = self._root(draw)
            since = self._companies.established(owed)
            if draw.chance(300):
                person = self._people.any_adult(draw)
                guarantor, since = person_key(person), max(since, self._people.of_age(person))
            else:
                company = self._root(draw)
                guarantor, since = company_key(company), max(since, self._companies.established(company))
                if company == owed:
                    continue
            yield self._guarantee(guarantor, company_key(owed), since, f"g{number}", draw)
        yield from self._circles(Draws(self._seed, "guarantee circle"))

    def _circles(self, draws: Draws) -> Section:
        """Three companies in blocks side by side, each for the next."""
        for first in range(0, self._companies.in_slot(GUARANTEE_CIRCLE) - 2, _CIRCLE_EVERY):
            three = [(first + step) * BLOCK + GUARANTEE_CIRCLE for step in range(3)]
            since = max(map(self._companies.established, three))
            for step, company in enumerate(three):
                owed = three[(step + 1) % 3]
                draw = draws.at(company)
                yield self._guarantee(company_key(company), company_key(owed), since, f"circle-{first}", draw)

    def _guarantee(self, guarantor: str, owed: str, since: int, item: str, draw: Draw) -> tuple[str, Row]:
        given = since + 30 + draw.below(LAST - since - 60)
        ends = given + 3 * YEAR
        row = tie(guarantor, owed, given, ends if ends < LAST and draw.chance(600) else None, item)
        row["amount"] = yuan(draw.between(10, 5_000) * 1_000_000)
        row["createdAt"] = instant(given, draw)
        return "guarantor_of", row

    def concert(self) -> Section:
        """Two persons who hold shares in one company and vote together."""
        draws = Draws(self._seed, "concert")
        for number in range(max(2, self._census.companies // 200)):
            draw = draws.at(number)
            pair = self._holders(draw, 2)
            if pair:
                since = max(holding.since for holding in pair)
                row = tie(pair[0].holder, pair[1].holder, since, item=f"{number}")
                row["grade"] = "C"
                row["basis"] = "一致行动协议"
                yield "acts_in_concert", row

    def nominees(self) -> Section:
        draws = Draws(self._seed, "nominee")
        for number in range(max(2, self._census.companies // 300)):
            draw = draws.at(number)
            held = self._holders(draw, 1)
            behind = self._people.any_adult(draw)
            if held and held[0].person != behind:
                since = max(held[0].since, self._people.of_age(behind))
                row = tie(held[0].holder, person_key(behind), since, item=f"{number}")
                row["grade"] = "C"
                row["basis"] = "股权代持协议"
                yield "nominee_for", row

    def _holders(self, draw: Draw, count: int) -> list[Holding]:
        """That many persons who hold shares in one company now; empty if a few picks find none."""
        for _ in range(_TRIES):
            held = self._holdings.of(self._root(draw))
            found = [holding for holding in held if holding.person is not None and holding.until is None]
            if len(found) >= count:
                return found[:count]
        return []

    def relatives(self) -> Section:
        pairs = Shuffle(self._census.adults, self._seed, "relatives")
        for number in range(self._census.persons // 50):
            one, other = adult(pairs(2 * number)), adult(pairs(2 * number + 1))
            yield self._related(one, other, self._kinship(one, other))
        draws = Draws(self._seed, "parent")
        for number in range(self._census.minors // 2):
            draw = draws.at(number)
            parent, child = self._people.any_adult(draw), minor(number)
            if self._people.birth(parent) + _GENERATION <= self._people.birth(child):
                yield self._related(parent, child, "PARENT")

    def _kinship(self, one: int, other: int) -> str:
        gap = self._people.birth(other) - self._people.birth(one)
        if gap >= _GENERATION:
            return "PARENT"
        if gap <= -_GENERATION:
            return "CHILD"
        return "SPOUSE" if self._people.male(one) != self._people.male(other) else "OTHER"

    def _related(self, one: int, other: int, kinship: str) -> tuple[str, Row]:
        row = tie(person_key(one), person_key(other))
        row["kinship"] = kinship
        return "relative_of", row

    def employment(self) -> Section:
        staff = Shuffle(self._census.adults, self._seed, "staff")
        draws = Draws(self._seed, "employer")
        for number in range(self._census.adults // 25):
            draw = draws.at(number)
            person, company = adult(staff(number)), self._root(draw)
            since = max(self._companies.established(company), self._people.of_age(person))
            row = tie(company_key(company), person_key(person), since + draw.below(300))
            row["title"] = draw.pick(("会计", "出纳", "项目经理", "工人", "工人", "销售", "司机"))
            yield "employs", row

    def arrangements(self) -> Section:
        """Trusts with settlor, trustee and beneficiary, and parties that a register does not name."""
        draws = Draws(self._seed, "arrangement")
        for number in range(self._census.arrangements):
            draw = draws.at(number)
            target = f"a:{number}"
            yield "arrangement", {"key": target, "name": f"荆楚{number + 1}号家族信托"}
            settlor, beneficiary = self._people.any_adult(draw), self._people.any_adult(draw)
            trustee = self._root(draw)
            ready = max(self._people.of_age(settlor), self._companies.established(trustee), day(2012, 1, 1))
            since = ready + draw.below(200)
            for who, interest in (
                (person_key(settlor), "settlor"),
                (company_key(trustee), "trustee"),
                (person_key(beneficiary), "beneficiaryOfLegalArrangement"),
            ):
                row = tie(who, target, since, item=interest)
                row["interest"] = interest
                yield "influences", row
        for number in range(self._census.unspecified):
            yield "unspecified", {"key": f"x:{number}", "reason": "登记机关未披露"}

    def appointments(self) -> Section:
        """Rights to appoint the board without shares."""
        draws = Draws(self._seed, "appointment")
        for number in range(max(2, self._census.companies // 300)):
            draw = draws.at(number)
            person, company = self._people.any_adult(draw), self._root(draw)
            since = max(self._people.of_age(person), self._companies.established(company))
            row = tie(person_key(person), company_key(company), since, item=f"{number}")
            row["interest"] = "appointmentOfBoard"
            yield "influences", row

    def _root(self, draw: Draw) -> int:
        return self._companies.hub(draw.pick(ROOTS), draw)
