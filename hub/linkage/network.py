"""The network around a node, read in set-wise rounds: what cannot be among the first ties is not looked behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graph.cypher.rows import FACT_HEAD, FACT_OUTWARD, FACT_TYPE, NODE_ID
from graph.plan import Slice
from graph.rules.network.change import Snapshot
from graph.rules.network.ranking import Ranked, ranked
from graph.rules.network.ties import Key, NetworkTie, ends_of, tie_key
from hub.linkage.neighbours import PathBounds, counts_of, ties_of
from hub.read.by_id import EDGES, read_rows
from hub.read.fields import Inquiry
from hub.settings.limits import WalkLimits

TOLD: Final = ("share", "shareMin", "shareMax", "amount", "votingShare", "interest", "directness", "beneficial")


def network_bounds(limits: WalkLimits) -> PathBounds:
    """A network is bounded as a search for ties is, but for how many nodes one statement asks about."""
    return PathBounds(replace(limits.paths, round_nodes=limits.network.round_nodes), limits.until)


@dataclass(slots=True)
class Network:
    """What was read. `read`: nodes of whom all ties are known; `hubs`: nodes with too many to be looked behind;
    `left`: nodes that a bound left unread; `degrees`: ties in all of each node that was counted or read,
    up to one more than are counted.
    """

    centre: str
    relations: tuple[str, ...]
    time: Slice
    bounds: PathBounds
    ties: dict[Key, NetworkTie] = field(default_factory=dict)
    facts: dict[Key, list[Any]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    hubs: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    degrees: dict[str, int] = field(default_factory=dict)
    _size: int = 0

    def more_than_counted(self, node: str) -> bool:
        return self.degrees.get(node, 0) > self.bounds.limits.counted

    def order(self, hops: int) -> list[Ranked]:
        return ranked(self.centre, self.ties, self.read, self.degrees, hops)

    def snapshot(self) -> Snapshot:
        there = self.centre in self.read or self.centre in self.left
        return Snapshot(
            centre=self.centre if there else None,
            ties=self.ties,
            read=self.read,
            hubs=self.hubs,
            left=self.left - self.read,
            degrees=self.degrees,
        )

    def read_all(self, nodes: Iterable[str], most: int) -> Inquiry[None]:
        """Has the ties of these read, so many of each at most; past a bound they are left, and `bounds.cut`."""
        wanted = [node for node in dict.fromkeys(nodes) if node not in self.read and node not in self.hubs]
        limits = self.bounds.limits
        yield from read_rows(
            wanted,
            lambda batch: ties_of(batch, self.relations, most, self.time, TOLD),
            lambda node, row: self._take(node, row, most),
            size=limits.round_nodes,
            room=self._room,
        )
        self.left.update(node for node in wanted if node not in self.read and node not in self.hubs)

    def count(self, nodes: Iterable[str]) -> Inquiry[bool]:
        """Has the ties of these counted; False if a bound left some uncounted."""
        wanted = [node for node in dict.fromkeys(nodes) if node not in self.degrees]
        limits = self.bounds.limits
        size = limits.round_nodes

        def take(node: str, row: list[Any] | None) -> None:
            self.degrees[node] = row[EDGES + 1] if row is not None else 0

        return (
            yield from read_rows(
                wanted,
                lambda batch: counts_of(batch, self.relations, limits.counted, self.time, passing=True),
                take,
                size=size,
                room=lambda: size if self._room() else 0,
            )
        )

    def _room(self) -> int:
        return self.bounds.room(len(self.read) + len(self.hubs), self._size)

    def _take(self, node: str, row: list[Any] | None, most: int) -> None:
        edges = row[EDGES] if row is not None else []
        if row is not None and node == self.centre != row[NODE_ID]:  # the id of a record merged into it
            self.read.add(node)
            node = self.centre = str(row[NODE_ID])
        self._size += len(edges)
        whole = len(edges) <= most
        if whole:
            self.degrees[node] = len(edges)
        elif node != self.centre:
            self.hubs.add(node)
            return
        else:
            self.bounds.cut = True  # of a centre with too many ties the first are told, and that there are more
        self.read.add(node)
        for far_row, fact, _others in edges[:most]:
            far = str(far_row[NODE_ID])
            key = tie_key(str(fact[FACT_TYPE]), node, far, outward=bool(fact[FACT_OUTWARD]))
            share, lower, upper, amount = fact[FACT_HEAD : FACT_HEAD + 4]
            self.facts[key] = fact
            self.ties[key] = NetworkTie(
                relation=key[0],
                source=key[1],
                target=key[2],
                share=share,
                share_min=lower,
                share_max=upper,
                amount=amount,
            )


@dataclass(frozen=True, slots=True)
class Shown:
    """The first so many ties; `beyond`: how many of each kind come after them, `more`: that there are others."""

    order: list[Ranked]
    beyond: Mapping[str, int]
    more: bool

    @property
    def truncated(self) -> bool:
        return bool(self.beyond) or self.more


def read_first(network: Network, hops: int, first: int) -> Inquiry[Shown]:
    """The first so many ties within so many hops.

    What lies behind a tie is worth no more than the tie, so only what the first so many lead to is looked behind.
    Of a hub it is known how many ties it has, and nothing of them.
    """
    limits = network.bounds.limits
    yield from network.read_all([network.centre], limits.end_ties)
    order: list[Ranked] = []
    for hop in range(1, hops + 1):
        order = yield from _ranked(network, hop, first)
        if hop < hops:
            near = [node for node in _reached(network, order[:first]) if not _crowded(network, node)]
            yield from network.read_all(near, limits.hub_ties)
    beyond: dict[str, int] = {}
    for each in order[first:]:
        beyond[each.tie.relation] = beyond.get(each.tie.relation, 0) + 1
    return Shown(order[:first], beyond, network.bounds.cut or _unseen(network, order, hops))


def read_whole(network: Network, hops: int) -> Inquiry[None]:
    """All ties within so many hops, but those behind hubs."""
    limits = network.bounds.limits
    level = [network.centre]
    for hop in range(hops):
        yield from network.read_all(level, limits.hub_ties if hop else limits.end_ties)
        level = sorted(end for end in ends_of(network.ties) if end not in network.read and end not in network.hubs)
    if network.centre not in network.degrees:
        network.read.discard(network.centre)  # not all of its ties are known: nothing can be told of any
        network.left.add(network.centre)


def _ranked(network: Network, hops: int, first: int) -> Inquiry[list[Ranked]]:
    """The order, in which the first so many are sure: whose far end is not counted yet is taken for rare."""
    while True:
        order = network.order(hops)
        unknown = [end for end in ends_of(each.tie.key for each in order[:first]) if end not in network.degrees]
        if not unknown:
            return order
        others = ends_of(each.tie.key for each in order[first:])
        size = network.bounds.limits.round_nodes
        more = [end for end in others if end not in network.degrees and end not in unknown]
        if not (yield from network.count([*unknown, *more][: max(size, len(unknown))])):
            return network.order(hops)


def _reached(network: Network, order: Iterable[Ranked]) -> list[str]:
    return [end for end in ends_of(each.tie.key for each in order) if end not in network.read]


def _crowded(network: Network, node: str) -> bool:
    return network.degrees.get(node, 0) > network.bounds.limits.hub_ties


def _unseen(network: Network, order: Iterable[Ranked], hops: int) -> bool:
    """Whether a node within reach, no hub, was not looked behind and may have ties that were not met."""
    met: dict[str, int] = {}
    near: dict[str, int] = {network.centre: 0}
    for each in order:
        for end in {each.tie.source, each.tie.target}:
            met[end] = met.get(end, 0) + 1
        near[each.far] = min(near.get(each.far, hops), each.hops)
    return any(
        length < hops
        and node not in network.read
        and not _crowded(network, node)
        and network.degrees.get(node) != met.get(node)
        for node, length in near.items()
    )
