"""How far walks go, as the settings say."""

from __future__ import annotations

from hub.config import Settings
from hub.read.fields import WalkLimits


def walk_limits(settings: Settings) -> WalkLimits:
    return WalkLimits(
        companies=settings.walk_companies,
        holdings=settings.walk_holdings,
        holders=settings.walk_holders,
        rounds=settings.walk_rounds,
        seconds=settings.walk_seconds,
        objects=settings.max_cost,
    )
