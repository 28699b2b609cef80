"""What became of the rows of a load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

Counts = dict[str, dict[str, int]]  # by kind, then by outcome


class Outcome(StrEnum):
    """What became of a row, and of facts and records that no row of this load is about."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    CLOSED = "closed"  # open facts that a complete delivery no longer lists
    MERGED = "merged"  # records that this load joined to another


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Where a load stands. Rows, or while `closing` parts of the graph that were looked through."""

    done: int
    total: int
    document: str
    closing: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The counts of a load, with what else its owner should know. The kind is "" for rows without a key."""

    format: str
    counts: Mapping[str, Mapping[str, int]]
    reject_file: Path
    notes: tuple[str, ...] = ()

    def total(self, outcome: Outcome) -> int:
        return sum(of_kind.get(outcome, 0) for of_kind in self.counts.values())

    @property
    def rejected(self) -> int:
        return self.total(Outcome.REJECTED)

    def line(self) -> str:
        """`loaded FORMAT: N new, N changed, N unchanged, N rejected (FILE)`"""
        return f"{self.numbers()} ({self.reject_file})"

    def numbers(self) -> str:
        """The same without the file."""
        told = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.REJECTED)
        return f"loaded {self.format}: " + ", ".join(f"{self.total(outcome)} {outcome}" for outcome in told)

    def kinds(self) -> list[str]:
        """`company: 3 new, 1 closed`, a line for each kind of which there was anything."""
        lines = []
        for kind, of_kind in sorted(self.counts.items()):
            told = [f"{of_kind[outcome]} {outcome}" for outcome in Outcome if of_kind.get(outcome)]
            if told:
                lines.append(f"{kind.lower() or 'kind unknown'}: {', '.join(told)}")
        return lines


def count(counts: Counts, kind: str, outcome: Outcome, number: int = 1) -> None:
    of_kind = counts.setdefault(kind, {})
    of_kind[outcome.value] = of_kind.get(outcome, 0) + number
