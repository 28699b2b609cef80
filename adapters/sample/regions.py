"""Hubei's regions (GB/T 2260), and how places are written in names and addresses."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources
from typing import Final

from adapters.sample.draw import Draw

PROVINCE: Final = "42"
CAPITAL: Final = "4201"
DIRECT: Final = "4290"  # counties directly under the province: no city of their own


@dataclass(frozen=True, kw_only=True, slots=True)
class Region:
    """A city (four digits) or a county, district or county-level city (six)."""

    code: str
    name: str
    city: str

    @property
    def short(self) -> str:
        """As it opens a company's name: 武汉, 大冶, 房县."""
        name = self.name
        for tail in ("土家族苗族自治州", "土家族自治县", "经济技术开发区", "管理区", "林区"):
            name = name.removesuffix(tail)
        return name[:-1] if len(name) > 2 and name[-1] in "市区县" else name


def text(name: str) -> str:
    """A data file of the sample."""
    return resources.files("adapters.sample").joinpath("data", name).read_text(encoding="utf-8")


def _read() -> tuple[tuple[Region, ...], tuple[Region, ...]]:
    rows = [
        Region(code=row["code"], name=row["name"], city=row["city"])
        for row in csv.DictReader(text("regions.csv").splitlines())
    ]
    cities = tuple(row for row in rows if len(row.code) == 4 and row.code != DIRECT)
    return cities, tuple(row for row in rows if len(row.code) == 6)


CITIES, AREAS = _read()
CITY_OF: Final = {city.code: city for city in CITIES}
CAPITAL_AREAS: Final = tuple(number for number, area in enumerate(AREAS) if area.city == CAPITAL)
COUNTIES: Final = tuple(area for area in AREAS if area.code[4] != "7")  # 7x: administrative zones


def parent_city(area: Region) -> Region:
    """The city above a county; the county itself where it is directly under the province."""
    return CITY_OF.get(area.city, area)


def draw_area(draw: Draw) -> int:
    """The number of an area; the capital has a third of all that goes on."""
    return draw.pick(CAPITAL_AREAS) if draw.chance(330) else draw.below(len(AREAS))


_STREETS: Final = (
    "建设",
    "人民",
    "解放",
    "中山",
    "长江",
    "汉江",
    "沿河",
    "新华",
    "东风",
    "文化",
    "朝阳",
    "滨湖",
)


def draw_address(area: int, draw: Draw) -> str:
    place = AREAS[area]
    city = parent_city(place)
    above = "" if city is place else city.name
    return f"湖北省{above}{place.name}{draw.pick(_STREETS)}路{draw.below(900) + 1}号"
