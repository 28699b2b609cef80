"""What is asked under load: all of it is of the schema, and as often as the table says."""

from __future__ import annotations

import re
from typing import cast

import pytest
from graphql import parse, validate

from adapters.sample.census import Census
from bench.load import traffic
from bench.load.figures import WORDS
from bench.load.traffic import MIX, QUERIES, Population, requests
from hub.api.schema import schema

POPULATION = Population(2_000, 7, "province")


@pytest.mark.parametrize("operation", QUERIES)
def test_each_operation_is_one_of_the_schema(operation: str) -> None:
    assert validate(schema(), parse(QUERIES[operation])) == []


def test_the_mix_adds_up_and_is_the_table() -> None:
    rows = re.findall(r"^\| (\d+) \| (partner|investigator) \|", traffic.__doc__ or "", re.MULTILINE)
    assert [(int(share), role.upper()) for share, role in rows] == list(MIX.values())
    assert sum(share for share, _ in MIX.values()) == 100
    assert list(MIX) == list(QUERIES) == list(WORDS)


def test_whoever_is_asked_about_is_of_the_province_and_the_same_each_time() -> None:
    drawn = POPULATION.drawn(50)
    assert drawn == POPULATION.drawn(50)
    census = Census.of(2_000)
    for variables in drawn["shareholders"]:
        assert int(str(variables["k"]).removeprefix("c:")) < census.companies
    sizes = {len(cast("list[object]", variables["of"])) for variables in drawn["screen"]}
    assert min(sizes) >= 1 and max(sizes) <= 20 and len(sizes) > 5


def test_who_is_screened_at_once_is_nobody_twice() -> None:
    of = cast("list[object]", POPULATION.screened(500)["of"])
    assert len(of) == len({repr(each) for each in of}) == 500


def test_callers_take_turns() -> None:
    asked = {operation: [{}, {}, {}] for operation in QUERIES}
    headers = {role: [{"Who": f"{role}-{number}"} for number in range(2)] for role in ("PARTNER", "INVESTIGATOR")}
    for operation, share, written in requests(asked, headers):
        assert (share, len(written)) == (MIX[operation][0], 3)
        for turn, each in enumerate(written):
            assert b"Who: %s-%d\r\n" % (MIX[operation][1].encode(), turn % 2) in each
