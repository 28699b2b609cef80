"""Ties of a network as its rules take them: plain values, one for each kind and direction between two nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.model import MODEL

Key = tuple[str, str, str]  # relation, source, target
PLACES: Final = {name: place for place, name in enumerate(MODEL.relations)}


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkTie:
    """One tie. Shares are fractions of 1, `amount` is in fen; None: not known, or not for the caller to know."""

    relation: str
    source: str
    target: str
    share: float | None = None
    share_min: float | None = None
    share_max: float | None = None
    amount: int | None = None

    @property
    def key(self) -> Key:
        return self.relation, self.source, self.target

    @property
    def told(self) -> tuple[float | int | None, ...]:
        """What of it may change while it stands."""
        return self.share, self.share_min, self.share_max, self.amount

    def far_from(self, near: str) -> str:
        return self.target if near == self.source else self.source


def tie_key(relation: str, near: str, far: str, *, outward: bool) -> Key:
    """The same key from whichever end it was read; a mutual tie has no direction, so its ends stand by id."""
    if MODEL.relations[relation].mutual:
        return relation, min(near, far), max(near, far)
    return (relation, near, far) if outward else (relation, far, near)


def ends_of(keys: Iterable[Key]) -> dict[str, None]:
    """Both ends of each, in order of appearance."""
    return dict.fromkeys(end for _, source, target in keys for end in (source, target))
