from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hub.keyring.keys import RING_FILE, KeyUnusable, create_once, load_ring
from hub.settings.config import Settings


def test_the_ring_is_the_same_at_the_second_start(tmp_path: Path) -> None:
    assert load_ring(Settings(data=tmp_path)) == load_ring(Settings(data=tmp_path))


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    load_ring(Settings(data=tmp_path))
    assert stat.S_IMODE((tmp_path / "keys" / RING_FILE).stat().st_mode) == 0o600


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    load_ring(Settings(data=tmp_path))
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [RING_FILE]


def test_of_many_makers_one_wins_for_all(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(create_once, tmp_path / "k", lambda n=n: b"%d" % n) for n in range(32)]
    assert len({future.result() for future in made}) == 1


def test_a_broken_ring_is_named_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / RING_FILE).write_text('{"match_key": "c2VjcmV0"}')
    with pytest.raises(KeyUnusable) as caught:
        load_ring(Settings(data=tmp_path))
    assert RING_FILE in str(caught.value) and "c2VjcmV0" not in str(caught.value)


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyUnusable):
        load_ring(Settings(data=tmp_path / "file"))
