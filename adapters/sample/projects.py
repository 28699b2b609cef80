"""Construction projects: developer, general contractor, subcontractors, and the contracts between them."""

from __future__ import annotations

from typing import Final

from adapters.sample.census import Census
from adapters.sample.companies import (
    DEVELOPERS,
    GENERAL_CONTRACTORS,
    LABOUR_FIRMS,
    SUBCONTRACTORS,
    Companies,
    key,
)
from adapters.sample.days import ISO, LAST
from adapters.sample.draw import Draw, Draws
from adapters.sample.names import SHORT_NAMES
from adapters.sample.regions import AREAS, draw_area
from adapters.sample.rows import Section, tie, yuan

_WORKS: Final = (
    "花园一期",
    "花园二期",
    "广场",
    "产业园",
    "综合楼",
    "安置房",
    "污水处理厂",
    "中学新校区",
    "市政道路",
)


class Projects:
    """The projects of one province, by number."""

    def __init__(self, census: Census, seed: int, companies: Companies) -> None:
        self._census = census
        self._companies = companies
        self._draws = Draws(seed, "project")
        self._parts = Draws(seed, "project parts")

    def started(self, project: int) -> int:
        """After everyone who takes part was there; at the latest in March 2026."""
        parts = self._companies_of(project)
        return max(map(self._companies.established, parts)) + 30 + self._draws.at(project).below(400)

    def rows(self) -> Section:
        for project in range(self._census.projects):
            started = self.started(project)
            draw = self._draws.at(project)
            finished = started + 300 + draw.below(700)
            area = draw_area(draw)
            budget = draw.between(500, 80_000) * 1_000_000
            row: dict[str, object] = {
                "key": f"pj:{project}",
                "name": AREAS[area].name + draw.pick(SHORT_NAMES) + draw.pick(_WORKS),
                "region": AREAS[area].code,
                "budget": yuan(budget),
                "startedOn": ISO[started],
            }
            if finished <= LAST:
                row["finishedOn"] = ISO[finished]
            yield "project", row
            yield from self._contracts(project, started, budget, draw)

    def _contracts(self, project: int, started: int, budget: int, draw: Draw) -> Section:
        developer, general, *subs, labour = self._companies_of(project)
        public = draw.chance(300)
        owner = f"g:{draw.below(self._census.bodies)}" if public else key(developer)
        target = f"pj:{project}"
        chain = [("DEVELOPER", owner, ""), ("GENERAL_CONTRACTOR", key(general), owner)]
        chain += [("SUBCONTRACTOR", key(sub), key(general)) for sub in subs]
        chain.append(("LABOUR_SUBCONTRACTOR", key(labour), key(draw.pick((general, *subs)))))
        for place, (part, who, gives) in enumerate(chain):
            taken = tie(who, target, started)
            taken["part"] = part
            yield "takes_part_in", taken
            if gives:
                contract = tie(who, gives, started, item=target)
                contract["tier"] = part
                contract["project"] = target
                contract["amount"] = yuan(budget * 9 // 10 // 4 ** (place - 1))
                yield "contracts_for", contract

    def _companies_of(self, project: int) -> list[int]:
        """Developer, general contractor, one or two subcontractors, labour firm: by place, so distinct."""
        draw = self._parts.at(project)
        places = [draw.pick(DEVELOPERS), draw.pick(GENERAL_CONTRACTORS), *SUBCONTRACTORS[: 1 + draw.below(2)]]
        return [self._companies.hub(place, draw) for place in (*places, LABOUR_FIRMS)]
