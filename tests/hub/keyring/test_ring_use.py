"""What runs with which keys, told between real processes: a rotation waits for those that would miss somebody."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hub.keyring.keys import KeyUnusable, load_ring, stored_ring
from hub.keyring.ring import CannotRotate
from hub.keyring.rotation import add_next, drop, turn
from hub.keyring.use import ring_in_use, ring_locked, uses
from hub.settings.config import Settings

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from hub.settings.config import Settings
from hub.keyring.use import ring_in_use
with ring_in_use(Settings(data=sys.argv[1]), writes=sys.argv[2] == "writes"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data=tmp_path)
    load_ring(made)
    return made


@contextmanager
def another(settings: Settings, *, writes: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs with the ring as it is now."""
    words = [sys.executable, "-c", HOLD, str(settings.data), "writes" if writes else "reads"]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None and child.stdout.readline() == b"held\n"
        try:
            yield child
        finally:
            child.kill()


def test_a_process_is_told_of_while_it_runs_and_no_longer(settings: Settings) -> None:
    with another(settings) as child:
        (use,) = uses(settings)
        assert (use.pid, use.writes, use.current) == (child.pid, False, ("m1", "s1"))
        child.kill()  # as kill -9 does: it cleans up nothing
        child.wait()
        assert uses(settings) == []
        assert [path.name for path in settings.keys_in_use.iterdir()] == ["lock"]


def test_no_key_is_told(settings: Settings) -> None:
    with ring_in_use(settings, writes=True):
        text = b"".join(path.read_bytes() for path in settings.keys_in_use.iterdir())
    ring = (settings.keys / "ring.json").read_text()
    for key in (stored_ring(settings).to_bytes().decode(), ring):
        for word in key.split('"'):
            assert len(word) < 40 or word.encode() not in text


def test_keys_are_not_turned_while_one_runs_that_does_not_read_by_them(settings: Settings) -> None:
    with another(settings) as child:
        add_next(settings, matching=True, sealing=True)
        with pytest.raises(CannotRotate, match=rf"1 processes \({child.pid}\) run without the keys"):
            turn(settings)
        assert stored_ring(settings).match == "m1"
    with another(settings):  # restarted: it reads by both
        assert (turn(settings).match, turn(settings).sealing) == ("m2", "s2")


def test_keys_are_not_turned_while_a_load_writes_under_those_before(settings: Settings) -> None:
    add_next(settings, matching=True, sealing=False)
    with another(settings, writes=True), pytest.raises(CannotRotate, match="load under the keys before"):
        turn(settings)
    assert turn(settings).match == "m2"
    with another(settings, writes=True):  # a load of today's keys disturbs nobody
        assert turn(settings).match == "m2"


def test_keys_are_not_turned_over_a_load_that_was_begun(settings: Settings) -> None:
    add_next(settings, matching=True, sealing=False)
    (settings.data / "loads").mkdir()
    ledger = settings.data / "loads" / "x.sqlite"
    ledger.write_bytes(b"")
    with pytest.raises(CannotRotate, match="1 loads were begun and not finished"):
        turn(settings)
    ledger.unlink()
    assert turn(settings).match == "m2"


def test_a_key_is_not_dropped_while_one_runs_with_it_as_its_own(settings: Settings) -> None:
    add_next(settings, matching=True, sealing=False)
    with another(settings):
        turn(settings)
        with pytest.raises(CannotRotate, match="run with m1 as their own"):
            drop(settings, "m1")
    drop(settings, "m1")
    assert list(stored_ring(settings).match_keys) == ["m2"]


def test_nobody_starts_while_the_ring_is_changed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.keyring.use.LOCK_WAIT_SECONDS", 0.2)
    with (
        ring_locked(settings, alone=True),
        pytest.raises(KeyUnusable, match="another command is at the keys"),
        ring_in_use(settings, writes=False),
    ):
        pass
    with ring_in_use(settings, writes=False), ring_locked(settings, alone=True):
        pass  # whoever runs already does not keep the ring


def test_keys_of_a_command_are_changed_where_it_gets_them(settings: Settings) -> None:
    given = Settings(data=settings.data, keys_command=f"cat {settings.keys / 'ring.json'}")
    with pytest.raises(CannotRotate, match="HUB_KEYS_COMMAND"):
        add_next(given, matching=True, sealing=True)
    assert turn(given).match == "m1"


def test_a_ring_that_is_replaced_is_for_its_owner_only(settings: Settings) -> None:
    add_next(settings, matching=True, sealing=True)
    files = sorted(settings.keys.iterdir())
    assert [path.name for path in files] == ["ring.json"] and files[0].stat().st_mode & 0o777 == 0o600
