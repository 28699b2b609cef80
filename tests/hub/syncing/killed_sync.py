"""A process of its own that asks the courts and kills itself right before or after the N-th commit.

`naive`: it moves its cursor before it loads the page.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.agencies.endpoint import read_endpoints
from graph.engine import Engine, EngineAddress
from graph.statement import Statement
from hub.cases.hearing import Hearing
from hub.logs import configure_logs
from hub.settings.config import Settings
from hub.syncing.cursors import Cursors, Point
from hub.syncing.sync import Sync
from tests.graphs import RING


class Mortal(Engine):
    """An engine whose user dies around a commit, of a transaction or of a single write."""

    place = "never"
    left = 0

    async def transact(self, work: Any, *, timeout_seconds: float | None = None) -> Any:
        self._die("before")
        answer = await super().transact(work, timeout_seconds=timeout_seconds)
        self._die("after")
        return answer

    async def write(self, statements: Any, **more: Any) -> Any:
        answer = await super().write(statements, **more)
        if any(isinstance(each, Statement) and each.name == "keep pull cursor" for each in statements):
            self._die("cursor")
        return answer

    def _die(self, place: str) -> None:
        if place == Mortal.place:
            Mortal.left -= 1
            if Mortal.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Naive(Sync):
    """The control: moves its cursor behind a page, and loads it then."""

    __slots__ = ()

    async def _take(self, page: Any, refused: Any) -> int:
        kind = page.document.name.rpartition("-")[0]
        cursors = Cursors(engine=self.engine, system=self.endpoint.mapping.system)
        now = self.clock()
        point = await cursors.of(kind, now)
        # What the real one does after the load, here before it: as if the page were the last.
        await cursors.keep(kind, Point(since=point.began, began=point.began), now)
        return await super()._take(page, refused)


async def main(told: dict[str, Any]) -> None:
    configure_logs(
        "WARNING"
    )  # on stderr: on a cold engine a move may be committed late, and what is printed is faults
    Mortal.place, Mortal.left = told["place"], told["number"]
    [endpoint] = read_endpoints(Path(told["agencies"]))
    made = Naive if told["naive"] else Sync
    async with await Mortal.open(EngineAddress(**told["address"])) as engine:
        now = datetime.fromisoformat(told["now"])
        data = Path(told["data"])
        async with Hearing.over(engine, RING, Settings(data=data, dev=True)) as hearing:
            done = await made(
                engine=engine, ring=RING, data=data, endpoint=endpoint, hearing=hearing, clock=lambda: now
            ).run()
    print(*done.faults, flush=True)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.stdin.readline())))
