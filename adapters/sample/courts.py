"""Hubei's court tree. Which codes are known and which only derived: `data/PROVENANCE.md`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adapters.sample.numbers import Holder, Numbers
from adapters.sample.regions import AREAS, CITIES, CITY_OF, COUNTIES, DIRECT, PROVINCE, Region
from adapters.sample.rows import Row, Section, tie

HIGH: Final = "鄂"
HANJIANG: Final = "鄂96"
RAILWAY: Final = "鄂71"
MARITIME: Final = "鄂72"
EAST_LAKE: Final = "鄂0192"
SHENNONGJIA: Final = "429021"

# Courts of development zones stand in for, or beside, the court of a district.
_IN_PLACE_OF: Final = {"420113": ("鄂0191", "湖北省武汉经济技术开发区人民法院")}
_TRIBUNALS: Final = (
    ("鄂0104", "劳动争议专业人民法庭"),
    ("鄂0112", "吴家山人民法庭"),
    ("鄂0281", "城北人民法庭"),
    ("鄂0381", "城关人民法庭"),
    ("鄂0582", "城关人民法庭"),
    ("鄂0683", "城南人民法庭"),
    ("鄂0881", "城郊人民法庭"),
    ("鄂0982", "城北人民法庭"),
    ("鄂1088", "城关人民法庭"),
    ("鄂1127", "城关人民法庭"),
    ("鄂2828", "城关人民法庭"),
    ("鄂9004", "城区人民法庭"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Court:
    """A court; `code` is empty for a tribunal, which files under its basic court's code."""

    key: str
    name: str
    code: str
    level: str
    region: str
    superior: str | None


def _court(name: str, code: str, level: str, region: str, superior: str | None) -> Court:
    above = None if superior is None else f"court:{superior}"
    return Court(key=f"court:{code}", name=name, code=code, level=level, region=region, superior=above)


def _intermediate() -> Iterator[Court]:
    for city in CITIES:
        yield _court(f"湖北省{city.name}中级人民法院", HIGH + city.code[2:], "INTERMEDIATE", city.code, HIGH)
    yield _court("湖北省汉江中级人民法院", HANJIANG, "INTERMEDIATE", PROVINCE, HIGH)
    yield _court("武汉铁路运输中级法院", RAILWAY, "INTERMEDIATE", PROVINCE, HIGH)
    yield _court("武汉海事法院", MARITIME, "INTERMEDIATE", PROVINCE, HIGH)


def _above(area: Region) -> str:
    if area.code == SHENNONGJIA:
        return "鄂05"
    return HANJIANG if area.city == DIRECT else HIGH + area.city[2:]


def _basic() -> Iterator[Court]:
    for area in COUNTIES:
        district = CITY_OF[area.city].name if area.name.endswith("区") and area.city != DIRECT else ""
        derived = (HIGH + area.code[2:], f"湖北省{district}{area.name}人民法院")
        code, name = _IN_PLACE_OF.get(area.code, derived)
        yield _court(name, code, "BASIC", area.code, _above(area))
    yield _court("湖北省武汉东湖新技术开发区人民法院", EAST_LAKE, "BASIC", "420111", "鄂01")
    yield _court("武汉铁路运输法院", "鄂7101", "BASIC", PROVINCE, RAILWAY)
    yield _court("襄阳铁路运输法院", "鄂7102", "BASIC", PROVINCE, RAILWAY)


def _tree() -> Iterator[Court]:
    yield _court("湖北省高级人民法院", HIGH, "HIGH", PROVINCE, None)
    yield from _intermediate()
    basic = {court.code: court for court in _basic()}
    yield from basic.values()
    for code, name in _TRIBUNALS:
        above = basic[code]
        yield Court(
            key=f"{above.key}-t1",
            name=above.name + name,
            code="",
            level="TRIBUNAL",
            region=above.region,
            superior=above.key,
        )


COURTS: Final = tuple(_tree())
BY_CODE: Final = {court.code: court for court in COURTS if court.code}
_OF_REGION: Final = {court.region: court for court in COURTS if court.level == "BASIC" and court.code != EAST_LAKE}


def _serving(area: Region) -> Court:
    """The basic court of an area; a zone without one goes to a neighbour under the same city."""
    neighbour = {"421071": "421002", "421171": "421127"}
    return _OF_REGION[neighbour.get(area.code, area.code)]


COURT_OF_AREA: Final = tuple(_serving(area) for area in AREAS)


def courts(numbers: Numbers) -> Section:
    for index, court in enumerate(COURTS):
        row: Row = {"key": court.key, "name": court.name}
        if court.code:
            row["courtCode"] = court.code
            row["uscc"] = numbers.unified_code(Holder.COURT, index, "11", court.region)
        row["level"] = court.level
        row["region"] = court.region
        yield "court", row
    for court in COURTS:
        if court.superior is not None:
            yield "subordinate_to", tie(court.key, court.superior)
