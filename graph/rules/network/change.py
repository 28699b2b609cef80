"""What is another between two networks of one centre, each of a day.

A node that is not looked behind on one of the days (too many ties, or a bound was met) is not looked behind on the
other either: so nothing counts as gone, or as new, that was only not read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from graph.rules.network.ranking import Ranked, nodes_of, ranked
from graph.rules.network.ties import Key, NetworkTie


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """What was read of one day. `centre`: None where it was not there; `read`: nodes of whom all ties are among
    the ties; `closed`: of whom they should be, and are not; `degrees`: ties in all, as far as known.
    """

    centre: str | None
    ties: Mapping[Key, NetworkTie]
    read: Collection[str]
    closed: Collection[str]
    degrees: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Ties in order of relevance; `changed` are pairs of before and after. Nodes in the order they are reached."""

    added: list[Ranked]
    removed: list[Ranked]
    changed: list[tuple[Ranked, Ranked]]
    unchanged: int
    nodes_added: list[str]
    nodes_removed: list[str]
    nodes_kept: list[str]


def change(before: Snapshot, after: Snapshot, hops: int) -> Change:
    """Ties and nodes of the one network that are not in the other, and ties whose share or amount is another."""
    old, new = _network(before, after, hops), _network(after, before, hops)
    by_key, now = {each.tie.key: each for each in old}, {each.tie.key: each for each in new}
    kept = [(by_key[key], each) for key, each in now.items() if key in by_key]
    nodes_before, nodes_after = _nodes(before, old), _nodes(after, new)
    return Change(
        added=[each for key, each in now.items() if key not in by_key],
        removed=[each for key, each in by_key.items() if key not in now],
        changed=[pair for pair in kept if pair[0].tie.told != pair[1].tie.told],
        unchanged=sum(one.tie.told == other.tie.told for one, other in kept),
        nodes_added=[node for node in nodes_after if node not in nodes_before],
        nodes_removed=[node for node in nodes_before if node not in nodes_after],
        nodes_kept=[node for node in nodes_after if node in nodes_before],
    )


def first_of(found: Change, first: int) -> Change:
    """The same, with the first so many ties of all three kinds together."""
    every = [each.order for each in (*found.added, *found.removed)]
    every += [min(pair[0].order, pair[1].order) for pair in found.changed]
    if len(every) <= first:
        return found
    last = sorted(every)[first - 1]
    return replace(
        found,
        added=[each for each in found.added if each.order <= last],
        removed=[each for each in found.removed if each.order <= last],
        changed=[pair for pair in found.changed if min(pair[0].order, pair[1].order) <= last],
    )


def _network(day: Snapshot, other: Snapshot, hops: int) -> list[Ranked]:
    if day.centre is None:
        return []
    return ranked(day.centre, day.ties, set(day.read).difference(other.closed), day.degrees, hops)


def _nodes(day: Snapshot, order: list[Ranked]) -> dict[str, None]:
    return {} if day.centre is None else dict.fromkeys(nodes_of(day.centre, order))
