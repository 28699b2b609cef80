"""The desk of matching: answers for lists of records, and the queue of pairs that a human decides.

A review is a record of the desk; a decision is a newer statement of it, never an overwritten one, so an undone
decision is the one before last and `knownAt` finds each. A pair has one review: its key is unique, whoever files
it a second time finds the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.plan import Slice
from hub.matching import answers, deciding, filing, reviews
from hub.matching.counter import Fetch, ReviewPage, WantedReviews
from hub.matching.seat import Place


@dataclass(frozen=True, kw_only=True, slots=True)
class AtMatchDesk:
    """`hub.matching.counter.MatchCounter` over the graph: by it the fields of the schema need no door."""

    place: Place

    async def match(
        self, records: Sequence[Mapping[str, Any]], first: int, time: Slice, fetch: Fetch
    ) -> list[dict[str, Any]]:
        return await answers.match(self.place, records, first, time, fetch)

    async def reviews(self, wanted: WantedReviews, fetch: Fetch) -> ReviewPage:
        return await reviews.page_of(self.place, wanted, fetch)

    async def file_review(
        self, record: Mapping[str, Any], subject: str, key: str | None, fetch: Fetch
    ) -> dict[str, Any]:
        return await filing.file_review(self.place, record, subject, key, fetch)

    async def decide(
        self, id_: str, version: int, decision: str, remark: str, key: str | None, fetch: Fetch
    ) -> dict[str, Any]:
        return await deciding.decide(self.place, id_, version, decision, remark, key, fetch)
