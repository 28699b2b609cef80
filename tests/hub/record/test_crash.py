"""Real processes killed with kill -9 while they append: what they had acknowledged is there afterwards."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hub.record.entry import Entry
from hub.record.finding import Level
from hub.record.note import PUBLIC_KEY_FILE, read_public_keys
from hub.record.verify import verify
from tests.hub.record.logs import leaves

ROOT = Path(__file__).resolve().parents[3]
ROUNDS = 20
SEED = 20261124
START_SECONDS = 60

# Each prints the number of an entry once that is acknowledged; several requests are under way at a time.
RECORDER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from hub.settings.config import Settings
from hub.record.entry import Entry
from hub.record.writer import Record
from tests.graphs import RING

async def main(data, start):
    record = Record(Settings(data=Path(data), record_checkpoint_entries=50, record_segment_bytes=50_000), RING)
    numbers = iter(range(int(start), sys.maxsize))
    async def requests():
        for number in numbers:
            await record.append(Entry(request_id=f"{number:032x}", time=datetime.now(UTC)))
            sys.stdout.write(f"{number}\\n")
            sys.stdout.flush()
    await asyncio.gather(*(requests() for _ in range(8)))

asyncio.run(main(*sys.argv[1:]))
"""

# The control: the same loop, but it answers first and leaves the writing to a buffer.
NAIVE = """
import itertools, sys, time
with open(sys.argv[1] + "/naive", "a") as file:
    for number in itertools.count(int(sys.argv[2])):
        file.write(f"{number}\\n")
        sys.stdout.write(f"{number}\\n")
        sys.stdout.flush()
        time.sleep(0.0005)
"""


def killed(program: str, data: Path, start: int, after_seconds: float) -> list[int]:
    """Runs the program, kills it that long after its first acknowledgement; what it had acknowledged."""
    command = [sys.executable, "-c", program, str(data), str(start)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(after_seconds)
        os.kill(child.pid, signal.SIGKILL)
        lines = (first + child.stdout.read()).split(b"\n")
        child.wait(START_SECONDS)
    assert first, "the program did not start"
    return [int(line) for line in lines[:-1]]  # a line without its end was not said


@pytest.mark.slow
def test_twenty_kills_lose_no_acknowledged_entry(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    acknowledged: set[int] = set()
    for _ in range(ROUNDS):
        start = max(acknowledged, default=0) + 1000
        acknowledged.update(killed(RECORDER, tmp_path, start, chance.uniform(0, 0.3)))
    kept = [int(Entry.from_bytes(leaf).request_id, 16) for leaf in leaves(tmp_path / "record" / "hub-1")]
    assert acknowledged <= set(kept) and len(acknowledged) > ROUNDS * 8
    assert len(kept) == len(set(kept))
    assert [path.name for path in (tmp_path / "record").iterdir()] == ["hub-1"]
    keys = read_public_keys(tmp_path / "keys" / PUBLIC_KEY_FILE)
    assert not [finding for finding in verify(tmp_path / "record", keys) if finding.level is Level.WRONG]


@pytest.mark.slow
def test_the_same_kills_lose_entries_of_a_writer_that_answers_first(tmp_path: Path) -> None:
    """The control: shows that the test above can fail."""
    chance = random.Random(SEED)
    acknowledged: set[int] = set()
    for _ in range(ROUNDS):
        start = max(acknowledged, default=0) + 1000
        acknowledged.update(killed(NAIVE, tmp_path, start, chance.uniform(0, 0.3)))
    kept = {int(line) for line in (tmp_path / "naive").read_text().split("\n")[:-1] if line.isdigit()}
    assert acknowledged - kept
