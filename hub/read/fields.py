"""The four things an output field can be, said beside the field (its `extensions["reads"]`).

*Property*: from the node's own statements. *Edge*: a connection over a kind of relation. *Computed*: a pure
function over properties and edges that the same plan fetches for all parents at once. *Walked*: told of a walk of
several rounds, for all parents together. A field of a plain type (`PageInfo`, `Screening`) has none and is read by
its name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph.model.declare import RelationKind
from graph.plan import Direction, Expand, Root, Slice
from hub.read.view import NodeView

T = TypeVar("T")
# Per root that was asked: its rows and its total (`graph.cypher.rows.split`).
Answers = Sequence[tuple[list[Any], int | None]]
# A read of several rounds: yields what to ask, is sent the answers (one for each root), returns its value.
Inquiry = Generator[tuple[Root, ...], Answers, T]


@dataclass(frozen=True, kw_only=True, slots=True)
class PathLimits:
    """Bounds of a search for ties; past one the answer holds less, and says so."""

    hops: int = 8  # that may be asked for
    subjects: int = 20  # whose ties among one another may be asked for
    hub_ties: int = 200  # beyond which a node is a hub
    end_ties: int = 2_000  # of an end, and of a hub that is walked through
    nodes: int = 5_000
    ties: int = 200_000
    round_nodes: int = 100
    rounds: int = 50
    steps: int = 200_000
    hubs_told: int = 20
    seconds: float = 4.0


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkLimits:
    """Bounds of a network, beside those of a search for ties."""

    hops: int = 3  # that may be asked for
    beside: int = 1_000  # nodes that an expansion may be told to be there already
    round_nodes: int = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class AssociationLimits:
    """Bounds of a search for who shares a medium or an account."""

    sharers: int = 21  # up to which it is a clue, the one asked about among them
    counted: int = 500  # others, one by one
    nodes: int = 5_000
    round_nodes: int = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class GuaranteeLimits:
    """Bounds of chains and circles of guarantees."""

    hops: int = 8  # that may be asked for
    ties: int = 500  # guarantees of one subject, in one direction
    nodes: int = 3_000
    round_nodes: int = 200
    steps: int = 100_000  # in putting circles together


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractLimits:
    """Bounds of contract chains."""

    ties: int = 1_000  # parts and contracts of one subject, parts in one project
    nodes: int = 3_000
    round_nodes: int = 200
    levels: int = 6  # of contracts, one above the other


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyLimits:
    """Bounds of what is told of transfers; past one the answer holds less, and names it."""

    hops: int = 10  # that may be asked for
    starts: int = 50  # accounts of the subject that is asked about
    owners: int = 20  # of one account
    start_transfers: int = 5_000  # in the window, of an account that is asked about
    account_transfers: int = 500  # in the window, beyond which an account is busy and not walked through
    accounts: int = 1_000
    transfers: int = 100_000
    round_accounts: int = 200
    rounds: int = 40
    steps: int = 1_000_000
    busy_told: int = 20
    seconds: float = 6.0


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchLimits:
    """Bounds of matching; where one left a candidate out, the answer says so."""

    namesakes: int = 50  # bearers of one name or number
    patterns: int = 1_000  # of names, in one statement
    alike: int = 20  # whom one pattern finds
    reviews: int = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class WalkLimits:
    """Bounds of a walk; past one the answer says that it is cut short, and tells no wrong number."""

    companies: int = 5_000
    holdings: int = 50_000
    holders: int = 2_000  # of one company
    rounds: int = 32
    seconds: float = 20.0
    objects: int = 200_000  # that the nodes named by one walk may bring, with all below them
    export_bytes: int = 8 << 20  # of one file
    until: float = math.inf  # instant of the monotonic clock at which all walks of the request end
    paths: PathLimits = field(default_factory=PathLimits)
    network: NetworkLimits = field(default_factory=NetworkLimits)
    associations: AssociationLimits = field(default_factory=AssociationLimits)
    guarantees: GuaranteeLimits = field(default_factory=GuaranteeLimits)
    contracts: ContractLimits = field(default_factory=ContractLimits)
    money: MoneyLimits = field(default_factory=MoneyLimits)


@dataclass(frozen=True, kw_only=True)
class Property:
    """`read` turns the view into a JSON-ready value; `needs` are the stored properties it looks at."""

    needs: tuple[str, ...]
    read: Callable[[NodeView], Any]
    sources: bool = False


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A connection over one kind of relation, seen from one end."""

    relation: RelationKind
    direction: Direction
    kinds: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FactProperty:
    """A field of a connection's edge: a property of the relation's fact."""

    name: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class FactField:
    """A field of a connection's edge that every fact has: `read` takes the whole fact."""

    read: Callable[[list[Any]], Any]


@dataclass(frozen=True, kw_only=True)
class Computed:
    """`compute(view, edges, time)` gives a plain value; `edges` names the expansions it needs."""

    needs: tuple[str, ...]
    edges: Mapping[str, Expand]
    compute: Callable[[NodeView, Mapping[str, list[list[Any]]], Slice], Any]


@dataclass(frozen=True, kw_only=True)
class Walk:
    """What a walk is asked: about which subjects (ids), with which arguments of the field, at which slice.

    `exported`: the whole answer is wanted as a file, too, so the subjects themselves are among its nodes.

    `nodes` fetches subjects by id as the selection below the field wants them, for the value's places of nodes.
    `limits` bound it; what it cannot do within them it says.
    """

    ids: tuple[str, ...]
    arguments: Mapping[str, Any]
    time: Slice
    limits: WalkLimits
    nodes: Callable[[Iterable[str]], Inquiry[Mapping[str, Any]]]
    exported: bool = False


@dataclass(frozen=True, kw_only=True)
class Walked:
    """`walk` gives the plain value of each id (null for one it lacks); `kinds` have the field."""

    kinds: frozenset[str]
    walk: Callable[[Walk], Inquiry[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class OfNodes:
    """Said beside a plain type (its `extensions["reads"]`): a value of it is told of nodes in the value around it.

    `read` takes what stands for the value and a way to view a node's pair (row, slice); it gives the value, whose
    members are picked by `get`. `needs` are the stored properties that it looks at in those nodes.
    """

    needs: tuple[str, ...]
    read: Callable[[Any, Callable[[Any], NodeView]], Any]


Reads = Property | Edge | Computed | Walked
