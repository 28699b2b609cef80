"""How agencies write values: each form reads what it says, refuses the rest, and shows no personal number."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies.forms import FITS, FORMS, Family, Form
from adapters.loading.readers import Fault
from graph.model.declare import Type
from graph.rules.days import stored_instant

TODAY = date(2026, 11, 20)
CITIZEN = "420112198503071237"


@pytest.mark.parametrize(
    ("form", "value", "read"),
    [
        ("text", " 甲公司 ", "甲公司"),
        ("text", 17, "17"),
        ("case-number", "(2026)鄂0112执1021号", "（2026）鄂0112执1021号"),
        ("court-code", "鄂 0112", "鄂0112"),
        ("unified-code", "91420100ma4kabcdx1", "91420100MA4KABCDX1"),
        ("organisation-code", "600037341", "60003734-1"),
        ("organisation-code", "60003734-1", "60003734-1"),
        ("citizen-id", CITIZEN, CITIZEN),
        ("personal-number", "e00000003", "E00000003"),
        ("masked-citizen-id", "4201121985****123x", "4201121985****123X"),
        ("published-number", "3423011964****3224", "3423011964****3224"),
        ("published-number", "91420281MA4K0X1A0R", "91420281MA4K0X1A0R"),
        ("published-number", "600037341", "60003734-1"),
        ("date:YYYY-MM-DD", "2026-02-28", "2026-02-28"),
        ("date:YYYYMMDD", "20260228", "2026-02-28"),
        ("date:YYYYMMDD", 20260228, "2026-02-28"),
        ("date:YYYY/MM/DD", "2026/2/8", "2026-02-08"),
        ("date:YYYY年MM月DD日", "2026年2月8日", "2026-02-08"),
        ("date:epoch-milliseconds", 1776648600000, "2026-04-20"),
        # 17:00 UTC is the next day in Shanghai.
        ("date:epoch-milliseconds", "1776704400000", "2026-04-21"),
        ("time:YYYY-MM-DD HH:MM:SS", "2026-04-20 09:30:00", "2026-04-20T01:30:00.000000Z"),
        ("time:YYYYMMDDHHMMSS", "20260420093000", "2026-04-20T01:30:00.000000Z"),
        ("time:YYYY/MM/DD HH:MM:SS", "2026/4/20 09:30:00", "2026-04-20T01:30:00.000000Z"),
        ("time:ISO", "2026-04-20T09:30:00+08:00", "2026-04-20T01:30:00.000000Z"),
        ("time:epoch-seconds", 1776648600, "2026-04-20T01:30:00.000000Z"),
        ("money:yuan", "1200000.5", "1200000.50"),
        ("money:yuan", 35000, "35000.00"),
        ("money:yuan", 0.1, "0.10"),
        ("money:fen", 100000000, "1000000.00"),
        ("money:fen", "350", "3.50"),
        ("money:wan-yuan", 500.5, "5005000.00"),
        ("money:wan-yuan", "0.000001", "0.01"),
        ("share:percent", "62.5", "0.625"),
        ("share:percent", "100%", "1"),
        ("share:fraction", 0.375, "0.375"),
        ("share:fraction", 1e-05, "0.00001"),
        ("share:fraction", "０.５", "0.5"),
        ("money:yuan", "１２０.５０", "120.50"),
        ("date:YYYYMMDD", "２０２６０４２０", "2026-04-20"),
    ],
)
def test_a_form_reads_what_it_says(form: str, value: object, read: str) -> None:
    assert FORMS[form].read(value, TODAY) == read


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("text", True),
        ("text", 420112198503071237),
        ("text", "a\x00b"),
        ("case-number", "（2014）鄂黄梅执字第00123号"),
        ("unified-code", "91420100MA4KABCDX2"),
        ("organisation-code", "60003734-2"),
        ("citizen-id", "420112198503071238"),
        ("citizen-id", 420112198503071237),
        ("personal-number", "4201 12"),
        ("masked-citizen-id", CITIZEN),
        ("masked-citizen-id", "420112********1237"),
        ("published-number", CITIZEN),
        ("date:YYYY-MM-DD", "2026-02-30"),
        ("date:YYYY-MM-DD", "20260228"),
        ("date:YYYYMMDD", "2026-02-28"),
        ("date:YYYYMMDD", True),
        ("date:YYYY年MM月DD日", "2026年13月1日"),
        ("date:epoch-milliseconds", "-1"),
        ("date:epoch-milliseconds", 99999999999999999),
        ("time:YYYYMMDDHHMMSS", "20260420253000"),
        ("money:yuan", "1.005"),
        ("money:yuan", "-1"),
        ("money:yuan", "1,200"),
        ("money:yuan", float("nan")),
        ("money:fen", 1.5),
        ("money:wan-yuan", "0.0000001"),
        ("share:percent", "100.1"),
        ("share:fraction", "62.5"),
    ],
)
def test_a_form_refuses_the_rest_and_says_what_is_allowed(form: str, value: object) -> None:
    with pytest.raises(Fault) as caught:
        FORMS[form].read(value, TODAY)
    assert "allowed: " in caught.value.reason
    assert CITIZEN not in caught.value.value + caught.value.reason


@given(
    st.datetimes(datetime(1800, 1, 1), datetime(9990, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC)),
    st.sampled_from([form for form in FORMS.values() if form.family is Family.TIME and "epoch" not in form.name]),
)
def test_a_moment_that_is_written_is_read_back(moment: datetime, form: Form) -> None:
    stored = stored_instant(moment)
    assert form.write is not None
    assert form.read(form.write(stored), TODAY) == stored


@given(
    st.dates(date(1000, 1, 1), date(9998, 12, 31)),
    st.sampled_from([form for form in FORMS.values() if form.family is Family.DATE and form.write]),
)
def test_a_day_that_is_written_is_read_back(on: date, form: Form) -> None:
    assert form.read(form.write(on.isoformat()), TODAY) == on.isoformat()


def test_a_day_is_written_as_of_the_legal_zone() -> None:
    write = FORMS["date:YYYYMMDD"].write
    assert write is not None
    assert write("2026-12-31T16:00:00.000000Z") == "20270101"


def test_every_type_of_the_model_can_come_of_some_form() -> None:
    assert set().union(*FITS.values()) == set(Type)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(ANYTHING, st.sampled_from(list(FORMS.values())))
def test_whatever_comes_is_read_or_refused(value: object, form: Form) -> None:
    with suppress(Fault):
        assert isinstance(form.read(value, TODAY), str)
