"""The traffic in a process of its own, so that what it costs is told apart from the hub.

`python -m bench.load.generator FILE` reads a pickled `Job`, asks until its time is over, and prints one JSON
line, a `Told`. A request is bytes made before and an answer is read to its length: no client library, no parsing
but of answers that hold errors.

Each connection has a turn every so often, and its wait is measured from the turn, not from when it came to send:
a hub that stalls is not asked less and praised for it. Turns that are over by `PATIENCE_SECONDS`, or are left when
the job's time is over, are given up and counted. Without a rate each connection asks again at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import pickle
import random
import resource
import socket
import statistics
import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlsplit

import uvloop

from bench.wire import head_of

PATIENCE_SECONDS: Final = 5.0
ANSWER_SECONDS_MAX: Final = 30.0
AGAIN_SECONDS: Final = 0.2  # before a connection that was lost is opened anew
SLOW_BYTE_SECONDS: Final = 1.0
SLOW_BUFFER_BYTES: Final = 4096
TARDY_HEAD: Final = b"POST /graphql HTTP/1.1\r\nHost: hub\r\nX-Slow: " + b"s" * 4_000
_OK: Final = b"HTTP/1.1 200"
_ERRORS: Final = b'"errors":'


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """`deck`: operation, its share, its requests. `rate`: requests a second over all connections; None: as fast as
    it can. `slow`: a request whose answer is read a byte a second, beside a client that sends its head so."""

    urls: Sequence[str]
    deck: Sequence[tuple[str, int, Sequence[bytes]]]
    connections: int
    rate: float | None
    seconds: float
    seed: int = 7
    slow: bytes | None = None


@dataclass(kw_only=True, slots=True)
class Told:
    """What became of a job. `codes`: answers that were none, by error code. `quiet`: the longest time without an
    answer. `cut`: how often each slow client was cut off. `times`: milliseconds by operation: p50, p95, p99."""

    seconds: float = 0.0
    answers: int = 0
    missed: int = 0
    codes: dict[str, int] = field(default_factory=dict)
    quiet: float = 0.0
    cut: dict[str, int] = field(default_factory=dict)
    times: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    cpu_seconds: float = 0.0

    @property
    def errors(self) -> int:
        return sum(self.codes.values())


def percentiles(times: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95, p99; of fewer than two the one, or nothing known (NaN)."""
    if len(times) < 2:
        only = times[0] if len(times) else float("nan")
        return only, only, only
    cuts = statistics.quantiles(times, n=100)
    return cuts[49], cuts[94], cuts[98]


def code_of(head: bytes, body: bytes) -> str | None:
    """None for an answer without errors; else the code of the first, or the HTTP status where there is none."""
    if head.startswith(_OK) and _ERRORS not in body:
        return None
    try:
        return str(json.loads(body)["errors"][0]["extensions"]["code"])
    except (ValueError, KeyError, IndexError, TypeError):
        return f"HTTP {head[9:12].decode('ascii', 'replace')}"


def _count(counts: dict[str, int], what: str) -> None:
    counts[what] = counts.get(what, 0) + 1


class _Tally:
    """Counts for all connections of one job."""

    def __init__(self, job: Job, began: float) -> None:
        self.told = Told()
        self._times: dict[str, array[float]] = {operation: array("f") for operation, _, _ in job.deck}
        self.last_good = began

    def answered(self, operation: str, waited: float, now: float, code: str | None) -> None:
        if code is not None:
            self.failed(code)
            return
        told = self.told
        told.answers += 1
        told.quiet = max(told.quiet, now - self.last_good)
        self.last_good = now
        self._times[operation].append(waited * 1000)

    def failed(self, code: str) -> None:
        _count(self.told.codes, code)

    def close(self, seconds: float, now: float) -> Told:
        told = self.told
        told.quiet = max(told.quiet, now - self.last_good)
        told.seconds = seconds
        told.times = {operation: percentiles(times) for operation, times in self._times.items()}
        used = resource.getrusage(resource.RUSAGE_SELF)
        told.cpu_seconds = used.ru_utime + used.ru_stime
        return told


class _Deck:
    """Which request is next: operations by their shares at random, the requests of each in turn."""

    def __init__(self, job: Job) -> None:
        self._draw = random.Random(job.seed)
        self._operations = [(operation, requests) for operation, _, requests in job.deck]
        self._shares = [share for _, share, _ in job.deck]
        self._turns = Counter[str]()
        self._drawn: list[tuple[str, Sequence[bytes]]] = []

    def next(self) -> tuple[str, bytes]:
        if not self._drawn:
            self._drawn = self._draw.choices(self._operations, self._shares, k=1_000)
        operation, requests = self._drawn.pop()
        self._turns[operation] += 1
        return operation, requests[self._turns[operation] % len(requests)]


