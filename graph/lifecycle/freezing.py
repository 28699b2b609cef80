"""What may be frozen: whose account, for which debt, how much and for how long.

An account of the debtor whose purpose a source states; a wage account for the wages of its own project alone. A
stated amount within what the file claims and other freezes of it do not hold yet; a year at most.
"""

from __future__ import annotations

from typing import Final

from graph.lifecycle.assessed import assessed
from graph.lifecycle.exclusions import IDENTIFIED
from graph.lifecycle.machine import Guard
from graph.lifecycle.performed import NOT_PERFORMED
from graph.lifecycle.scene import Scene
from graph.rules.clocks import MOST, Limit, Unit
from graph.rules.yuan import shown

RULING: Final = "查封扣押冻结规定(2020-12-29) 第一条"
OWN: Final = "查封扣押冻结规定(2020-12-29) 第二条"
NO_EXCESS: Final = "查封扣押冻结规定(2020-12-29) 第十九条"
STATED: Final = "财产保全规定(2020-12-29) 第十五条"
TERM: Final = "民诉法解释(2022-04-01) 第四百八十五条"
WAGES: Final = "保障农民工工资支付条例(2019-12-30) 第三十三条"
LONGEST: Final = "SEIZURE_BANK_MAXIMUM"
WAGE_PURPOSES: Final = frozenset(("WAGE_DEDICATED", "WAGE_DEPOSIT"))
BASIC: Final = "BASIC"
# The bank was served, and with no lift yet.
RUNNING: Final = ("IN_FORCE", "OBJECTED", "EXCESS_FOUND", "LIFT_DUE")
# No longer in force, or never: what they held is free.
OVER: Final = ("REJECTED", "ENDED", "LIFTED", "LAPSED", "WITHDRAWN")


def _debtor(scene: Scene) -> str | None:
    return None if scene.target.debtor else "not a judgment debtor of this file; allowed: one of them"


def _wages(scene: Scene) -> str | None:
    """What pays migrant workers is met for what the same project owes them, and for nothing else."""
    account = scene.account
    if account is None or not account.purposes & WAGE_PURPOSES:
        return None
    if scene.claim.wages and scene.told("wagesOf") in account.projects:
        return None
    return (
        "it is a wage account or a wage deposit, which is not frozen for another debt; allowed: in a file marked"
        " MIGRANT_WAGES, for the wages of the project that holds it (wagesOf)"
    )


def _owner(scene: Scene) -> str | None:
    if scene.account is not None and scene.target.id in scene.account.owners:
        return None
    return "account: no account that the debtor holds by a register or the court; allowed: the id of one"


def _purpose(scene: Scene) -> str | None:
    if scene.account is None or scene.account.purposes:
        return None
    return "no source states what the account is for; allowed: once one does, since it may be one for wages"


def held(scene: Scene) -> int:
    """Fen that other freezes of this file hold of the debtor: as the banks answered, until then all they state."""
    return sum(
        other.get("heldAmount", other.get("amount", 0)) for other in scene.others if other.get("state") in RUNNING
    )


def _amount(scene: Scene) -> str | None:
    amount, claimed = scene.told("amount"), scene.claim.fen
    most = None if claimed is None else claimed - held(scene)
    if amount >= 1 and (most is None or amount <= most):
        return None
    if most is None:
        return f"amount: {shown(amount)}; allowed: more than {shown(0)}"
    if most < 1:
        return f"{shown(held(scene))} are frozen for a claim of {shown(claimed or 0)}; allowed: no more"
    return f"amount: {shown(amount)}; allowed: {shown(1)} to {shown(most)}, what is claimed and not frozen yet"


def term(scene: Scene) -> Limit | None:
    """The length that is stated; None for what is no number of whole months."""
    months = scene.told("termMonths")
    if months != int(months) or not 1 <= months <= MOST[Unit.MONTHS]:
        return None
    return Limit(number=int(months), unit=Unit.MONTHS, rolls=False)


def _term(scene: Scene) -> str | None:
    length = term(scene)
    if length is not None and scene.end(length, scene.today) <= scene.end(LONGEST, scene.today):
        return None
    longest = scene.length(LONGEST)
    return (
        f"termMonths: {scene.told('termMonths'):g}; allowed: whole months, {longest.number} {longest.unit} at most"
    )


def _free(scene: Scene) -> str | None:
    if scene.account is None:
        return None
    running = [
        other["state"]
        for other in scene.others
        if other.get("account") == scene.account.id and other.get("state") not in (None, *OVER)
    ]
    return f"one of this file stands at {running[0]} for that account; allowed: one at a time" if running else None


def _assessed(scene: Scene) -> str | None:
    basic = scene.account is not None and BASIC in scene.account.purposes
    return (_GATE_BASIC if basic else _GATE).check(scene)


_GATE: Final = assessed("FREEZE")
_GATE_BASIC: Final = assessed("FREEZE_BASIC_ACCOUNT")
# In this order: of a wage account that it is one is told, whoever holds it.
FREEZABLE: Final = (
    NOT_PERFORMED,
    Guard(rule="DEBTOR_ONLY", law=OWN, check=_debtor),
    Guard(rule="WAGE_ACCOUNT", law=WAGES, check=_wages),
    Guard(rule="ACCOUNT_OF_DEBTOR", law=OWN, check=_owner),
    Guard(rule="ACCOUNT_PURPOSE", law=WAGES, check=_purpose),
)
MEASURED: Final = (
    Guard(rule="FREEZE_AMOUNT", law=f"{STATED}; {NO_EXCESS}", check=_amount),
    Guard(rule="FREEZE_TERM", law=TERM, check=_term),
)
ONE_FREEZE: Final = Guard(rule="ONE_FREEZE", law=RULING, check=_free)
DECIDABLE: Final = (
    *FREEZABLE,
    *MEASURED,
    IDENTIFIED,
    Guard(rule="IMPACT_ASSESSMENT", law=_GATE.law, check=_assessed),
)
