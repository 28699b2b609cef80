"""A process that is killed and started again while it is measured what that loses."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

READY_SECONDS: Final = 120.0


@dataclass(kw_only=True, slots=True)
class Process:
    """One that is killed and started again, on the same port and folder."""

    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    url: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, env=self.environment, stdout=log, stderr=log)

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def check(self) -> None:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"{' '.join(self.command[-2:])} ended; see {self.log}")

    async def there(self) -> None:
        """Until it answers, whatever it answers; one without a URL is there at once."""
        if not self.url:
            return
        ends = time.monotonic() + READY_SECONDS
        async with httpx.AsyncClient() as client:
            while time.monotonic() < ends:
                self.check()
                try:
                    await client.get(f"{self.url}/healthz")
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
                else:
                    return
        raise RuntimeError(f"{self.command[-1]} did not get ready")


@contextmanager
def running(process: Process) -> Iterator[Process]:
    process.start()
    try:
        yield process
    finally:
        process.kill()
