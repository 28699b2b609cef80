"""An agency on this machine that takes pushed instructions, as one would: by signature, id and fence.

It keeps what it got by id, so a message that comes twice has one effect; of each party it passes over what comes
with a smaller fence than it has seen. `mishap` is what goes wrong next.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adapters.agencies import FOLDER
from adapters.protocols.envelope import Envelope
from adapters.protocols.keys import checking_key
from adapters.protocols.signing import check

KEY: Final = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OPERATIONS: Final = {"A": "ISSUE", "D": "LIFT", "R": "WITHDRAW", "U": "CORRECT"}
ACKNOWLEDGED, EXECUTED, RETURNED, OBJECTED = "0", "1", "2", "3"


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """One message as it arrived: `serial` is its id, `order` its number."""

    serial: str
    operation: str
    subject: str
    order: int
    fence: int
    data: dict[str, Any]


@dataclass(slots=True)
class Agency:
    url: str = ""
    arrived: list[Got] = field(default_factory=list)  # in their order, each time
    effects: dict[str, Got] = field(default_factory=dict)  # by id, the first time
    fences: dict[str, int] = field(default_factory=dict)
    latency_seconds: float = 0.0
    result: str = ACKNOWLEDGED
    on: str = ""
    mishap: Callable[[Got], Response | None] = lambda got: None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: Request) -> Response:
        body = await request.body()
        check(dict(request.headers), body, (checking_key(KEY),), now=self.clock())
        envelope = Envelope.from_bytes(body)
        data: Any = envelope.data
        got = Got(
            serial=data["serial"],
            operation=OPERATIONS[data["op"]],
            subject=envelope.subject,
            order=envelope.sequence,
            fence=envelope.fence,
            data=dict(data),
        )
        assert got.serial == envelope.id == request.headers["x-serial"] == request.headers["webhook-id"]
        self.arrived.append(got)
        self.asked.set()
        if got.fence >= self.fences.get(got.subject, 0) and (wrong := self.mishap(got)) is not None:
            return wrong
        if got.fence >= self.fences.get(got.subject, 0):
            self.fences[got.subject] = got.fence
            self.effects.setdefault(got.serial, got)
        await asyncio.sleep(self.latency_seconds)
        told = {"retcode": 0, "serial": got.serial, "result": self.result, "cause": "查无此人"}
        return JSONResponse({**told, "time": self.on} if self.on else told)

    def orders(self, subject: str) -> list[int]:
        """The numbers of a party's messages, in the order of their effects."""
        return [got.order for got in self.effects.values() if got.subject == subject]


@asynccontextmanager
async def agency_there(clock: Callable[[], datetime] | None = None) -> AsyncIterator[Agency]:
    agency = Agency()
    if clock is not None:
        agency.clock = clock
    app = Starlette(routes=[Route("/rail/credit/limit/passengers", agency.take, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    agency.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/rail"
    try:
        yield agency
    finally:
        server.should_exit = True
        await task


def endpoint_in(folder: Path, url: str) -> Path:
    """A folder with the railway's endpoint: as shipped, but it bears more, and a key that is quick to check."""
    folder.mkdir(exist_ok=True)
    text = (FOLDER / "railway.toml").read_text(encoding="utf-8")
    for before, after in (("requests_per_minute = 300", "requests_per_minute = 60000"), ('"sm2"', '"v1"')):
        assert before in text
        text = text.replace(before, after)
    (folder / "rail.mapping").write_text(text, encoding="utf-8")
    (folder / "rail.key").write_text(KEY, encoding="utf-8")
    (folder / "rail.toml").write_text(
        f'agency = "RAILWAY"\nmapping = "rail.mapping"\nurl = "{url}"\n[keys]\nrailway-signing-key = "rail.key"\n',
        encoding="utf-8",
    )
    return folder


def status(code: int, **told: Any) -> Response:
    return Response(orjson.dumps(told), status_code=code, media_type="application/json")
