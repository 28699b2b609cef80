"""A process of its own that serves a hub and kills itself in the first mutation that it is sent.

Places: `before` when all is written and nothing committed; `after` when the engine has committed and nobody was
answered; `never` (whoever was answered kills it). `spared`: so many transactions before. Prints its port once it
answers.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from graph.engine import Engine, EngineAddress, Transaction
from hub.app import Hub
from hub.running.serve import address_of, bind, serve_in_loop
from hub.settings.config import Settings
from tests.graphs import RING

AHEAD_SECONDS = 0.1


class Mortal(Engine):
    """An engine whose user dies right before or after a commit: the first, or the one after so many."""

    place = "never"
    spared = 0

    async def write(self, statements: Any, *, timeout_seconds: float | None = None) -> Any:
        """As ever: what budgets lease is not what this is about."""

        async def plain(tx: Transaction) -> Any:
            return [await tx.run(statement) for statement in statements]

        return await super().transact(plain, timeout_seconds=timeout_seconds)

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


async def main(address: EngineAddress, data: Path, place: str, spared: int) -> None:
    Mortal.place, Mortal.spared = place, spared
    settings = Settings(
        data=data,
        dev=True,
        port=0,
        request_timeout_seconds=60,
        record_replica="mortal",
        move_ahead_seconds=AHEAD_SECONDS,
    )
    listener = bind(settings)
    async with await Mortal.open(address) as engine:
        hub = Hub(settings, RING, engine)
        await serve_in_loop(hub.app(), settings, lambda: print(address_of(listener), flush=True), listener)


if __name__ == "__main__":
    told = json.loads(sys.stdin.readline())
    asyncio.run(main(EngineAddress(**told["address"]), Path(told["data"]), told["place"], told["spared"]))
