"""A process of its own that reseals a graph and kills itself around its N-th commit.

Places: `work N` with all written and nothing committed; `graph N` right after the commit; `naive N` a walk that
takes a mark of how far it got before it writes, killed between the two.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from graph.cypher import sealing
from graph.engine import Engine, EngineAddress, Transaction
from hub.keyring import resealing
from hub.keyring.ring import StoredRing

AT_ONCE = 7


class Mortal(Engine):
    """An engine whose user dies right before or after the N-th commit."""

    place = ""
    left = -1

    async def transact(self, work: Any, *, timeout_seconds: float | None = None) -> Any:
        async def mortal_work(tx: Transaction) -> Any:
            answer = await work(tx)
            if Mortal.place == "work":
                _count()
            return answer

        answer = await super().transact(mortal_work, timeout_seconds=timeout_seconds)
        if Mortal.place == "graph":
            _count()
        return answer


def _count() -> None:
    Mortal.left -= 1
    if Mortal.left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


async def nowhere(_ids: Sequence[str], _numbers: int) -> None:
    """The record is another test's."""


async def reseal(engine: Engine, ring: StoredRing, done: Path | None = None, die_at: int = -1) -> int:
    """How many numbers; with `done`, the naive way: a file that says before each range that it is through."""
    resealing.NUMBERS_AT_ONCE = AT_ONCE  # type: ignore[misc]
    resealing.NODES_PER_RANGE = 10  # type: ignore[misc]
    if done is None:
        return (await resealing.reseal_graph(engine, ring.ring(), nowhere)).numbers
    through = int(done.read_text()) if done.exists() else 0
    numbers = resealing.Resealed()
    ranges = list(resealing.id_ranges(await _nodes(engine), 10))
    for number, (id_from, id_to) in enumerate(ranges[through:], through + 1):
        done.write_text(str(number))
        if number == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        for place in sealing.PLACES:
            while found := await resealing._found(engine, ring.ring(), place, id_from, id_to, []):
                await resealing._batch(engine, ring.ring(), place, found, nowhere, numbers)
    return numbers.numbers


async def _nodes(engine: Engine) -> int:
    [[number]] = await engine.read(resealing.count_label("Node"))
    return int(number)


async def main(told: dict[str, Any]) -> None:
    ring = StoredRing.from_bytes(told["ring"].encode())
    naive = told["place"] == "naive"
    Mortal.place, Mortal.left = told["place"], told["number"]
    async with await Mortal.open(EngineAddress(**told["address"])) as engine:
        await reseal(engine, ring, Path(told["done"]) if naive else None, told["number"])


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.stdin.read())))
