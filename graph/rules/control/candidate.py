"""What is said of those who may control a company. None of it is a finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from graph.rules.control.coalition import Step
from graph.rules.control.sentences import Tier, Why
from graph.rules.control.sole import Stop
from graph.rules.control.ties import Fact, Office, Share, Subject, Tie


class Group(StrEnum):
    """Why several subjects count as one candidate."""

    NONE = "NONE"
    CONCERT = "CONCERT"
    RELATIVES = "RELATIVES"  # a question to ask, never counted together unasked
    RING = "RING"


class Lack(StrEnum):
    """What is not known, or what an answer rests on that is weak."""

    UNKNOWN_SHARE = "UNKNOWN_SHARE"  # stakes whose share is not known exactly
    NO_REGISTER = "NO_REGISTER"  # a company without a recorded holder
    REGISTER_INCOMPLETE = "REGISTER_INCOMPLETE"  # recorded shares sum below 1
    REGISTER_OVERFULL = "REGISTER_OVERFULL"  # recorded shares sum above 1: a fault of the data
    UNKNOWN_HOLDER = "UNKNOWN_HOLDER"  # a holder that is not named or not recorded any further
    UNKNOWN_BOARD = "UNKNOWN_BOARD"  # a right to appoint whose part of the board is not known
    NO_DOCUMENT = "NO_DOCUMENT"  # a contract or nominee without a paper
    OWN_STATEMENT = "OWN_STATEMENT"  # grade C: a party's own statement
    INFERRED = "INFERRED"  # grade D, or a concert agreement below B: left out
    NOT_FETCHED = "NOT_FETCHED"  # a bound was met


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    lack: Lack
    subject: Subject
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """One reason, with its path from those named down to the company and the ties beside the path's stakes."""

    why: Why
    path: tuple[Step, ...] = ()
    ties: tuple[Tie, ...] = ()
    votes: Share | None = None
    en: str
    zh: str

    @property
    def all_ties(self) -> tuple[Tie, ...]:
        """Every tie that it rests on, with its fact and days: the path's stakes, then the others."""
        return tuple(dict.fromkeys([*(stake for step in self.path for stake in step.stakes), *self.ties]))


@dataclass(frozen=True, kw_only=True, slots=True)
class ControllerCandidate:
    """One who may control a company (实际控制人候选): a lead for a judge and never a finding.

    No rule takes it as an input, and nothing here makes a finding of it: that needs a court's decision.
    `grounds` are strongest first; the first gives the tier and the sentence. `offices` are those of its subjects
    in the company, former ones with the day they ended; `stop` says why nobody is told above them.
    """

    is_finding: ClassVar[Literal[False]] = False

    company: Subject
    subjects: tuple[Subject, ...]
    group: Group
    tier: Tier
    grounds: tuple[Ground, ...]
    offices: tuple[Office, ...]
    missing: tuple[Missing, ...]
    stop: Stop

    @property
    def why_en(self) -> str:
        return self.grounds[0].en

    @property
    def why_zh(self) -> str:
        return self.grounds[0].zh


@dataclass(frozen=True, kw_only=True, slots=True)
class Possible:
    """One who would have the majority in some filling of the unknown shares. Not even a candidate."""

    subjects: tuple[Subject, ...]
    votes: Share


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidates:
    """The answer for one company: candidates best first, what might be, what is missing, who held office before.

    `truncated`: a bound was met; what is told still holds, and what would need the rest to be known (that nobody
    else has more) is not told.
    """

    company: Subject
    candidates: tuple[ControllerCandidate, ...]
    possible: tuple[Possible, ...]
    former_officers: tuple[Office, ...]
    missing: tuple[Missing, ...]
    truncated: bool
