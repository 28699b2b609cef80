"""When a message is tried again, and when no more: a pure rule, to which time and chance are given.

The wait before a try lies anywhere between a floor and a ceiling that doubles with each failed one ("full
jitter"), so that all who failed together do not come back together. Once its tries are used up, a message waits
for a human.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrying:
    """By default 25 tries over three days on average and six at most: an agency may be away over a weekend.

    Raises ValueError for bounds that are not in order.
    """

    floor_seconds: float = 1.0
    first_seconds: float = 5.0  # the ceiling after the first failed try
    last_seconds: float = 12 * 3600.0  # the highest ceiling
    tries_max: int = 25

    def __post_init__(self) -> None:
        if not 0 < self.floor_seconds <= self.first_seconds <= self.last_seconds < float("inf"):
            raise ValueError("allowed is 0 < floor_seconds <= first_seconds <= last_seconds")
        if self.tries_max < 1:
            raise ValueError("tries_max: allowed is 1 or more")

    def ceiling_seconds(self, failed: int) -> float:
        """The longest wait after so many failed tries, from 1."""
        # Beyond 64 doublings of the first any ceiling is reached; a greater power would overflow.
        return min(self.first_seconds * 2.0 ** min(failed - 1, 64), self.last_seconds)

    def wait_seconds(self, failed: int, chance: float, *, asked_seconds: float | None = None) -> float | None:
        """How long to wait after so many failed tries; None: there is no further one.

        `chance` is a random number in [0, 1). Where the agency asked for `asked_seconds`, it is not earlier.
        """
        if failed < 1 or not 0 <= chance < 1:
            raise ValueError("allowed is a failed try or more, and a chance from 0 to less than 1")
        if failed >= self.tries_max:
            return None
        ceiling = self.ceiling_seconds(failed)
        wait = self.floor_seconds + (ceiling - self.floor_seconds) * chance
        return max(min(wait, ceiling), asked_seconds or 0.0)
