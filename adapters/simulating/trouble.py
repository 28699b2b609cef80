"""What goes wrong at a simulated agency: by its seed and the number of the request, so each run has the same.

Outages are runs of requests and no spans of time: how fast somebody asks changes nothing of what he meets.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final, TypeVar

LATENCY_MAX: Final = 10_000  # milliseconds
OUTAGE_REQUESTS: Final = 20  # in a row that an agency is away for, or is not
_ERRORS: Final = (500, 502, 429)
_AWAY: Final = 503
_MOVED_MAX: Final = 10  # places that an item out of order stands from its own
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """What one request meets: `status` instead of being taken, or `lost`: taken, and its answer is not heard."""

    latency_seconds: float = 0.0
    status: int | None = None
    lost: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """`latency` is the longest, in milliseconds; the others are shares, 0 to 1. Raises ValueError.

    `errors` of requests, `outages` of runs of `OUTAGE_REQUESTS`; `duplicates` of messages whose answer is lost, so
    that they come again, and of items of a list that stand twice; `reordering` of items out of their order.
    """

    seed: int = 1
    latency: int = 0
    errors: float = 0.0
    duplicates: float = 0.0
    reordering: float = 0.0
    outages: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.latency <= LATENCY_MAX:
            raise ValueError(f"latency: allowed is 0 to {LATENCY_MAX} milliseconds")
        for each in fields(self)[2:]:
            if not 0 <= getattr(self, each.name) <= 1:
                raise ValueError(f"{each.name}: allowed is a share from 0 to 1")

    def met(self, agency: str, number: int) -> Met:
        """What the request of this number, from 0, meets at an agency."""
        away = self._drawn(agency, "outage", number // OUTAGE_REQUESTS).random() < self.outages
        drawn = self._drawn(agency, "request", number)
        latency, wrong, lost = drawn.uniform(0.5, 1) * self.latency / 1000, drawn.random(), drawn.random()
        status = drawn.choice(_ERRORS) if wrong < self.errors else None
        return Met(latency_seconds=latency, status=_AWAY if away else status, lost=lost < self.duplicates)

    def listed(self, agency: str, name: str, items: Sequence[_T]) -> list[_T]:
        """The items of a list as they come: each at least once, the same way each time."""
        drawn = self._drawn(agency, name, 0)
        placed: list[tuple[float, _T]] = []
        for place, item in enumerate(items):
            moved = drawn.random() < self.reordering
            placed.append((place + (drawn.uniform(-_MOVED_MAX, _MOVED_MAX) if moved else 0), item))
            if drawn.random() < self.duplicates:
                placed.append((place + drawn.uniform(0, _MOVED_MAX), item))
        return [item for _, item in sorted(placed, key=lambda each: each[0])]

    def _drawn(self, agency: str, what: str, number: int) -> random.Random:
        return random.Random(f"{self.seed}|{agency}|{what}|{number}")
