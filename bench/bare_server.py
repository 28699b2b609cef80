"""The least that any server over this driver costs: one statement, one synced line, one answer.

`python -m bench.bare_server` reads {"url", "user", "password", "database", "text", "parameters", "log"} as one
line from its input, prints its URL and serves until it is terminated. It checks nothing and knows nobody: a floor,
not a hub.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

import orjson
import uvloop
from neo4j import READ_ACCESS, AsyncGraphDatabase, Query
from starlette.types import Receive, Scope, Send

from bench.loopback import serve


async def main(given: dict[str, Any]) -> None:
    log = os.open(given["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    query = Query(given["text"])

    def put_on_record(line: bytes) -> None:
        os.write(log, line)
        os.fdatasync(log)

    async with AsyncGraphDatabase.driver(
        given["url"], auth=(given["user"], given["password"]), notifications_min_severity="OFF"
    ) as driver:

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            await receive()
            async with driver.session(database=given["database"], default_access_mode=READ_ACCESS) as session:
                rows = await (await session.run(query, given["parameters"])).values()
            await asyncio.to_thread(put_on_record, bytes(900))
            body = orjson.dumps(rows)
            headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        await serve(answer)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(json.loads(sys.stdin.readline())))
