"""Who may control a company: registers and ties of its side, judged, then named and shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from graph.cypher.rows import NODE_ID, Layout
from graph.model import MODEL
from graph.plan import Find, Select, Slice
from graph.rules.control.candidate import Candidates, ControllerCandidate, Ground, Group, Missing, Possible
from graph.rules.control.candidates import controller_candidates
from graph.rules.control.coalition import Step
from graph.rules.control.control import Control
from graph.rules.control.sole import ControlledBy, controlled_by
from graph.rules.control.ties import Holding, Office
from hub.linkage.beside import BINDING, Beside, read_beside
from hub.linkage.control import limits_of
from hub.linkage.facts import facts_shown, share_shown, shown_day
from hub.linkage.registers import Bounds, Registers, read_above, subjects
from hub.linkage.ties import ties_of
from hub.read.fields import Inquiry, Walk
from hub.read.view import NodeView

_NAMED: Final = Select(properties=("name",))
_NAMED_LAYOUT: Final = Layout.of(_NAMED)


def walk_candidates(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`controllerCandidates` of all parents."""
    shown = yield from walk_inquiry(walk)
    return {id_: found["candidates"] for id_, found in shown.items()}


def walk_inquiry(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`controlInquiry` of all parents."""
    registers, beside, bounds = Registers(), Beside(), Bounds(walk.limits)
    yield from read_side(registers, beside, walk, bounds)
    limits = limits_of(bounds)
    unnamed = Control(ties_of(registers, beside, walk.time.as_of), limits=limits)
    found = bounds.judged(walk.ids, lambda id_: controller_candidates(unnamed, id_))
    told = list(dict.fromkeys(each for answer in found.values() for each in _named(answer)))
    names = yield from names_of(told, walk.time)
    # Again, with names: only now it is known whose are wanted.
    control = Control(ties_of(registers, beside, walk.time.as_of, names), limits=limits)
    found = bounds.judged(walk.ids, lambda id_: controller_candidates(control, id_))
    nodes = yield from walk.nodes(told)
    return {id_: _shown(answer, registers, nodes) for id_, answer in found.items()}


def walk_controlled_by(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`controlledBy` of all parents."""
    registers, bounds = Registers(), Bounds(walk.limits)
    yield from read_above(registers, walk.ids, walk.time, bounds)
    control = Control(ties_of(registers, Beside(), walk.time.as_of), limits=limits_of(bounds))
    found = bounds.judged(walk.ids, lambda id_: controlled_by(control, id_))
    nodes = yield from walk.nodes(each for answer in found.values() for each in _above(answer))
    return {id_: _controlled_by(answer, registers, nodes) for id_, answer in found.items()}


def read_side(registers: Registers, beside: Beside, walk: Walk, bounds: Bounds) -> Inquiry[None]:
    """All above the companies asked about and what stands beside it; then above whom agreements bring in."""
    yield from read_above(registers, walk.ids, walk.time, bounds)
    yield from read_beside(beside, registers, registers.kinds, walk.ids, walk.time, bounds)
    joined = dict.fromkeys(tie.far_id for tie in beside.of(*BINDING))
    above = [id_ for id_ in joined if id_ not in registers.read and registers.kinds[id_] in _HELD]
    if above:
        yield from read_above(registers, above, walk.time, bounds)


_HELD: Final = frozenset(MODEL.relations["SHAREHOLDER_OF"].targets)


def named(ids: Sequence[str], time: Slice) -> Find:
    """What names subjects."""
    return subjects(ids, _NAMED, time)


def names_of(ids: list[str], time: Slice) -> Inquiry[dict[str, str]]:
    """Names by id; whoever has none that is seen is missing."""
    if not ids:
        return {}
    [(rows, _)] = yield (named(ids, time),)
    views = (NodeView(row, _NAMED_LAYOUT, time) for row in rows if row is not None)
    return {view.row[NODE_ID]: name for view in views if (name := view.pick("name")) is not None}


def _named(found: Candidates) -> Iterator[str]:
    """All whom the answer names, and the company itself."""
    yield found.company
    for candidate in found.candidates:
        yield from candidate.subjects
        for ground in candidate.grounds:
            yield from on_path(ground.path)
        yield from (office.holder for office in candidate.offices)
        yield from (missing.subject for missing in candidate.missing)
    for possible in found.possible:
        yield from possible.subjects
    yield from (office.holder for office in found.former_officers)
    yield from (missing.subject for missing in found.missing)


def on_path(path: Iterable[Step]) -> Iterator[str]:
    for step in path:
        yield step.company
        yield from (stake.holder for stake in step.stakes)


def _above(found: ControlledBy) -> Iterator[str]:
    yield from found.ring
    for controller in found.controllers:
        yield controller.subject
        yield from on_path(controller.chain)


def _shown(found: Candidates, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "candidates": [_candidate(each, registers, nodes) for each in found.candidates],
        "possible": [_possible(each, nodes) for each in found.possible],
        "formerOfficers": [_office(each, registers, nodes) for each in found.former_officers],
        "missing": [_missing(each, registers, nodes) for each in found.missing],
        "truncated": found.truncated,
    }


def _candidate(found: ControllerCandidate, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    first = found.grounds[0]
    grouped = found.group is not Group.NONE
    members = [nodes.get(each) for each in found.subjects]
    return {
        "subject": nodes.get(found.subjects[0]),
        "group": {"kind": found.group.value, "members": members} if grouped else None,
        "tier": found.tier.value,
        "isFinding": found.is_finding,
        "grounds": [_ground(ground, registers, nodes) for ground in found.grounds],
        "offices": [_office(office, registers, nodes) for office in found.offices],
        "missing": [_missing(missing, registers, nodes) for missing in found.missing],
        "stop": found.stop.value,
        **_ground(first, registers, nodes),
    }


def _ground(ground: Ground, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "reason": ground.why.value,
        "why": ground.en,
        "whyZh": ground.zh,
        "votes": share_shown(ground.votes) if ground.votes is not None else None,
        "path": path_shown(ground.path, registers, nodes),
        "evidence": facts_shown((tie.fact for tie in ground.all_ties), registers),
    }


def path_shown(path: Iterable[Step], registers: Registers, nodes: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "company": nodes.get(step.company),
            "share": share_shown(step.share),
            "stakes": [_stake(stake, registers, nodes) for stake in step.stakes],
        }
        for step in path
    ]


def _stake(stake: Holding, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    [fact] = facts_shown((stake.fact,), registers)
    return {"holder": nodes.get(stake.holder), "votes": share_shown(stake.votes), "fact": fact}


def _office(office: Office, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    [fact] = facts_shown((office.fact,), registers)
    return {
        "holder": nodes.get(office.holder),
        "role": office.role.value,
        "since": office.since and shown_day(office.since),
        "until": office.until and shown_day(office.until),
        "fact": fact,
    }


def _missing(missing: Missing, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "lack": missing.lack.value,
        "subject": nodes.get(missing.subject),
        "facts": facts_shown(missing.facts, registers),
    }


def _possible(possible: Possible, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {"subjects": [nodes.get(each) for each in possible.subjects], "votes": share_shown(possible.votes)}


def _controlled_by(found: ControlledBy, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "controllers": [
            {
                "subject": nodes.get(controller.subject),
                "path": path_shown(controller.chain, registers, nodes),
            }
            for controller in found.controllers
        ],
        "ultimate": nodes.get(found.ultimate) if found.ultimate is not None else None,
        "count": found.count,
        "stop": found.stop.value,
        "ring": [nodes.get(each) for each in found.ring],
        "truncated": found.truncated,
    }
