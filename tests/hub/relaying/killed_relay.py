"""A process of its own that relays until nothing is due, and may kill itself around a commit.

Places: `before` when all of a transaction is written and nothing committed; `after` when it is committed and
nobody knows; `never` (the agency kills it, or nobody). `spared`: so many transactions before. `naive`: it says
that a message has arrived before it sends it.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from adapters.agencies.endpoint import read_endpoints
from graph.engine import Engine, EngineAddress, Transaction
from hub.relaying.agency import AgencyRelay
from hub.relaying.hearing import Arrived
from hub.relaying.relay import Relay
from hub.settings.config import Settings
from tests.graphs import RING

LEASE_SECONDS = 1.0


class Mortal(Engine):
    """An engine whose user dies right before or after a commit."""

    place = "never"
    spared = 0

    async def transact(self, work: Any, *, timeout_seconds: float | None = None) -> Any:
        async def mortal_work(tx: Transaction) -> Any:
            answer = await work(tx)
            if self.place == "before" and not self.spared:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        answer = await super().transact(mortal_work, timeout_seconds=timeout_seconds)
        if self.place == "after" and not self.spared:
            os.kill(os.getpid(), signal.SIGKILL)
        self.spared -= self.spared > 0
        return answer


class Naive(AgencyRelay):
    """The control: the same in the other order."""

    __slots__ = ()

    async def _line(self, line: str, work: str) -> None:
        claimed = await self.lines.claim(line, work, self.clock())
        if claimed is not None:
            await self._settle(claimed, Arrived(how="DELIVERED"))
            await self._told(claimed)


async def main(told: dict[str, Any]) -> None:
    Mortal.place, Mortal.spared = told["place"], told["spared"]
    settings = Settings(
        data=Path(told["data"]),
        dev=True,
        request_timeout_seconds=60,
        move_ahead_seconds=0,
        relay_lease_seconds=LEASE_SECONDS,
        record_replica="mortal",
    )
    endpoints = read_endpoints(Path(told["agencies"]))
    async with (
        await Mortal.open(EngineAddress(**told["address"])) as engine,
        Relay.over(engine, RING, settings, endpoints, "os:relay") as relay,
    ):
        if told["naive"]:
            for agency in relay.agencies:
                agency.__class__ = Naive
        counts = await relay.run(once=True)
    print(counts.waiting, flush=True)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.stdin.readline())))
