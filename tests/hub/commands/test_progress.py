"""What a person at a terminal sees of a load while it runs, and what a script's log is spared."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from graph.engine import Engine
from tests.hub.commands.cli import ROOT, TIMEOUT_SECONDS, hub

ROWS = 30
CHUNK = 4096


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    folder = tmp_path / "delivery"
    folder.mkdir()
    rows = "".join(f"c{number},第{number}公司\n" for number in range(ROWS))
    (folder / "company.csv").write_text(f"key,name\n{rows}")
    return folder


def at_a_terminal(data: Path, *arguments: str, **environment: str) -> str:
    """All that the command shows on a terminal of 100 columns."""
    ours, theirs = pty.openpty()
    known = {**os.environ, "HUB_DATA": str(data), "HUB_DEV": "1", "TERM": "xterm", "COLUMNS": "100", **environment}
    running = subprocess.Popen(
        [sys.executable, "-m", "hub", *arguments],
        cwd=ROOT,
        env={name: value for name, value in known.items() if name not in ("NO_COLOR", "CI")},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, CHUNK):
            shown += chunk
    except OSError:  # the terminal's other end is closed: the command has ended
        pass
    finally:
        os.close(ours)
    assert running.wait(TIMEOUT_SECONDS) == 0
    return shown.decode()


async def test_a_terminal_shows_how_far_a_load_is(
    engine: Engine, engine_settings: dict[str, str], delivery: Path, tmp_path: Path
) -> None:
    data = Path(engine_settings.get("HUB_DATA", tmp_path / "data"))
    shown = at_a_terminal(data, "load", "rows", str(delivery), **{**engine_settings, "HUB_DATA": str(data)})
    assert "loading rows" in shown
    assert f"{ROWS}/{ROWS}" in shown
    assert shown.rstrip().endswith(f"company: {ROWS} new")  # the bar is gone, the result stays


async def test_a_log_holds_no_bar(
    engine: Engine, engine_settings: dict[str, str], delivery: Path, tmp_path: Path
) -> None:
    data = Path(engine_settings.get("HUB_DATA", tmp_path / "data"))
    ended = hub(data, "load", "rows", str(delivery), **{**engine_settings, "HUB_DATA": str(data)})
    assert ended.code == 0
    assert [line for line in ended.err.splitlines() if line.strip()] == [f"company: {ROWS} new"]
    assert "\x1b" not in ended.err
