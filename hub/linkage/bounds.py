"""How far walks go, as the settings say."""

from __future__ import annotations

from hub.config import Settings
from hub.read.fields import (
    AssociationLimits,
    ContractLimits,
    GuaranteeLimits,
    MoneyLimits,
    NetworkLimits,
    PathLimits,
    WalkLimits,
)


def walk_limits(settings: Settings) -> WalkLimits:
    return WalkLimits(
        companies=settings.walk_companies,
        holdings=settings.walk_holdings,
        holders=settings.walk_holders,
        rounds=settings.walk_rounds,
        seconds=settings.walk_seconds,
        objects=settings.max_cost,
        export_bytes=settings.export_bytes,
        paths=PathLimits(
            hops=settings.path_hops_max,
            subjects=settings.path_subjects_max,
            hub_ties=settings.path_hub_ties,
            end_ties=settings.path_end_ties,
            nodes=settings.path_nodes,
            ties=settings.path_ties,
            round_nodes=settings.path_round_nodes,
            rounds=settings.path_rounds,
            steps=settings.path_steps,
            hubs_told=settings.path_hubs_told,
            seconds=settings.path_seconds,
        ),
        network=NetworkLimits(
            hops=settings.network_hops_max,
            beside=settings.network_beside_max,
            round_nodes=settings.network_round_nodes,
        ),
        associations=AssociationLimits(
            sharers=settings.association_sharers,
            counted=settings.association_counted,
            nodes=settings.association_nodes,
            round_nodes=settings.association_round_nodes,
        ),
        guarantees=GuaranteeLimits(
            hops=settings.guarantee_hops_max,
            ties=settings.guarantee_ties,
            nodes=settings.guarantee_nodes,
            round_nodes=settings.guarantee_round_nodes,
            steps=settings.guarantee_steps,
        ),
        contracts=ContractLimits(
            ties=settings.contract_ties,
            nodes=settings.contract_nodes,
            round_nodes=settings.contract_round_nodes,
            levels=settings.contract_levels,
        ),
        money=MoneyLimits(
            hops=settings.money_hops_max,
            starts=settings.money_starts,
            owners=settings.money_owners,
            start_transfers=settings.money_start_transfers,
            account_transfers=settings.money_account_transfers,
            accounts=settings.money_accounts,
            transfers=settings.money_transfers,
            round_accounts=settings.money_round_accounts,
            rounds=settings.money_rounds,
            steps=settings.money_steps,
            busy_told=settings.money_busy_told,
            seconds=settings.money_seconds,
        ),
    )
