"""Grants and consents as the graph has them now: read by the hub for itself, kept for seconds, never longer.

A right that was taken back is gone after `HUB_RIGHTS_SECONDS` at the latest. If the rows cannot be read anew,
nothing is answered: an old right is no right.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.rows import Layout
from graph.model import MODEL
from graph.plan import Page, Select, Slice
from graph.rules.identifiers import file_number
from hub.errors import ErrorCode, HubError
from hub.read.view import NodeView

PAGE: Final = 1_000
GRANTS_MAX: Final = 20_000  # more than this many rows are no table that a lawyer reads


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """One row. Who (`role`, `agency`, `court`, `holder`: all that are given must fit), what, what for."""

    role: str | None = None
    agency: str | None = None
    court: str | None = None
    holder: str | None = None
    classes: tuple[str, ...] = ()
    courts: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """How a source system's data may be shared, and whose it is."""

    system: str
    provider: str
    sharing: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """All grants and sources that hold now."""

    grants: tuple[Grant, ...] = ()
    sources: tuple[Source, ...] = ()


_GRANT: Final = Select(properties=tuple(a.name for a in MODEL.nodes["GRANT"].attributes))
_SOURCE: Final = Select(properties=tuple(a.name for a in MODEL.nodes["DATA_SOURCE"].attributes))

# Runs a page for the hub itself; its rows.
Own = Callable[[Page], Awaitable[list[list[Any]]]]


@dataclass(slots=True)
class Books:
    """The current book, read again when it is older than `seconds`."""

    own: Own
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _book: Book = field(default_factory=Book)
    _read_at: float | None = None

    async def current(self, now: Slice) -> Book:
        """Raises EngineError where it must be read and cannot be; HubError if there are too many rows."""
        if self._read_at is None or self.clock() - self._read_at >= self.seconds:
            began = self.clock()
            grants = [_grant(view) for view in await self._views("GRANT", _GRANT, now)]
            sources = [_source(view) for view in await self._views("DATA_SOURCE", _SOURCE, now)]
            self._book = Book(grants=tuple(grants), sources=tuple(sources))
            self._read_at = began
        return self._book

    async def _views(self, kind: str, select: Select, now: Slice) -> list[NodeView]:
        layout = Layout.of(select)
        found: list[NodeView] = []
        after = ""
        while len(found) <= GRANTS_MAX:
            rows = await self.own(Page(kind=kind, first=PAGE, after=after, time=now, node=select, own=True))
            found += [NodeView(row, layout, now) for row in rows[:PAGE]]
            if len(rows) <= PAGE:
                return found
            after = found[-1].id
        raise HubError(ErrorCode.UNAVAILABLE, f"more than {GRANTS_MAX} rows of {kind}")


def _grant(view: NodeView) -> Grant:
    def several(name: str) -> tuple[str, ...]:
        return tuple(view.pick(name) or ())

    return Grant(
        role=view.pick("role"),
        agency=view.pick("agency"),
        court=view.pick("grantedCourt"),
        holder=view.pick("holder"),
        classes=several("classes"),
        courts=several("courts"),
        files=tuple(file_number(number) for number in several("files")),
        measures=several("measures"),
        systems=several("systems"),
        purposes=several("purposes"),
    )


def _source(view: NodeView) -> Source:
    return Source(system=view.pick("system"), provider=view.pick("provider"), sharing=view.pick("sharing"))
