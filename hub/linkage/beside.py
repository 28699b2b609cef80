"""What stands beside the registers: offices, agreements, kin, nominees, contracts, guarantees, shared media."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.node import OPENED
from graph.cypher.rows import (
    FACT_DOCUMENT,
    FACT_HEAD,
    FACT_OUTWARD,
    FACT_SLOT,
    FACT_TYPE,
    FACT_VALID_FROM,
    FACT_VALID_TO,
    NODE_ID,
    NODE_KIND,
    NODE_STATEMENTS,
    Layout,
)
from graph.model import MODEL
from graph.model.declare import OPEN_FROM, OPEN_TO
from graph.plan import Direction, Expand, Find, Select, Slice
from hub.linkage.registers import Bounds, Registers, Told, subjects
from hub.read.fields import Inquiry

OFFICES: Final = ("LEGAL_REP_OF", "PRINCIPAL_OF", "DIRECTOR_OF", "SUPERVISOR_OF", "MANAGER_OF")
MOST: Final = 200  # ties of one kind of one subject that are looked at
SHARERS: Final = 21  # at one phone or address, the company among them


def _kinds(*relations: str) -> tuple[str, ...]:
    """All that may stand at either end of these."""
    ends = (end for name in relations for end in (*MODEL.relations[name].sources, *MODEL.relations[name].targets))
    return tuple(dict.fromkeys(ends))


BINDING: Final = ("ACTS_IN_CONCERT", "RELATIVE_OF", "NOMINEE_FOR", "INFLUENCES")
GUARANTEE: Final = "GUARANTOR_OF"
# What is told of a binding tie, in this order.
_TOLD: Final = ("basis", "interest", "share", "shareMin", "shareMax", "directness")
BASIS, INTEREST, SHARE, SHARE_MIN, SHARE_MAX, _DIRECTNESS, _OPENED = range(len(_TOLD) + 1)
_OF_INFLUENCE: Final = frozenset(f"INFLUENCES.{name}" for name in _TOLD[1:])
# Few expansions over many kinds of relation: to plan one more costs Neo4j a second.
_OF_ALL: Final = Expand(
    relations=BINDING,
    direction=Direction.BOTH,
    kinds=_kinds(*BINDING),
    first=MOST,
    properties=(*_TOLD, OPENED),
    separate=True,
)
_OF_ONE: Final = Expand(
    relations=(*OFFICES, GUARANTEE),
    direction=Direction.IN,
    kinds=tuple(dict.fromkeys(end for name in (*OFFICES, GUARANTEE) for end in MODEL.relations[name].sources)),
    first=MOST,
    ended=True,
)
_USERS: Final = Expand(
    relations=("USES",), direction=Direction.IN, kinds=MODEL.relations["USES"].sources, first=SHARERS
)
_MEDIA: Final = Expand(
    relations=("USES",),
    direction=Direction.OUT,
    kinds=("MEDIUM",),
    first=SHARERS,
    node=Select(properties=("mediumKind",), edges=(_USERS,)),
)
_SIDE: Final = Select(edges=(_OF_ALL,))
_COMPANY: Final = Select(edges=(_OF_ONE, _MEDIA))
_SIDE_LAYOUT, _COMPANY_LAYOUT = Layout.of(_SIDE), Layout.of(_COMPANY)
_MEDIUM_LAYOUT: Final = Layout.of(_MEDIA.node)


@dataclass(frozen=True, slots=True)
class Found(Told):
    """One tie of `near`; `far` is the node's row at the other end."""

    near: str
    far: list[Any]

    @property
    def far_id(self) -> str:
        return str(self.far[NODE_ID])

    @property
    def kind(self) -> str:
        return str(self.fact[FACT_TYPE])

    @property
    def outward(self) -> bool:
        return bool(self.fact[FACT_OUTWARD])

    @property
    def source(self) -> str:
        return self.near if self.outward else self.far_id

    @property
    def target(self) -> str:
        return self.far_id if self.outward else self.near

    @property
    def document(self) -> str:
        return str(self.fact[FACT_DOCUMENT])

    @property
    def since(self) -> str | None:
        day: str = self.fact[FACT_VALID_FROM]
        return None if day == OPEN_FROM else day

    @property
    def until(self) -> str | None:
        day: str = self.fact[FACT_VALID_TO]
        return None if day == OPEN_TO else day

    @property
    def counts(self) -> bool:
        """An influence that is a total of ties that stand elsewhere does not, nor one that may be."""
        if self.kind != "INFLUENCES":
            return True
        opened = self.told(_OPENED)
        whole = opened is None or _OF_INFLUENCE.issubset(opened)
        return whole and self.told(_DIRECTNESS) != "INDIRECT"

    def told(self, place: int) -> Any:
        """The property at this place of those that were wanted."""
        return self.fact[FACT_HEAD + place]


