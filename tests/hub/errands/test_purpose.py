from __future__ import annotations

import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.roles import PURPOSES, Purpose, Role
from hub.callers.caller import Caller
from hub.errands.purpose import CASE_KINDS, CaseKind, Errand, check
from hub.errors import ErrorCode, HubError

CASE = "（2026）鄂0112执1号"


def _caller(role: Role) -> Caller:
    return Caller(role=role, agency=None, court=None, subject="a", token_id="1", expires_at=0)


def _encoded(text: str) -> str:
    return urllib.parse.quote(text)


def _refusal(role: Role, purpose: str | None, case: str | None) -> HubError:
    with pytest.raises(HubError) as caught:
        check(_caller(role), purpose, case)
    return caught.value


def test_every_role_and_every_purpose_is_in_its_table() -> None:
    assert set(PURPOSES) == set(Role) and set(CASE_KINDS) == set(Purpose)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("purpose", Purpose)
def test_a_role_acts_for_its_purposes_and_for_no_other(role: Role, purpose: Purpose) -> None:
    if purpose in PURPOSES[role]:
        assert check(_caller(role), purpose, _encoded(CASE)).purpose is purpose
    else:
        assert _refusal(role, purpose, _encoded(CASE)).code is ErrorCode.FORBIDDEN


def test_a_case_number_is_brought_to_its_normal_form() -> None:
    errand = check(_caller(Role.JUDGE), "ENFORCEMENT", _encoded("(2026)鄂0112执 001号"))
    assert errand == Errand(purpose=Purpose.ENFORCEMENT, case_number=CASE)


def test_an_agency_file_number_may_be_anything_printable() -> None:
    assert check(_caller(Role.PARTNER), "CREDIT_CHECK", "T-2026/7").case_number == "T-2026/7"


def test_a_purpose_without_a_case_takes_none() -> None:
    assert check(_caller(Role.AUDITOR), "AUDIT", None).case_number is None


def test_a_missing_purpose_names_those_of_the_role() -> None:
    error = _refusal(Role.CREDIT_OFFICER, None, None)
    assert error.code is ErrorCode.PURPOSE_REQUIRED
    assert error.extensions["allowed"] == ["CREDIT_CHECK", "INTEGRITY_SUPERVISION"]


def test_an_unknown_purpose_is_bad_input() -> None:
    assert _refusal(Role.JUDGE, "FUN", None).code is ErrorCode.BAD_INPUT


def test_a_missing_case_number_says_which_header_is_wanted() -> None:
    error = _refusal(Role.JUDGE, "ENFORCEMENT", None)
    assert error.code is ErrorCode.PURPOSE_REQUIRED and "X-Case-Number" in error.message


@pytest.mark.parametrize("header", ["%E9%84", "%zz", "鄂", "%", "a" * 5000, _encoded("（2026）鄂0112执0号"), "x"])
def test_a_case_number_that_is_none_is_bad_input(header: str) -> None:
    assert _refusal(Role.JUDGE, "ENFORCEMENT", header).code is ErrorCode.BAD_INPUT


def test_a_mediation_may_have_a_number_of_its_own_kind() -> None:
    assert CASE_KINDS[Purpose.MEDIATION] is CaseKind.MEDIATION
    assert check(_caller(Role.MEDIATOR), "MEDIATION", _encoded("调2026-7")).case_number == "调2026-7"


@given(st.text(), st.text())
def test_any_headers_give_an_errand_or_a_clear_error(purpose: str, case: str) -> None:
    for role in (Role.JUDGE, Role.PARTNER):
        for wanted in (purpose, PURPOSES[role][0].value):
            try:
                check(_caller(role), wanted, case)
            except HubError as error:
                assert error.message
