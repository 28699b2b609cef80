"""Bounds of reads of several rounds: each is a setting (`hub.settings.bounds`), which has the default.

Past a bound an answer holds less, and says so; none is ever wrong for it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, kw_only=True, slots=True)
class PathLimits:
    """Bounds of a search for ties; past one the answer holds less, and says so."""

    hops_max: int  # that may be asked for
    subjects_max: int  # whose ties among one another may be asked for
    hub_ties: int  # beyond which a node is a hub
    end_ties: int  # of an end, and of a hub that is walked through
    nodes: int
    ties: int
    round_nodes: int
    rounds: int
    steps: int
    hubs_told: int
    seconds: float

    @property
    def counted(self) -> int:
        """Up to which the ties of a node are counted; who has more has at least one more."""
        return max(self.hub_ties, self.end_ties)


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkLimits:
    """Bounds of a network, beside those of a search for ties."""

    hops_max: int  # that may be asked for
    beside_max: int  # nodes that an expansion may be told to be there already
    round_nodes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AssociationLimits:
    """Bounds of a search for who shares a medium or an account."""

    sharers: int  # up to which it is a clue, the one asked about among them
    counted: int  # others, one by one
    nodes: int
    round_nodes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GuaranteeLimits:
    """Bounds of chains and circles of guarantees."""

    hops_max: int  # that may be asked for
    ties: int  # guarantees of one subject, in one direction
    nodes: int
    round_nodes: int
    steps: int  # in putting circles together


@dataclass(frozen=True, kw_only=True, slots=True)
class ContractLimits:
    """Bounds of contract chains."""

    ties: int  # parts and contracts of one subject, parts in one project
    nodes: int
    round_nodes: int
    levels: int  # of contracts, one above the other


@dataclass(frozen=True, kw_only=True, slots=True)
class MoneyLimits:
    """Bounds of what is told of transfers; past one the answer holds less, and names it."""

    hops_max: int  # that may be asked for
    starts: int  # accounts of the subject that is asked about
    owners: int  # of one account
    start_transfers: int  # in the window, of an account that is asked about
    account_transfers: int  # in the window, beyond which an account is busy and not walked through
    accounts: int
    transfers: int
    round_accounts: int
    rounds: int
    steps: int
    busy_told: int
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchLimits:
    """Bounds of matching; where one left a candidate out, the answer says so."""

    namesakes: int  # bearers of one name or number
    patterns: int  # of names, in one statement
    alike: int  # whom one pattern finds
    reviews: int


@dataclass(slots=True)
class Written:
    """How much one request has written into files so far."""

    bytes: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class WalkLimits:
    """Bounds of a walk; past one the answer says that it is cut short, and tells no wrong number."""

    companies: int
    holdings: int
    holders: int  # of one company
    rounds: int
    seconds: float
    objects: int  # that the nodes named by one walk may bring, with all below them
    export_bytes: int  # of all files of a request
    until: float = math.inf  # instant of the monotonic clock at which all walks of the request end
    written: Written = field(compare=False)  # of the request, a new one for each
    paths: PathLimits
    network: NetworkLimits
    associations: AssociationLimits
    guarantees: GuaranteeLimits
    contracts: ContractLimits
    money: MoneyLimits
    matching: MatchLimits

    def of_request(self, now: float) -> WalkLimits:
        """These for one request that begins now, an instant of the monotonic clock."""
        return replace(self, until=now + self.seconds, written=Written())
