"""Accounts and their holders, transfers, the media through which accounts are used."""

from __future__ import annotations

from typing import Final

from adapters.sample.census import Census, adult
from adapters.sample.companies import Companies
from adapters.sample.companies import key as company_key
from adapters.sample.days import LAST, day, instant
from adapters.sample.draw import Draw, Draws, Shuffle
from adapters.sample.numbers import mobile
from adapters.sample.people import People
from adapters.sample.people import key as person_key
from adapters.sample.projects import Projects
from adapters.sample.regions import draw_address, draw_area
from adapters.sample.rows import Row, Section, tie, yuan

_BANKS: Final = ("第一示例银行", "第二示例银行", "示例农村商业银行", "示例城市商业银行")
_FIRST_PERSONAL: Final = day(2010, 1, 1)
_POWERS: Final = (1, 10, 100, 1_000, 10_000, 100_000)
_SHARED_EVERY: Final = 20  # one medium in so many is used by several, as tied parties do
_NETWORKS: Final = ("192.0.2", "198.51.100", "203.0.113")  # for documentation only (RFC 5737)


class Money:
    """The accounts of one province: of companies, then of persons, then of projects."""

    def __init__(
        self, census: Census, seed: int, people: People, companies: Companies, projects: Projects
    ) -> None:
        self._census = census
        self._seed = seed
        self._people = people
        self._companies = companies
        self._projects = projects
        self._opened = Draws(seed, "account opened")
        self._of_company = Shuffle(census.companies, seed, "company accounts")
        self._of_person = Shuffle(census.adults, seed, "person accounts")

    def accounts(self) -> Section:
        draws = Draws(self._seed, "account")
        for number in range(self._census.accounts):
            draw = draws.at(number)
            holder, opened = self._holder(number)
            row: Row = {
                "key": f"acc:{number}",
                "accountType": "个人结算账户" if holder.startswith("p:") else "单位结算账户",
                "purpose": "ORDINARY",
                "bank": draw.pick(_BANKS),
                "createdAt": instant(opened, draw),
            }
            if holder.startswith("pj:"):
                row["accountType"], row["purpose"] = "农民工工资专用账户", "WAGE_DEDICATED"
            elif holder.startswith("c:") and draw.chance(600):
                row["purpose"] = "BASIC"
            if draw.chance(10):
                row["blocked"] = True
            yield "account", row
            yield "owns_account", tie(holder, f"acc:{number}", opened)

    def _holder(self, number: int) -> tuple[str, int]:
        """Who holds the account of that number, and the day it was opened."""
        draw = self._opened.at(number)
        if number < self._census.company_accounts:
            company = self._of_company(number)
            return company_key(company), self._companies.established(company) + 1 + draw.below(300)
        number -= self._census.company_accounts
        if number < self._census.person_accounts:
            person = adult(self._of_person(number))
            return person_key(person), max(_FIRST_PERSONAL, self._people.of_age(person)) + draw.below(900)
        project = number - self._census.person_accounts
        return f"pj:{project}", self._projects.started(project) + draw.below(30)

    def transfers(self) -> Section:
        draws = Draws(self._seed, "transfer")
        accounts = self._census.accounts
        for number in range(accounts):
            draw = draws.at(number)
            source, target = draw.skewed(accounts), draw.below(accounts)
            if source == target:
                continue
            ready = max(self._holder(source)[1], self._holder(target)[1])
            on = draw.between(ready, LAST)
            row = tie(f"acc:{source}", f"acc:{target}", on, item=f"t{number}")
            row["amount"] = yuan(_amount(draw))
            row["occurredAt"] = instant(on, draw)
            yield "transfers", row

    def media(self) -> Section:
        draws = Draws(self._seed, "medium")
        for number in range(self._census.media):
            draw = draws.at(number)
            key = f"med:{number}"
            kind, sort, value = _medium(draw)
            seen = draw.between(_FIRST_PERSONAL, LAST - 400)
            yield (
                "medium",
                {
                    "key": key,
                    "mediumKind": kind,
                    "mediumType": sort,
                    "mediumValue": value,
                    "createdAt": instant(seen, draw),
                },
            )
            users = 4 if number % _SHARED_EVERY == 0 else 1
            for user in sorted({self._user(draw) for _ in range(users)}):
                yield "uses", tie(user, key, seen)
            for use in range(2):
                account = draw.below(self._census.accounts)
                on = draw.between(max(seen, self._holder(account)[1]), LAST)
                row = tie(key, f"acc:{account}", on, item=f"s{use}")
                row["occurredAt"] = instant(on, draw)
                yield "signs_in", row

    def _user(self, draw: Draw) -> str:
        if draw.chance(600):
            return company_key(draw.below(self._census.companies))
        return person_key(self._people.any_adult(draw))


def _amount(draw: Draw) -> int:
    """Fen; as many of each power of ten, as real payments roughly are."""
    return draw.between(100, 999) * draw.pick(_POWERS) + draw.below(100)


def _medium(draw: Draw) -> tuple[str, str, str]:
    match draw.below(4):
        case 0:
            return "PHONE", "手机", mobile(draw)
        case 1:
            return "ADDRESS", "地址", draw_address(draw_area(draw), draw)
        case 2:
            return "DEVICE", "设备", f"device-{draw.below(1 << 32):08x}"
    return "NETWORK", "网络地址", f"{draw.pick(_NETWORKS)}.{draw.between(1, 254)}"
