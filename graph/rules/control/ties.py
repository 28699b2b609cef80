"""What control is judged from: the ties that hold on the day asked, as the caller fetched them.

Each tie carries `fact`, an opaque reference that comes back as evidence, its grade and its days (ISO; `until` is
the first day on which it held no longer). Shares are fractions of 1. A tie of grade D is inferred and counts for
nothing here; it is told as left out.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from graph.model.declare import Grade

Subject: TypeAlias = str  # whatever the caller tells subjects apart by
Fact: TypeAlias = Hashable


class End(StrEnum):
    """What a subject is, where a chain of control may stop."""

    PERSON = "PERSON"
    STATE = "STATE"  # organ, department, state investor: nobody controls it by holding it
    UNKNOWN = "UNKNOWN"  # not named, or foreign and not recorded any further
    COMPANY = "COMPANY"  # whatever can itself be held: companies, partnerships, trusts


TERMINAL = frozenset({End.PERSON, End.STATE, End.UNKNOWN})


class Role(StrEnum):
    LEGAL_REPRESENTATIVE = "LEGAL_REPRESENTATIVE"
    PRINCIPAL = "PRINCIPAL"
    DIRECTOR = "DIRECTOR"
    SUPERVISOR = "SUPERVISOR"
    MANAGER = "MANAGER"


class Medium(StrEnum):
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A fraction of 1, as far as it is known: 0 <= lower <= upper <= 1. ValueError for any other."""

    lower: float
    upper: float

    def __post_init__(self) -> None:
        if not 0 <= self.lower <= self.upper <= 1:
            raise ValueError(f"a share from {self.lower} to {self.upper}; allowed: 0 <= lower <= upper <= 1")

    @classmethod
    def exactly(cls, fraction: float) -> Share:
        return cls(lower=fraction, upper=fraction)


UNKNOWN_SHARE = Share(lower=0.0, upper=1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """What all ties have: evidence, its grade, and since and until when."""

    fact: Fact
    grade: Grade = Grade.A
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding(Tie):
    """One stake of `holder` in `held`. Several stakes between two parties add up, so of several statements of one
    and the same stake the caller gives one.
    """

    holder: Subject
    held: Subject
    voting: Share | None = None
    capital: Share | None = None

    @property
    def votes(self) -> Share:
        """Voting share if known, else capital share (votes follow capital unless the articles of association say
        otherwise, 公司法 65), else anything.
        """
        return self.voting or self.capital or UNKNOWN_SHARE


@dataclass(frozen=True, kw_only=True, slots=True)
class Concert(Tie):
    """An agreement to act in concert (一致行动)."""

    members: tuple[Subject, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kinship(Tie):
    one: Subject
    other: Subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Nominee(Tie):
    """`nominee` holds for `principal` (代持); `document` names the paper that says so."""

    nominee: Subject
    principal: Subject
    document: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Influence(Tie):
    """Control of a company by contract or other arrangement."""

    holder: Subject
    company: Subject
    interest: str
    document: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Appointment(Tie):
    """A right to appoint members of the board; `board` is the fraction of the seats."""

    holder: Subject
    company: Subject
    board: Share = UNKNOWN_SHARE


@dataclass(frozen=True, kw_only=True, slots=True)
class Office(Tie):
    """An office, of today or (with `until`) of the past."""

    holder: Subject
    unit: Subject
    role: Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Guarantee(Tie):
    guarantor: Subject
    debtor: Subject


@dataclass(frozen=True, kw_only=True, slots=True)
class Signatory(Tie):
    """One who signs for an account of the company."""

    signatory: Subject
    company: Subject


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedMedium(Tie):
    """A phone or address that a subject has in common with the company, and how many subjects have it in all."""

    subject: Subject
    company: Subject
    medium: Medium
    sharers: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ties:
    """All that was fetched. For sound upper ends, the whole register of each company that it holds a stake in.

    `day` is the day asked (ISO). `kinds` says what a subject is; one that it does not name is a company if
    anybody holds it, else unknown. `names` are for the sentences; a subject without is told by its id.
    `cut` are the companies whose holders were not fetched: what rests on them is told as truncated.
    """

    day: str
    holdings: tuple[Holding, ...] = ()
    concerts: tuple[Concert, ...] = ()
    kinships: tuple[Kinship, ...] = ()
    nominees: tuple[Nominee, ...] = ()
    influences: tuple[Influence, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    offices: tuple[Office, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    media: tuple[SharedMedium, ...] = ()
    kinds: Mapping[Subject, End] = field(default_factory=dict)
    names: Mapping[Subject, str] = field(default_factory=dict)
    cut: frozenset[Subject] = frozenset()

    def name(self, subject: Subject) -> str:
        return self.names.get(subject, subject)
