"""The law's numbers with their basis, and how much work a question may take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

_COMPANY_LAW = "公司法(2023) 265"
_TAKEOVERS = "上市公司收购管理办法 84"


@dataclass(frozen=True, kw_only=True, slots=True)
class Thresholds:
    """Fractions of 1 unless the name says otherwise. ValueError for a majority that two could have at once.

    >>> Thresholds.basis("majority")
    '公司法(2023) 265(2)'
    """

    majority: float = field(default=0.5, metadata={"basis": f"{_COMPANY_LAW}(2)", "test": "more than"})
    presumed: float = field(default=0.3, metadata={"basis": f"{_TAKEOVERS}(2)", "test": "more than"})
    times_the_next: float = field(
        default=2.0, metadata={"basis": f"{_TAKEOVERS}(4), as the hub reads it", "test": "at least"}
    )
    board: float = field(default=0.5, metadata={"basis": f"{_TAKEOVERS}(3) 半数以上", "test": "at least"})
    former_years: int = field(
        default=2, metadata={"basis": "no law: practice on straw representatives", "test": "at most"}
    )
    sharers: int = field(
        default=20, metadata={"basis": "no law: what thousands share says nothing", "test": "at most"}
    )
    depth: int = field(default=10, metadata={"basis": "no law: told as truncated beyond", "test": "at most"})

    def __post_init__(self) -> None:
        if not 0.5 <= self.majority < 1:
            raise ValueError(f"majority is {self.majority}; allowed: from 0.5 to below 1, or two could have it")

    @classmethod
    def basis(cls, name: str) -> str:
        """The legal basis of a threshold, or that it has none."""
        return str(next(each.metadata["basis"] for each in fields(cls) if each.name == name))


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of one question. `steps` are stakes looked at; `expired` is asked now and then if time is over."""

    steps: int = 5_000_000
    told: int = 1_000
    chains: int = 10
    candidates: int = 50
    supposed: int = 500
    expired: Callable[[], bool] = lambda: False


_ASK_EVERY = 1_024


class Work:
    """What is left of the limits of one question. Once it is over it stays over."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.over = False
        self._steps = 0
        self._ask_at = 0

    def step(self, count: int = 1) -> bool:
        """Whether `count` more steps may be taken."""
        self._steps += count
        if self._steps > self.limits.steps:
            self.over = True
        elif self._steps >= self._ask_at:
            self._ask_at = self._steps + _ASK_EVERY
            self.over = self.over or self.limits.expired()
        return not self.over
