"""Who controls together, and what stands under one ultimate controller."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.rules.control.control import Control
from graph.rules.control.corporate_group import CorporateGroup, corporate_group
from graph.rules.control.joint import ControlsJointly, controls_jointly
from hub.linkage.below import read_below
from hub.linkage.beside import Beside, read_beside
from hub.linkage.candidates import path_shown, read_side
from hub.linkage.control import limits_of
from hub.linkage.facts import facts_shown
from hub.linkage.registers import Bounds, Registers
from hub.linkage.ties import ties_of
from hub.read.fields import Inquiry, Walk
from hub.read.inquiry import answered


def walk_group(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`corporateGroup` of all parents."""
    registers, beside, bounds = Registers(), Beside(), Bounds(walk.limits)
    yield from read_side(registers, beside, walk, bounds)

    def judge() -> dict[str, CorporateGroup]:
        control = Control(ties_of(registers, beside, walk.time.as_of), limits=limits_of(bounds))
        return bounds.judged(walk.ids, lambda id_: corporate_group(control, id_))

    found = judge()

    def commanding() -> Inquiry[Iterable[str]]:
        nonlocal found
        found = judge()
        return answered([member.company for group in found.values() for member in group.companies])

    heads = [head for group in found.values() for head in group.heads]
    yield from read_below(registers, heads, commanding, walk.time, bounds)
    nodes = yield from walk.nodes(each for group in found.values() for each in _of_group(group))
    return {id_: _group_shown(group, registers, nodes) for id_, group in found.items()}


def walk_jointly(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`controlsJointly` of all parents: what each one's concert group controls, and no one of it alone."""
    registers, beside, bounds = Registers(), Beside(), Bounds(walk.limits)
    found: dict[str, ControlsJointly] = {}
    yield from read_side(registers, beside, walk, bounds)

    def judge() -> dict[str, ControlsJointly]:
        control = Control(ties_of(registers, beside, walk.time.as_of), limits=limits_of(bounds))
        return bounds.judged(walk.ids, lambda id_: controls_jointly(control, id_))

    def commanding() -> Inquiry[Iterable[str]]:
        """All that the groups control; who is of a group is looked up again as more of it is known."""
        nonlocal found
        new = [id_ for id_ in registers.kinds if id_ not in asked]
        asked.update(new)
        if new:
            yield from read_beside(beside, registers, new, (), walk.time, bounds)
        found = judge()
        parties = [each for tie in beside.of("ACTS_IN_CONCERT") for each in (tie.near, tie.far_id)]
        return [*parties, *(joint.company for answer in found.values() for joint in answer.companies)]

    asked = set(registers.kinds)
    yield from read_below(registers, walk.ids, commanding, walk.time, bounds)
    named = (
        each for answer in found.values() for joint in answer.companies for each in (joint.company, *joint.with_)
    )
    nodes = yield from walk.nodes(named)
    return {id_: _jointly_shown(answer, registers, nodes) for id_, answer in found.items()}


def _of_group(group: CorporateGroup) -> Iterable[str]:
    yield from group.heads
    for member in group.companies:
        yield member.company
        yield from (
            each for step in member.chain for each in (step.company, *(stake.holder for stake in step.stakes))
        )


def _group_shown(group: CorporateGroup, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "heads": [nodes.get(head) for head in group.heads],
        "stop": group.stop.value,
        "members": [
            {
                "company": nodes.get(member.company),
                "path": path_shown(member.chain, registers, nodes),
            }
            for member in group.companies
        ],
        "count": group.count,
        "agreements": facts_shown((concert.fact for concert in group.agreements), registers),
        "truncated": group.truncated or bool(registers.cut_below),
    }


def _jointly_shown(found: ControlsJointly, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "companies": [
            {"company": nodes.get(joint.company), "with": [nodes.get(each) for each in joint.with_]}
            for joint in found.companies
        ],
        "count": found.count,
        "agreements": facts_shown((concert.fact for concert in found.agreements), registers),
        "truncated": found.truncated or bool(registers.cut_below),
    }
