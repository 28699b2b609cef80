from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from hub.commands import backup
from hub.keyring.keys import KeyUnusable, load_ring
from hub.settings.config import Settings


def _run(*arguments: str) -> str:
    app = typer.Typer()
    backup.register(app)
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.slow
def test_a_backup_is_restored_into_another_folder_with_the_keys(tmp_path: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "hub.backup"
    load_ring(Settings(data=old))
    (old / "audit").mkdir()
    (old / "audit" / "2026-11-02.jsonl").write_text("{}\n")
    told = _run("backup", str(file), "--data", str(old))
    shutil.copytree(old / "keys", new / "keys")
    _run("restore", str(file), "--data", str(new))
    assert "note: the keys are not in it" in told
    assert (new / "audit" / "2026-11-02.jsonl").read_text() == "{}\n"


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_without_keys_nothing_is_begun(command: str, tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match=r"no ring\.json; needed: the keys of the hub"):
        _run(command, str(tmp_path / "hub.backup"), "--data", str(tmp_path / "data"))
    assert list(tmp_path.iterdir()) == []
