"""Whom matching serves, and what for. One table.

A name leads to subjects here, so it serves those who may inquire into parties of a case they name: courts' own
staff, and the credit office where it supervises integrity under a court's case. A PARTNER is answered by numbers
alone (`screen`): it would learn from a name whether somebody is known to the court at all.
"""

from __future__ import annotations

from typing import Final

from graph.model.roles import Purpose, Role
from hub.callers.caller import Caller
from hub.errands.serving import Serves

_COURT_STAFF: Final = (Role.INVESTIGATOR, Role.JUDGE, Role.PRESIDENT, Role.CLERK)

MATCHERS: Final = Serves(
    frozenset(
        {
            *(
                (role, purpose)
                for role in _COURT_STAFF
                for purpose in (Purpose.ENFORCEMENT, Purpose.INTEGRITY_SUPERVISION)
            ),
            (Role.CREDIT_OFFICER, Purpose.INTEGRITY_SUPERVISION),
        }
    )
)


def desk_of(caller: Caller) -> str:
    """Whose reviews the caller files, sees and decides: its court's, else its agency's, else its role's.

    Courts do not share them: that a record was filed tells that somebody's list had it.
    """
    if caller.court is not None:
        return f"court {caller.court}"
    return f"agency {caller.agency.value}" if caller.agency is not None else f"role {caller.role.value}"
