"""Beneficial owners: the registers above all companies asked about, judged company by company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.model.declare import Grade
from graph.rules.ownership.beneficial import QUARTER, BeneficialOwnership, OtherEnd, Owner, beneficial_owners
from graph.rules.ownership.faults import Fault
from graph.rules.ownership.holdings import HolderKind, Holding, OwnershipGraph
from graph.rules.ownership.limits import Limits
from graph.rules.ownership.paths import Path, Step
from hub.errors import bad_input
from hub.linkage.exportable import with_export
from hub.linkage.exports import of_ownership
from hub.linkage.facts import facts_shown, share_shown
from hub.linkage.registers import Bounds, Registers, read_above
from hub.read.fields import Inquiry, Walk
from hub.settings.limits import WalkLimits

OWNERS_MAX: Final = 1_000  # listed; the greatest come first
KINDS: Final[Mapping[str, HolderKind]] = {
    "PERSON": HolderKind.NATURAL_PERSON,
    "COMPANY": HolderKind.COMPANY,
    "ARRANGEMENT": HolderKind.ARRANGEMENT,
    "GOVERNMENT_BODY": HolderKind.STATE_BODY,
    "UNION": HolderKind.UNION,
    "UNSPECIFIED": HolderKind.UNKNOWN,
}


def ownership_graph(registers: Registers) -> OwnershipGraph:
    """The registers as the rules take them. Grade D is a guess and counts for nothing."""
    return OwnershipGraph.of(
        [
            Holding(holder=stake.holder, held=stake.held, lower=stake.lower, upper=stake.upper, fact=stake.slot)
            for stake in registers.stakes.values()
            if stake.grade is not Grade.D
        ],
        {id_: KINDS[kind] for id_, kind in registers.kinds.items() if kind in KINDS},
        registers.cut,
    )


def threshold_of(walk: Walk, usual: float) -> float:
    """The field's threshold, the usual one for null. Raises HubError BAD_INPUT for one that is none."""
    given = walk.arguments.get("threshold")
    threshold: float = usual if given is None else given
    if not 0.0 < threshold <= 1.0:
        raise bad_input(f"threshold: {threshold}; a fraction above 0 and at most 1 is allowed")
    return threshold


def limits_of_owners(limits: WalkLimits, bounds: Bounds) -> Limits:
    """The same bounds, for the rules."""
    return Limits(companies=limits.companies, holdings=limits.holdings, expired=bounds.expired)


def walk_owners(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`beneficialOwners` of all parents. Raises HubError BAD_INPUT for a threshold that is none."""
    threshold = threshold_of(walk, QUARTER)
    registers, bounds = Registers(), Bounds(walk.limits)
    yield from read_above(registers, walk.ids, walk.time, bounds)
    graph, limits = ownership_graph(registers), limits_of_owners(walk.limits, bounds)
    found = bounds.judged(walk.ids, lambda id_: beneficial_owners(graph, id_, threshold, limits))
    asked = walk.ids if walk.exported else ()
    nodes = yield from walk.nodes([*asked, *_named(found.values())])
    shown = {id_: {**_shown(each, registers, nodes), "subject": nodes.get(id_)} for id_, each in found.items()}
    return {id_: with_export(value, of_ownership, walk.limits) for id_, value in shown.items()}


def _named(found: Iterable[BeneficialOwnership]) -> Iterable[str]:
    """All whom the answers name."""
    for each in found:
        yield from (owner.person for owner in each.owners[:OWNERS_MAX])
        yield from (end.holder for end in each.other_ends)
        yield from (company for fault in each.faults for company in fault.companies)
        for owner in each.owners[:OWNERS_MAX]:
            for path in owner.paths:
                yield from (end for step in path.steps for end in (step.holder, step.held))


def _shown(found: BeneficialOwnership, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    reached = found.reached | ({"owners"} if len(found.owners) > OWNERS_MAX else set())
    return {
        "owners": [_owner(owner, registers, nodes) for owner in found.owners[:OWNERS_MAX]],
        "otherEnds": [_end(end, nodes) for end in found.other_ends],
        "otherEndsLeftOut": found.ends_left_out,
        "unknownShare": found.unknown_share,
        "faults": [_fault(fault, registers, nodes) for fault in found.faults],
        "truncated": bool(reached),
        "bounds": sorted(reached),
    }


def _owner(owner: Owner, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "person": nodes.get(owner.person),
        "share": share_shown(owner.share),
        "certain": owner.certain,
        "direct": share_shown(owner.direct),
        "paths": [_path(path, registers, nodes) for path in owner.paths],
    }


def _end(end: OtherEnd, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "subject": nodes.get(end.holder),
        "kind": end.kind.value,
        "share": share_shown(end.share),
        "direct": share_shown(end.direct),
    }


def _fault(fault: Fault, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": fault.kind.value,
        "companies": [nodes.get(company) for company in fault.companies],
        "facts": facts_shown(fault.facts, registers),
    }


def _path(path: Path, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "share": {"lower": path.lower, "upper": path.upper},
        "steps": [_step(step, registers, nodes) for step in path.steps],
    }


def _step(step: Step, registers: Registers, nodes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "from": nodes.get(step.holder),
        "to": nodes.get(step.held),
        "share": {"lower": step.lower, "upper": step.upper},
        "facts": facts_shown(step.facts, registers),
    }
