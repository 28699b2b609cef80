"""A process of its own that leases without end and tells each lease, to be killed at it.

It loads what leasing needs and no more: tests start it a hundred times, and its start is most of their time.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from graph.engine import Engine, EngineAddress
from hub.budgets.budget import Account, Amount
from hub.budgets.leases import GraphLeases

SECONDS = 20
ACCOUNT = Account("a", Amount(1_000_000, 1))


async def lease_without_end(address: dict[str, Any], kind: str) -> None:
    async with await Engine.open(EngineAddress(**address)) as engine:
        leases = GraphLeases(engine, timeout_seconds=SECONDS)
        while True:
            if kind == "counts later":
                print(1, flush=True)
            await leases.take(ACCOUNT, 1, needed=Amount(), wanted=Amount(1, 0))
            if kind == "leases":
                print(1, flush=True)


if __name__ == "__main__":
    asyncio.run(lease_without_end(json.loads(sys.stdin.readline()), sys.argv[1]))
