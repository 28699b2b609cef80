"""`hub agency check`: which line and field is wrong, and exit codes that a script can go by."""

from __future__ import annotations

import shutil
from pathlib import Path

from adapters.agencies import FOLDER
from tests.hub.commands.cli import hub


def _copied(folder: Path, name: str) -> Path:
    """A mapping with its samples beside it, as an installation keeps its own."""
    shutil.copytree(FOLDER / "samples" / name, folder / "samples" / name)
    return Path(shutil.copy(FOLDER / f"{name}.toml", folder))


def test_a_mapping_that_holds_is_clean(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "agency", "check", str(_copied(tmp_path, "railway")))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "held held.json: 2 of 2 records taken",
        "instructions issue.json: 1 of 1 record taken",
        "instructions lift.json: 1 of 1 record taken",
        "RAILWAY 铁路客运: 1 read, 1 write, 3 samples, 0 rejected",
    ]
    assert not (tmp_path / "data").exists()


def test_a_sample_that_is_rejected_is_named_by_line_and_field(tmp_path: Path) -> None:
    file = _copied(tmp_path, "courts")
    sample = tmp_path / "samples/courts/performances.json"
    text = sample.read_text(encoding="utf-8").replace('"LXRQ": "2026-05-06"', '"LXRQ": "06/05/2026"')
    sample.write_text(text, encoding="utf-8")
    sample.with_name("performances.expected.json").unlink()
    ended = hub(tmp_path / "data", "agency", "check", str(file))
    assert (ended.code, ended.err) == (3, "")
    assert (
        f"{sample}:5 LXRQ: 06/05/2026: not of the form YYYY-MM-DD; allowed: YYYY-MM-DD" in ended.out.splitlines()
    )
    assert "performances performances.json: 1 of 2 records taken" in ended.out
    assert ended.out.splitlines()[-1].endswith("5 samples, 1 rejected")


def test_a_mapping_with_faults_is_unusable_and_tells_each(tmp_path: Path) -> None:
    file = _copied(tmp_path, "railway")
    text = file.read_text(encoding="utf-8").replace('"sm2"', '"md5"').replace('["JP-701"]', '["JP-107"]')
    file.write_text(text, encoding="utf-8")
    ended = hub(tmp_path / "data", "agency", "check", str(file))
    assert (ended.code, ended.err) == (2, "")
    first, second, *_, last = ended.out.splitlines()
    assert first.startswith(
        f"{file}:9 agency.measures: JP-107: FINANCE carries it out; allowed for RAILWAY: JP-701"
    )
    assert "authentication.scheme: md5: not known; allowed: v1, v1a, sm3, sm2" in second + ended.out
    assert last.startswith(f"{file}: unusable, ")


def test_samples_may_lie_elsewhere(tmp_path: Path) -> None:
    file = Path(shutil.copy(FOLDER / "sasac.toml", tmp_path))
    alone = hub(tmp_path / "data", "agency", "check", str(file))
    assert (alone.code, "officer.json: No such file" in alone.out) == (2, True)
    ended = hub(tmp_path / "data", "agency", "check", str(file), "--samples", str(FOLDER / "samples/sasac"))
    assert ended.code == 0


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "agency", "check", str(tmp_path / "nowhere.toml"))
    assert ended.code == 2
    assert "nowhere.toml:1 file: No such file or directory; allowed: a file that can be read" in ended.out
