from __future__ import annotations

from datetime import date

import pytest

from hub.scrub import holds_citizen_id, scrubbed, scrubbed_name

TODAY = date(2026, 11, 24)
NUMBER = "11010519491231002X"
OLD_FORM = "110105491231002"
FULL_WIDTH = "１１０１０５１９４９１２３１００２Ｘ"


@pytest.mark.parametrize("number", [NUMBER, NUMBER.lower(), OLD_FORM, FULL_WIDTH])
def test_a_citizen_number_of_any_width_is_hidden(number: str) -> None:
    assert scrubbed(f"party {number}, served") == "party ***, served"


def test_a_number_of_another_length_stays() -> None:
    assert scrubbed("1234567890123456") == "1234567890123456"


def test_a_request_id_stays() -> None:
    assert scrubbed("a" + "1" * 18 + "bcdefabcdefab") == "a" + "1" * 18 + "bcdefabcdefab"


def test_a_number_between_letters_is_hidden_in_a_name() -> None:
    assert scrubbed_name("Q110105194912310028") == "Q***"


def test_a_bearer_token_is_hidden() -> None:
    assert scrubbed("Authorization: Bearer abc.def") == "Authorization: Bearer ***"


def test_a_bare_token_is_hidden() -> None:
    assert scrubbed("got eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJ4In0.AbC-_1") == "got ***"


@pytest.mark.parametrize("number", [NUMBER, "110105194912310020", OLD_FORM, FULL_WIDTH])
def test_a_number_with_a_real_birth_date_is_a_citizen_id_even_mistyped(number: str) -> None:
    assert holds_citizen_id(f'{{"text":"{number}"}}', TODAY)


@pytest.mark.parametrize(
    "number", ["914201126764321098", "110105194913310028", "420112000012345", "110105203012310028"]
)
def test_a_number_without_one_is_not(number: str) -> None:
    assert not holds_citizen_id(number, TODAY)
