"""How far reads of several rounds go: the settings that bound them, and the bounds as the reads take them."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, TypeVar

from pydantic import Field
from pydantic_settings import BaseSettings

from hub.settings.limits import (
    AssociationLimits,
    ContractLimits,
    GuaranteeLimits,
    MatchLimits,
    MoneyLimits,
    NetworkLimits,
    PathLimits,
    WalkLimits,
    Written,
)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


class Bounds(BaseSettings):
    """A field of each `Limits` is the setting of that name, behind the prefix of what it bounds."""

    walk_companies: int = Field(
        default=5_000, ge=1, description="companies that one walk over ownership or control looks at"
    )
    walk_holdings: int = Field(default=50_000, ge=1, description="holdings that one walk looks at")
    walk_holders: int = Field(
        default=2_000, ge=1, description="holders of one company, or holdings of one holder, that a walk looks at"
    )
    walk_rounds: int = Field(default=32, ge=1, le=60, description="statements of one walk, one after another")
    walk_seconds: float = Field(
        default=20, gt=0, description="time after which the walks of a request stop and say so"
    )
    walk_threads: int = Field(
        default=2, ge=1, le=64, description="requests whose walks are judged at once, beside all others"
    )
    path_hops_max: int = Field(default=8, ge=1, le=16, description="largest `maxHops` of a search for ties")
    path_subjects_max: int = Field(default=20, ge=2, le=100, description="subjects whose ties `tiesAmong` tells")
    path_hub_ties: int = Field(
        default=200, ge=1, description="ties beyond which a node is a hub, which paths do not lead through"
    )
    path_end_ties: int = Field(
        default=2_000,
        ge=1,
        description="ties read of a path's end or of a hub that is walked through; counted of any node",
    )
    path_nodes: int = Field(default=5_000, ge=2, description="nodes whose ties one search reads")
    path_ties: int = Field(default=200_000, ge=1, description="ties after which a search reads no more")
    path_round_nodes: int = Field(
        default=100,
        ge=2,
        description="nodes that one statement of a search asks about; longer ties cost one a hop",
    )
    path_rounds: int = Field(default=50, ge=1, le=56, description="statements of one search, one after another")
    path_steps: int = Field(
        default=200_000, ge=1, description="steps in putting paths of one length together from what was read"
    )
    path_hubs_told: int = Field(default=20, ge=0, le=1_000, description="hubs that an answer names")
    path_seconds: float = Field(default=4, gt=0, description="time after which a search stops and says so")
    association_sharers: int = Field(
        default=21, ge=2, description="subjects that share a phone, device or the like up to which it is a clue"
    )
    association_counted: int = Field(
        default=500, ge=1, le=10_000, description="others that share one thing, counted one by one"
    )
    association_nodes: int = Field(
        default=5_000, ge=1, description="subjects, media and accounts that `associations` of a request read"
    )
    association_round_nodes: int = Field(default=200, ge=1, description="of these, asked about in one statement")
    guarantee_hops_max: int = Field(
        default=8, ge=2, le=16, description="largest `maxHops` of `guaranteeChains`, and longest circle"
    )
    guarantee_ties: int = Field(
        default=500, ge=1, description="guarantees that one subject gave, or was given, that are looked at"
    )
    guarantee_nodes: int = Field(
        default=3_000, ge=1, description="subjects whose guarantees `guaranteeChains` of a request reads, each way"
    )
    guarantee_round_nodes: int = Field(default=200, ge=1, description="of these, asked about in one statement")
    guarantee_steps: int = Field(
        default=100_000, ge=1, description="steps in putting circles of guarantees together, for each subject"
    )
    contract_ties: int = Field(
        default=1_000, ge=1, description="parts and contracts of one subject, or parts in one project, looked at"
    )
    contract_nodes: int = Field(
        default=3_000, ge=1, description="subjects and projects that `contractChain` of a request reads"
    )
    contract_round_nodes: int = Field(default=200, ge=1, description="of these, asked about in one statement")
    contract_levels: int = Field(default=6, ge=1, le=16, description="contracts one above the other, at most")

    network_hops_max: int = Field(
        default=3,
        ge=1,
        le=6,
        description="largest `hops` of a network, whose other bounds are those of a path",
    )
    network_beside_max: int = Field(
        default=1_000, ge=1, le=10_000, description="nodes that an expansion may be told to be there already"
    )
    network_round_nodes: int = Field(
        default=500, ge=2, le=5_000, description="nodes that one statement of a network asks about"
    )

    export_bytes: int = Field(
        default=8 << 20, ge=1024, description="bytes of all files as which one request has answers exported"
    )

    money_hops_max: int = Field(
        default=10, ge=1, le=20, description="largest `maxHops` of a question about transfers"
    )
    money_starts: int = Field(
        default=50, ge=1, le=1_000, description="accounts of a subject whose transfers are asked about"
    )
    money_owners: int = Field(default=20, ge=1, le=1_000, description="owners that are read of one account")
    money_start_transfers: int = Field(
        default=5_000, ge=1, description="transfers in the window that are read of an account asked about"
    )
    money_account_transfers: int = Field(
        default=500,
        ge=1,
        description="transfers in the window beyond which an account is busy, and money is not traced through it",
    )
    money_accounts: int = Field(default=1_000, ge=1, description="accounts whose transfers one question reads")
    money_transfers: int = Field(
        default=100_000, ge=1, description="transfers after which a question about them reads no more"
    )
    money_round_accounts: int = Field(
        default=200, ge=1, description="accounts that one statement of it asks about; more cost one each"
    )
    money_rounds: int = Field(
        default=40, ge=1, le=56, description="statements about transfers of one question, one after another"
    )
    money_steps: int = Field(
        default=1_000_000, ge=1, description="steps in tracing money, or trying circles, in what was read"
    )
    money_busy_told: int = Field(default=20, ge=0, le=1_000, description="busy accounts that an answer names")
    money_seconds: float = Field(
        default=6, gt=0, description="time after which a question about transfers reads no more and says so"
    )

    match_namesakes: int = Field(
        default=50,
        ge=1,
        le=1_000,
        description="subjects of one name or number that matching looks at for a record",
    )
    match_patterns: int = Field(
        default=1_000, ge=1, le=10_000, description="patterns of names that one statement of matching asks"
    )
    match_alike: int = Field(
        default=20, ge=1, le=1_000, description="subjects that one pattern of a name may find for a record"
    )
    match_batch: int = Field(
        default=200, ge=1, le=5_000, description="records that `hub match` asks about at a time"
    )
    match_seconds: float = Field(default=60, gt=0, description="time for one statement of `hub match`")
    match_reviews: int = Field(
        default=20_000, ge=1, le=1_000_000, description="reviews of one desk that one page looks through"
    )

    def walk_limits(self, objects: int) -> WalkLimits:
        """`objects`: that the nodes named by one walk may bring."""
        return self._of(
            WalkLimits,
            "walk",
            objects=objects,
            export_bytes=self.export_bytes,
            written=Written(),
            paths=self._of(PathLimits, "path"),
            network=self._of(NetworkLimits, "network"),
            associations=self._of(AssociationLimits, "association"),
            guarantees=self._of(GuaranteeLimits, "guarantee"),
            contracts=self._of(ContractLimits, "contract"),
            money=self._of(MoneyLimits, "money"),
            matching=self._of(MatchLimits, "match"),
        )

    def _of(self, kind: type[T], prefix: str, **given: object) -> T:
        told = {each.name for each in fields(kind) if each.default is MISSING} - given.keys()
        return kind(**{name: getattr(self, f"{prefix}_{name}") for name in told}, **given)
