"""Keys from an external command: real processes, good and bad."""

from __future__ import annotations

import os
import shlex
import sys
import time
from pathlib import Path

import pytest

from hub.keyring.command import OUTPUT_BYTES_MAX, CommandFailed, printed
from hub.keyring.keys import RING_FILE, KeyUnusable, load_ring
from hub.keyring.ring import StoredRing
from hub.settings.config import Settings


def python(text: str) -> str:
    return shlex.join([sys.executable, "-c", text])


def test_the_ring_is_what_the_command_prints_and_no_file_is_made(tmp_path: Path) -> None:
    ring = StoredRing.fresh()
    (tmp_path / "kept elsewhere").write_bytes(ring.to_bytes())
    command = shlex.join(["cat", str(tmp_path / "kept elsewhere")])
    settings = Settings(data=tmp_path / "data", keys_command=command)
    assert load_ring(settings) == ring.ring()
    assert not (settings.keys / RING_FILE).exists()


@pytest.mark.parametrize("printed_text", ["", "no ring", "{}", '{"match_key": "c2VjcmV0"}'])
def test_what_is_no_ring_is_refused_and_not_shown(tmp_path: Path, printed_text: str) -> None:
    settings = Settings(data=tmp_path, keys_command=python(f"print({printed_text!r})"))
    with pytest.raises(KeyUnusable) as caught:
        load_ring(settings)
    assert str(caught.value) == "HUB_KEYS_COMMAND: printed something that is not a ring of keys"


def test_no_shell_stands_between(tmp_path: Path) -> None:
    assert printed("echo $HOME ; touch x && echo `id`", 10) == b"$HOME ; touch x && echo `id`\n"
    assert not (tmp_path / "x").exists() and not Path("x").exists()


def test_one_that_fails_is_told_without_its_words_and_its_complaints(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandFailed) as caught:
        printed(python("import sys; print('SECRET-KEY', file=sys.stderr); sys.exit(3)"), 10)
    assert str(caught.value) == "ended with code 3"
    assert "SECRET-KEY" not in "".join(capfd.readouterr())


@pytest.mark.parametrize("command", ["/no/such/command --token SECRET", "'open", " "])
def test_one_that_cannot_be_started_is_told_without_its_words(command: str) -> None:
    with pytest.raises(CommandFailed) as caught:
        printed(command, 10)
    assert "SECRET" not in str(caught.value)


def test_one_that_does_not_end_is_ended_with_what_it_started(tmp_path: Path) -> None:
    text = (
        "import subprocess, sys, pathlib; child = subprocess.Popen(['sleep', '600']);"
        f" pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(child.pid)); child.wait()"
    )
    with pytest.raises(CommandFailed, match="did not end within 2 s"):
        printed(python(text), 2)
    pid = int((tmp_path / "pid").read_text())
    assert _ends(pid)


def test_one_that_closes_its_output_and_goes_on_is_ended() -> None:
    with pytest.raises(CommandFailed, match="did not end"):
        printed(python("import os, time; os.close(1); time.sleep(600)"), 2)


def test_one_that_prints_without_end_is_ended() -> None:
    with pytest.raises(CommandFailed, match=f"more than {OUTPUT_BYTES_MAX} bytes"):
        printed("yes", 60)


def _ends(pid: int) -> bool:
    """Whether it is gone soon: a killed process takes its time."""
    for _ in range(100):
        if not _runs(pid):
            return True
        time.sleep(0.1)
    return False


def _runs(pid: int) -> bool:
    """Whether it runs; one that is dead and not yet reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat").read_text()
    return stat.rpartition(")")[2].split()[0] not in ("Z", "X")
