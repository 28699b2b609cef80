"""Weights and thresholds of matching, one table an edition. An answer names the edition that it was given by.

Where they come from: no law gives numbers. What it gives is held by the rules in `judge`, whatever stands here: a
measure against a person wants the number of the document, and no name alone makes a party (法释〔2017〕7号
art. 6; 居民身份证法 art. 3: one number for one person, for life). The numbers follow from what is known of the
attributes and were tried on the labelled pairs of `bench/labelled.py`: `bench matching` prints precision and
recall of each band:

* a name and a full date of birth are not enough for a person: the commonest names have more bearers in a province
  than there were days in their lives. Both and a phone or an address are, but no phone and address without the
  day: a dormitory has namesakes, too;
* a company's name is protected inside its registering region and trade only (企业名称登记管理规定 art. 17), so
  it takes two more attributes that others rarely share;
* an address or a phone is shared by sister companies and by an agent's customers: with another name they stay
  below the threshold of review, all together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from graph.rules.identity import Kind


class Agreement(StrEnum):
    """How an attribute of the one side stands to that of the other."""

    EQUAL = "EQUAL"
    VARIANT = "VARIANT"  # the same name but for its legal form, brackets, or the word for its region
    SIMILAR = "SIMILAR"  # few letters differ
    PINYIN = "PINYIN"  # the same in Latin letters, which several names share
    OTHER_SCRIPT = "OTHER_SCRIPT"  # one is Chinese, the other may be its pinyin
    NEAR = "NEAR"  # a day with month and day of month exchanged, or one digit off
    DIFFERENT = "DIFFERENT"


Weights = Mapping[tuple[str, Agreement], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """`weights` add up to a score from 0 to 100; a pair of no row weighs nothing. `same` and `review` are the
    scores from which a pair is in that band, if no rule holds it back.
    """

    edition: str
    weights: Mapping[Kind, Weights]
    same: int
    review: int
    similar_percent: float  # of letters in common order, from which names are SIMILAR


_PERSON: Final[Weights] = MappingProxyType(
    {
        ("name", Agreement.EQUAL): 45,
        ("name", Agreement.SIMILAR): 20,
        ("name", Agreement.PINYIN): 15,
        ("name", Agreement.OTHER_SCRIPT): 5,
        ("name", Agreement.DIFFERENT): -20,
        ("birth_date", Agreement.EQUAL): 30,
        ("birth_date", Agreement.NEAR): 10,
        ("birth_date", Agreement.DIFFERENT): -40,
        ("phone", Agreement.EQUAL): 20,
        ("phone", Agreement.DIFFERENT): -5,
        ("address", Agreement.EQUAL): 20,
        ("address", Agreement.DIFFERENT): -5,
        ("region", Agreement.EQUAL): 5,
        ("region", Agreement.DIFFERENT): -5,
    }
)
_ORGANISATION: Final[Weights] = MappingProxyType(
    {
        ("name", Agreement.EQUAL): 55,
        ("name", Agreement.VARIANT): 45,
        ("name", Agreement.SIMILAR): 30,
        ("name", Agreement.PINYIN): 15,
        ("name", Agreement.OTHER_SCRIPT): 5,
        ("name", Agreement.DIFFERENT): -40,
        ("legal_representative", Agreement.EQUAL): 20,
        ("legal_representative", Agreement.DIFFERENT): -10,
        ("address", Agreement.EQUAL): 20,
        ("address", Agreement.DIFFERENT): -5,
        ("phone", Agreement.EQUAL): 15,
        ("phone", Agreement.DIFFERENT): -5,
        ("region", Agreement.EQUAL): 10,
        ("region", Agreement.DIFFERENT): -20,
    }
)
TABLE: Final = Table(
    edition="2026-1",
    weights=MappingProxyType({Kind.PERSON: _PERSON, Kind.ORGANISATION: _ORGANISATION}),
    same=90,
    review=40,
    similar_percent=85.0,
)
