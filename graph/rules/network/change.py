"""What is another between two networks of one centre, each of a day.

A node that is looked behind on one of the days and cannot be on the other (it has too many ties there, or a bound
was met) is looked behind on neither, and named: then only what certainly was not there counts as new, or as gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from graph.rules.network.ranking import Order, Ranked, nodes_of, ranked
from graph.rules.network.ties import Key, NetworkTie


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """What was read of one day. `centre`: None where it was not there; `read`: nodes of whom all ties are there;
    `hubs`: nodes that are not looked behind; `left`: nodes that should be, and a bound was met; `degrees`: ties in
    all, as far as known.
    """

    centre: str | None
    ties: Mapping[Key, NetworkTie]
    read: Collection[str]
    hubs: Collection[str]
    left: Collection[str]
    degrees: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Ties in order of relevance; `changed` are pairs of before and after, in that of the greater of the two.
    Nodes in the order they are reached.

    `uncertain`: nodes that were not compared. With any, no node counts as new or gone: it may stand behind them.
    """

    added: list[Ranked]
    removed: list[Ranked]
    changed: list[tuple[Ranked, Ranked]]
    unchanged: int
    nodes_added: list[str]
    nodes_removed: list[str]
    nodes_kept: list[str]
    uncertain: frozenset[str]


def change(before: Snapshot, after: Snapshot, hops: int) -> Change:
    """Ties and nodes of the one network that are not in the other, and ties whose share or amount is another."""
    uncertain = {*before.left, *after.left}
    uncertain |= set(before.hubs).intersection(after.read) | set(after.hubs).intersection(before.read)
    old, new = (_network(day, uncertain, hops) for day in (before, after))
    by_key, now = {each.tie.key: each for each in old}, {each.tie.key: each for each in new}
    kept = [(by_key[key], each) for key, each in now.items() if key in by_key]
    nodes_before, nodes_after = _nodes(before, old), _nodes(after, new)
    return Change(
        added=[each for key, each in now.items() if key not in by_key and _absent(key, before, uncertain)],
        removed=[each for key, each in by_key.items() if key not in now and _absent(key, after, uncertain)],
        changed=sorted((pair for pair in kept if pair[0].tie.told != pair[1].tie.told), key=_order),
        unchanged=sum(one.tie.told == other.tie.told for one, other in kept),
        nodes_added=[] if uncertain else [node for node in nodes_after if node not in nodes_before],
        nodes_removed=[] if uncertain else [node for node in nodes_before if node not in nodes_after],
        nodes_kept=[node for node in nodes_after if node in nodes_before],
        uncertain=frozenset(uncertain),
    )


def first_of(found: Change, first: int) -> Change:
    """The same, with the first so many ties of all three kinds together."""
    every = [each.order for each in (*found.added, *found.removed)]
    every += map(_order, found.changed)
    if len(every) <= first:
        return found
    last = sorted(every)[first - 1]
    return replace(
        found,
        added=[each for each in found.added if each.order <= last],
        removed=[each for each in found.removed if each.order <= last],
        changed=[pair for pair in found.changed if _order(pair) <= last],
    )


def _order(pair: tuple[Ranked, Ranked]) -> Order:
    """The place of a tie that changed: that of the day on which it was worth more."""
    return min(pair[0].order, pair[1].order)


def _network(day: Snapshot, uncertain: set[str], hops: int) -> list[Ranked]:
    if day.centre is None:
        return []
    return ranked(day.centre, day.ties, set(day.read) - uncertain, day.degrees, hops)


def _absent(key: Key, day: Snapshot, uncertain: set[str]) -> bool:
    """Whether the tie is certainly not in the network of the day: of one of its ends all ties are known."""
    return not uncertain or (key not in day.ties and not set(key[1:]).isdisjoint(day.read))


def _nodes(day: Snapshot, order: list[Ranked]) -> dict[str, None]:
    return {} if day.centre is None else dict.fromkeys(nodes_of(day.centre, order))
