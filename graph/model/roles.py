"""Who may ask, and what for: names that callers and loaded grants share.

Which role may act for which purpose is a table; whatever is not in it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

NAME_LENGTH_MAX: Final = 128  # of a caller, as a token names it


class Role(StrEnum):
    """What a caller may be."""

    PARTNER = "PARTNER"
    INVESTIGATOR = "INVESTIGATOR"
    JUDGE = "JUDGE"
    PRESIDENT = "PRESIDENT"
    CLERK = "CLERK"
    MEDIATOR = "MEDIATOR"
    UNION_MANAGER = "UNION_MANAGER"
    CREDIT_OFFICER = "CREDIT_OFFICER"
    DUTY_OFFICER = "DUTY_OFFICER"
    FINANCE_OFFICER = "FINANCE_OFFICER"
    AUDITOR = "AUDITOR"
    DATA_PROTECTION_OFFICER = "DATA_PROTECTION_OFFICER"
    DEVELOPER = "DEVELOPER"
    ADMIN = "ADMIN"


class Purpose(StrEnum):
    ENFORCEMENT = "ENFORCEMENT"
    INTEGRITY_SUPERVISION = "INTEGRITY_SUPERVISION"
    MEDIATION = "MEDIATION"
    CREDIT_CHECK = "CREDIT_CHECK"
    COMMAND = "COMMAND"
    AUDIT = "AUDIT"
    DEVELOPMENT = "DEVELOPMENT"


_COURT: Final = (Purpose.ENFORCEMENT, Purpose.INTEGRITY_SUPERVISION)

PURPOSES: Final[Mapping[Role, tuple[Purpose, ...]]] = {
    Role.PARTNER: (Purpose.CREDIT_CHECK,),
    Role.INVESTIGATOR: _COURT,
    Role.JUDGE: _COURT,
    Role.PRESIDENT: _COURT,
    Role.CLERK: (*_COURT, Purpose.MEDIATION),
    Role.MEDIATOR: (Purpose.MEDIATION,),
    Role.UNION_MANAGER: (Purpose.MEDIATION,),
    Role.CREDIT_OFFICER: (Purpose.CREDIT_CHECK, Purpose.INTEGRITY_SUPERVISION),
    Role.DUTY_OFFICER: (Purpose.COMMAND,),
    Role.FINANCE_OFFICER: (Purpose.ENFORCEMENT,),
    Role.AUDITOR: (Purpose.AUDIT,),
    Role.DATA_PROTECTION_OFFICER: (Purpose.AUDIT,),
    Role.DEVELOPER: (Purpose.DEVELOPMENT,),
    Role.ADMIN: (Purpose.DEVELOPMENT,),
}

# No grant is one for development: whoever administers or develops the hub sees no person's data by it.
GRANTABLE: Final = tuple(purpose for purpose in Purpose if purpose is not Purpose.DEVELOPMENT)
