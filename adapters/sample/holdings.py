"""Who holds a company: parents by level, persons, the state, and the odd circle.

Shares are millionths, so that they add up exactly and have at most six places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from adapters.sample import people as persons
from adapters.sample.census import Census
from adapters.sample.companies import (
    BLOCK,
    CIRCLE_OF_FIVE,
    CIRCLE_OF_THREE,
    COOPERATIVES,
    LEVELS,
    MUTUAL,
    PARTNERSHIPS,
    SELF_HELD,
    SOLE,
    STATE_CHILD,
    STATE_ROOT,
    Companies,
    key,
    level_of,
)
from adapters.sample.days import LAST
from adapters.sample.draw import Draw, Draws
from adapters.sample.people import People
from adapters.sample.public_bodies import SHAREHOLDERS

WHOLE: Final = 1_000_000
_CENT: Final = WHOLE // 100
_MAIN: Final = (34, 40, 50, 51, 51, 60, 67, 70, 80, 90, 95, 99)  # per cent of the first holder
_EXTRA: Final = (*(0,) * 25, *(1,) * 40, *(2,) * 20, *(3,) * 10, *(4,) * 5)
# Which circle a block has: the places in it that hold each other in a ring, and each one's share in the next.
_CIRCLES: Final = {
    0: (range(SELF_HELD, SELF_HELD + 1), 5 * _CENT),
    1: (CIRCLE_OF_THREE, 30 * _CENT),
    2: (MUTUAL, 25 * _CENT),
    3: (CIRCLE_OF_FIVE, 20 * _CENT),
}
_CIRCLE_PERIOD: Final = 40  # blocks


class Holding(NamedTuple):
    """One holder of a company: `parts` millionths from `since` (to before `until`).

    `person` where it is one; not `exact` where the register knows a range only.
    """

    holder: str
    parts: int
    since: int
    until: int | None
    person: int | None
    exact: bool


class Holdings:
    """The holders of every company of one province, by its number."""

    def __init__(self, census: Census, seed: int, people: People, companies: Companies) -> None:
        self._census = census
        self._people = people
        self._companies = companies
        self._draws = Draws(seed, "holding")

    def of(self, company: int) -> list[Holding]:
        """Distinct holders, the main one first; current shares add up to at most a whole."""
        level = level_of(company)
        if level is None:
            return []
        draw = self._draws.at(company)
        established = self._companies.established(company)
        found: dict[str, tuple[int, int | None]] = {}
        self._main(company, level, draw, found)
        for _ in range(_extra(company, draw)):
            self._extra(level, draw, found)
        ring = self._before_in_circle(company)
        left = WHOLE if ring is None else WHOLE - ring[1]
        if draw.chance(50):
            left -= draw.between(1, 10) * _CENT  # the rest is nobody's: a register with gaps
        exact = not draw.chance(10)
        holdings = [
            Holding(holder, parts, max(established, since), None, person, exact)
            for (holder, (since, person)), parts in zip(found.items(), _split(draw, left, len(found)), strict=True)
        ]
        if ring is not None:  # a root: nobody found so far is a company
            since = max(established, self._companies.established(int(ring[0][2:])))
            holdings.append(Holding(ring[0], ring[1], since, None, None, True))
        elif level == 0 and draw.chance(50):
            self._handed_on(holdings, established, draw)
        return holdings

    def _main(self, company: int, level: int, draw: Draw, found: dict[str, tuple[int, int | None]]) -> None:
        slot = company % BLOCK
        if slot == STATE_ROOT:
            found[f"g:{draw.pick(SHAREHOLDERS)}"] = (0, None)
        elif level:
            above = STATE_ROOT if slot == STATE_CHILD else draw.pick(LEVELS[level - 1])
            self._company(self._companies.hub(above, draw), found)
        else:
            # Most people hold one company; one in eight main holders is drawn by power law.
            hub = draw.chance(125)
            self._person(self._people.hub_adult(draw) if hub else self._people.any_adult(draw), found)

    def _extra(self, level: int, draw: Draw, found: dict[str, tuple[int, int | None]]) -> None:
        kind = draw.below(1000)
        if kind < 4:
            found[f"a:{draw.below(self._census.arrangements)}"] = (0, None)
        elif kind < 8:
            found[f"x:{draw.below(self._census.unspecified)}"] = (0, None)
        elif kind < 10:
            found[f"u:{draw.below(self._census.federations)}"] = (0, None)
        elif level and kind < 200:
            self._company(self._companies.hub(draw.pick(LEVELS[draw.below(level)]), draw), found)
        elif kind < 250:
            self._person(self._people.hub_adult(draw), found)
        else:
            self._person(self._people.any_adult(draw), found)

    def _person(self, person: int, found: dict[str, tuple[int, int | None]]) -> None:
        found.setdefault(persons.key(person), (self._people.of_age(person), person))

    def _company(self, company: int, found: dict[str, tuple[int, int | None]]) -> None:
        found.setdefault(key(company), (self._companies.established(company), None))

    def _before_in_circle(self, company: int) -> tuple[str, int] | None:
        """The company before it in its ring, and the share that one holds."""
        block, slot = divmod(company, BLOCK)
        circle = _CIRCLES.get(block % _CIRCLE_PERIOD)
        if circle is None or slot not in circle[0]:
            return None
        slots, parts = circle
        if block * BLOCK + slots[-1] >= self._companies.count:
            return None  # the last block is not whole
        before = slots[(slot - slots[0] - 1) % len(slots)]
        return key(block * BLOCK + before), parts

    def _handed_on(self, holdings: list[Holding], established: int, draw: Draw) -> None:
        """Puts a former holder before the main one: the same share, until the day of the transfer."""
        main = holdings[0]
        former = self._people.any_adult(draw)
        if main.person is None or any(holding.person == former for holding in holdings):
            return
        since = max(established, self._people.of_age(former))
        handed = max(main.since, draw.between(since + 200, LAST - 60))
        if handed <= since or since > LAST - 260:
            return
        holdings[0] = main._replace(since=handed)
        holdings.append(Holding(persons.key(former), main.parts, since, handed, former, True))


def _extra(company: int, draw: Draw) -> int:
    slot = company % BLOCK
    if slot == SOLE:
        return 0
    if slot in COOPERATIVES:
        return draw.between(4, 9)
    if slot in PARTNERSHIPS:
        return draw.between(1, 4)
    return draw.pick(_EXTRA)


def _split(draw: Draw, total: int, count: int) -> Sequence[int]:
    """`total` in `count` positive parts, mostly whole per cents; the first is the greatest as a rule."""
    if count == 1:
        return (total,)
    odd = draw.chance(30)
    rest = total
    parts: list[int] = []
    for after in range(count - 1, 0, -1):
        per_cent = draw.between(30, 70) if parts else draw.pick(_MAIN)
        unit = 1 if odd else _CENT
        while rest < 2 * (after + 1) * unit:
            unit //= 10
        part = min(max(rest * per_cent // 100 // unit * unit, unit), rest - after * unit)
        parts.append(part)
        rest -= part
    return (*parts, rest)
