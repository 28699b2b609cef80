"""A file that is put in its place is whole, its owner's, and alone there."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.disk import put_whole


def test_it_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    put_whole(path, b"new")
    assert path.read_bytes() == b"new" and os.listdir(tmp_path) == ["a"]


def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    put_whole(tmp_path / "a", b"")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_of_several_at_once_the_first_one_stands(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: put_whole(path, b"%d" % number * 1000, unless_there=True), range(8)))
    first = path.read_bytes()
    assert len(set(first)) == 1 and len(first) == 1000
    put_whole(path, b"late", unless_there=True)
    assert path.read_bytes() == first and os.listdir(tmp_path) == ["a"]


def test_what_fails_leaves_the_old_one_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "held").touch()
    with pytest.raises(OSError):
        put_whole(tmp_path / "a", b"new")
    assert os.listdir(tmp_path) == ["a"]
