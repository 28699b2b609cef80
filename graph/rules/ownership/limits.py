"""How far a calculation goes before it says `truncated`, and how shares are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

RESOLUTION: Final = 1e-9  # shares that differ by less are one; a register is full, or over-full, beyond it
DIGITS: Final = 9


def at_least(share: float, threshold: float) -> bool:
    """Whether a share reaches the threshold, the number itself included, both rounded to 1e-9."""
    return round(share, DIGITS) >= round(threshold, DIGITS)


def never() -> bool:
    """No deadline."""
    return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of one calculation. Past one, the answer names the field in `reached` and its shares are ranges.

    companies, holdings   looked through above the company asked about; those nearest to it first
    policy_iterations     fillings of unknown shares tried for one holder
    work                  stakes gone through, over all fillings and holders, to find greatest shares; holders with
                          the greatest least shares come first, the rest get a wider bound
    ends                  other ends listed
    explained             owners whose paths are looked for
    paths, path_steps     paths told of an owner (the strongest; more are no truncation), steps of their search
    links                 close links listed
    expired               true once time is up; asked before each solve and every few hundred steps of a search
    """

    companies: int = 10_000
    holdings: int = 100_000
    policy_iterations: int = 100
    work: int = 500_000
    ends: int = 1_000
    explained: int = 50
    paths: int = 3
    path_steps: int = 2_000
    links: int = 10_000
    expired: Callable[[], bool] = never
