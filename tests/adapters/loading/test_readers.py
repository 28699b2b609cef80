from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.loading.readers import MAX_TEXT, MAX_TEXTS, READERS, Fault, Scene, day, instant, plain_text
from graph.model.declare import Attribute, Type
from graph.rules.sealing import Protected
from tests.graphs import CITIZEN, RING, USCC

TODAY = date(2026, 1, 1)
ABC = ("ACTIVE", "REVOKED")


def read(type_: Type, value: object, choices: tuple[str, ...] = (), **values: object) -> object:
    attribute = Attribute(name="x", type=type_, zh="", doc="", choices=choices)
    return READERS[type_](value, attribute, Scene(key_ring=RING, today=TODAY, values=values))


def test_every_type_of_the_model_has_a_reader() -> None:
    assert set(READERS) == set(Type)


@pytest.mark.parametrize(
    ("type_", "value", "stored"),
    [
        (Type.TEXT, "  ＡＢＣ１２ ", "ABC12"),
        (Type.TEXT, "x" * MAX_TEXT, "x" * MAX_TEXT),
        (Type.TEXT, f"工人{CITIZEN}", f"工人{CITIZEN[:10]}****{CITIZEN[14:]}"),
        (Type.TEXTS, ["甲 ", "乙"], ["甲", "乙"]),
        (Type.NAME, "武汉（江汉）有限公司", "武汉(江汉)有限公司"),
        (Type.DATE, "2024-02-29", "2024-02-29"),
        (Type.DATE, "0001-01-01", "0001-01-01"),
        (Type.DATE, "9998-12-31", "9998-12-31"),
        (Type.INSTANT, "2020-01-01T08:00:00+08:00", "2020-01-01T00:00:00.000000Z"),
        (Type.INSTANT, "2020-01-01 08:00:00", "2020-01-01T00:00:00.000000Z"),
        (Type.INSTANT, "2020-01-01T00:00:00.5Z", "2020-01-01T00:00:00.500000Z"),
        (Type.INSTANT, "2020-01-01T00:00", "2019-12-31T16:00:00.000000Z"),
        (Type.INSTANT, "1988-07-01 08:00:00", "1988-06-30T23:00:00.000000Z"),  # summer time was kept then
        (Type.MONEY, "120000.50", 12_000_050),
        (Type.MONEY, 0, 0),
        (Type.MONEY, 0.1, 10),
        (Type.MONEY, "1.500", 150),
        (Type.MONEY, "10000000000000", 10**15),
        (Type.SHARE, "0.24", 0.24),
        (Type.SHARE, 1, 1.0),
        (Type.SHARE, "1.5e-05", 1.5e-05),
        (Type.FLAG, "TRUE", True),
        (Type.FLAG, 0, False),
        (Type.NUMBER, "-12", -12),
        (Type.NUMBER, 1.5, 1.5),
        (Type.CHOICE, " active ", "ACTIVE"),
        (Type.CHOICES, ["REVOKED", "ACTIVE", "REVOKED"], ["REVOKED", "ACTIVE"]),
        (Type.UNIFIED_CODE, USCC.lower(), USCC),
        (Type.CASE_NUMBER, "(2026)鄂0112执001号", "（2026）鄂0112执1号"),
        (Type.COURT_CODE, "鄂 0112", "鄂0112"),
        (Type.COURT_CODE, "最高法", "最高法"),
        (Type.REGION, "420112", "420112"),
        (Type.REGISTRY_ID, "gb-coh: 0123 4567", "GB-COH:01234567"),
    ],
)
def test_what_is_stored(type_: Type, value: object, stored: object) -> None:
    assert read(type_, value, ABC) == stored


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (Type.TEXT, 12),
        (Type.TEXT, " \u3000 "),
        (Type.TEXT, "x" * (MAX_TEXT + 1)),
        (Type.TEXT, "a\nb"),
        (Type.TEXT, "a\u202eb"),
        (Type.TEXT, "a\ud800b"),
        (Type.NAME, "名" * 201),
        (Type.TEXTS, "甲;乙"),
        (Type.TEXTS, ["x"] * (MAX_TEXTS + 1)),
        (Type.TEXTS, ["x", None]),
        (Type.DATE, "2023-02-29"),
        (Type.DATE, "20240101"),
        (Type.DATE, "2024-1-1"),
        (Type.DATE, "0000-01-01"),
        (Type.DATE, "9999-12-31"),
        (Type.DATE, "٢٠٢٤-01-01"),
        (Type.DATE, 20240101),
        (Type.INSTANT, "2020-01-01"),
        (Type.INSTANT, "2020-01-01T25:00:00Z"),
        (Type.INSTANT, "0001-01-01T00:00:00"),
        (Type.INSTANT, "2020-W01-1T00:00"),
        (Type.INSTANT, 1577836800),
        (Type.MONEY, "-1"),
        (Type.MONEY, "1.005"),
        (Type.MONEY, "1,000"),
        (Type.MONEY, "10000000000000.01"),
        (Type.MONEY, float("nan")),
        (Type.MONEY, True),
        (Type.SHARE, "1.01"),
        (Type.SHARE, "24%"),
        (Type.SHARE, "-0.1"),
        (Type.SHARE, float("inf")),
        (Type.FLAG, "yes"),
        (Type.FLAG, 2),
        (Type.FLAG, None),
        (Type.NUMBER, "1e9"),
        (Type.CHOICE, "OPEN"),
        (Type.CHOICES, ["ACTIVE", "OPEN"]),
        (Type.UNIFIED_CODE, USCC[:-1] + "M"),
        (Type.CITIZEN_ID, CITIZEN[:-1] + "0"),
        (Type.CITIZEN_ID, int(CITIZEN)),
        (Type.DOCUMENT_NUMBER, "E12345678"),
        (Type.CASE_NUMBER, "鄂0112执1号"),
        (Type.COURT_CODE, "鄂011"),
        (Type.REGION, "4201123"),
        (Type.REGION, 420112),
        (Type.REGISTRY_ID, "01234567"),
        (Type.REGISTRY_ID, f"CN:{CITIZEN}"),
    ],
)
def test_what_is_refused_with_what_is_allowed(type_: Type, value: object) -> None:
    with pytest.raises(Fault, match="allowed: "):
        read(type_, value, ABC)


