"""What the schema's fields know of the desk of cases: one caller's place at it for one request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graph.plan import Slice
from hub.read.fields import Inquiry
from hub.read.keys import Key


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A page: each instruction with the message about it and where it stands; `further`: there are more."""

    rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Any] | None, str]]
    further: bool


# Fetches a case by its id as the selection wants it: its node (row, slice), None where it is not seen.
Fetch = Callable[[str, Slice], Inquiry[tuple[list[Any], Slice] | None]]
# Fetches cases by their ids as the selection wants them, by id; those that are not seen are not there.
FetchAll = Callable[[Iterable[str], Slice], Inquiry[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class WantedLate:
    """Which page of deadlines: of the courts at or under `court`, else the caller's own; `after` a place."""

    first: int
    after: tuple[str, str] | None
    court: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LatePage:
    """Rows with their places. `further`: there are more, or may be, since a bound ended the look; then `end` is
    the place to go on after.
    """

    rows: list[tuple[tuple[str, str], dict[str, Any]]]
    further: bool
    end: tuple[str, str] | None = None


class InstructionCounter(Protocol):
    async def one(self, key: str) -> dict[str, Any] | None:
        """An instruction by its id, as the schema names it; None where it is not seen."""

    async def page(self, first: int, after: str, of: str | None) -> Told:
        """What an agency was told after a place, or those that the caller's court or list ordered, `of` a case."""

    async def advance(
        self, key: str, version: int, event: tuple[str, Mapping[str, Any]], once: str | None
    ) -> dict[str, Any]:
        """The instruction moved. Raises HubError BAD_INPUT, STALE, ILLEGAL_STEP, GUARD_FAILED, FORBIDDEN."""


class CaseCounter(Protocol):
    def instructions(self) -> InstructionCounter:
        """The same caller's place for instructions."""

    async def overdue(self, wanted: WantedLate, fetch: FetchAll) -> LatePage:
        """Deadlines that somebody let pass, the oldest first, of cases that the caller may see."""

    async def alerts(self, wanted: WantedLate, fetch: FetchAll) -> LatePage:
        """Warnings and breaches that were said, the newest first, of cases that the caller may see."""

    async def open(
        self, kind: str, target: Key | None, given: Mapping[str, Any], key: str | None, fetch: Fetch
    ) -> tuple[list[Any], Slice]:
        """A case of the kind made. Raises HubError BAD_INPUT, FORBIDDEN, GUARD_FAILED (with rule, law)."""

    async def advance(
        self,
        kind: str,
        id_: str,
        version: int,
        event: tuple[str, Mapping[str, Any]],
        key: str | None,
        fetch: Fetch,
    ) -> tuple[list[Any], Slice]:
        """The case moved. Raises HubError as `open`, and STALE, ILLEGAL_STEP (with `allowed`)."""
