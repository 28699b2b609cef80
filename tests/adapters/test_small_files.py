"""Small text files: whole within the bound, and otherwise told apart without a word of what is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.small_files import UnreadableText, read_small


def test_a_file_of_the_bound_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes("甲\r\nb\n".encode())
    assert read_small(file, 7) == "甲\nb\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"secret78", "too large; allowed: 7 bytes"),
        ("秘".encode("gb18030"), "not text in UTF-8; allowed: UTF-8"),
        (None, "No such file or directory; allowed: a file that can be read"),
    ],
)
def test_any_other_is_refused(tmp_path: Path, content: bytes | None, reason: str) -> None:
    file = tmp_path / "file"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UnreadableText) as refused:
        read_small(file, 7)
    assert str(refused.value) == reason


def test_what_has_no_end_is_not_read_on() -> None:
    with pytest.raises(UnreadableText, match="too large; allowed: 1000 bytes"):
        read_small(Path("/dev/zero"), 1000)