@dataclass(frozen=True, slots=True)
class Sharer:
    """Somebody else at a phone or address of a company asked about, and how many are there in all."""

    company: str
    medium: str
    subject: str
    theirs: list[Any]
    own: Found
    sharers: int


@dataclass(slots=True)
class Beside:
    """Ties by kind of relation. `full`: subjects with more ties of a kind than are looked at."""

    ties: dict[str, list[Found]] = field(default_factory=dict)
    sharers: list[Sharer] = field(default_factory=list)
    full: set[str] = field(default_factory=set)

    def of(self, *relations: str) -> Iterator[Found]:
        """Each fact once: a tie between two subjects of a side is met from both."""
        seen: set[str] = set()
        for name in relations:
            for tie in self.ties.get(name, ()):
                if tie.slot not in seen:
                    seen.add(tie.slot)
                    yield tie


def read_beside(
    beside: Beside, registers: Registers, all_: Iterable[str], ones: Iterable[str], time: Slice, bounds: Bounds
) -> Inquiry[None]:
    """One round about all subjects of the sides, and about the companies asked about themselves."""
    everybody, companies = list(dict.fromkeys(all_)), list(dict.fromkeys(ones))
    if not bounds.round(registers):
        beside.full.update(companies)
        return
    [(sides, _), (own, _)] = yield about(everybody, companies, time)
    for row in filter(None, sides):
        _take(row, row[_SIDE_LAYOUT.edges[_OF_ALL]], _OF_ALL, beside, registers)
    for row in filter(None, own):
        _take(row, row[_COMPANY_LAYOUT.edges[_OF_ONE]], _OF_ONE, beside, registers)
        for medium in row[_COMPANY_LAYOUT.edges[_MEDIA]][:SHARERS]:
            _take_medium(Found(medium[1], row[NODE_ID], medium[0]), beside, registers)


def about(everybody: Sequence[str], companies: Sequence[str], time: Slice) -> tuple[Find, ...]:
    """What binds each of the sides, and who is tied to each of the companies."""
    return subjects(everybody, _SIDE, time), subjects(companies, _COMPANY, time)


def _take(row: list[Any], edges: list[Any], expand: Expand, beside: Beside, registers: Registers) -> None:
    near = str(row[NODE_ID])
    if len(edges) > expand.first:
        beside.full.add(near)
    for node, fact, _others in edges[: expand.first]:
        found = Found(fact, near, node)
        registers.facts[found.slot] = fact
        registers.kinds.setdefault(node[NODE_ID], node[NODE_KIND])
        if found.counts:
            beside.ties.setdefault(found.kind, []).append(found)


def _take_medium(own: Found, beside: Beside, registers: Registers) -> None:
    place = _MEDIUM_LAYOUT.properties["mediumKind"]
    kind = next((each[place] for each in own.far[NODE_STATEMENTS] if each[place] is not None), None)
    users = own.far[_MEDIUM_LAYOUT.edges[_USERS]]
    if kind is None or len(users) > SHARERS:
        return  # what so many share says nothing of any of them
    for node, fact, _others in users:
        if node[NODE_ID] != own.near:
            registers.kinds.setdefault(node[NODE_ID], node[NODE_KIND])
            registers.facts[own.slot] = own.fact
            registers.facts[str(fact[FACT_SLOT])] = fact
            beside.sharers.append(Sharer(own.near, kind, node[NODE_ID], fact, own, len(users)))
