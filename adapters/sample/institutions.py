"""The rows of public bodies, unions and mediation organisations."""

from __future__ import annotations

from typing import Final

from adapters.sample.census import Census
from adapters.sample.companies import BLOCK, ROOTS, Companies
from adapters.sample.companies import key as company_key
from adapters.sample.courts import COURT_OF_AREA
from adapters.sample.days import FIRST, LAST, day
from adapters.sample.draw import Draws
from adapters.sample.numbers import Holder, Numbers, fixed_line
from adapters.sample.people import People
from adapters.sample.people import key as person_key
from adapters.sample.public_bodies import (
    CORE_BODIES,
    EDUCATION,
    FEDERATIONS,
    HEALTH,
    JUSTICE,
    Body,
)
from adapters.sample.regions import AREAS, draw_address, draw_area, parent_city
from adapters.sample.rows import Row, Section, tie

_INSTITUTIONS: Final = (
    ("第{}中学", EDUCATION), ("第{}小学", EDUCATION), ("第{}幼儿园", EDUCATION), ("第{}人民医院", HEALTH),
    ("第{}社区卫生服务中心", HEALTH), ("第{}职业技术学校", EDUCATION), ("第{}疗养院", HEALTH),
)  # fmt: skip
_DIGITS: Final = "一二三四五六七八九十"
_OFFICE_FROM: Final = day(2018, 1, 1)
_MEDIATORS: Final = (
    ("劳动争议人民调解委员会", 0),
    ("商会人民调解委员会", 1),
    ("道路交通事故人民调解委员会", 1),
)


class Institutions:
    """The public side of one province."""

    def __init__(self, census: Census, seed: int, numbers: Numbers, people: People, companies: Companies) -> None:
        self._census = census
        self._numbers = numbers
        self._people = people
        self._companies = companies
        self._seed = seed

    def bodies(self) -> Section:
        draws = Draws(self._seed, "body")
        for index, body in enumerate(CORE_BODIES[: self._census.bodies]):
            draw = draws.at(index)
            row: Row = {
                "key": f"g:{index}",
                "name": body.name,
                "uscc": self._numbers.unified_code(Holder.BODY, index, "11", body.region),
                "bodyKind": body.kind,
                "level": body.level,
                "region": body.region,
            }
            if body.holds_shares:
                row["stateOwned"] = True
            yield "government_body", row
            if body.superior is not None:
                yield "supervised_by", tie(f"g:{index}", f"g:{body.superior}")
            person = self._people.any_official(draw)
            since = max(draw.between(_OFFICE_FROM, LAST - 400), self._people.of_age(person))
            held = tie(person_key(person), f"g:{index}", since)
            held["title"] = _title(body)
            yield "principal_of", held

    def institutions(self) -> Section:
        """Schools and hospitals under the province's departments."""
        draws = Draws(self._seed, "institution")
        for number in range(self._census.institutions):
            draw = draws.at(number)
            index = self._census.bodies + number
            area = draw_area(draw)
            name, superior = draw.pick(_INSTITUTIONS)
            yield (
                "government_body",
                {
                    "key": f"g:{index}",
                    "name": AREAS[area].name + name.format(draw.pick(_DIGITS)),
                    "uscc": self._numbers.unified_code(Holder.BODY, index, "12", AREAS[area].code),
                    "bodyKind": "PUBLIC_INSTITUTION",
                    "level": "COUNTY",
                    "region": AREAS[area].code,
                    "address": draw_address(area, draw),
                },
            )
            yield "supervised_by", tie(f"g:{index}", f"g:{superior}")
            person = self._people.any_official(draw)
            since = max(draw.between(FIRST, LAST - 400), self._people.of_age(person))
            yield "legal_rep_of", tie(person_key(person), f"g:{index}", since)

    def unions(self) -> Section:
        federations = FEDERATIONS[: self._census.federations]
        draws = Draws(self._seed, "union")
        for index, union in enumerate(federations):
            yield (
                "union",
                self._union(index, union.name, union.level, union.region, fixed_line(draws.at(index))),
            )
            if union.superior is not None:
                yield "supervised_by", tie(f"u:{index}", f"u:{union.superior}")
        of_region = {union.region: index for index, union in reversed(list(enumerate(federations)))}
        for number in range(self._census.grassroots):
            index = len(federations) + number
            draw = draws.at(index)
            company = self._with_staff(number)
            profile = self._companies.profile(company)
            area = AREAS[profile.area]
            name = f"{profile.name}工会委员会"
            yield "union", self._union(index, name, "GRASSROOTS", area.code, fixed_line(draw))
            above = of_region.get(area.code, of_region[parent_city(area).code])
            yield "supervised_by", tie(f"u:{index}", f"u:{above}")
            chair = self._people.any_adult(draw)
            since = max(self._companies.established(company) + 300, self._people.of_age(chair))
            held = tie(person_key(chair), f"u:{index}", since)
            held["title"] = "主席"
            yield "principal_of", held
            yield "employs", tie(company_key(company), person_key(chair), since, item="union")

    def mediators(self) -> Section:
        draws = Draws(self._seed, "mediator")
        for index in range(self._census.mediators):
            draw = draws.at(index)
            area = draw_area(draw)
            name, superior = _MEDIATORS[index % len(_MEDIATORS)]
            yield (
                "mediation_org",
                {
                    "key": f"m:{index}",
                    "name": AREAS[area].name + name,
                    "uscc": self._numbers.unified_code(Holder.MEDIATOR, index, "52", AREAS[area].code),
                    "region": AREAS[area].code,
                    "phone": fixed_line(draw),
                    "rosterCourt": COURT_OF_AREA[area].code,
                },
            )
            yield "supervised_by", tie(f"m:{index}", f"g:{JUSTICE}" if superior else "u:0")

    def _union(self, index: int, name: str, level: str, region: str, phone: str) -> Row:
        return {
            "key": f"u:{index}",
            "name": name,
            "uscc": self._numbers.unified_code(Holder.UNION, index, "81", region),
            "level": level,
            "region": region,
            "phone": phone,
        }

    def _with_staff(self, number: int) -> int:
        """The company of the grassroots union of that number: a root, none twice in the first blocks."""
        place = ROOTS[number % len(ROOTS)]
        return number // len(ROOTS) % self._companies.in_slot(place) * BLOCK + place


def _title(body: Body) -> str:
    if body.kind == "GOVERNMENT":
        return "主要负责人"
    return {"会": "主任", "厅": "厅长"}.get(body.name[-1], "局长")
