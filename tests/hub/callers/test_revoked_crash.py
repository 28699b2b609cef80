"""`hub revoke` killed at any moment: what was acknowledged stands in the file, and the file can be read."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from hub.callers.revoked import BadRevocations, Revocations, parsed, revoke
from hub.settings.config import Settings
from tests.hub.commands.cli import ROOT

KILLS: Final = 20
KILLS_MAX: Final = 200
HELD: Final = 20_000  # enough lines that writing them takes a while
LINES_MAX: Final = 100_000
PATIENCE_SECONDS: Final = 30


def fill(settings: Settings) -> None:
    held = Revocations(token_ids=frozenset(f"held-{number}" for number in range(HELD)))
    revoke(settings, lambda _: held)


def killed(data: Path, kind: str, first: int) -> list[str]:
    """Has a process of its own revoke one id after the other, kills it, and gives the ids that it acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.hub.callers.test_revoked_crash", str(data), kind, str(first)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    end = time.monotonic() + PATIENCE_SECONDS
    acknowledged = [process.stdout.readline().strip()]
    assert acknowledged[0] and time.monotonic() < end
    time.sleep(random.uniform(0, 0.2))
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=PATIENCE_SECONDS)
    return acknowledged + [line for line in rest.split("\n")[:-1] if line]


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_and_the_file_is_whole(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    fill(settings)
    acknowledged: set[str] = set()
    for kill in range(KILLS):
        acknowledged |= set(killed(tmp_path, "whole", kill * 1000))
        held = parsed(settings.revocations.read_bytes(), LINES_MAX)
        assert acknowledged <= held.token_ids
        assert len(held.token_ids) >= HELD


@pytest.mark.slow
def test_a_file_written_in_place_would_not_be_whole(tmp_path: Path) -> None:
    """The control: the same kills find what is wrong with the simple way."""
    settings = Settings(data=tmp_path)
    for kill in range(KILLS_MAX):
        fill(settings)
        killed(tmp_path, "in place", kill * 1000)
        try:
            held = parsed(settings.revocations.read_bytes(), LINES_MAX)
        except BadRevocations:
            return
        if len(held.token_ids) < HELD:
            return
    pytest.fail(f"{KILLS_MAX} kills found nothing wrong with writing in place")


def _revoke(settings: Settings, kind: str, token_id: str) -> None:
    if kind == "whole":
        revoke(settings, lambda held: held.with_token(token_id))
        return
    held = parsed(settings.revocations.read_bytes(), LINES_MAX).with_token(token_id)
    with settings.revocations.open("wb") as file:
        for line in held.lines().splitlines(keepends=True):
            file.write(line)


if __name__ == "__main__":
    folder, way, start = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    for number in range(start, start + 1000):
        _revoke(Settings(data=folder), way, f"id-{number}")
        os.write(1, f"id-{number}\n".encode())
