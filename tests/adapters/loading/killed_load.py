"""A process of its own that loads the second delivery and kills itself at a chosen place.

Places: `graph N` right after the N-th commit of the graph, when the ledger does not know of it yet;
`work N` right before it, when the ledger expects it and nothing came of it;
`naive N` a loader that writes its ledger before the graph, killed between the two in its N-th batch.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.loading import loader
from adapters.loading.batch import Entry
from adapters.loading.writer import Writer
from graph.engine import Engine, EngineAddress, Transaction
from tests.adapters.loading.deliveries import COMPLETE, second
from tests.graphs import RING, Made

BATCH_ROWS = 50
STARTED = datetime(2026, 2, 1, tzinfo=UTC)


class Mortal(Engine):
    """An engine whose user dies right before or after the N-th commit."""

    works_left = -1
    commits_left = -1

    async def transact(self, work: Any, *, timeout_seconds: float | None = None) -> Any:
        async def mortal_work(tx: Transaction) -> Any:
            answer = await work(tx)
            Mortal.works_left -= 1
            if Mortal.works_left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        answer = await super().transact(mortal_work, timeout_seconds=timeout_seconds)
        Mortal.commits_left -= 1
        if Mortal.commits_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


class Naive(Writer):
    """The control: says that a batch is done before it is."""

    batches_left = -1

    async def write(self, entries: Sequence[Entry], done: int) -> None:
        self._ledger.commit(done=done, reject_bytes=self._rejects.write([]), counts=self.counts)
        Naive.batches_left -= 1
        if Naive.batches_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        await super().write(entries, done)


async def load_second(engine: Engine, data: Path) -> loader.Summary:
    made = Made(second(), COMPLETE)
    return await loader.load(
        engine,
        made,
        made.open(()),
        source="made",
        data=data,
        key_ring=RING,
        now=lambda: STARTED,
        settings=loader.LoadSettings(batch_rows=BATCH_ROWS),
        on_progress=lambda _: None,
    )


async def main(address: EngineAddress, data: Path, place: str, number: int) -> None:
    if place == "graph":
        Mortal.commits_left = number
    elif place == "work":
        Mortal.works_left = number
    else:
        Naive.batches_left = number
        loader.Writer = Naive
    async with await Mortal.open(address) as engine:
        await load_second(engine, data)


if __name__ == "__main__":
    told = json.loads(sys.stdin.read())
    asyncio.run(main(EngineAddress(**told["address"]), Path(told["data"]), told["place"], told["number"]))
