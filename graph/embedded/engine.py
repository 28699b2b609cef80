"""The child process on loopback: started, watched and stopped by its owner.

    EngineUnavailable
    └── EmbeddedFailed     does not start or stay up
        └── FolderOwned    the data folder belongs to another process

The child listens on 127.0.0.1 alone, on free ports, with a new random password for each owner, and ends with
its owner, even one that was killed. Start it from a thread that lives as long as the engine should (the event
loop's): Linux counts the death of the starting THREAD as the owner's.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, Final, Self

from graph.embedded.folder import EmbeddedFailed, Folder
from graph.engine import Engine, EngineAddress
from graph.failures import EngineError

DATABASE: Final = "graph"


@dataclass(frozen=True, kw_only=True, slots=True)
class EmbeddedLimits:
    """Sizes, waits and tries. `heap` is the Java heap: a whole number and `m` or `g`.

    `statement_timeout_seconds` is when the engine itself ends a runaway statement, whoever waits for it.
    """

    heap: str = "2g"
    statement_timeout_seconds: float = 120
    start_timeout_seconds: float = 60
    start_tries: int = 5
    start_pause_seconds: float = 0.5
    stop_timeout_seconds: float = 15
    kill_timeout_seconds: float = 5
    watch_pause_seconds: float = 0.2
    restart_max: int = 5
    restart_window_seconds: float = 600
    free_min_bytes: int = 64 << 20

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[1-9][0-9]*[mg]", self.heap):
            raise EmbeddedFailed("heap of the embedded engine: expected a whole number and m or g, as in 2g")


class EmbeddedEngine:
    """A running embedded engine; `address` stays the same over restarts."""

    def __init__(self, folder: Folder, limits: EmbeddedLimits) -> None:
        self._folder = folder
        self._limits = limits
        self._password = secrets.token_urlsafe(24)
        self._ports = (0, 0)
        self._child: subprocess.Popen[bytes] | None = None
        self._restarts: deque[float] = deque(maxlen=limits.restart_max)
        self._turn = asyncio.Lock()  # one restart at a time

    @classmethod
    async def start(cls, data: Path, limits: EmbeddedLimits | None = None) -> Self:
        """Takes the folder, starts the child, and returns when it answers over Bolt.

        Raises FolderOwned, or EmbeddedFailed with one line that says why and where the logs are.
        """
        limits = limits or EmbeddedLimits()
        folder = Folder.own(data, free_min_bytes=limits.free_min_bytes)
        engine = cls(folder, limits)
        try:
            await engine._start_child(new_ports=True)
            folder.describe(engine.address)
        except BaseException:  # however it ends, no child may live on and hold the folder
            engine._kill()
            folder.release()
            raise
        return engine

    @property
    def address(self) -> EngineAddress:
        bolt, http = self._ports
        return EngineAddress(
            url=f"bolt://127.0.0.1:{bolt}",
            user="root",
            password=self._password,
            database=DATABASE,
            http_url=f"http://127.0.0.1:{http}",
        )

    @property
    def pid(self) -> int:
        """The process id of the child."""
        return self._child.pid if self._child else 0

    async def watch(self) -> None:
        """Restarts the child whenever it dies; raises EmbeddedFailed if it dies too often. Run as a task."""
        while True:
            await asyncio.sleep(self._limits.watch_pause_seconds)
            if self._child and self._child.poll() is not None and not self._turn.locked():
                await self.restart()

    async def restart(self) -> None:
        """Ends the child if it still runs and starts it with the same ports and password.

        Raises EmbeddedFailed after `restart_max` restarts within the window.
        """
        async with self._turn:
            now = monotonic()
            recent = [then for then in self._restarts if now - then < self._limits.restart_window_seconds]
            if len(recent) >= self._limits.restart_max:
                raise EmbeddedFailed(
                    f"the embedded engine was restarted {len(recent)} times within "
                    f"{self._limits.restart_window_seconds:g} s; see {self._folder.logs}"
                )
            self._restarts.append(now)
            await self._stop_child()
            await self._start_child(new_ports=False)

    async def stop(self) -> None:
        """Stops the child in order, then by force, and gives the folder back. A second call does nothing."""
        async with self._turn:
            try:
                await self._stop_child()
            finally:
                self._kill()
                self._folder.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _start_child(self, *, new_ports: bool) -> None:
        reason, text = "", ""
        for _ in range(self._limits.start_tries):
            if new_ports:
                self._ports = _free_ports()
            reason, text = await self._try_child()
            if not reason:
                return
            self._kill()
            # A port can be lost between our look and the child's; an old child may be ending still.
            if reason not in ("port", "locked"):
                break
            await asyncio.sleep(self._limits.start_pause_seconds)
        raise EmbeddedFailed(f"the embedded engine did not start: {text}; see {self._folder.logs}")

    async def _try_child(self) -> tuple[str, str]:
        """("", "") once it answers over Bolt, or our word for the reason and a line about it."""
        end = monotonic() + self._limits.start_timeout_seconds
        self._child = self._spawn()
        said = await _first_line(self._child, end)
        if said is None:
            if self._child.poll() is None:
                return "slow", f"not ready within {self._limits.start_timeout_seconds:g} s"
            return "died", f"its process ended ({_ending(self._child.returncode)})"
        if "failed" in said:
            reason = str(said["failed"])
            return reason, _TEXTS.get(reason, "the engine gave up")
        try:
            await (await Engine.open(self.address)).close()
        except EngineError as error:
            return "silent", str(error)
        return "", ""

    def _spawn(self) -> subprocess.Popen[bytes]:
        bolt, http = self._ports
        order = {
            "bolt_port": bolt,
            "http_port": http,
            "password": self._password,
            "database": DATABASE,
            "heap": self._limits.heap,
            "statement_timeout_seconds": self._limits.statement_timeout_seconds,
        }
        # By path and with -P: nothing in the engine's folder can stand in for a module. The owner's
        # environment may hold keys: the child gets what a Python needs, in UTF-8 since names may be Chinese.
        command = [sys.executable, "-P", str(Path(__file__).with_name("child.py")), str(os.getpid())]
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        try:
            with open(self._folder.logs / "start.log", "wb") as log:
                child = subprocess.Popen(
                    command,
                    cwd=self._folder.engine,
                    env={**environment, "LC_ALL": "C.UTF-8"},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                )
        except OSError as error:
            raise EmbeddedFailed(f"the embedded engine did not start: {error.strerror}") from None
        assert child.stdin is not None
        with contextlib.suppress(OSError):  # it died at once: whoever reads its first line sees that
            child.stdin.write(json.dumps(order).encode() + b"\n")
            child.stdin.flush()
        return child

    async def _stop_child(self) -> None:
        child = self._child
        if child is None:
            return
        if child.stdin is not None:
            _close(child.stdin)
        if not await _ended(child, self._limits.stop_timeout_seconds):
            child.terminate()
            await _ended(child, self._limits.kill_timeout_seconds)
        self._kill()

    def _kill(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.poll() is None:
            child.kill()
        child.wait(self._limits.kill_timeout_seconds)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                _close(pipe)


_TEXTS: Final = {
    "port": "its port is taken",
    "locked": "its files are locked by another process",
    "space": "the disk is full",
    "permission": "no permission to write to its folder",
}
_ENVIRONMENT: Final = ("PATH", "HOME", "TMPDIR", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
_POLL_SECONDS: Final = 0.02
_LINE_BYTES_MAX: Final = 65_536


def _free_ports() -> tuple[int, int]:
    with socket.socket() as bolt, socket.socket() as http:
        for each in (bolt, http):
            each.bind(("127.0.0.1", 0))
        return bolt.getsockname()[1], http.getsockname()[1]


async def _first_line(child: subprocess.Popen[bytes], end: float) -> dict[str, Any] | None:
    """What the child says of its start; None if it died or said nothing before `end`."""
    assert child.stdout is not None
    os.set_blocking(child.stdout.fileno(), False)
    said = b""
    while monotonic() < end and len(said) < _LINE_BYTES_MAX:
        try:
            more = os.read(child.stdout.fileno(), _LINE_BYTES_MAX)
        except BlockingIOError:
            await asyncio.sleep(_POLL_SECONDS)
            continue
        said += more
        if b"\n" in said:
            answer: dict[str, Any] = json.loads(said)
            return answer
        if not more:
            await _ended(child, 1)
            return None
    return None


async def _ended(child: subprocess.Popen[bytes], seconds: float) -> bool:
    end = monotonic() + seconds
    while child.poll() is None:
        if monotonic() >= end:
            return False
        await asyncio.sleep(_POLL_SECONDS)
    return True


def _ending(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"


def _close(pipe: Any) -> None:
    # Where the other end is gone, what we had to say is gone with it.
    with contextlib.suppress(OSError):
        pipe.close()
