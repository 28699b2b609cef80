"""A network of two days, read side by side, and what is another between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.plan import Select, Slice
from graph.rules.network.change import Change, change, first_of
from graph.rules.network.ranking import Ranked
from graph.rules.network.ties import ends_of
from hub.linkage.network import Network, network_bounds, read_whole
from hub.linkage.shown import Rows, link_shown, names_of, nodes_shown
from hub.read.fields import Inquiry
from hub.read.inquiry import together
from hub.settings.limits import WalkLimits


def read_change(
    centres: Sequence[str | None],
    relations: tuple[str, ...],
    days: Sequence[Slice],
    hops: int,
    first: int,
    select: Select,
    limits: WalkLimits,
) -> Inquiry[tuple[dict[str, Any], list[Rows]]]:
    """The answer as the schema names it, and of each day the rows of all nodes in it. A centre that is not there
    on one of the days has no network then.
    """
    before, after = (
        Network(centre or "", relations, time, network_bounds(limits))
        for centre, time in zip(centres, days, strict=True)
    )
    there = [network for network in (before, after) if network.centre]
    yield from together([read_whole(network, hops) for network in there])
    ends = _ends(change(before.snapshot(), after.snapshot(), hops))
    yield from together([network.count(ends) for network in there])
    found = change(before.snapshot(), after.snapshot(), hops)
    told = first_of(found, first)
    renamed = yield from _renamed(found, before, after)
    ends = {**_ends(told), **dict.fromkeys(filter(None, centres))}
    gone, come = ([node for node in nodes if node in ends] for nodes in (found.nodes_removed, found.nodes_added))
    beside = [node for node in _ends(told) if node not in gone and node not in come]
    after_all = ends_of(after.ties)
    then = dict.fromkeys([*gone, *renamed[:first], *(node for node in beside if node not in after_all)])
    now = dict.fromkeys([*come, *renamed[:first], *(node for node in beside if node in after_all)])
    (old, old_rows), (new, new_rows) = yield from together(
        [nodes_shown(before, then, select), nodes_shown(after, now, select)]
    )
    was, is_ = {each["id"]: each for each in old}, {each["id"]: each for each in new}
    value = {
        "linksAdded": [link_shown(each, after) for each in told.added],
        "linksRemoved": [link_shown(each, before) for each in told.removed],
        "linksChanged": [
            {"before": link_shown(one, before), "after": link_shown(other, after)} for one, other in told.changed
        ],
        "nodesAdded": [is_[node] for node in come if node in is_],
        "nodesRemoved": [was[node] for node in gone if node in was],
        "nodesChanged": [
            {"before": was[node], "after": is_[node]} for node in renamed[:first] if node in was and node in is_
        ],
        "ends": [is_.get(node) or was[node] for node in beside if node in is_ or node in was],
        "counts": _counts(found, renamed),
        "truncated": told is not found or len(renamed) > first or before.bounds.cut or after.bounds.cut,
        "notCompared": sorted(found.uncertain),
    }
    return value, [old_rows, new_rows]


def _ends(found: Change) -> dict[str, None]:
    every: list[Ranked] = [*found.added, *found.removed, *(each for pair in found.changed for each in pair)]
    return ends_of(each.tie.key for each in every)


def _renamed(found: Change, before: Network, after: Network) -> Inquiry[list[str]]:
    """Nodes of both days with another name or kind."""
    was, is_ = yield from together([names_of(network, found.nodes_kept) for network in (before, after)])
    return [node for node in found.nodes_kept if was.get(node) != is_.get(node)]


def _counts(found: Change, renamed: list[str]) -> dict[str, int]:
    return {
        "linksAdded": len(found.added),
        "linksRemoved": len(found.removed),
        "linksChanged": len(found.changed),
        "linksUnchanged": found.unchanged,
        "nodesAdded": len(found.nodes_added),
        "nodesRemoved": len(found.nodes_removed),
        "nodesChanged": len(renamed),
    }
