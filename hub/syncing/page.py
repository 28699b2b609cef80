"""A page that was read, as a delivery: the loader takes its rows as it takes those of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from adapters.agencies.pulling import PulledPage
from adapters.formats.record import Delivery, NodeRow, Reject, RelationRow, Row


class PageRows:
    """A `Format` of one page; `name` is that of the source system."""

    def __init__(self, name: str, page: PulledPage) -> None:
        self.name = name
        self._page = page

    @property
    def empty(self) -> bool:
        return not self._page.accepted.records and not self._page.accepted.rejects

    def open(self, paths: tuple[Path, ...]) -> Delivery:
        return Delivery(format=self.name, documents=(self._page.document,))

    def read(self, delivery: Delivery) -> Iterator[Row | Reject]:
        rows = [row for record in self._page.accepted.records for row in record.rows]
        yield from self._page.accepted.rejects
        yield from (row for row in rows if isinstance(row, NodeRow))
        yield from (row for row in rows if isinstance(row, RelationRow))
