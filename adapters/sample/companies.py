"""Companies: a number's place in its block of 64 says what a company is and how deep it stands.

So that a holder of the wanted depth is found by arithmetic, each block has the same places: small
businesses, roots (level 0), and companies held by companies down to level 7; counting the person at the top,
chains of holdings are up to eight long and mostly one to three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from adapters.sample.census import Census
from adapters.sample.days import FIRST, LAST, day
from adapters.sample.draw import Draw, Draws
from adapters.sample.names import (
    CONSTRUCTION,
    FARMS,
    HOLDING,
    LABOUR,
    REAL_ESTATE,
    SHOPS,
    SHORT_NAMES,
    TRADES,
)
from adapters.sample.numbers import Holder, Numbers
from adapters.sample.regions import AREAS, draw_area, parent_city

BLOCK: Final = 64

INDIVIDUAL: Final = range(0, 9)
COOPERATIVES: Final = range(9, 11)
BRANCHES: Final = range(11, 14)
PARTNERSHIPS: Final = range(14, 16)
SOLE: Final = 16
STATE_ROOT: Final = 17
ROOTS: Final = range(17, 42)
JOINT_STOCK: Final = (40, 41, 53)
STATE_CHILD: Final = 42
LISTED: Final = 41
LEVELS: Final = (
    ROOTS,
    range(42, 54),
    range(54, 58),
    range(58, 60),
    range(60, 61),
    range(61, 62),
    range(62, 63),
    range(63, 64),
)

CIRCLE_OF_THREE: Final = range(18, 21)
GUARANTEE_CIRCLE: Final = 21
MUTUAL: Final = range(22, 24)
CIRCLE_OF_FIVE: Final = range(24, 29)
SELF_HELD: Final = 30
GENERAL_CONTRACTORS: Final = range(31, 33)
SUBCONTRACTORS: Final = range(33, 35)
DEVELOPERS: Final = range(35, 37)
LABOUR_FIRMS: Final = 37

_TRADE_OF: Final = {
    **dict.fromkeys((*GENERAL_CONTRACTORS, *SUBCONTRACTORS), CONSTRUCTION),
    **dict.fromkeys(DEVELOPERS, REAL_ESTATE),
    LABOUR_FIRMS: LABOUR,
    **dict.fromkeys((STATE_ROOT, 38, 39, 40, 41, 53), HOLDING),
    **dict.fromkeys(INDIVIDUAL, SHOPS),
    **dict.fromkeys(COOPERATIVES, FARMS),
}
_CAPITALS: Final = (10, 50, 100, 100, 200, 300, 500, 500, 800, 1000, 1000, 2000, 3000, 5000, 10000, 50000)
_YOUNGEST: Final = day(2024, 12, 31)
_ODD: Final = 0x9E3779B97F4A7C15
_MASK: Final = (1 << 64) - 1


def level_of(company: int) -> int | None:
    """How many companies stand above it; None where nobody holds shares in it."""
    return _LEVEL_OF[company % BLOCK]


def _levels() -> tuple[int | None, ...]:
    found = {slot: level for level, slots in enumerate(LEVELS) for slot in slots}
    for slot in (*COOPERATIVES, *PARTNERSHIPS, SOLE):
        found[slot] = 0
    return tuple(found.get(slot) for slot in range(BLOCK))


_LEVEL_OF: Final = _levels()


def form_of(company: int) -> str:
    return _FORM_OF[company % BLOCK]


def _forms() -> tuple[str, ...]:
    found = {
        **dict.fromkeys(INDIVIDUAL, "INDIVIDUAL_BUSINESS"),
        **dict.fromkeys(COOPERATIVES, "COOPERATIVE"),
        **dict.fromkeys(BRANCHES, "BRANCH"),
        **dict.fromkeys(PARTNERSHIPS, "PARTNERSHIP"),
        SOLE: "SOLE_PROPRIETORSHIP",
        **dict.fromkeys(JOINT_STOCK, "JOINT_STOCK_COMPANY"),
    }
    return tuple(found.get(slot, "LIMITED_COMPANY") for slot in range(BLOCK))


_FORM_OF: Final = _forms()
_PREFIX: Final = {"INDIVIDUAL_BUSINESS": "92", "COOPERATIVE": "93"}


def key(company: int) -> str:
    return f"c:{company}"


@dataclass(frozen=True, slots=True)
class Profile:
    """What a company is by itself. `capital` in fen; `former_name` is empty or held until `renamed`."""

    area: int
    name: str
    industry: str
    capital: int
    status: str
    former_name: str
    renamed: int


class Companies:
    """The companies of one province, by number."""

    def __init__(self, census: Census, seed: int, numbers: Numbers) -> None:
        self.count = census.companies
        self._numbers = numbers
        self._draws = Draws(seed, "company")
        self._parents = Draws(seed, "branch")
        self._mix = Draws(seed, "established").at(0).below(1 << 32)
        self._counts = tuple((self.count - slot + BLOCK - 1) // BLOCK for slot in range(BLOCK))

    def in_slot(self, slot: int) -> int:
        """How many companies have that place in their block."""
        return self._counts[slot]

    def hub(self, slot: int, draw: Draw) -> int:
        """A company of that place, by power law."""
        return draw.skewed(self._counts[slot]) * BLOCK + slot

    def established(self, company: int) -> int:
        return FIRST + (((company * _ODD + self._mix * _ODD) & _MASK) >> 20) % (_YOUNGEST - FIRST)

    def unified_code(self, company: int, area: int) -> str:
        prefix = _PREFIX.get(form_of(company), "91")
        return self._numbers.unified_code(Holder.COMPANY, company, prefix, AREAS[area].code)

    def area(self, company: int) -> int:
        return draw_area(self._draws.at(company))

    def parent(self, branch: int) -> int:
        """The company whose branch it is: a root or a company of level 1."""
        draw = self._parents.at(branch)
        return self.hub(draw.between(ROOTS[0], LEVELS[1][-1]), draw)

    def profile(self, company: int) -> Profile:
        draw = self._draws.at(company)
        area = draw_area(draw)
        slot = company % BLOCK
        industry, trade = draw.pick(_TRADE_OF.get(slot, TRADES))
        short = draw.pick(SHORT_NAMES)
        name = self._named(company, area, short, trade, draw)
        capital = draw.pick(_CAPITALS) * 1_000_000
        status = "ACTIVE" if draw.chance(880) else draw.pick(_OTHER_STATUSES)
        former, renamed = "", 0
        if slot >= STATE_ROOT and draw.chance(60):
            renamed = draw.between(self.established(company) + 200, LAST - 200)
            old = draw.pick(SHORT_NAMES)
            former = name.replace(short, old, 1) if old != short else ""
        return Profile(area, name, industry, capital, status, former, renamed)

    def _named(self, company: int, area: int, short: str, trade: str, draw: Draw) -> str:
        place = AREAS[area]
        city = parent_city(place).short
        match form_of(company):
            case "INDIVIDUAL_BUSINESS":
                return f"{place.name}{short}{trade}"
            case "COOPERATIVE":
                return f"{place.short}{short}{trade}"
            case "BRANCH":
                return f"{self.profile(self.parent(company)).name}{place.short}分公司"
            case "PARTNERSHIP":
                return f"{city}{short}企业管理合伙企业（有限合伙）"
            case "SOLE_PROPRIETORSHIP":
                return f"{city}{short}{trade}厂"
            case "JOINT_STOCK_COMPANY":
                return f"湖北{short}{trade}股份有限公司"
        where = "湖北" if draw.chance(250) else place.short if draw.chance(250) else city
        suffix = "有限责任公司" if draw.chance(200) else "有限公司"
        return f"{where}{short}{trade}{suffix}"


_OTHER_STATUSES: Final = (
    *("REVOKED",) * 5, *("DEREGISTERED",) * 5, "LIQUIDATION", "BANKRUPTCY",
)  # fmt: skip
