"""A hub in a process of its own, over an engine that others use too: `python -m … < address and settings`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from graph.engine import Engine, EngineAddress
from tests.hub.serving import served


async def main(given: dict[str, Any]) -> None:
    async with await Engine.open(EngineAddress(**given["address"])) as engine:
        settings = {"public_url": given["public_url"], "record_replica": given["name"]}
        async with served(engine, Path(given["data"]), **settings) as client:
            print(client.http.base_url, flush=True)
            await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.stdin.readline())))
