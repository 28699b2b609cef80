"""The railway on this machine, as the simulator has it, and what a test wants of it besides."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
from starlette.responses import Response

from adapters.agencies import FOLDER
from adapters.agencies.mapping_file import read_mapping
from adapters.protocols.keys import checking_key
from adapters.simulating.agency import SimulatedAgency
from adapters.simulating.serving import listening, served, url_of

KEY: Final = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@dataclass(kw_only=True, slots=True)
class Agency(SimulatedAgency):
    url: str = ""

    def orders(self, subject: str) -> list[int]:
        """The numbers of a party's messages, in the order of their effects."""
        return [message.sequence for message in self.effects.values() if message.subject == subject]


@asynccontextmanager
async def agency_there(clock: Callable[[], datetime] | None = None) -> AsyncIterator[Agency]:
    agency = Agency(
        name="rail",
        mapping=read_mapping(FOLDER / "railway.toml"),
        key=checking_key(KEY),
        clock=clock or (lambda: datetime.now(UTC)),
        reason="查无此人",
    )
    with listening(0) as listener:
        agency.url = f"{url_of(listener)}/rail"
        async with served([agency], [], listener):
            yield agency


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
