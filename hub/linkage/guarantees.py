"""Chains and circles of guarantees: read level by level, first upwards (who stands for whom), then downwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.rows import FACT_GRADE, FACT_HEAD, FACT_SLOT, NODE_ID
from graph.model import MODEL
from graph.model.declare import Grade
from graph.plan import Direction, Expand, Find, Select, Slice
from graph.rules.guarantees import (
    Chain,
    Circle,
    Circles,
    Guarantee,
    Guarantees,
    Party,
    Sum,
    circles,
    debtors,
    guarantors,
)
from graph.rules.simple_paths import Steps
from graph.rules.yuan import yuan
from hub.errors import within
from hub.linkage.facts import fact_shown
from hub.linkage.registers import Bounds, subjects
from hub.read.by_id import EDGES, read_rows
from hub.read.fields import Inquiry, Walk
from hub.read.pages import page_size
from hub.settings.limits import GuaranteeLimits

_RELATION: Final = MODEL.relations["GUARANTOR_OF"]
_AMOUNT: Final = FACT_HEAD


def guarantees_of(ids: Sequence[str], direction: Direction, time: Slice, limits: GuaranteeLimits) -> Find:
    """Those that these were given (IN), or gave (OUT)."""
    expand = Expand(
        relations=(_RELATION.name,),
        direction=direction,
        kinds=_RELATION.sources if direction is Direction.IN else _RELATION.targets,
        first=limits.ties,
        properties=("amount",),
    )
    return subjects(ids, Select(edges=(expand,)), time)


@dataclass(slots=True)
class Read:
    """What was read, with the facts by slot."""

    time: Slice
    limits: GuaranteeLimits
    guarantees: Guarantees = field(default_factory=Guarantees)
    facts: dict[str, list[Any]] = field(default_factory=dict)

    def away(self, ids: Iterable[str], hops: int, direction: Direction, bounds: Bounds) -> Inquiry[None]:
        """All within so many guarantees of these; past a bound some are not read."""
        upward, size = direction is Direction.IN, self.limits.round_nodes
        seen = dict.fromkeys(ids)
        level, far = list(seen), list[str]()
        for _ in range(hops):
            far.clear()
            whole = yield from read_rows(
                level,
                lambda batch: guarantees_of(batch, direction, self.time, self.limits),
                lambda id_, row: far.extend(self._take(id_, row, upward=upward)),
                size=size,
                room=lambda: size if bounds.more() else 0,
            )
            if not whole:
                return
            room = max(0, self.limits.nodes - len(seen))
            level = sorted({each for each in far if each not in seen})[:room]
            seen.update(dict.fromkeys(level))

    def _take(self, near: str, row: list[Any] | None, *, upward: bool) -> list[str]:
        edges = row[EDGES] if row is not None else []
        if len(edges) <= self.limits.ties:
            (self.guarantees.whole_above if upward else self.guarantees.whole_below).add(near)
        ends = []
        for node, fact, _others in edges[: self.limits.ties]:
            if fact[FACT_GRADE] == Grade.D:
                continue
            far, slot = str(node[NODE_ID]), str(fact[FACT_SLOT])
            self.facts[slot] = fact
            guarantor, debtor = (far, near) if upward else (near, far)
            self.guarantees.add(Guarantee(guarantor=guarantor, debtor=debtor, fact=slot, amount=fact[_AMOUNT]))
            ends.append(far)
        return ends


@dataclass(frozen=True, kw_only=True, slots=True)
class _Answer:
    above: Chain
    below: Chain
    circles: Circles


def walk_guarantees(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`guaranteeChains` of all parents. Raises HubError BAD_INPUT for too many hops."""
    limits, first = walk.limits.guarantees, page_size(walk.arguments.get("first"))
    hops = within("maxHops", walk.arguments["maxHops"], 1, limits.hops_max)
    read, bounds = Read(walk.time, limits), Bounds(walk.limits)
    yield from read.away(walk.ids, hops, Direction.IN, bounds)
    yield from read.away(walk.ids, hops, Direction.OUT, bounds)

    def judge(id_: str) -> _Answer:
        return _Answer(
            above=guarantors(read.guarantees, id_, hops),
            below=debtors(read.guarantees, id_, hops),
            circles=circles(read.guarantees, id_, hops, first, Steps(limits.steps)),
        )

    found = bounds.judged(walk.ids, judge)
    nodes = yield from walk.nodes(each for answer in found.values() for each in _named(answer, first))
    return {id_: _shown(answer, first, read, nodes) for id_, answer in found.items()}


def _named(answer: _Answer, first: int) -> Iterable[str]:
    for chain in (answer.above, answer.below):
        for party in chain.parties[:first]:
            yield party.subject
            for each in (*party.direct, *party.indirect):
                yield from (each.guarantor, each.debtor)
    for circle in answer.circles.circles:
        yield from (each.guarantor for each in circle.guarantees)


def _shown(answer: _Answer, first: int, read: Read, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "guarantors": _chain(answer.above, first, read, nodes),
        "debtors": _chain(answer.below, first, read, nodes),
        "circles": [_circle(each, read, nodes) for each in answer.circles.circles],
        "circlesTruncated": answer.circles.more,
        "truncated": answer.above.further or answer.below.further,
    }


def _chain(chain: Chain, first: int, read: Read, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "parties": [_party(party, read, nodes) for party in chain.parties[:first]],
        "partiesLeftOut": len(chain.parties) - min(first, len(chain.parties)),
        "direct": _sum(chain.direct),
        "indirect": _sum(chain.indirect),
        "truncated": chain.further,
    }


def _party(party: Party, read: Read, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "subject": nodes.get(party.subject),
        "depth": party.depth,
        "direct": _sum(Sum.of(party.direct)),
        "indirect": _sum(Sum.of(party.indirect)),
        "guarantees": [_guarantee(each, read, nodes) for each in (*party.direct, *party.indirect)],
    }


def _circle(circle: Circle, read: Read, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "length": len(circle.guarantees),
        "guarantees": [_guarantee(each, read, nodes) for each in circle.guarantees],
        "least": yuan(circle.least),
        "unknown": circle.unknown,
    }


def _guarantee(guarantee: Guarantee, read: Read, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "guarantor": nodes.get(guarantee.guarantor),
        "debtor": nodes.get(guarantee.debtor),
        "amount": yuan(guarantee.amount),
        "fact": fact_shown(read.facts[str(guarantee.fact)]),
    }


def _sum(sum_: Sum) -> dict[str, Any]:
    return {"amount": yuan(sum_.known), "count": sum_.count, "unknown": sum_.unknown}
