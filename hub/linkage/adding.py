"""Where a step of a path is a ground for adding a judgment debtor: read of its ends, judged by the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.rows import (
    FACT_HEAD,
    FACT_OUTWARD,
    NODE_ID,
    Layout,
)
from graph.model import MODEL
from graph.model.declare import Grade
from graph.plan import Direction, Expand, Find, Select, Slice
from graph.rules.control.conditions import Form
from graph.rules.control.grounds import EDITION, GROUNDS, INSTRUMENT, TITLE
from graph.rules.control.on_tie import Party, Tied, TieGround, grounds_on
from hub.linkage.facts import fact_shown
from hub.linkage.neighbours import Link
from hub.linkage.registers import STAKE, Stake
from hub.read.by_id import nodes_by_id
from hub.read.fields import Inquiry
from hub.read.view import NodeView

_HOLDING: Final = MODEL.relations["SHAREHOLDER_OF"]
RELATIONS: Final = frozenset(name for row in GROUNDS if row.told is not None for name in row.reads)
_MONEY: Final = ("subscribed", "paidIn", "dueDate")
_SUBSCRIBED, _PAID_IN, _DUE = range(FACT_HEAD + len(STAKE), FACT_HEAD + len(STAKE) + len(_MONEY))

Pair = tuple[str, str]


def ends_of(ids: Sequence[str], most: int, time: Slice) -> Find:
    """Form and status of these, and their holdings both ways with what was subscribed and paid."""
    return nodes_by_id(ids, _select(most), time, passing=True)


def _select(most: int) -> Select:
    holdings = Expand(
        relations=(_HOLDING.name,),
        direction=Direction.BOTH,
        kinds=tuple(dict.fromkeys((*_HOLDING.sources, *_HOLDING.targets))),
        first=most,
        properties=(*STAKE, *_MONEY),
        yields=_HOLDING.yields,
    )
    return Select(properties=("form", "status"), edges=(holdings,))


@dataclass(slots=True)
class Ends:
    """What was read of the ends of steps: parties, holdings by (holder, held), and whole registers."""

    parties: dict[str, Party] = field(default_factory=dict)
    stakes: dict[Pair, Stake] = field(default_factory=dict)
    registers: dict[str, list[Stake]] = field(default_factory=dict)

    def take(self, row: list[Any], select: Select, time: Slice) -> None:
        layout = Layout.of(select)
        view = NodeView(row, layout, time)
        form = view.pick("form")
        party = Party(
            id=view.id,
            kind=view.kind,
            form=Form(form) if form is not None else None,
            status=view.pick("status"),
        )
        self.parties[view.id] = party
        [expand] = select.edges
        edges = view.edges(expand)
        register = []
        for node, fact, _others in edges[: expand.first]:
            far = str(node[NODE_ID])
            ends = (view.id, far) if fact[FACT_OUTWARD] else (far, view.id)
            stake = Stake(fact, *ends)
            if stake.indirect or stake.grade is Grade.D:
                continue
            if not stake.masked:  # what is masked may say that it is a total of ties that stand elsewhere
                self.stakes[ends] = stake
            if not fact[FACT_OUTWARD]:
                register.append(stake)
        if len(edges) <= expand.first:
            self.registers[view.id] = register

    def shareholders(self, held: str) -> int | None:
        """How many; one only if the register says that it has everything (a company's own stake is none)."""
        register = self.registers.get(held)
        if register is None:
            return None
        holders = [stake for stake in register if stake.holder != held]
        if len(holders) > 1:
            return len(holders)
        return 1 if holders and holders[0].lower >= 1.0 else None

    def tied(self, link: Link) -> Tied | None:
        """The tie with what its fact tells; none where an end was not seen, or a holding does not count."""
        outward = bool(link.fact[FACT_OUTWARD])
        source, target = (link.near, link.far) if outward else (link.far, link.near)
        one, other = self.parties.get(source), self.parties.get(target)
        if one is None or other is None:
            return None
        tie = Tied(relation=link.relation, source=one, target=other, fact=link.slot, grade=Grade(link.rank[0]))
        if link.relation != _HOLDING.name:
            return tie
        stake = self.stakes.get((source, target))
        if stake is None:
            return None
        return Tied(
            relation=link.relation,
            source=one,
            target=other,
            fact=stake.slot,
            grade=stake.grade,
            share=stake.voting if stake.voting is not None else stake.lower,
            subscribed=stake.fact[_SUBSCRIBED],
            paid_in=stake.fact[_PAID_IN],
            due_on=stake.fact[_DUE],
            shareholders=self.shareholders(target),
        )


def grounds_shown(
    steps: Mapping[Pair, Iterable[Link]], nodes: Mapping[str, Any], most: int, time: Slice
) -> Inquiry[dict[Pair, list[dict[str, Any]]]]:
    """By step what the schema names its grounds: one round about the ends of all of them that may have any."""
    asked = {pair: [link for link in links if link.relation in RELATIONS] for pair, links in steps.items()}
    ids = sorted({end for pair, links in asked.items() if links for end in pair})
    found: dict[Pair, list[dict[str, Any]]] = defaultdict(list)
    if not ids:
        return found
    ends, find = Ends(), ends_of(ids, most, time)
    [(rows, _)] = yield (find,)
    for row in filter(None, rows):
        ends.take(row, find.node, time)
    for pair, links in asked.items():
        for link in links:
            tie = ends.tied(link)
            for ground in grounds_on(tie, time.as_of) if tie is not None else ():
                found[pair].append(_shown(ground, link, nodes))
    return found


def _shown(ground: TieGround, link: Link, nodes: Mapping[str, Any]) -> dict[str, Any]:
    row, position = ground.may.row, ground.may.link.position
    return {
        "article": row.article,
        "instrument": INSTRUMENT,
        "title": TITLE,
        "edition": EDITION,
        "debtor": nodes.get(ground.debtor),
        "party": nodes.get(ground.party),
        "position": position.value,
        "positionZh": ground.word.zh,
        "effect": row.effect.value,
        "extent": row.extent_en,
        "extentZh": row.extent_zh,
        "told": [each.value for each in ground.told],
        "toProve": [
            {
                "condition": each.condition and each.condition.value,
                "prover": each.prover.value,
                "what": each.en,
                "whatZh": each.zh,
            }
            for each in ground.to_prove
        ],
        "remedy": row.remedy.value,
        "why": ground.en,
        "whyZh": ground.zh,
        "facts": [fact_shown(link.fact)],
    }
