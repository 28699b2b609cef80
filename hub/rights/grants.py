"""Grants and consents as the graph has them now: read by the hub for itself, kept for seconds, never longer.

A right that was taken back is gone after `HUB_RIGHTS_SECONDS` at the latest. If the rows cannot be read anew,
nothing is answered: an old right is no right.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from graph.cypher.rows import Layout
from graph.failures import EngineError
from graph.model import MODEL
from graph.model.roles import GRANTABLE
from graph.plan import Page, Rights, Select, Slice
from graph.rules.grants import grant_fault
from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.errors import ErrorCode, HubError
from hub.read.view import NodeView

_log = structlog.get_logger(__name__)

PAGE: Final = 1_000
ROWS_MAX: Final = 20_000  # more than this many rows are no table that a lawyer reads


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """One row. Who (`role`, `agency`, `court`, `holder`: all that are given must fit), what, what for.

    With `fields` (`KIND.attribute`, or a kind alone) its classes are open in these alone.
    One that names no purpose holds for all that are `GRANTABLE`.
    """

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
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """How a source system's data may be shared, and whose it is."""

    system: str
    provider: str
    sharing: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Book:
    """All grants and sources that hold now; `rights` is what they came to for those who asked
    (`hub.rights.policy`)."""

    grants: tuple[Grant, ...] = ()
    sources: tuple[Source, ...] = ()
    rights: dict[tuple[Caller, Errand | None], Rights] = field(default_factory=dict, compare=False, repr=False)


_SELECTS: Final = {
    kind: Select(properties=tuple(attribute.name for attribute in MODEL.nodes[kind].attributes))
    for kind in ("GRANT", "DATA_SOURCE")
}

_ATTRIBUTES: Final = _SELECTS["GRANT"].properties
_LISTS: Final = ("classes", "courts", "files", "measures", "systems", "purposes", "fields")

# Runs pages for the hub itself, in one statement; the rows of each.
Own = Callable[[tuple[Page, ...]], Awaitable[list[list[Any]]]]


@dataclass(slots=True)
class Books:
    """The current book, never older than `seconds`.

    From half that age on it is read again beside the requests, so that none waits where they come steadily. One
    reading serves all who wait for it, and goes on when one of them leaves. `present` gives the slice to read.
    """

    own: Own
    seconds: float
    present: Callable[[], Slice]
    clock: Callable[[], float] = time.monotonic
    _book: Book = field(default_factory=Book)
    _read_at: float | None = None
    _reading: asyncio.Task[None] | None = None

    async def current(self) -> Book:
        """Raises EngineError where it must be read and cannot be; HubError if there are too many rows."""
        if self._age() >= self.seconds:
            if self._reading is not None and not self._reading.done():
                with suppress(EngineError, HubError):  # another's: if it fails or began too long ago, read anew
                    await asyncio.shield(self._reading)
            if self._age() >= self.seconds:
                await asyncio.shield(self._begun())
        elif self._age() >= self.seconds / 2:
            self._begun()
        return self._book

    async def settled(self) -> None:
        """Returns when nothing is being read; asked before the engine is closed."""
        if self._reading is not None:
            await asyncio.wait((self._reading,))

    def _age(self) -> float:
        return math.inf if self._read_at is None else self.clock() - self._read_at

    def _begun(self) -> asyncio.Task[None]:
        """The reading that is under way, or a new one."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.get_running_loop().create_task(self._read())
            self._reading.add_done_callback(_told)
        return self._reading

    async def _read(self) -> None:
        began = self.clock()
        views = await self._views(self.present())
        self._book = Book(
            grants=tuple(grant for grant in map(_grant, views["GRANT"]) if grant is not None),
            sources=tuple(map(_source, views["DATA_SOURCE"])),
        )
        self._read_at = began

    async def _views(self, now: Slice) -> dict[str, list[NodeView]]:
        """All rows of all kinds, page by page, the same page of each kind at once."""
        found: dict[str, list[NodeView]] = {kind: [] for kind in _SELECTS}
        after = dict.fromkeys(_SELECTS, "")
        while after:
            pages = tuple(
                Page(kind=kind, first=PAGE, after=last, time=now, node=_SELECTS[kind], own=True)
                for kind, last in after.items()
            )
            for kind, rows in zip(list(after), await self.own(pages), strict=True):
                layout = Layout.of(_SELECTS[kind])
                found[kind] += [NodeView(node, layout, now) for _place, node in rows[:PAGE]]
                if len(found[kind]) > ROWS_MAX:
                    raise HubError(ErrorCode.UNAVAILABLE, f"more than {ROWS_MAX} rows of {kind}")
                if len(rows) > PAGE:
                    after[kind] = rows[PAGE - 1][0]
                else:
                    del after[kind]
        return found


def _told(reading: asyncio.Task[None]) -> None:
    """A reading that nobody waited for may fail: whoever comes when the book is too old reads again, and hears."""
    if not reading.cancelled() and reading.exception() is not None:
        _log.info("grants could not be read", why=type(reading.exception()).__name__)


def _grant(view: NodeView) -> Grant | None:
    """The row, None for one that breaks the rule (`graph.rules.grants`): it was loaded before there was one."""
    told = {name: view.pick(name) for name in _ATTRIBUTES}
    if (fault := grant_fault(told)) is not None:
        _log.warning("a grant opens nothing", grant=view.id, field=fault.field, reason=fault.reason)
        return None
    several = {name: tuple(told[name] or ()) for name in _LISTS}
    several["purposes"] = several["purposes"] or GRANTABLE
    return Grant(
        role=told["role"], agency=told["agency"], court=told["grantedCourt"], holder=told["holder"], **several
    )


def _source(view: NodeView) -> Source:
    return Source(system=view.pick("sourceSystem"), provider=view.pick("provider"), sharing=view.pick("sharing"))
