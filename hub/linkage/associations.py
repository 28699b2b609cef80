"""Who shares a phone, address, device, network address or account with somebody: read medium by medium.

A subject has a medium that it uses, and one from which an account of its own was used. So four levels are read:
the subject; its media and accounts; the media of those accounts and the accounts of those media; the accounts of
the media met last, for who owns them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.rows import FACT_GRADE, FACT_SLOT, FACT_TYPE, NODE_ID, NODE_KIND, Layout
from graph.model import MODEL
from graph.model.declare import Grade
from graph.plan import Direction, Expand, Find, Select, Slice
from graph.rules.associations import Association, Fact, Kind, Limits, Medium, associations
from hub.linkage.facts import fact_shown
from hub.linkage.registers import Bounds
from hub.read.by_id import nodes_by_id, read_rows
from hub.read.fields import Inquiry, Walk
from hub.read.pages import page_size
from hub.read.view import NodeView
from hub.settings.limits import AssociationLimits

_RELATIONS: Final = ("USES", "OWNS_ACCOUNT", "SIGNS_IN")
_SUBJECTS: Final = frozenset(MODEL.subjects)
_KINDS: Final = tuple(
    dict.fromkeys(
        kind
        for name in _RELATIONS
        for kind in (*MODEL.relations[name].sources, *MODEL.relations[name].targets)
        if kind in _SUBJECTS or kind in ("MEDIUM", "ACCOUNT")
    )
)


def users_of(ids: Sequence[str], time: Slice, limits: AssociationLimits) -> Find:
    """What stands beside subjects, media and accounts: one text for all of them."""
    return nodes_by_id(ids, _select(limits), time, passing=True)


def _select(limits: AssociationLimits) -> Select:
    beside = Expand(relations=_RELATIONS, direction=Direction.BOTH, kinds=_KINDS, first=limits.counted + 1)
    return Select(properties=("mediumKind",), edges=(beside,))


@dataclass(slots=True)
class Shares:
    """What was read: by subject, medium or account those beside it with the fact, and who was not read whole."""

    time: Slice
    limits: AssociationLimits
    kinds: dict[str, Kind | None] = field(default_factory=dict)  # of media and accounts
    subjects: dict[str, dict[str, str]] = field(default_factory=dict)  # by medium or account: subject, fact
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)  # by medium: account, fact
    media: dict[str, dict[str, str]] = field(default_factory=dict)  # by account: medium, fact
    own: dict[str, dict[str, str]] = field(default_factory=dict)  # by subject: medium or account, fact
    facts: dict[str, list[Any]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)

    def read_all(self, ids: Iterable[str], bounds: Bounds) -> Inquiry[None]:
        """Has these read; what a bound leaves out is not among `read` then."""
        wanted = sorted({id_ for id_ in ids if id_ not in self.read})
        wanted = wanted[: max(0, self.limits.nodes - len(self.read))]
        select = _select(self.limits)
        size = self.limits.round_nodes

        def take(id_: str, row: list[Any] | None) -> None:
            self.read.add(id_)
            if row is not None:
                self._take(row, select)

        yield from read_rows(
            wanted,
            lambda batch: users_of(batch, self.time, self.limits),
            take,
            size=size,
            room=lambda: size if bounds.more() else 0,
        )

    def _take(self, row: list[Any], select: Select) -> None:
        view = NodeView(row, Layout.of(select), self.time)
        near = view.id
        self._meet(near, view.kind, view.pick("mediumKind"))
        [expand] = select.edges
        edges = view.edges(expand)
        if len(edges) > expand.first:
            self.cut.add(near)
        for node, fact, _others in edges[: expand.first]:
            if fact[FACT_GRADE] == Grade.D:
                continue
            slot, far = str(fact[FACT_SLOT]), str(node[NODE_ID])
            self.facts[slot] = fact
            self._meet(far, node[NODE_KIND])
            if fact[FACT_TYPE] == "SIGNS_IN":
                medium, account = (near, far) if view.kind == "MEDIUM" else (far, near)
                self.accounts.setdefault(medium, {})[account] = slot
                self.media.setdefault(account, {})[medium] = slot
            else:
                subject, medium = (far, near) if view.kind in ("MEDIUM", "ACCOUNT") else (near, far)
                self.subjects.setdefault(medium, {})[subject] = slot
                self.own.setdefault(subject, {})[medium] = slot

    def _meet(self, id_: str, kind: str, told: str | None = None) -> None:
        if kind == "ACCOUNT":
            self.kinds[id_] = Kind.ACCOUNT
        elif kind == "MEDIUM":
            self.kinds[id_] = Kind(told) if told is not None else self.kinds.get(id_)

    def of(self, subject: str) -> list[str]:
        """The media and accounts that it has."""
        own = self.own.get(subject, {})
        return sorted({*own, *(medium for each in own for medium in self.media.get(each, ()))})

    def medium(self, id_: str) -> Medium:
        """By subject one way to it: directly, else through the account of the least id."""
        users: dict[str, tuple[Fact, ...]] = {
            subject: (slot,) for subject, slot in self.subjects.get(id_, {}).items()
        }
        through = self.accounts.get(id_, {})
        for account in sorted(through):
            for subject, slot in self.subjects.get(account, {}).items():
                users.setdefault(subject, (slot, through[account]))
        wanted = {id_, *through}
        return Medium(
            id=id_, kind=self.kinds[id_], users=users, whole=wanted <= self.read and not wanted & self.cut
        )


def walk_associations(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`associations` of all parents."""
    limits, first = walk.limits.associations, page_size(walk.arguments.get("first"))
    shares, bounds = Shares(walk.time, limits), Bounds(walk.limits)
    yield from shares.read_all(walk.ids, bounds)
    yield from shares.read_all((each for id_ in walk.ids for each in shares.own.get(id_, ())), bounds)
    media = [each for id_ in walk.ids for each in shares.of(id_) if shares.kinds[each] is not Kind.ACCOUNT]
    yield from shares.read_all(media, bounds)
    yield from shares.read_all((account for each in media for account in shares.accounts.get(each, ())), bounds)

    wanted = walk.arguments.get("kinds")
    kinds = None if wanted is None else frozenset(map(Kind, wanted))
    rule = Limits(clue=limits.sharers, counted=limits.counted)
    found = {
        id_: associations(id_, [shares.medium(each) for each in shares.of(id_)], rule, kinds) for id_ in walk.ids
    }
    named = (
        each
        for of in found.values()
        for shared in of[:first]
        for each in (shared.medium, *(sharer.subject for sharer in shared.sharers))
    )
    nodes = yield from walk.nodes(named)
    return {
        id_: {
            "shared": [_shown(each, shares, nodes) for each in of[:first]],
            "leftOut": len(of) - min(first, len(of)),
            "clueUpTo": limits.sharers,
            "truncated": _truncated(id_, shares),
        }
        for id_, of in found.items()
    }


def _truncated(id_: str, shares: Shares) -> bool:
    """Whether it may share something that is not told."""
    accounts = (each for each in shares.own.get(id_, ()) if shares.kinds[each] is Kind.ACCOUNT)
    if any(each not in shares.read or each in shares.cut for each in (id_, *accounts)):
        return True
    media = map(shares.medium, shares.of(id_))
    return any(not medium.whole and len(medium.users) < 2 for medium in media)


def _shown(found: Association, shares: Shares, nodes: Mapping[str, Any]) -> dict[str, Any]:
    def facts(slots: Iterable[Fact]) -> list[dict[str, Any]]:
        return [fact_shown(shares.facts[str(slot)]) for slot in slots]

    return {
        "medium": nodes.get(found.medium),
        "kind": found.kind and found.kind.value,
        "others": found.others,
        "atLeast": found.at_least,
        "clue": found.clue,
        "why": found.en,
        "whyZh": found.zh,
        "facts": facts(found.own),
        "sharers": [
            {"subject": nodes.get(sharer.subject), "facts": facts(sharer.facts)} for sharer in found.sharers
        ],
    }
