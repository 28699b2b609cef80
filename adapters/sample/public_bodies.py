"""Government bodies with their superiors, unions by level, mediation organisations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adapters.sample.regions import AREAS, CITIES, DIRECT, PROVINCE, Region

_PROVINCIAL: Final = (
    "国有资产监督管理委员会", "财政厅", "发展和改革委员会", "司法厅", "人力资源和社会保障厅",
    "市场监督管理局", "住房和城乡建设厅", "自然资源厅", "公安厅", "教育厅", "交通运输厅", "民政厅",
    "卫生健康委员会", "水利厅",
)  # fmt: skip
_OF_CITY: Final = (
    "财政局", "发展和改革委员会", "人力资源和社会保障局", "市场监督管理局", "住房和城乡建设局",
    "自然资源局", "公安局",
)  # fmt: skip
_OF_COUNTY: Final = (
    "财政局", "发展和改革局", "人力资源和社会保障局", "市场监督管理局", "住房和城乡建设局", "教育局",
)  # fmt: skip
_SASAC: Final = _PROVINCIAL[0]
_INDUSTRIES: Final = ("建设", "交通运输")


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A government or department; `superior` is its superior's place in the same list, always earlier."""

    name: str
    kind: str
    level: str
    region: str
    superior: int | None
    holds_shares: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Federation:
    name: str
    level: str
    region: str
    superior: int | None


DIRECT_COUNTIES: Final = tuple(area for area in AREAS if area.city == DIRECT)
_UNDER_CITIES: Final = tuple(area for area in AREAS if area.city != DIRECT)
FIRST_TIER: Final = (*CITIES, *DIRECT_COUNTIES)  # the 17 units directly under the province


def _level(region: Region) -> str:
    return "CITY" if len(region.code) == 4 else "COUNTY"


def _department(name: str, region: Region, superior: int) -> Body:
    return Body(
        name=region.name + name,
        kind="DEPARTMENT",
        level=_level(region),
        region=region.code,
        superior=superior,
        holds_shares=name in (_SASAC, "财政局"),
    )


def _core() -> Iterator[Body]:
    """Most needed first: a small province has the head of this list."""
    yield Body(name="湖北省人民政府", kind="GOVERNMENT", level="PROVINCE", region=PROVINCE, superior=None)
    for name in _PROVINCIAL:
        yield Body(
            name="湖北省" + name,
            kind="DEPARTMENT",
            level="PROVINCE",
            region=PROVINCE,
            superior=0,
            holds_shares=name in (_SASAC, "财政厅"),
        )
    place = 1 + len(_PROVINCIAL)
    of_tier = {region.code: place + number for number, region in enumerate(FIRST_TIER)}
    for region in FIRST_TIER:
        yield _government(region, 0)
    for region in FIRST_TIER:
        yield _department(_SASAC, region, of_tier[region.code])
    place += 2 * len(FIRST_TIER)
    of_county = {area.code: place + number for number, area in enumerate(_UNDER_CITIES)}
    for area in _UNDER_CITIES:
        yield _government(area, of_tier[area.city])
    for region in FIRST_TIER:
        yield from (_department(name, region, of_tier[region.code]) for name in _OF_CITY)
    for area in _UNDER_CITIES:
        yield from (_department(name, area, of_county[area.code]) for name in _OF_COUNTY)


def _government(region: Region, superior: int) -> Body:
    zone = region.code[4:5] == "7"
    name = region.name + ("管理委员会" if zone else "人民政府")
    return Body(name=name, kind="GOVERNMENT", level=_level(region), region=region.code, superior=superior)


def _federations() -> Iterator[Federation]:
    yield Federation(name="湖北省总工会", level="PROVINCE", region=PROVINCE, superior=None)
    for industry in _INDUSTRIES:
        yield Federation(name=f"湖北省{industry}工会", level="INDUSTRY", region=PROVINCE, superior=0)
    of_tier: dict[str, int] = {}
    for number, region in enumerate(FIRST_TIER, start=1 + len(_INDUSTRIES)):
        of_tier[region.code] = number
        yield Federation(name=f"{region.name}总工会", level=_level(region), region=region.code, superior=0)
    for area in _UNDER_CITIES:
        yield Federation(name=f"{area.name}总工会", level="COUNTY", region=area.code, superior=of_tier[area.city])


CORE_BODIES: Final = tuple(_core())
FEDERATIONS: Final = tuple(_federations())
SHAREHOLDERS: Final = (
    1,
    *range(1 + len(_PROVINCIAL) + len(FIRST_TIER), 1 + len(_PROVINCIAL) + 2 * len(FIRST_TIER)),
)
JUSTICE: Final = 1 + _PROVINCIAL.index("司法厅")
EDUCATION: Final = 1 + _PROVINCIAL.index("教育厅")
HEALTH: Final = 1 + _PROVINCIAL.index("卫生健康委员会")
