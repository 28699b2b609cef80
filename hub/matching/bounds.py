"""How far matching goes, as the settings say."""

from __future__ import annotations

from hub.config import Settings
from hub.read.fields import MatchLimits


def match_limits(settings: Settings) -> MatchLimits:
    return MatchLimits(
        namesakes=settings.match_namesakes,
        patterns=settings.match_patterns,
        alike=settings.match_alike,
        reviews=settings.match_reviews,
    )
