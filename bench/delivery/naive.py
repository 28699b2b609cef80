"""The control: `hub relay`, but it says that a message has arrived before it sends it."""

from __future__ import annotations

from hub.__main__ import app
from hub.relaying.agency import AgencyRelay
from hub.relaying.hearing import Arrived


async def _before(self: AgencyRelay, line: str, work: str) -> None:
    claimed = await self.lines.claim(line, work, self.clock())
    if claimed is not None:
        await self._settle(claimed, Arrived(how="DELIVERED"))
        await self._told(claimed)


AgencyRelay._line = _before  # type: ignore[method-assign]  # what it is for

if __name__ == "__main__":
    app()
