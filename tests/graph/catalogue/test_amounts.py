"""The amounts as data: every row against the article as it was read, and what a wrong row is told."""

from __future__ import annotations

import pytest

from graph.catalogue.amounts import COLUMNS, amount_of, built_in_amounts, read_amounts
from graph.catalogue.limits import Kind

# 民事诉讼法 第一百一十八条: 对个人十万元以下, 对单位五万元以上一百万元以下.
READ_BY_HAND = {
    "FINE_INDIVIDUAL_MAXIMUM": (Kind.MAXIMUM, 100_000),
    "FINE_UNIT_MINIMUM": (Kind.MINIMUM, 50_000),
    "FINE_UNIT_MAXIMUM": (Kind.MAXIMUM, 1_000_000),
}
HEAD = ",".join(COLUMNS)
GOOD = "A_B,MAXIMUM,100,民事诉讼法,2023-09-01,118,true,对个人的罚款,Fine"


def test_every_row_is_as_it_was_read() -> None:
    rows = built_in_amounts().values()
    assert {row.name: (row.kind, row.fen // 100) for row in rows} == READ_BY_HAND
    assert {str(row.law) for row in rows} == {"民事诉讼法(2023-09-01) 第118条"}
    assert all(row.verified and row.fen % 100 == 0 for row in rows)


@pytest.mark.parametrize(
    ("wrong", "right", "told"),
    [
        ("A_B,", "a-b,", "name is 'a-b'; allowed: UPPER_SNAKE"),
        ("MAXIMUM", "CLOCK", "kind is 'CLOCK'; allowed: MAXIMUM, MINIMUM"),
        (",100,", ",0,", "yuan is '0'; allowed: whole yuan, more than none"),
        (",118,", ",十,", "article is '十'; allowed: a number, or nothing"),
        ("2023-09-01", "", "version is empty"),
    ],
)
def test_a_wrong_row_is_told_with_its_line(wrong: str, right: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"own\.csv, line 2 \(") as failed:
        read_amounts(f"{HEAD}\n{GOOD.replace(wrong, right)}", file="own.csv")
    assert told in str(failed.value)


def test_a_name_stands_once() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        read_amounts(f"{HEAD}\n{GOOD}\n{GOOD}", file="own.csv")


def test_a_name_that_there_is_not_is_told() -> None:
    with pytest.raises(LookupError, match=r"amounts\.csv"):
        amount_of("FINE")
