"""Where the next pull of one agency goes on, kind by kind of its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from adapters.agencies.pulling import BEGINNING
from graph.cypher.pulling import find_cursor, keep_cursor
from graph.engine import Engine
from graph.rules.days import stored_instant


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """All instants aware. `began` is when the pull under way began; without a `cursor` none is."""

    since: datetime
    began: datetime
    cursor: str | None = None

    def behind(self, cursor: str | None) -> Point:
        """Once a page was taken: the next one; behind the last, the next pull is since this one's beginning."""
        if cursor is None:
            return Point(since=self.began, began=self.began)
        return Point(since=self.since, began=self.began, cursor=cursor)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursors:
    """Of one source system. Both raise EngineError."""

    engine: Engine
    system: str

    async def of(self, read: str, now: datetime) -> Point:
        found = await self.engine.read(find_cursor(self._key(read)))
        if not found:
            return Point(since=BEGINNING, began=now)
        since, began, cursor = found[0]
        past = datetime.fromisoformat(began)
        return Point(since=datetime.fromisoformat(since), began=past if cursor else now, cursor=cursor)

    async def keep(self, read: str, point: Point, now: datetime) -> None:
        since, began = stored_instant(point.since), stored_instant(point.began)
        at = stored_instant(now)
        await self.engine.write([keep_cursor(self._key(read), since, began, point.cursor, at)])

    def _key(self, read: str) -> str:
        return f"{self.system}|{read}"
