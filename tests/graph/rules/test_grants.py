"""What must hold in a grant, row by row; whatever breaks it opens nothing."""

from __future__ import annotations

from typing import Any

import pytest

from graph.model.roles import GRANTABLE, PURPOSES, Purpose, Role
from graph.rules.grants import grant_fault

FILE = "（2026）鄂0112执1号"
HOLDS: dict[str, dict[str, Any]] = {
    "classes in courts": {"role": "JUDGE", "classes": ["INTERNAL"], "courts": ["鄂01"]},
    "sealed facts to one in a file": {"holder": "zheng", "classes": ["SEALED"], "files": [FILE]},
    "measures": {"agency": "RAILWAY", "measures": ["JP-702"]},
    "a source": {"agency": "UNION", "systems": ["market"]},
    "fields": {"agency": "HRSS", "classes": ["PUBLIC"], "fields": ["COMPANY.uscc", "PERSON"]},
    "empty lists beside": {"agency": "HRSS", "classes": ["PUBLIC"], "files": [], "purposes": []},
}
BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "for nobody": ({"classes": ["PUBLIC"]}, "role"),
    "of nothing": ({"role": "JUDGE"}, "classes"),
    "of empty lists": ({"role": "JUDGE", "classes": [], "measures": []}, "classes"),
    "files alone": ({"role": "JUDGE", "files": [FILE], "measures": ["JP-702"]}, "files"),
    "fields alone": ({"role": "JUDGE", "fields": ["PERSON"], "measures": ["JP-702"]}, "fields"),
    "fields of a source consented to": (
        {"agency": "HRSS", "classes": ["PUBLIC"], "fields": ["PERSON"], "systems": ["market"]},
        "fields",
    ),
    "sealed facts to a role": ({"role": "JUDGE", "classes": ["SEALED"], "files": [FILE]}, "classes"),
    "sealed facts everywhere": ({"holder": "zheng", "classes": ["PUBLIC", "SEALED"]}, "classes"),
    "an unknown role": ({"role": "KING", "classes": ["PUBLIC"]}, "role"),
    "a purpose of other roles": (
        {"role": "PARTNER", "classes": ["PUBLIC"], "purposes": ["ENFORCEMENT"]},
        "purposes",
    ),
    "for development": ({"agency": "HRSS", "classes": ["PUBLIC"], "purposes": ["DEVELOPMENT"]}, "purposes"),
    "to who only develops": ({"role": "ADMIN", "classes": ["PUBLIC"]}, "role"),
    "two numbers in one": ({"holder": "zheng", "classes": ["SEALED"], "files": [f"{FILE}、{FILE}"]}, "files"),
    "a number not in its form": ({"holder": "z", "classes": ["PARTY"], "files": ["(2026)鄂0112执1号"]}, "files"),
    "a court that is none": ({"role": "JUDGE", "classes": ["PUBLIC"], "courts": ["Hubei"]}, "courts"),
    "a field that is none": ({"role": "JUDGE", "classes": ["PUBLIC"], "fields": ["PERSON.shoe"]}, "fields"),
    "a measure that is none": ({"agency": "RAILWAY", "measures": ["XX-1"]}, "measures"),
    "a holder with a long name": ({"holder": "x" * 129, "classes": ["PUBLIC"]}, "holder"),
}


@pytest.mark.parametrize("name", HOLDS)
def test_a_grant_holds(name: str) -> None:
    assert grant_fault(HOLDS[name]) is None


@pytest.mark.parametrize("name", BROKEN)
def test_a_grant_is_refused_by_field_and_reason(name: str) -> None:
    told, field = BROKEN[name]
    fault = grant_fault(told)
    assert fault is not None and fault.field == field and fault.reason


def test_each_role_is_granted_its_own_purposes_and_no_other() -> None:
    for role in Role:
        for purpose in Purpose:
            told = {"role": role.value, "classes": ["PUBLIC"], "purposes": [purpose.value]}
            may = purpose in PURPOSES[role] and purpose in GRANTABLE
            assert (grant_fault(told) is None) is may, (role, purpose)
