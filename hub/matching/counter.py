"""What the schema's fields know of the desk of matching: one caller's place at it for one request.

Values go in as arguments were read and come out as the schema names them. A subject in them stands as `Fetch`
gives it: fetched with the caller's rights, as the selection wants it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graph.plan import Slice
from hub.read.fields import Inquiry

Fetch = Callable[[Iterable[str], Slice], Inquiry[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class WantedReviews:
    """Which reviews are listed: those after an id, in order of id; of one state, if one is given."""

    first: int
    after: str
    state: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewPage:
    """A page of reviews. `further`: there are more, or may be, since a bound ended the look; then `end` is the id
    to go on after.
    """

    reviews: list[dict[str, Any]]
    further: bool
    end: str | None = None


class MatchCounter(Protocol):
    async def match(
        self, records: Sequence[Mapping[str, Any]], first: int, time: Slice, fetch: Fetch
    ) -> list[dict[str, Any]]:
        """An answer for each record, in the order asked, with at most `first` candidates."""

    async def reviews(self, wanted: WantedReviews, fetch: Fetch) -> ReviewPage:
        """At most as many as wanted, of the caller's own desk, and of subjects only that the caller may see."""

    async def file_review(
        self, record: Mapping[str, Any], subject: str, key: str | None, fetch: Fetch
    ) -> dict[str, Any]:
        """Raises HubError BAD_INPUT, and ILLEGAL_STEP for a pair that is not in band REVIEW."""

    async def decide(
        self, id_: str, version: int, decision: str, remark: str, key: str | None, fetch: Fetch
    ) -> dict[str, Any]:
        """Raises HubError BAD_INPUT (no such review), STALE."""
