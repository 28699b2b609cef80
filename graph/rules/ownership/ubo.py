"""Whom a company has to file as its beneficial owners: 受益所有人信息管理办法 (央行、市场监管总局令〔2024〕第3号).

In force since 2024-11-01. A natural person is one on the first of three grounds that applies to that person
(art. 6): a quarter of equity in the end; else a quarter of income or voting rights in the end; else actual
control, alone or jointly. A small company held by natural persons alone need not file if it promises that nobody
else controls it or draws income from it, and nobody does so by other means than equity (art. 3). Where nobody is
found, this is said and nobody is put in that place: those in charge of daily business, whom art. 6 has filed
then, are no owners.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graph.rules.ownership.beneficial import BeneficialOwnership, Owner, beneficial_owners
from graph.rules.ownership.holdings import HolderKind, OwnershipGraph
from graph.rules.ownership.limits import Limits
from graph.rules.ownership.shares import Share


@dataclass(frozen=True, kw_only=True, slots=True)
class UboRules:
    """The numbers of the rules, fractions of 1 and yuan, each with its legal basis."""

    equity: float = 0.25
    equity_basis: str = "受益所有人信息管理办法 第六条第一款第（一）项"
    rights: float = 0.25
    rights_basis: str = "受益所有人信息管理办法 第六条第一款第（二）项"
    control_basis: str = "受益所有人信息管理办法 第六条第一款第（三）项"
    exempt_capital: int = 10_000_000
    exempt_basis: str = "受益所有人信息管理办法 第三条"


RULES_OF_2024: Final = UboRules()


class Ground(StrEnum):
    """In the order in which they are tried."""

    EQUITY = "EQUITY"
    INCOME_RIGHTS = "INCOME_RIGHTS"
    VOTING_RIGHTS = "VOTING_RIGHTS"
    SOLE_CONTROL = "SOLE_CONTROL"
    JOINT_CONTROL = "JOINT_CONTROL"


@dataclass(frozen=True, kw_only=True, slots=True)
class Controller:
    """What the rules of control found: a natural person, who controls jointly if others are in `together`.

    beyond_equity   controls by other means than the equity that is held
    """

    person: str
    certain: bool
    together: tuple[str, ...] = ()
    beyond_equity: bool = False
    facts: tuple[object, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class FiledOwner:
    """A person to file and why. `share` of what the ground is about, none for control; `owner` has its paths."""

    person: str
    ground: Ground
    basis: str
    certain: bool
    share: Share | None = None
    owner: Owner | None = None
    controller: Controller | None = None


class Answer(StrEnum):
    """FOUND: somebody certainly is one. POSSIBLE: the unknown decides. NOBODY_FOUND: these data name nobody."""

    FOUND = "FOUND"
    POSSIBLE = "POSSIBLE"
    NOBODY_FOUND = "NOBODY_FOUND"


class Exemption(StrEnum):
    """MAY_PROMISE: exempt once it has promised. UNKNOWN: something that would stand against it is not known."""

    MAY_PROMISE = "MAY_PROMISE"
    NOT_EXEMPT = "NOT_EXEMPT"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True, slots=True)
class UboAnswer:
    """
    ground     the first ground on which anybody was found, certain ones before possible ones; None if nobody
    exemption  with its reasons, whoever was found: an exempt company has beneficial owners all the same
    by_equity  the calculation behind the first ground; by_income and by_votes where such rights were given
    """

    company: str
    answer: Answer
    ground: Ground | None
    owners: tuple[FiledOwner, ...]
    exemption: Exemption
    exemption_basis: str
    exemption_reasons: tuple[str, ...]
    by_equity: BeneficialOwnership
    by_income: BeneficialOwnership | None
    by_votes: BeneficialOwnership | None

    @property
    def truncated(self) -> bool:
        return any(found.truncated for found in (self.by_equity, self.by_income, self.by_votes) if found)


def beneficial_owners_to_file(
    equity: OwnershipGraph,
    company: str,
    *,
    income: OwnershipGraph | None = None,
    votes: OwnershipGraph | None = None,
    controllers: Sequence[Controller] = (),
    registered_capital: int | None = None,
    rules: UboRules = RULES_OF_2024,
    limits: Limits | None = None,
) -> UboAnswer:
    """Owners by the rules of 2024. `income` and `votes` are graphs of such rights, where they differ from equity.

    `registered_capital` in yuan. Each person stands once: on the first certain ground, else the first possible.
    """
    by_equity = beneficial_owners(equity, company, rules.equity, limits)
    by_income = beneficial_owners(income, company, rules.rights, limits) if income else None
    by_votes = beneficial_owners(votes, company, rules.rights, limits) if votes else None
    found = [
        *_by_share(by_equity, Ground.EQUITY, rules.equity_basis),
        *_by_share(by_income, Ground.INCOME_RIGHTS, rules.rights_basis),
        *_by_share(by_votes, Ground.VOTING_RIGHTS, rules.rights_basis),
        *_by_control(controllers, rules.control_basis),
    ]
    owners = _one_ground_each(found)
    exemption, reasons = _exemption(equity, company, income, controllers, registered_capital, rules)
    answer = Answer.NOBODY_FOUND
    if owners:
        answer = Answer.FOUND if owners[0].certain else Answer.POSSIBLE
    return UboAnswer(
        company=company,
        answer=answer,
        ground=owners[0].ground if owners else None,
        owners=owners,
        exemption=exemption,
        exemption_basis=rules.exempt_basis,
        exemption_reasons=reasons,
        by_equity=by_equity,
        by_income=by_income,
        by_votes=by_votes,
    )


def _by_share(found: BeneficialOwnership | None, ground: Ground, basis: str) -> Iterable[FiledOwner]:
    for owner in found.owners if found else ():
        yield FiledOwner(
            person=owner.person, ground=ground, basis=basis, certain=owner.certain, share=owner.share, owner=owner
        )


def _by_control(controllers: Sequence[Controller], basis: str) -> Iterable[FiledOwner]:
    for controller in controllers:
        yield FiledOwner(
            person=controller.person,
            ground=Ground.JOINT_CONTROL if controller.together else Ground.SOLE_CONTROL,
            basis=basis,
            certain=controller.certain,
            controller=controller,
        )


def _one_ground_each(found: Iterable[FiledOwner]) -> tuple[FiledOwner, ...]:
    """Certain before possible, then by ground; among equals the order found, the greatest share first."""
    order = list(Ground)
    kept: dict[str, FiledOwner] = {}
    for owner in sorted(found, key=lambda owner: (not owner.certain, order.index(owner.ground))):
        kept.setdefault(owner.person, owner)
    return tuple(kept.values())


def _exemption(
    equity: OwnershipGraph,
    company: str,
    income: OwnershipGraph | None,
    controllers: Sequence[Controller],
    registered_capital: int | None,
    rules: UboRules,
) -> tuple[Exemption, tuple[str, ...]]:
    register = equity.registers.get(company)
    kinds = {stake.holder: equity.kind(stake.holder) for stake in register.stakes} if register else {}
    income_register = income.registers.get(company) if income else None
    drawing = [
        stake.lower > 0.0
        for stake in (income_register.stakes if income_register else ())
        if stake.holder not in kinds
    ]
    outside = [controller.certain for controller in controllers if controller.person not in kinds]
    otherwise = [controller.certain for controller in controllers if controller.beyond_equity]
    no_persons = [
        kind is not HolderKind.UNKNOWN for kind in kinds.values() if kind is not HolderKind.NATURAL_PERSON
    ]
    # What stands against it: one True if it is so, else it may be so.
    doubts = {
        f"registered capital above {rules.exempt_capital:,} yuan": (
            [False] if registered_capital is None else [True] * (registered_capital > rules.exempt_capital)
        ),
        "a holder is no natural person": no_persons,
        "there are holders that the register as read does not name": (
            [False] if register is None or not kinds or register.open_ended else []
        ),
        "somebody who is no holder controls it": outside,
        "it is controlled by other means than equity": otherwise,
        "somebody who is no holder draws income from it": drawing,
    }
    against = tuple(reason for reason, sure in doubts.items() if any(sure))
    if against:
        return Exemption.NOT_EXEMPT, against
    unknown = tuple(f"not known whether {reason}" for reason, sure in doubts.items() if sure)
    if unknown:
        return Exemption.UNKNOWN, unknown
    return Exemption.MAY_PROMISE, (
        f"registered capital at most {rules.exempt_capital:,} yuan",
        "all holders are natural persons",
        "needs the promise that nobody else controls it or draws income from it",
    )
