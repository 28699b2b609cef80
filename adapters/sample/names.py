"""Names: people's of common surnames and given characters, organisations' of place, word, trade and form."""

from __future__ import annotations

from typing import Final

from adapters.sample.draw import Draw
from adapters.sample.regions import text


def _surnames() -> tuple[str, ...]:
    """Every surname as often as its weight says."""
    weighted = (line.split() for line in text("surnames.txt").splitlines())
    return tuple(name for name, weight in weighted for _ in range(int(weight)))


SURNAMES: Final = _surnames()
_GIVEN: Final = (text("given-female.txt").strip(), text("given-male.txt").strip())
SHORT_NAMES: Final = tuple(text("short-names.txt").split())

# GB/T 4754 division, and the word in a name.
TRADES: Final = (
    ("F51", "商贸"), ("F51", "贸易"), ("I65", "信息技术"), ("I65", "科技"), ("C13", "食品"), ("C26", "化工"),
    ("C34", "机械"), ("C36", "汽车零部件"), ("C38", "电气"), ("C30", "建材"), ("G54", "物流"),
    ("H62", "餐饮管理"), ("A01", "农业发展"), ("L72", "企业管理"), ("L72", "商务服务"), ("M73", "生物技术"),
    ("N77", "环保"), ("O80", "家政服务"), ("P83", "教育咨询"), ("R86", "文化传媒"), ("Q84", "医疗器械"),
    ("C17", "纺织"),
)  # fmt: skip
HOLDING: Final = (("L72", "控股"), ("L72", "投资"), ("L72", "实业"), ("L72", "产业发展"))
CONSTRUCTION: Final = (("E47", "建筑工程"), ("E48", "市政工程"), ("E50", "装饰工程"), ("E49", "安装工程"))
REAL_ESTATE: Final = (("K70", "房地产开发"), ("K70", "置业"))
LABOUR: Final = (("E50", "建筑劳务"), ("O82", "劳务"))
SHOPS: Final = (
    ("F52", "百货店"),
    ("H62", "餐馆"),
    ("F52", "五金经营部"),
    ("O80", "汽车修理厂"),
    ("F52", "便利店"),
)
FARMS: Final = (("A01", "种植专业合作社"), ("A03", "养殖专业合作社"), ("A05", "农机专业合作社"))


def draw_person_name(draw: Draw, male: bool) -> str:
    """A surname and one given character (one in six) or two."""
    given = _GIVEN[male]
    surname = draw.pick(SURNAMES)
    first = draw.pick(given)
    second = "" if draw.chance(160) else draw.pick(given)
    return surname + first + (second if second != first else "")
