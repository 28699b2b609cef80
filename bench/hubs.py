"""The hub as a process, as its users run it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from graph.embedded import running
from graph.engine import EngineAddress
from tests.engines.neo4j_boot import SMALL, Boot, neo4j_server

ENGINES = ("embedded", "Neo4j 5.26")
HUB = (sys.executable, "-m", "hub")


@dataclass(frozen=True, slots=True)
class Running:
    """A served hub: its URL, how long it took to say so, its process."""

    url: str
    ready_seconds: float
    pid: int


def environment(data: Path, **more: str) -> dict[str, str]:
    # Each measurement warms up what it measures; the hub's own warm-up would run beside it.
    own = {"HUB_DEV": "1", "HUB_DATA": str(data), "HUB_PORT": "0", "HUB_WARM_UP_SECONDS": "0"}
    return {**os.environ, **own, **more}


@contextmanager
def served(data: Path, **more: str) -> Iterator[Running]:
    """`hub up` until the block ends."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [*HUB, "up"], env=environment(data, **more), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - began
        found = re.match(r"ready (http://\S+)", line)
        if found is None:
            raise RuntimeError(f"hub up did not get ready: {line!r}")
        yield Running(found[1], seconds, process.pid)
    finally:
        process.terminate()
        process.wait(60)


@dataclass(frozen=True, slots=True)
class Served:
    """A served hub with its process, its engine's address, its data folder, and what commands beside it need."""

    url: str
    pid: int
    address: EngineAddress
    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)


@asynccontextmanager
async def served_on(engine: str, work: Path, stem: str, boot: Boot = SMALL, **more: str) -> AsyncIterator[Served]:
    """`hub up` on one of `ENGINES`, with folders of its own, whose content is found again."""
    data = work / f"{stem}-{engine.split()[0].lower()}"
    if engine == "embedded":
        with served(data, **more) as hub:
            address = running(data)
            assert address is not None
            yield Served(hub.url, hub.pid, address, data)
        return
    async with neo4j_server(work / f"{stem}-server", boot) as address:
        settings = {**on_engine(address, work / f"{stem}-password"), **more}
        with served(data, **settings) as hub:
            yield Served(hub.url, hub.pid, address, data, settings)


def on_engine(address: EngineAddress, password: Path) -> dict[str, str]:
    """Settings of a hub on that engine, whose password is put into that file."""
    password.write_text(address.password, encoding="utf-8")
    return {
        "HUB_ENGINE_URL": address.url,
        "HUB_ENGINE_USER": address.user,
        "HUB_ENGINE_PASSWORD_FILE": str(password),
    }


@dataclass(frozen=True, slots=True)
class Done:
    """A finished command: its last line, its seconds, those of the processor, its peak resident memory."""

    line: str
    seconds: float
    cpu_seconds: float
    peak_mib: float


def command(data: Path, *arguments: str, **more: str) -> Done:
    """Runs a `hub` command to its end and measures it; exit code 3 (some rejected) is an end too."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [*HUB, *arguments], env=environment(data, **more), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise RuntimeError(f"hub {arguments[0]} ended with {process.returncode}")
    seconds = time.perf_counter() - began
    lines = output.strip().splitlines()
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Done(lines[-1] if lines else "", seconds, cpu_seconds, usage.ru_maxrss / 1024)