class _Line(asyncio.Protocol):
    """One kept connection: a request at a time, opened again when it is lost."""

    def __init__(self, tally: _Tally, deck: _Deck, url: str, due: float, every: float, until: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._tally, self._deck = tally, deck
        self._where = urlsplit(url)
        self._due, self._every, self._until = due, every, until
        self._transport: asyncio.Transport | None = None
        self._operation: str | None = None  # that is waited for
        self._received = bytearray()
        self._whole = 0  # length of head and body, once it is known
        self._head = 0
        self._timer: asyncio.TimerHandle | None = None
        self._opening: asyncio.Task[None] | None = None
        self.done = asyncio.Event()

    def open(self) -> None:
        self._opening = self._loop.create_task(self._open())

    async def _open(self) -> None:
        host, port = self._where.hostname, self._where.port
        assert host is not None and port is not None
        while self._loop.time() < self._until:
            try:
                await self._loop.create_connection(lambda: self, host, port)
            except OSError:
                self._tally.failed("NOT CONNECTED")
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                return
        self.done.set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is one in all but its base
        self._wait()

    def data_received(self, data: bytes) -> None:
        received = self._received
        received += data
        if not self._whole:
            known = head_of(received)
            if known is None:
                return
            self._head, length = known
            self._whole = self._head + (length or 0)
        if len(received) >= self._whole:
            self._take(bytes(received[: self._head]), bytes(received[self._head : self._whole]))

    def connection_lost(self, error: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._operation is not None:
            self._operation = None
            self._tally.failed("CLOSED")
            self._due += self._every
        self._received.clear()
        self._whole = 0
        if self.done.is_set() or self._loop.time() >= self._until:
            self.done.set()
        else:
            self.open()

    def _take(self, head: bytes, body: bytes) -> None:
        if self._operation is None:
            return  # told to nobody: the connection is about to be closed (408 and the like)
        now = self._loop.time()
        self._tally.answered(self._operation, now - self._due, now, code_of(head, body))
        self._operation = None
        self._received.clear()
        self._whole = 0
        if self._timer is not None:
            self._timer.cancel()
        self._due += self._every
        self._wait()

    def _wait(self) -> None:
        now = self._loop.time()
        if not self._every:
            self._due = now
        # Given up is what waited too long, and once the time is over all that is left of it.
        given_up = self._until if now >= self._until else now - PATIENCE_SECONDS
        while self._every and self._due < given_up:
            self._due += self._every
            self._tally.told.missed += 1
        if max(now, self._due) >= self._until:
            self.done.set()
            assert self._transport is not None
            self._transport.close()
        elif self._due <= now:
            self._send()
        else:
            self._timer = self._loop.call_at(self._due, self._send)

    def _send(self) -> None:
        transport = self._transport
        if transport is None or transport.is_closing():
            return  # connection_lost opens another
        self._operation, request = self._deck.next()
        transport.write(request)
        self._timer = self._loop.call_later(ANSWER_SECONDS_MAX, transport.abort)


async def _slow_reader(job: Job, told: Told, until: float) -> None:
    """Takes its answer a byte a second, and comes again whenever it is cut off."""
    assert job.slow is not None
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        with contextlib.suppress(OSError), _connected(job.urls[0]) as client:
            await loop.sock_sendall(client, job.slow)
            while loop.time() < until and await loop.sock_recv(client, 1):
                await asyncio.sleep(SLOW_BYTE_SECONDS)
        if loop.time() < until:
            _count(told.cut, "reads a byte a second")
            await asyncio.sleep(AGAIN_SECONDS)


async def _slow_sender(job: Job, told: Told, until: float) -> None:
    """Sends its head a byte a second, and comes again whenever it is refused."""
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        with contextlib.suppress(OSError), _connected(job.urls[0]) as client:
            answer = loop.create_task(loop.sock_recv(client, 1024))
            for byte in TARDY_HEAD:
                await loop.sock_sendall(client, bytes([byte]))
                await asyncio.wait([answer], timeout=SLOW_BYTE_SECONDS)
                if answer.done() or loop.time() >= until:
                    break
            answer.cancel()
            await asyncio.gather(answer, return_exceptions=True)
        if loop.time() < until:
            _count(told.cut, "sends its head a byte a second")
            await asyncio.sleep(AGAIN_SECONDS)


def _connected(url: str) -> socket.socket:
    where = urlsplit(url)
    assert where.hostname is not None and where.port is not None
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_BUFFER_BYTES)
    client.connect((where.hostname, where.port))
    client.setblocking(False)
    return client


async def run(job: Job) -> Told:
    """Asks for the job's seconds; whatever is under way then is waited for."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    until = began + job.seconds
    tally, deck = _Tally(job, began), _Deck(job)
    every = job.connections / job.rate if job.rate else 0.0
    lines = [
        _Line(
            tally,
            deck,
            job.urls[number % len(job.urls)],
            began + every * number / job.connections,
            every,
            until,
        )
        for number in range(job.connections)
    ]
    for line in lines:
        line.open()
    slow = [loop.create_task(each(job, tally.told, until)) for each in (_slow_reader, _slow_sender) if job.slow]
    waited = [loop.create_task(line.done.wait()) for line in lines]
    await asyncio.wait(waited, timeout=job.seconds + ANSWER_SECONDS_MAX + PATIENCE_SECONDS)
    seconds, now = max(job.seconds, loop.time() - began), loop.time()
    for task in (*slow, *waited):
        task.cancel()
    await asyncio.gather(*slow, *waited, return_exceptions=True)
    return tally.close(seconds, now)


def main() -> None:
    job = pickle.loads(Path(sys.argv[1]).read_bytes())
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(asdict(runner.run(run(job)))), flush=True)


if __name__ == "__main__":
    main()
