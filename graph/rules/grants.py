"""What must hold in a grant: whom it is for, what it opens, and what may stand beside what. One rule.

The loader and the desk refuse a row that breaks it; where one is read nevertheless, from a graph older than this
rule, it opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.catalogue import measure_codes
from graph.model import MODEL
from graph.model.declare import Access
from graph.model.roles import GRANTABLE, NAME_LENGTH_MAX, PURPOSES, Role
from graph.rules.courts import CODE_FORM, is_code
from graph.rules.identifiers import InvalidIdentifier, file_number

WHO: Final = ("role", "agency", "grantedCourt", "holder")
WHAT: Final = ("classes", "measures", "systems")


@dataclass(frozen=True, kw_only=True, slots=True)
class GrantFault:
    """`field` is an attribute of GRANT, `value` the part of it that is wrong; `reason` says what is allowed."""

    field: str
    reason: str
    value: str = ""


def grant_fault(told: Mapping[str, Any]) -> GrantFault | None:
    """The first fault of a grant's attributes, None for a grant that holds. An empty list counts as missing."""
    given = {name: value for name, value in told.items() if value not in (None, [], ())}
    for check in (_whole, _sealed, _of_role):
        if (fault := check(given)) is not None:
            return fault
    for name, is_one, reason in _ITEMS:
        for item in given.get(name, ()):
            if not is_one(item):
                return GrantFault(field=name, value=item, reason=reason)
    return None


def _whole(given: Mapping[str, Any]) -> GrantFault | None:
    if not any(name in given for name in WHO):
        return GrantFault(
            field="role",
            reason="whom the grant is for is missing; allowed: at least one of role, agency, court, holder",
        )
    if not any(name in given for name in WHAT):
        return GrantFault(
            field="classes", reason=f"what it opens is missing; allowed: at least one of {', '.join(WHAT)}"
        )
    for name in ("files", "fields"):
        if name in given and "classes" not in given:
            reason = f"{name} without classes of facts open nothing; allowed: {name} beside classes"
            return GrantFault(field=name, reason=reason)
    if "fields" in given and "systems" in given:
        reason = "consent is to all of a source's data; allowed: fields and systems in two grants"
        return GrantFault(field="fields", reason=reason)
    if len(given.get("holder", "")) > NAME_LENGTH_MAX:
        return GrantFault(field="holder", reason=f"too long; allowed: {NAME_LENGTH_MAX} characters, as in a token")
    return None


def _sealed(given: Mapping[str, Any]) -> GrantFault | None:
    """Sealed facts are for named individuals in named files; that they exist is hidden from all others."""
    if Access.SEALED in given.get("classes", ()) and not ("holder" in given and "files" in given):
        reason = "SEALED is opened to one holder in named files only; allowed: holder and files"
        return GrantFault(field="classes", reason=reason)
    return None


def _of_role(given: Mapping[str, Any]) -> GrantFault | None:
    role = given.get("role")
    if role is not None and role not in set(Role):
        return GrantFault(field="role", value=role, reason=f"no such role; allowed: {', '.join(Role)}")
    may = [each for each in GRANTABLE if role is None or each in PURPOSES[Role(role)]]
    if not may:
        reason = "acts for DEVELOPMENT only, and no grant opens anything for that"
        return GrantFault(field="role", value=str(role), reason=reason)
    for purpose in given.get("purposes", ()):
        if purpose not in may:
            whose = f"of {role}" if role is not None else "of any role"
            return GrantFault(
                field="purposes", value=purpose, reason=f"no purpose {whose}; allowed: {', '.join(may)}"
            )
    return None


def _is_file(text: str) -> bool:
    """A number in its normal form."""
    try:
        return file_number(text) == text
    except InvalidIdentifier:
        return False


_ITEMS: Final[tuple[tuple[str, Callable[[str], bool], str], ...]] = (
    ("courts", is_code, f"no code of a court; allowed: {CODE_FORM}"),
    ("files", _is_file, "no number of a case or mediation in its normal form"),
    (
        "fields",
        lambda text: MODEL.field(text) is not None,
        "no such field; allowed: KIND.attribute or KIND as in docs/RIGHTS.md",
    ),
    ("measures", lambda text: text in measure_codes(), "no measure of the catalogue"),
)
