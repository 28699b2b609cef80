"""Whom a company has to file as its beneficial owners by the rules of 2024, and whether it is exempt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.cypher.rows import NODE_ID, Layout
from graph.model.declare import Grade
from graph.plan import Select
from graph.rules.control.candidate import Candidates, Group
from graph.rules.control.candidates import controller_candidates
from graph.rules.control.control import Control
from graph.rules.control.sentences import Tier
from graph.rules.ownership.holdings import Holding, OwnershipGraph
from graph.rules.ownership.ubo import Controller, UboAnswer, beneficial_owners_to_file
from hub.linkage.beside import INTEREST, SHARE, SHARE_MAX, SHARE_MIN, Beside, Found
from hub.linkage.candidates import read_side
from hub.linkage.control import limits_of
from hub.linkage.facts import fraction, share_shown
from hub.linkage.owners import KINDS, limits_of_owners, ownership_graph
from hub.linkage.registers import Bounds, Registers, subjects
from hub.linkage.ties import ties_of
from hub.read.fields import Inquiry, Walk
from hub.read.view import NodeView

_CAPITAL: Final = Select(properties=("registeredCapital",))
_CAPITAL_LAYOUT: Final = Layout.of(_CAPITAL)
# Interest types of BODS 0.4 that are rights to income, and to votes.
_INCOME: Final = frozenset(("rightsToProfitOrIncome",))
_VOTES: Final = frozenset(("votingRights",))


def walk_filing(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`ownersToFile` of all parents."""
    registers, beside, bounds = Registers(), Beside(), Bounds(walk.limits)
    yield from read_side(registers, beside, walk, bounds)
    [(rows, _)] = yield (subjects(walk.ids, _CAPITAL, walk.time),)
    capital = {
        row[NODE_ID]: NodeView(row, _CAPITAL_LAYOUT, walk.time).pick("registeredCapital")
        for row in rows
        if row is not None
    }
    control = Control(ties_of(registers, beside, walk.time.as_of), limits=limits_of(bounds))
    equity, limits = ownership_graph(registers), limits_of_owners(walk.limits, bounds)
    income, votes = _rights(registers, beside, _INCOME), _votes(registers, beside)

    def judge(id_: str) -> UboAnswer:
        return beneficial_owners_to_file(
            equity,
            id_,
            income=income,
            votes=votes,
            controllers=tuple(_controllers(controller_candidates(control, id_), registers)),
            registered_capital=_yuan(capital.get(id_)),
            limits=limits,
        )

    found = bounds.judged(walk.ids, judge)
    nodes = yield from walk.nodes(owner.person for answer in found.values() for owner in answer.owners)
    return {id_: _shown(answer, nodes) for id_, answer in found.items()}


def _controllers(found: Candidates, registers: Registers) -> Iterable[Controller]:
    """Natural persons who control with certainty, alone or with others, and who do so by contract on paper."""
    for candidate in found.candidates:
        persons = [each for each in candidate.subjects if registers.kinds.get(each) == "PERSON"]
        if candidate.tier is Tier.MAJORITY and candidate.group in (Group.NONE, Group.CONCERT):
            for person in persons:
                others = tuple(each for each in candidate.subjects if each != person)
                yield Controller(person=person, certain=True, together=others)
        elif candidate.tier is Tier.ASSERTED:
            for person in persons:
                yield Controller(person=person, certain=False, beyond_equity=True)


def _votes(registers: Registers, beside: Beside) -> OwnershipGraph | None:
    """Votes where any differ from equity; else None."""
    told = _rights(registers, beside, _VOTES)
    if told is None and all(stake.voting is None for stake in registers.stakes.values()):
        return None
    holdings = [
        Holding(holder=stake.holder, held=stake.held, lower=voting, upper=voting, fact=stake.slot)
        if (voting := stake.voting) is not None
        else Holding(holder=stake.holder, held=stake.held, lower=stake.lower, upper=stake.upper, fact=stake.slot)
        for stake in registers.stakes.values()
        if stake.grade is not Grade.D and (stake.holder, stake.held) not in _pairs(beside, _VOTES)
    ]
    holdings += [_holding(tie) for tie in _told(beside, _VOTES)]
    return OwnershipGraph.of(holdings, _kinds(registers), registers.cut)


def _rights(registers: Registers, beside: Beside, interests: frozenset[str]) -> OwnershipGraph | None:
    told = [_holding(tie) for tie in _told(beside, interests)]
    return OwnershipGraph.of(told, _kinds(registers), registers.cut) if told else None


def _told(beside: Beside, interests: frozenset[str]) -> Iterable[Found]:
    return (tie for tie in beside.of("INFLUENCES") if tie.told(INTEREST) in interests and tie.grade is not Grade.D)


def _pairs(beside: Beside, interests: frozenset[str]) -> frozenset[tuple[str, str]]:
    return frozenset((tie.source, tie.target) for tie in _told(beside, interests))


def _holding(tie: Found) -> Holding:
    lower, upper = fraction(tie.told(SHARE), tie.told(SHARE_MIN), tie.told(SHARE_MAX))
    return Holding(holder=tie.source, held=tie.target, lower=lower, upper=upper, fact=tie.slot)


def _kinds(registers: Registers) -> dict[str, Any]:
    return {id_: KINDS[kind] for id_, kind in registers.kinds.items() if kind in KINDS}


def _yuan(fen: int | None) -> int | None:
    """Whole yuan, a part of one counted as one more: the limit is not to be passed by fen."""
    return None if fen is None else -(-fen // 100)


def _shown(found: UboAnswer, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "answer": found.answer.value,
        "ground": found.ground.value if found.ground is not None else None,
        "owners": [
            {
                "person": nodes.get(owner.person),
                "ground": owner.ground.value,
                "basis": owner.basis,
                "certain": owner.certain,
                "share": share_shown(owner.share) if owner.share is not None else None,
            }
            for owner in found.owners
        ],
        "exemption": found.exemption.value,
        "exemptionBasis": found.exemption_basis,
        "exemptionReasons": list(found.exemption_reasons),
        "truncated": found.truncated,
    }
