"""The bare driver behind the smallest Starlette view: the hub's own statement, its rows as they come.

`python -m bench.peers.bare_view` reads {"url", "user", "password", "database", "asked": {NAME: {"text",
"parameters": [one map a variant]}}} as one line from its input, prints its URL and serves until it is terminated.
A request's `query` is a NAME, its variable `variant` a place. It checks nothing, knows nobody, keeps no record.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import orjson
import uvloop
from neo4j import READ_ACCESS, AsyncGraphDatabase, Query
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.loopback import serve


async def main(given: dict[str, Any]) -> None:
    asked = {name: (Query(each["text"]), each["parameters"]) for name, each in given["asked"].items()}
    async with AsyncGraphDatabase.driver(
        given["url"], auth=(given["user"], given["password"]), notifications_min_severity="OFF"
    ) as driver:

        async def answer(request: Request) -> Response:
            wanted = orjson.loads(await request.body())
            query, parameters = asked[wanted["query"]]
            async with driver.session(database=given["database"], default_access_mode=READ_ACCESS) as session:
                rows = await (await session.run(query, parameters[wanted["variables"]["variant"]])).values()
            return Response(orjson.dumps({"data": rows}), media_type="application/json")

        await serve(Starlette(routes=[Route("/graphql", answer, methods=["POST"])]))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(json.loads(sys.stdin.readline())))
