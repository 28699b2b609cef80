"""Memory and processor time of processes that run, as Linux tells them (proc(5)); elsewhere OSError is raised."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
PAUSE_SECONDS = 0.5


def resident_mib(pid: int) -> float:
    """Resident memory, MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def cpu_seconds(pid: int) -> float:
    """Processor seconds so far, of all threads, in user and kernel mode."""
    user, system = _stat(pid)[11:13]
    return (int(user) + int(system)) / _TICKS


def engine_pid() -> int | None:
    """The Neo4j that this process booted, if any."""
    return next((pid for pid in _children(os.getpid()) if _name(pid) == "java"), None)


async def watch_mib(pid: int, seen: list[float]) -> None:
    """Notes the resident memory into `seen`, now and then, until it is cancelled or the process has ended."""
    with suppress(OSError):
        while True:
            seen.append(resident_mib(pid))
            await asyncio.sleep(PAUSE_SECONDS)


def _children(parent: int) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(_stat(int(path.name))[1]) == parent:
                yield int(path.name)


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()


def _stat(pid: int) -> list[str]:
    """From the state on: what stands before it is a name that may hold blanks."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
