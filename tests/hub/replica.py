"""A hub in a process of its own, over an engine that others use too: `python -m … < address and settings`."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph.engine import Engine, EngineAddress
from tests.hub.commands.cli import ROOT
from tests.hub.serving import served

PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Replica:
    base: str
    process: Process


@asynccontextmanager
async def replica(address: EngineAddress, data: Path, name: str, **settings: Any) -> AsyncIterator[Replica]:
    """A hub in a process of its own; several that share the folder are replicas of one."""
    given: dict[str, Any] = {
        "address": asdict(address),
        "data": str(data),
        "settings": {**settings, "record_replica": name},
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.hub.replica", cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(given).encode() + b"\n")
        await process.stdin.drain()
        base = (await asyncio.wait_for(process.stdout.readline(), PATIENCE_SECONDS)).decode().strip()
        yield Replica(base, process)
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.wait(), PATIENCE_SECONDS)


async def main(given: dict[str, Any]) -> None:
    async with (
        await Engine.open(EngineAddress(**given["address"])) as engine,
        served(engine, Path(given["data"]), **given["settings"]) as client,
    ):
        print(client.http.base_url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.stdin.readline())))
