"""Every kind of bad input: one clear line, the right exit code, no traceback, nothing written."""

from __future__ import annotations

import gzip
import socket
from pathlib import Path

import pytest

from graph.embedded import EmbeddedEngine
from graph.engine import EngineAddress
from tests.hub.commands.cli import ROOT, hub

FINBENCH = ROOT / "samples" / "finbench"


def test_an_unknown_format_names_the_known_ones(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "load", "excel", str(tmp_path))
    assert ended.code == 2
    assert "finbench, bods, rows" in ended.complaint


def test_an_empty_name_of_a_source_is_no_source(tmp_path: Path) -> None:
    (tmp_path / "company.csv").write_text("key,name\n1,甲公司\n")
    ended = hub(tmp_path / "data", "load", "rows", str(tmp_path / "company.csv"), "--source", "")
    assert ended.code == 2
    assert ended.complaint.startswith("hub: --source is empty; allowed: ")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "load", "rows", str(tmp_path / "nowhere"))
    assert ended.code == 2
    assert "nowhere" in ended.complaint


def test_a_folder_without_tables_says_what_it_wants(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "load", "finbench", str(tmp_path))
    assert ended.code == 2
    assert "Company" in ended.complaint


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("company.jsonl", '{"key": "c", "name": "甲公司"}\n'.encode("gb18030")),
        ("company.jsonl", b'{"key": "c", "name": "x'),
        ("company.jsonl.gz", gzip.compress(b'{"key": "c", "name": "x"}\n' * 1000)[:-20]),
        ("company.csv", b"key;name\nc;x\n"),
        ("company.csv", b""),
    ],
    ids=["wrong encoding", "truncated line", "truncated archive", "wrong separator", "empty"],
)
def test_an_unusable_file_stops_the_load_before_anything_is_written(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    data = tmp_path / "data"
    ended = hub(data, "load", "rows", str(tmp_path / name))
    assert ended.code == 2
    assert name in ended.complaint
    assert not (data / "engine").exists()


def test_an_engine_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("x")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"bolt://127.0.0.1:{taken.getsockname()[1]}"
        environment = {"HUB_ENGINE_URL": url, "HUB_ENGINE_PASSWORD_FILE": str(password)}
        ended = hub(tmp_path / "data", "load", "finbench", str(FINBENCH), **environment)
    assert ended.code == 1
    assert url in ended.complaint


async def test_a_wrong_password_is_said_without_the_password(
    engine_address: EngineAddress, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("not-the-password")
    environment = {
        "HUB_ENGINE_URL": engine_address.url,
        "HUB_ENGINE_USER": engine_address.user,
        "HUB_ENGINE_PASSWORD_FILE": str(password),
    }
    ended = hub(tmp_path / "data", "up", **environment)
    assert ended.code == 1
    assert "wrong user or password" in ended.complaint
    assert "not-the-password" not in ended.err


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ended = hub(tmp_path / "data", "up", "--port", port)
    assert ended.code == 1
    assert port in ended.complaint
    assert not (tmp_path / "data" / "engine").exists()


@pytest.mark.slow
async def test_a_folder_of_another_process_is_refused(tmp_path: Path) -> None:
    async with await EmbeddedEngine.start(tmp_path / "data"):
        ended = hub(tmp_path / "data", "up")
    assert ended.code == 1
    assert "in use by process" in ended.complaint


def test_no_token_outside_development(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "token", "--role", "INVESTIGATOR", HUB_DEV="0")
    assert ended.code == 1
    assert ended.out == ""
    assert "HUB_DEV=1" in ended.complaint


def test_a_token_for_an_unknown_role_names_the_roles(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "token", "--role", "KING")
    assert ended.code == 1
    assert "INVESTIGATOR" in ended.complaint


def test_a_bad_setting_is_named(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "up", HUB_DEPTH="deep")
    assert ended.code == 1
    assert "HUB_DEPTH" in ended.complaint


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    ended = hub(blocked / "data", "up")
    assert ended.code == 1
    assert str(blocked) in ended.complaint


def test_a_token_is_all_that_token_prints(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "token", "--role", "PARTNER", "--agency", "RAILWAY")
    assert ended.code == 0
    assert ended.out.count(".") == 2
    assert len(ended.out.split()) == 1
    assert ended.err == ""
