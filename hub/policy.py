"""Who may see what, put into the plan before it runs.

`narrow` is the only place where a plan gets rights, and the compiler refuses a plan without them. For now
rights are classes of facts by role; grants by measure, field, region and task join them here.
"""

from __future__ import annotations

from dataclasses import replace

from graph.model.declare import Access
from graph.plan import Find, Plan, Rights
from hub.auth import Caller, Role
from hub.errors import ErrorCode, HubError

_CASE_WORK = (Access.PUBLIC, Access.PARTNER, Access.PARTY, Access.INTERNAL)

CLASSES: dict[Role, tuple[Access, ...]] = {
    Role.PARTNER: (Access.PUBLIC, Access.PARTNER),
    Role.INVESTIGATOR: _CASE_WORK,
    Role.JUDGE: _CASE_WORK,
    Role.PRESIDENT: _CASE_WORK,
    Role.CLERK: _CASE_WORK,
    Role.FINANCE_OFFICER: _CASE_WORK,
    Role.CREDIT_OFFICER: (Access.PUBLIC, Access.PARTNER),
    Role.MEDIATOR: (Access.PUBLIC,),
    Role.UNION_MANAGER: (Access.PUBLIC,),
    Role.DUTY_OFFICER: (Access.PUBLIC, Access.PARTNER),
    Role.AUDITOR: (),
    Role.DATA_PROTECTION_OFFICER: (),
    Role.DEVELOPER: (),
    Role.ADMIN: (),
}


def narrow(plan: Plan, caller: Caller) -> Plan:
    """The plan with the caller's rights in it.

    Raises HubError FORBIDDEN where the answer would be false for want of rights and not of facts (whether a
    party is under a measure), ValueError for a plan that no reader may make.
    """
    classes = tuple(access.value for access in CLASSES[caller.role])
    for root in plan.roots:
        if isinstance(root, Find) and root.blind and root.node.statements:
            raise ValueError("a blind find selects edges only")
        if isinstance(root, Find) and root.own:
            raise ValueError("only the door asks for the hub itself")
        if root.node.complete and Access.PARTNER.value not in classes:
            raise HubError(ErrorCode.FORBIDDEN, f"{caller.role} may not see the orders that this is told from")
    return replace(plan, rights=Rights(classes=classes))
