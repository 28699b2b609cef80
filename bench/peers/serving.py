"""Peers as processes of their own: what they need is installed once under `.cache/peers`, then they are served."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
CACHE: Final = HERE.parents[1] / ".cache" / "peers"
NODE_MAJOR_MIN: Final = 20
INSTALL_SECONDS_MAX: Final = 600
START_SECONDS_MAX: Final = 120
STOP_SECONDS_MAX: Final = 10


class PeerMissing(Exception):
    """A peer cannot be run here; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A served peer: its URL and its one process."""

    url: str
    pid: int


def neo4j_graphql() -> list[str]:
    """The command that serves it, installed if it is not yet. Raises PeerMissing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise PeerMissing(f"no node ({NODE_MAJOR_MIN} or newer) and npm: @neo4j/graphql cannot be run")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30).stdout
    major = said.strip().lstrip("v").partition(".")[0]
    if not major.isdigit() or int(major) < NODE_MAJOR_MIN:
        raise PeerMissing(
            f"node is {said.strip() or 'unknown'}; needed for @neo4j/graphql: {NODE_MAJOR_MIN} or newer"
        )
    files = [HERE / "neo4j_graphql" / name for name in ("package.json", "package-lock.json", ".npmrc")]
    folder = _installed("neo4j_graphql", files, [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"])
    # Modules are looked for beside the file that wants them.
    shutil.copy(HERE / "neo4j_graphql" / "server.mjs", folder)
    return [node, str(folder / "server.mjs")]


def strawberry() -> list[str]:
    """The command that serves it, installed if it is not yet. Raises PeerMissing."""
    lock = HERE / "strawberry.lock"
    folder = _installed(
        "strawberry",
        [lock],
        [sys.executable, "-m", "venv", "environment"],
        ["environment/bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock.name],
    )
    return [str(folder / "environment" / "bin" / "python"), "-m", "bench.peers.strawberry_view"]


def bare() -> list[str]:
    return [sys.executable, "-m", "bench.peers.bare_view"]


def _installed(name: str, files: Sequence[Path], *commands: list[str]) -> Path:
    """The folder in which the commands ran beside these files, found again while those are the same."""
    digest = hashlib.sha256(b"".join(each.read_bytes() for each in files)).hexdigest()[:12]
    folder = CACHE / f"{name}-{digest}"
    done = folder / "installed"
    if done.exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in files:
        shutil.copy(each, folder)
    for command in commands:
        try:
            ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            raise PeerMissing(f"{name} was not installed within {INSTALL_SECONDS_MAX} s") from None
        if ran.returncode:
            raise PeerMissing(f"{name} could not be installed: {(ran.stderr or ran.stdout).strip()[-300:]}")
    done.touch()
    return folder


@asynccontextmanager
async def served(command: Sequence[str], given: Mapping[str, object], log: Path) -> AsyncIterator[Peer]:
    """A peer that reads `given` as a line of JSON and prints its URL; it ends with the block."""
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            limit=1 << 20,
        )
    try:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps(given).encode() + b"\n")
        try:
            line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS_MAX)
        except TimeoutError:
            line = b""
        url = line.decode().strip()
        if not url.startswith("http://127.0.0.1:"):
            raise PeerMissing(f"{Path(command[-1]).name} did not start: {log.read_text(errors='replace')[-300:]}")
        yield Peer(url, process.pid)
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS_MAX)
            except TimeoutError:
                process.kill()
                await process.wait()
