"""An agency on this machine, as the simulator has it, and what a test wants of it besides: the railway, or the
credit office, which takes documents in XML.
"""

from __future__ import annotations

import base64
import re
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

RAIL: Final = "rail"
CREDIT: Final = "credit"
_FILES: Final = {RAIL: "railway", CREDIT: "credit_office"}
KEY: Final = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@dataclass(kw_only=True, slots=True)
class Agency(SimulatedAgency):
    url: str = ""

    def orders(self, subject: str) -> list[int]:
        """The numbers of a party's messages, in the order of their effects."""
        return [message.sequence for message in self.effects.values() if message.subject == subject]


@asynccontextmanager
async def agency_there(name: str = RAIL, clock: Callable[[], datetime] | None = None) -> AsyncIterator[Agency]:
    agency = Agency(
        name=name,
        mapping=read_mapping(_file(name)),
        key=checking_key(KEY),
        clock=clock or (lambda: datetime.now(UTC)),
        reason="查无此人",
    )
    with listening(0) as listener:
        agency.url = f"{url_of(listener)}/{name}"
        async with served([agency], [], listener):
            yield agency


def endpoint_in(folder: Path, url: str, name: str = RAIL) -> Path:
    """A folder with the agency's endpoint: as shipped, but it bears more, and a key that is quick to check."""
    folder.mkdir(exist_ok=True)
    text = _file(name).read_text(encoding="utf-8")
    for before, after in (
        (r"requests_per_minute = \d+", "requests_per_minute = 60000"),
        (r'scheme = "sm\d"', 'scheme = "v1"'),
    ):
        text, count = re.subn(before, after, text)
        assert count == 1
    (folder / f"{name}.mapping").write_text(text, encoding="utf-8")
    (folder / f"{name}.key").write_text(KEY, encoding="utf-8")
    mapping = read_mapping(folder / f"{name}.mapping")
    (folder / f"{name}.toml").write_text(
        f'agency = "{mapping.code}"\nmapping = "{name}.mapping"\nurl = "{url}"\n'
        f'[keys]\n{mapping.authentication.text("key")} = "{name}.key"\n',
        encoding="utf-8",
    )
    return folder


def _file(name: str) -> Path:
    return FOLDER / f"{_FILES[name]}.toml"


def status(code: int, **told: Any) -> Response:
    return Response(orjson.dumps(told), status_code=code, media_type="application/json")
