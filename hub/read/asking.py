"""What one request carries besides its text: the clock it is answered by, keys, and faults of single rows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from graph.plan import Slice
from graph.rules.days import legal_day, stored_instant
from graph.rules.sealing import KeyRing
from hub.read.keys import Key
from hub.record.trail import TrailPage
from hub.settings.limits import WalkLimits

if TYPE_CHECKING:
    from hub.cases.counter import CaseCounter
    from hub.desk.counter import Counter
    from hub.matching.counter import MatchCounter


def present(now: datetime) -> Slice:
    """The legal day, and all that is known."""
    return Slice(as_of=legal_day(now), known_at=stored_instant(now))


@dataclass(frozen=True, kw_only=True, slots=True)
class TrailQuestion:
    """Who looked at a subject: a page of the record, newest first. `after` is a cursor of one before."""

    key: Key
    time: Slice
    first: int
    after: str | None


def _no_desk() -> Counter:
    raise LookupError("nobody sits at a desk here")


def _no_cases() -> CaseCounter:
    raise LookupError("no case moves here")


def _no_matching() -> MatchCounter:
    raise LookupError("nothing is matched here")


def _no_record(_question: TrailQuestion) -> Awaitable[TrailPage]:
    raise LookupError("nothing is on record here")


@dataclass(slots=True)
class Asking:
    """One request's clock, key ring and list of field errors; `viewer` gives what `viewer` answers, `counter` the
    caller's place at the desk of grants, `matching` and `cases` those at theirs, `trail` pages of the record,
    `walks` how far a walk goes.

    `today` is the legal day and `instant` the stored form of `now`, `present` the slice of both.
    """

    now: datetime
    ring: KeyRing
    viewer: Callable[[], dict[str, Any]]
    walks: WalkLimits
    counter: Callable[[], Counter] = _no_desk
    matching: Callable[[], MatchCounter] = _no_matching
    cases: Callable[[], CaseCounter] = _no_cases
    trail: Callable[[TrailQuestion], Awaitable[TrailPage]] = _no_record
    errors: list[dict[str, Any]] = field(default_factory=list)
    today: date = field(init=False)
    present: Slice = field(init=False)

    def __post_init__(self) -> None:
        self.present = present(self.now)
        self.today = date.fromisoformat(self.present.as_of)

    def slice(self, arguments: Mapping[str, Any]) -> Slice:
        """The slice a root field asks for: today and now unless it says otherwise."""
        as_of, known_at = arguments.get("asOf"), arguments.get("knownAt")
        if as_of is None and known_at is None:
            return self.present
        return Slice(as_of=as_of or self.present.as_of, known_at=known_at or self.present.known_at)

    def fault(self, message: str, path: list[str | int], code: str = "BAD_INPUT") -> None:
        """A row's fault: its value is null, the others stand."""
        self.errors.append({"message": message, "path": path, "extensions": {"code": code}})
