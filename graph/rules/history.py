"""What a source said of one of its records at an instant, and how it came to say so.

A record's statements are pieces: each holds for a period of legal days and was known from one instant to another.
Of the pieces known at an instant those that hold on no day (`validFrom` is `validTo`) only say that something was
taken back before it began. Each instant at which pieces came or went is one version of the record.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graph.model.declare import OPEN_INSTANT

Piece = Mapping[str, Any]  # a statement's stored properties


class State(StrEnum):
    """Where a legal day stands in what a record says."""

    PENDING = "PENDING"  # it begins to hold on a later day
    ACTIVE = "ACTIVE"
    ENDED = "ENDED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What was known of a record at an instant: its pieces in order of validity, at least one.

    `withdrawn`: its source says it no longer; the pieces are the last that it said. `version` counts from 1.
    """

    pieces: tuple[Piece, ...]
    withdrawn: bool
    version: int

    @property
    def valid_from(self) -> str:
        return str(self.pieces[0]["validFrom"])

    @property
    def valid_to(self) -> str:
        return max(str(piece["validTo"]) for piece in self.pieces)

    @property
    def latest(self) -> Piece:
        """The piece that holds last."""
        return self.pieces[-1]

    def on(self, day: str) -> Piece:
        """The piece that counts on the day: the last that has begun, else the first to come."""
        begun = [piece for piece in self.pieces if piece["validFrom"] <= day]
        return begun[-1] if begun else self.pieces[0]

    def state(self, day: str) -> State:
        if self.withdrawn:
            return State.ENDED
        if any(piece["validFrom"] <= day < piece["validTo"] for piece in self.pieces):
            return State.ACTIVE
        return State.PENDING if any(piece["validFrom"] > day for piece in self.pieces) else State.ENDED


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One version: when it was recorded, what was known before (None: nothing) and since, the pieces that came."""

    at: str
    before: Known | None
    since: Known
    came: tuple[Piece, ...]


def instants(told: Iterable[Piece]) -> list[str]:
    """The instants at which anything of the record changed, in order."""
    found = {str(piece[name]) for piece in told for name in ("recordedAt", "supersededAt")}
    return sorted(found - {OPEN_INSTANT})


def known(told: Sequence[Piece], at: str) -> Known | None:
    """What was known at the instant; None if nothing had been said yet."""
    said = [piece for piece in told if piece["recordedAt"] <= at]
    if not said:
        return None
    open_ = [piece for piece in said if piece["supersededAt"] > at]
    holding = [piece for piece in open_ if piece["validFrom"] < piece["validTo"]]
    pieces = holding or open_
    if not pieces:
        last = max(piece["supersededAt"] for piece in said)
        pieces = [piece for piece in said if piece["supersededAt"] == last]
    return Known(
        pieces=_ordered(pieces),
        withdrawn=not holding,
        version=bisect_right(instants(told), at),
    )


def changes(told: Sequence[Piece], at: str) -> Iterator[Change]:
    """Every version that was known at the instant, the first one first."""
    before: Known | None = None
    for instant in instants(told):
        since = known(told, instant)
        if instant > at or since is None:
            return
        came = _ordered(piece for piece in told if piece["recordedAt"] == instant)
        yield Change(at=instant, before=before, since=since, came=came)
        before = since


def cut(pieces: Iterable[Piece], day: str) -> Iterator[tuple[Piece, str]]:
    """The pieces that reach past the day, each with its new `validTo`: nothing holds from that day on.

    One that began on the day or later comes to hold on no day at all.
    """
    for piece in pieces:
        if piece["validTo"] > day and piece["validFrom"] < piece["validTo"]:
            yield piece, max(day, str(piece["validFrom"]))


def _ordered(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple(sorted(pieces, key=lambda piece: (piece["validFrom"], piece["slot"])))
