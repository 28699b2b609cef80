"""Identifiers: known good ones pass, one wrong character is caught, messages keep numbers to themselves."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.identifiers import (
    DocumentType,
    InvalidIdentifier,
    birth_date,
    case_number,
    citizen_id,
    complete_citizen_id,
    complete_organisation_code,
    complete_unified_code,
    document_number,
    masked,
    masked_document,
    unified_code,
)

TODAY = date(2026, 11, 23)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD_CODES = [
    "91420281MA4K0X1A0R",
    "91420100MA4KABCDX1",
    "11420281011234566A",
    "8142000050001234XM",
    "124201004416234573",
    "91110000600037341L",
]
GOOD_CITIZENS = ["360426199101010071", "420112198503071237", "420281199012310021", "420103201006150012"]

codes = st.builds(
    lambda head, region, organisation: complete_unified_code(
        head + region + complete_organisation_code(organisation)
    ),
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=8, max_size=8),
)
citizens = st.builds(
    lambda region, born, sequence: complete_citizen_id(f"{region:06}{born:%Y%m%d}{sequence:03}"),
    st.integers(0, 999_999),
    st.dates(date(1800, 1, 1), TODAY),
    st.integers(0, 999),
)
checks: list[Callable[[str], object]] = [
    unified_code,
    case_number,
    lambda text: citizen_id(text, TODAY),
    lambda text: document_number(DocumentType.PASSPORT, text),
]


@pytest.mark.parametrize("code", GOOD_CODES)
def test_a_known_unified_code_passes(code: str) -> None:
    assert unified_code(code) == code


def test_a_unified_code_is_normalised() -> None:
    assert unified_code(" ９１４２０２８１ma4k0x1a0r\n") == "91420281MA4K0X1A0R"


@given(codes)
def test_a_completed_unified_code_passes_whatever_it_starts_with(code: str) -> None:
    assert unified_code(code) == code


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_never_passes(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(InvalidIdentifier):
            unified_code(wrong)


def test_remainder_zero_gives_check_digit_zero() -> None:
    found = [c for c in (complete_unified_code(f"9142{n:04}60003734" + "1") for n in range(200)) if c[17] == "0"]
    assert found


def test_the_organisation_code_inside_must_hold() -> None:
    with pytest.raises(InvalidIdentifier, match="position 17"):
        unified_code("91110000600037342L")


@pytest.mark.parametrize("number", GOOD_CITIZENS)
def test_a_known_citizen_id_passes(number: str) -> None:
    assert citizen_id(number, TODAY) == number


@given(citizens)
def test_a_completed_citizen_id_passes_whatever_its_region(number: str) -> None:
    assert citizen_id(number.lower(), TODAY) == number


@given(citizens, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_never_passes(number: str, place: int, other: str) -> None:
    wrong = number[:place] + other + number[place + 1 :]
    if wrong != number:
        with pytest.raises(InvalidIdentifier):
            citizen_id(wrong, TODAY)


def test_the_old_form_is_the_same_number() -> None:
    assert citizen_id("420112850307123", TODAY) == "420112198503071237"


def test_a_birth_date_after_today_is_refused() -> None:
    with pytest.raises(InvalidIdentifier, match="birth date"):
        citizen_id("420103201006150012", date(2010, 6, 14))


def test_a_birth_date_of_today_passes() -> None:
    assert citizen_id("420103201006150012", date(2010, 6, 15))


def test_a_birth_date_that_is_no_day_is_refused() -> None:
    with pytest.raises(InvalidIdentifier, match="birth date"):
        citizen_id(complete_citizen_id("42011219850230123"), TODAY)


def test_the_birth_date_is_read() -> None:
    assert birth_date("420112198503071237") == date(1985, 3, 7)


def test_the_published_mask_hides_positions_11_to_14() -> None:
    assert masked("420112198503071237") == "4201121985****1237"


def test_a_document_number_is_normalised() -> None:
    assert document_number(DocumentType.PASSPORT, " e1234 5678 ") == "E12345678"


@pytest.mark.parametrize("text", ["E123", "E" * 21, "E1234-5678", "护照E12345678", ""])
def test_a_document_number_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="PASSPORT"):
        document_number(DocumentType.PASSPORT, text)


@given(st.text("0123456789ABCXYZ", min_size=5, max_size=20))
def test_the_mask_of_a_document_hides_at_least_half(number: str) -> None:
    assert masked_document(number).count("*") * 2 >= len(number)


@pytest.mark.parametrize(
    "text",
    [
        "（2026）鄂0112执1号",
        "(2026)鄂0112执1号",
        "〔2026〕鄂0112执1号",
        " (2026) 鄂 0112 执 1 号",
        "（２０２６）鄂０１１２执００１号",
    ],
)
def test_one_case_has_one_text(text: str) -> None:
    assert case_number(text).text == "（2026）鄂0112执1号"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("（2019）最高法知民终12号", (2019, "最高法", "知民终", 12, "")),
        ("（2020）鄂执复7号", (2020, "鄂", "执复", 7, "")),
        ("（2020）鄂96执恢7号", (2020, "鄂96", "执恢", 7, "")),
        ("（2021）鄂0112诉前调确9号之一", (2021, "鄂0112", "诉前调确", 9, "之一")),
    ],
)
def test_a_case_number_is_taken_apart(text: str, parts: tuple[int, str, str, int, str]) -> None:
    found = case_number(text)
    assert (found.year, found.court_code, found.type_code, found.serial, found.sub) == parts


@pytest.mark.parametrize(
    "text",
    [
        "2026鄂0112执1号",
        "（2026）鄂011执1号",
        "（2026）鄂0112执号",
        "（2026）鄂0112执0号",
        "（2026）0112执1号",
        "（0026）鄂0112执1号",
        "（2026）鄂0112执1号之1",
        "（2015）鄂东西湖执字第00123号",
        "（2026）鄂0112执1号\x00",
        "（2026）鄂0112执" + "1" * 60 + "号",
        "",
    ],
)
def test_what_is_no_case_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier, match="CASE_NUMBER"):
        case_number(text)


@given(
    st.integers(1900, 2199),
    st.sampled_from(["最高法", "鄂", "鄂96", "鄂0112", "兵01"]),
    st.sampled_from(["执", "执恢", "民初", "诉前调确"]),
    st.integers(1, 999_999_999),
)
def test_a_case_number_comes_back_as_it_was_built(year: int, court: str, kind: str, serial: int) -> None:
    found = case_number(f"({year}){court}{kind}{serial}号")
    assert (found.year, found.court_code, found.type_code, found.serial) == (year, court, kind, serial)


@given(st.sampled_from(checks), st.text(max_size=200) | st.text("0123456789X（）鄂执号", max_size=80))
def test_any_text_gives_a_value_or_an_invalid_identifier(check: Callable[[str], object], text: str) -> None:
    try:
        check(text)
    except InvalidIdentifier as error:
        assert error.reason


@given(st.sampled_from(checks), citizens)
def test_no_message_holds_a_citizen_id_that_was_in_the_wrong_field(
    check: Callable[[str], object], number: str
) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        check(number + "?")
    assert number[3:15] not in f"{caught.value} {caught.value!r}"


@pytest.mark.parametrize("check", checks)
def test_too_long_a_text_is_refused_before_it_is_read(check: Callable[[str], object]) -> None:
    with pytest.raises(InvalidIdentifier, match="at most 64"):
        check("9" * 65)


def test_the_error_survives_a_process_boundary() -> None:
    error = InvalidIdentifier("USCC", "***", "wrong form; allowed: 18 characters")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
