"""Every agency in one process that may be killed at any time: what it did is on disk before it says so.

`python -m bench.delivery.agencies PORT FILE KEY [AGENCY SECONDS]`: that one takes so long to answer. An agency
does what a message says once, by its id, and passes over what comes with a smaller fence than it has seen of that
party. FILE has a line for each effect and one for each message that came again.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.protocols.envelope import Envelope
from adapters.protocols.keys import checking_key
from adapters.protocols.signing import check

# Of the mapping `railway`, which all of them speak here.
KINDS: Final = {"A": "ISSUE", "D": "LIFT", "R": "WITHDRAW", "U": "CORRECT"}
PATH: Final = "/{agency}/credit/limit/passengers"


class Effect(NamedTuple):
    """What an agency did, in its order; `again` if it had done it before and did nothing."""

    agency: str
    id: str
    kind: str
    subject: str
    sequence: int
    at: float
    again: bool = False


def read(path: Path) -> list[Effect]:
    """All that is whole: the last line of one that was killed may not be."""
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [Effect(*orjson.loads(line)) for line in lines]


class Agencies:
    def __init__(self, path: Path, key: str, slow: Mapping[str, float]) -> None:
        self._slow = slow
        self._known = {effect.id for effect in read(path)}
        whole = path.read_bytes().rfind(b"\n") + 1 if path.exists() else 0
        self._file = path.open("ab", buffering=0)
        self._file.truncate(whole)
        self._key = checking_key(key)
        self._fences: dict[tuple[str, str], int] = {}

    async def take(self, request: Request) -> Response:
        body = await request.body()
        check(dict(request.headers), body, (self._key,), now=datetime.now(UTC))
        envelope = Envelope.from_bytes(body)
        data: Any = envelope.data
        agency = request.path_params["agency"]
        await asyncio.sleep(self._slow.get(agency, 0))
        party = agency, envelope.subject
        if envelope.fence < self._fences.get(party, 0):
            return Response(status_code=409)
        self._fences[party] = envelope.fence
        effect = Effect(
            agency,
            envelope.id,
            KINDS[data["op"]],
            envelope.subject,
            envelope.sequence,
            datetime.now(UTC).timestamp(),
            envelope.id in self._known,
        )
        self._file.write(orjson.dumps([*effect]) + b"\n")
        await asyncio.to_thread(os.fdatasync, self._file.fileno())
        self._known.add(envelope.id)
        return JSONResponse({"retcode": 0, "serial": data["serial"], "result": "0", "cause": ""})


def main(port: int, path: Path, key: str, slow: Mapping[str, float]) -> None:
    agencies = Agencies(path, key, slow)
    app = Starlette(routes=[Route(PATH, agencies.take, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, lifespan="off")


if __name__ == "__main__":
    main(
        int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], {sys.argv[4]: float(sys.argv[5])} if sys.argv[4:] else {}
    )
