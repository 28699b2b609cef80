"""Judgment debtors and their enforcement cases, as values; `cases` and `orders` write them down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from adapters.sample.census import Census, adult, minor
from adapters.sample.companies import Companies
from adapters.sample.companies import key as company_key
from adapters.sample.courts import BY_CODE, COURT_OF_AREA, EAST_LAKE, MARITIME, RAILWAY, Court
from adapters.sample.days import ISO, LAST, day
from adapters.sample.draw import Draw, Draws, Shuffle
from adapters.sample.people import People
from adapters.sample.people import key as person_key
from adapters.sample.public_bodies import CORE_BODIES
from adapters.sample.regions import AREAS, PROVINCE, draw_area

DebtorKind = Literal["PERSON", "MINOR", "COMPANY", "BODY"]

_CYCLE: Final = 20  # debtors; of each cycle so many are companies, the rest persons
_COMPANIES: Final = 11
_RARE_CYCLE: Final = 200
_BODY_AT: Final = 13  # one debtor of the rare cycle is a public body, one a minor
_MINOR_AT: Final = 17
_CASE_RULES: Final = day(2017, 7, 1)  # so that the suit before it is numbered by the rules of 2015 too
_BEFORE: Final = 560  # days from the suit to the enforcement case, at most
_LAST_FILING: Final = day(2026, 9, 30)

CAUSES: Final = (
    "民间借贷纠纷", "民间借贷纠纷", "买卖合同纠纷", "买卖合同纠纷", "金融借款合同纠纷",
    "建设工程施工合同纠纷", "租赁合同纠纷", "追索劳动报酬纠纷", "机动车交通事故责任纠纷",
)  # fmt: skip
WAGES: Final = "追索劳动报酬纠纷"
_POWERS: Final = (10_000, 100_000, 1_000_000, 10_000_000)
_MODES: Final = (
    *("PERFORMED",) * 35, *("TERMINATED_THIS_ROUND",) * 45, *("SETTLED",) * 12, *("TERMINATED",) * 8,
)  # fmt: skip


TAKEN: Final = ("鄂0112", 2026, "执")  # its number 1


class Docket:
    """Serial numbers of cases, from 1 by court, year and type as courts count: some thousand counters.

    `TAKEN` is the number of the case that a development hub holds open: a debt of the sample must not close it.
    """

    def __init__(self) -> None:
        self._last: Counter[tuple[str, int, str]] = Counter({TAKEN: 1})

    def number(self, court: Court, on: int, sort: str) -> str:
        year = int(ISO[on][:4])
        slot = (court.code, year, sort)
        self._last[slot] += 1
        return f"（{year}）{court.code}{sort}{self._last[slot]}号"


@dataclass(frozen=True, kw_only=True, slots=True)
class Debt:
    """One debtor's enforcement case with the judgment behind it. `amount` in fen; `closed` with its mode."""

    number: int
    kind: DebtorKind
    debtor: str
    index: int
    area: int
    court: Court
    case_number: str
    basis_number: str
    sued: int
    effective: int
    filed: int
    closed: int | None
    mode: str
    cause: str
    amount: int

    @property
    def key(self) -> str:
        return f"case:{self.number}"

    @property
    def paid(self) -> bool:
        return self.mode in ("PERFORMED", "SETTLED")


class Debts:
    """The debtors of one province: three in a hundred subjects, each once, in order."""

    def __init__(self, census: Census, seed: int, people: People, companies: Companies) -> None:
        self._census = census
        self._people = people
        self._companies = companies
        self._draws = Draws(seed, "debt")
        self._of_company = Shuffle(census.companies, seed, "company debtors")
        self._of_person = Shuffle(census.adults, seed, "person debtors")
        self._of_minor = Shuffle(census.minors, seed, "minor debtors")
        self._of_body = Shuffle(census.bodies - 1 + census.institutions, seed, "body debtors")

    def all(self, docket: Docket) -> Iterator[Debt]:
        for number in range(self._census.debtors):
            yield self._debt(number, docket)

    def _debt(self, number: int, docket: Docket) -> Debt:
        draw = self._draws.at(number)
        kind, index = self._debtor(number)
        debtor, able, area = self._identity(kind, index, draw)
        filed = draw.between(max(_CASE_RULES, able + _BEFORE), _LAST_FILING)
        effective = filed - draw.between(20, 300)
        sued = effective - draw.between(40, 240)
        court = _court(area, draw)
        ends, mode = filed + draw.between(60, 400), draw.pick(_MODES)
        closed = None if ends > LAST or draw.chance(250) else ends
        return Debt(
            number=number,
            kind=kind,
            debtor=debtor,
            index=index,
            area=area,
            court=court,
            case_number=docket.number(court, filed, "执"),
            basis_number=docket.number(court, sued, "民初"),
            sued=sued,
            effective=effective,
            filed=filed,
            closed=closed,
            mode="" if closed is None else mode,
            cause=draw.pick(CAUSES),
            amount=draw.between(100, 999) * draw.pick(_POWERS) + draw.below(10_000),
        )

    def _debtor(self, number: int) -> tuple[DebtorKind, int]:
        match number % _RARE_CYCLE:
            case place if place == _BODY_AT:
                return "BODY", 1 + self._of_body(number // _RARE_CYCLE)
            case place if place == _MINOR_AT:
                return "MINOR", minor(self._of_minor(number // _RARE_CYCLE))
        cycle, place = divmod(number, _CYCLE)
        if place < _COMPANIES:
            return "COMPANY", self._of_company(cycle * _COMPANIES + place)
        return "PERSON", adult(self._of_person(cycle * (_CYCLE - _COMPANIES) + place - _COMPANIES))

    def _identity(self, kind: DebtorKind, index: int, draw: Draw) -> tuple[str, int, int]:
        """Key, first day on which it could be sued, area."""
        if kind == "COMPANY":
            return company_key(index), self._companies.established(index), self._companies.area(index)
        if kind == "BODY":
            region = CORE_BODIES[index].region if index < self._census.bodies else PROVINCE
            near = [place for place, area in enumerate(AREAS) if area.code.startswith(region)]
            return f"g:{index}", 0, draw.pick(near)
        able = 0 if kind == "MINOR" else self._people.of_age(index)
        # A minor owes as heir, soon after birth at the earliest.
        return person_key(index), max(able, self._people.birth(index) + 1), draw_area(draw)


def _court(area: int, draw: Draw) -> Court:
    """Mostly the basic court of the place; some cases go to the court above it or to a special one."""
    basic = COURT_OF_AREA[area]
    kind = draw.below(1000)
    if kind < 50 and basic.superior is not None:
        return BY_CODE[basic.superior.removeprefix("court:")]
    if kind < 55:
        return BY_CODE[RAILWAY]
    if kind < 62:
        return BY_CODE[MARITIME]
    if basic.region == "420111" and kind < 400:
        return BY_CODE[EAST_LAKE]
    return basic
