"""A process of its own that passes over the clocks and is killed around a commit: `before` or `after` one of many.

`spared`: so many transactions before it. Prints the line of its pass if it lived to the end of it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

from graph.engine import EngineAddress
from tests.hub.cases.jobs import job
from tests.hub.desk.killed_hub import Mortal


async def main(address: EngineAddress, data: Path, now: datetime, place: str, spared: int) -> None:
    Mortal.place, Mortal.spared = place, spared
    async with await Mortal.open(address) as engine, job(engine, data, lambda: now, "mortal") as waking:
        print((await waking.run()).line(), flush=True)


if __name__ == "__main__":
    told = json.loads(sys.stdin.readline())
    now = datetime.fromisoformat(told["now"])
    asyncio.run(main(EngineAddress(**told["address"]), Path(told["data"]), now, told["place"], told["spared"]))