def test_a_citizen_id_is_stored_as_hash_mask_and_sealed_number() -> None:
    found = read(Type.CITIZEN_ID, CITIZEN)
    assert isinstance(found, Protected)
    assert found.mask == CITIZEN[:10] + "****" + CITIZEN[14:]
    assert CITIZEN not in found.match + found.sealed


def test_a_document_number_is_of_its_type() -> None:
    found = read(Type.DOCUMENT_NUMBER, "e12345678", documentType="PASSPORT")
    assert isinstance(found, Protected)
    assert found.scheme == "PASSPORT"


@pytest.mark.parametrize("type_", list(Type))
def test_no_fault_shows_a_personal_number(type_: Type) -> None:
    wrong = CITIZEN[:-1] + "0"
    for value in (wrong, f"x{wrong}\n", [wrong], int(wrong)):
        try:
            read(type_, value, () if type_ is Type.SEALED_TEXT else ABC)
        except Fault as fault:
            assert wrong not in fault.value + fault.reason


@given(st.integers(0, 10**15))
def test_money_is_exact(fen: int) -> None:
    assert read(Type.MONEY, str(Decimal(fen) / 100)) == fen


@given(st.datetimes(datetime(1992, 1, 1), datetime(9998, 12, 30)), st.integers(-12 * 60, 14 * 60))
def test_instants_keep_their_moment_and_sort_as_text(moment: datetime, minutes: int) -> None:
    sign, offset = "-" if minutes < 0 else "+", abs(minutes)
    found = instant(f"{moment.isoformat()}{sign}{offset // 60:02}:{offset % 60:02}")
    assert datetime.fromisoformat(found).replace(tzinfo=None) == moment - timedelta(minutes=minutes)
    assert len(found) == len("2020-01-01T00:00:00.000000Z")


@given(st.datetimes(datetime(1992, 1, 1), datetime(9998, 12, 30)))
def test_an_instant_without_offset_is_the_legal_zone(moment: datetime) -> None:
    aware = moment.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    assert instant(moment.isoformat()) == instant(aware.isoformat())


@given(st.dates(date(1, 1, 1), date(9998, 12, 31)))
def test_real_days_stay_as_they_are(found: date) -> None:
    assert day(found.isoformat()) == found.isoformat()


@given(st.text(max_size=60))
def test_a_text_that_was_read_reads_as_itself(text: str) -> None:
    try:
        found = plain_text(text)
    except Fault:
        return
    assert plain_text(found) == found
