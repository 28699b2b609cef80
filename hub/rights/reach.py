"""What each role may see for each purpose: classes of facts, and how far each reaches. One table.

Where a role or purpose has no row, nothing is seen. Grants (`hub.rights.grants`) add to it; nothing takes from it
but the consent that a source's provider withholds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.model.declare import Access
from graph.model.roles import Purpose, Role


class Reach(StrEnum):
    EVERYWHERE = "EVERYWHERE"
    COURT = "COURT"  # registers province-wide; of cases, those of the caller's court and all below it, or its task
    FILE = "FILE"  # the one file that the request names, if the caller has a task in it


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """One cell: a class of facts and its reach, with the rule behind it."""

    access: Access
    reach: Reach
    basis: str


_PUBLIC: Final = Sight(access=Access.PUBLIC, reach=Reach.EVERYWHERE, basis="法释〔2017〕7号 第六条")
_ORDERS: Final = Sight(access=Access.PARTNER, reach=Reach.EVERYWHERE, basis="法释〔2017〕7号 第八条")
_INTERNAL: Final = Sight(access=Access.INTERNAL, reach=Reach.COURT, basis="法发〔2016〕401号; 三统一")
_PARTY: Final = Sight(access=Access.PARTY, reach=Reach.COURT, basis="财产调查规定 第八条、第十二条")
_MEDIATION: Final = Sight(access=Access.MEDIATION, reach=Reach.FILE, basis="特邀调解规定 第二十八条")

_COURT_STAFF: Final = (_PUBLIC, _ORDERS, _PARTY, _INTERNAL)

SIGHTS: Final[Mapping[tuple[Role, Purpose], tuple[Sight, ...]]] = {
    (Role.PARTNER, Purpose.CREDIT_CHECK): (_PUBLIC, _ORDERS),
    (Role.CREDIT_OFFICER, Purpose.CREDIT_CHECK): (_PUBLIC, _ORDERS),
    (Role.CREDIT_OFFICER, Purpose.INTEGRITY_SUPERVISION): (_PUBLIC, _ORDERS),
    **{
        (role, purpose): _COURT_STAFF
        for role in (Role.INVESTIGATOR, Role.JUDGE, Role.PRESIDENT, Role.CLERK)
        for purpose in (Purpose.ENFORCEMENT, Purpose.INTEGRITY_SUPERVISION)
    },
    (Role.FINANCE_OFFICER, Purpose.ENFORCEMENT): _COURT_STAFF,
    (Role.CLERK, Purpose.MEDIATION): (_PUBLIC, _MEDIATION),
    (Role.MEDIATOR, Purpose.MEDIATION): (_PUBLIC, _MEDIATION),
    (Role.UNION_MANAGER, Purpose.MEDIATION): (_PUBLIC, _MEDIATION),
    (Role.DUTY_OFFICER, Purpose.COMMAND): (_PUBLIC, _ORDERS),
}

# Introspection, suggestions and the whole schema; others get it narrowed to what they may ask.
SCHEMA_READERS: Final = frozenset((Role.DEVELOPER, Role.ADMIN))

# Only these read others' data as third parties: a court works on its own record and under its own duty to inquire.
THIRD_PARTIES: Final = frozenset((Role.PARTNER, Role.CREDIT_OFFICER, Role.MEDIATOR, Role.UNION_MANAGER))
