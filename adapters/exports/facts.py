"""What an answer tells, as its exports take it: plain values, and nothing but what the caller may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a tie is in its answer."""

    FACT = "FACT"  # a tie as a source has it
    COMPONENT = "COMPONENT"  # a link of a chain that a whole is told from
    WHOLE = "WHOLE"  # worked out over chains


class Change(StrEnum):
    """What became of a thing or a tie between two days. A tie of another share or amount is there twice."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    CHANGED = "CHANGED"
    WAS = "WAS"
    IS = "IS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """A node: its opaque id, kind and name; `values` by attribute, masked numbers as their masks; `stated_on` the
    day of its newest statement (YYYY-MM-DD), empty where it has none. `name_before`: of a changed one.
    """

    id: str
    kind: str
    name: str | None
    stated_on: str
    values: Mapping[str, str] = field(default_factory=dict)
    change: Change | None = None
    name_before: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """A tie from `source` to `target`, ids of things; no `source`: nobody knows who.

    `share` are the fractions of 1 between which it lies; `amount` yuan as text; days YYYY-MM-DD.
    """

    relation: str
    source: str | None
    target: str
    role: Role = Role.FACT
    share: tuple[float, float] | None = None
    votes: float | None = None
    amount: str | None = None
    interest: str | None = None
    directness: str | None = None
    beneficial: bool | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    recorded_on: str = ""
    grade: str | None = None
    system: str | None = None
    relevance: float | None = None
    components: Sequence[str] = ()  # ids of the things between, of a whole
    change: Change | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`subject`: id of the thing that was asked about; `published_on`: the day of the answer. `changes`: it tells
    what became of things and ties between two days.
    """

    subject: str
    published_on: str
    things: Sequence[Thing] = ()
    ties: Sequence[Tie] = ()
    changes: bool = False
