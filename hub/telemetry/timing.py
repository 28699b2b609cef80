"""Where the time of one request went: it is in one phase at a time, from its first instant to its last.

Whoever begins a phase says so, and the phase before ends there: nothing has to be closed, so whatever was under
way when a request failed has the time that it took. Marks are kept as they came; metrics, spans and the log of
slow operations all read them when the request is over.
"""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Final, NamedTuple

MARKS_MAX: Final = 2_000  # of one request; past it, time counts for the phase under way


class Phase(StrEnum):
    """In the order in which a query meets them."""

    ADMIT = "admit"  # the token, its budget, the text of a stored operation
    PARSE = "parse"  # the document: found in the cache, or parsed, measured and validated
    PLAN = "plan"  # variables and cost; the shape, found or planned; root fields bound
    DESK = "desk"  # a mutation, or what a desk or the record tells, with its own statements
    NARROW = "narrow"  # the caller's rights, read if they are old, put into the plan
    COMPILE = "compile"  # the statement, found or compiled, and its parameters bound
    DATABASE = "database"  # one statement: sent, run, its rows read
    JUDGE = "judge"  # what walks found, judged in a thread of its own, and the wait for that thread
    PROJECT = "project"  # rows to answer, sealed texts opened, JSON written
    AUDIT = "audit"  # the entry of the record, on disk


class Span(NamedTuple):
    """One stay in a phase, in seconds of `time.perf_counter`; `text` is the statement that was run in it."""

    phase: Phase
    began: float
    ended: float
    text: str | None


class Timing:
    """The stopwatch of one request. It is not shared: what a request does, it does one after another."""

    __slots__ = ("_marks", "began", "ended", "statements")

    def __init__(self, phase: Phase = Phase.ADMIT) -> None:
        self.began = time.perf_counter()
        self.ended = 0.0
        self.statements = 0  # that were run, those of desks aside
        self._marks: list[tuple[Phase, float, str | None]] = [(phase, self.began, None)]

    def enter(self, phase: Phase, text: str | None = None) -> None:
        """The phase begins, and the one before is over; the one that is under way goes on.

        `text`: of the statement that is run now, without its parameters.
        """
        marks = self._marks
        if text is not None:
            self.statements += 1
        elif marks[-1][0] is phase:
            return
        if len(marks) < MARKS_MAX:
            marks.append((phase, time.perf_counter(), text))

    def end(self) -> None:
        """The last phase is over."""
        self.ended = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Of the whole request, once it has ended."""
        return self.ended - self.began

    @property
    def phases(self) -> dict[Phase, float]:
        """Seconds in each phase that was entered, all its stays together."""
        found: dict[Phase, float] = {}
        after = self.ended
        for phase, began, _ in reversed(self._marks):
            found[phase] = found.get(phase, 0.0) + after - began
            after = began
        return found

    @property
    def spans(self) -> list[Span]:
        """All stays, in their order."""
        ends = [began for _, began, _ in self._marks[1:]] + [self.ended]
        return [Span(*mark[:2], end, mark[2]) for mark, end in zip(self._marks, ends, strict=True)]
