"""Accounts of debtors, and freezes of them as these tests move them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from adapters.formats.record import FactMeta
from tests.graphs import CASE, Node, Tie
from tests.hub.cases.asking import REGISTER, Cases, Desk

FIELDS: Final = """id state version allowedEvents account amount termMonths heldAmount frozenUntil decidedOn
  servedOn endedOn withdrawnOn liftedOn deadlines { name dueAt overdue law }
  history { event state by role } targets { edges { basisRole } }"""
RULED: Final = {"decisionNumber": "（2026）鄂0112执1号之一", "decidedOn": "2026-06-01"}
CLAIMED: Final = "1000000.00"
# The debtor's own account, the unit's: one of each purpose, one of nobody's telling, one that it only says it has.
PURPOSES: Final = {
    "own": ("debtor", "ORDINARY"),
    "plain": ("unit", "ORDINARY"),
    "basic": ("unit", "BASIC"),
    "wage": ("unit", "WAGE_DEDICATED"),
    "deposit": ("unit", "WAGE_DEPOSIT"),
    "untold": ("unit", None),
    "claimed account": ("unit", "ORDINARY"),
}
_ACCOUNTS: Final = """query ($key: SubjectKey!) { subject(by: $key) { ... on Person { accounts { ...A } }
  ... on Company { accounts { ...A } } } }
  fragment A on AccountOwnershipOfConnection { edges { node { id sources { key } } } }"""

_PROJECTS: Final = """query ($key: SubjectKey!) { subject(by: $key) {
  ... on Company { projects { edges { node { id sources { key } } } } } } }"""


def money(*, claimed: str | None = CLAIMED, wages: bool = False) -> list[Node | Tie]:
    """A file with its claim, accounts of the purposes, and the project whose wages the wage account pays."""
    told = {"caseNumber": CASE, "filedOn": "2026-01-05", "amount": claimed}
    if wages:
        told["flags"] = ["MIGRANT_WAGES"]
    return [
        Node("CASE", "case:1", {name: value for name, value in told.items() if value is not None}),
        Node("PROJECT", "project", {"name": "某安置房项目"}),
        Node("PROJECT", "other project", {"name": "另一项目"}),
        *(
            Node("ACCOUNT", key, {"purpose": of} if of else {"bank": "某银行"})
            for key, (_, of) in PURPOSES.items()
        ),
        *(
            Tie("OWNS_ACCOUNT", holder, key, meta=FactMeta() if key == "claimed account" else REGISTER)
            for key, (holder, _) in PURPOSES.items()
        ),
        Tie("OWNS_ACCOUNT", "project", "wage", meta=REGISTER),
        *(
            Tie("TAKES_PART_IN", "unit", key, {"part": "GENERAL_CONTRACTOR"})
            for key in ("project", "other project")
        ),
    ]


async def account_ids(desk: Desk) -> dict[str, str]:
    """Accounts by their source's key, as the judge finds them."""
    found: dict[str, str] = {}
    for key in ("debtor", "unit"):
        by = {"source": {"system": "court", "key": key}}
        told = await desk.ask(_ACCOUNTS, {"key": by}, role="JUDGE")
        for edge in told["accounts"]["edges"]:
            [source] = edge["node"]["sources"]
            found[source["key"]] = edge["node"]["id"]
    return found


async def project_ids(desk: Desk) -> dict[str, str]:
    """Projects by their source's key."""
    by = {"source": {"system": "court", "key": "unit"}}
    told = await desk.ask(_PROJECTS, {"key": by}, role="JUDGE")
    nodes = [edge["node"] for edge in told["projects"]["edges"]]
    return {node["sources"][0]["key"]: node["id"] for node in nodes}


def proposal(account: str, **given: Any) -> dict[str, Any]:
    return {"account": account, "amount": "200000.00", "termMonths": 12, **given}


async def in_force(
    freezes: Cases, subject: Mapping[str, Any], account: str, day: str = "2026-06-01", **given: Any
) -> dict[str, Any]:
    """Proposed, decided and served on the bank on one day."""
    case = await freezes.open(subject, **proposal(account, **given))
    case = await freezes.move(case, "JUDGE", "decide", **{**RULED, "decidedOn": day})
    return await freezes.move(case, "CLERK", "serve", servedOn=day)
