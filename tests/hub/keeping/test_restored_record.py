from __future__ import annotations

from pathlib import Path

from graph.engine import Engine
from hub.keeping.restore import restore_backup
from hub.record.finding import Level
from hub.record.verify import verify
from tests.conftest import clean
from tests.graphs import RING
from tests.hub.keeping.backups import day_file
from tests.hub.record.logs import KEYS, filled, leaf, leaves, opened


async def test_the_record_comes_back(engine: Engine, file: Path, tmp_path: Path) -> None:
    await restore_backup(engine, RING, tmp_path / "new", file)
    assert (tmp_path / "new" / "audit" / "2026-11-02.jsonl").read_text() == '{"requestId":"1"}\n'


async def test_a_restored_record_is_for_its_owner_alone(engine: Engine, file: Path, tmp_path: Path) -> None:
    await restore_backup(engine, RING, tmp_path / "new", file)
    assert (tmp_path / "new" / "audit" / "2026-11-02.jsonl").stat().st_mode & 0o777 == 0o600


async def test_another_record_of_the_day_stays_and_the_restored_one_stands_beside_it(
    engine: Engine, file: Path, tmp_path: Path
) -> None:
    other = day_file(tmp_path / "new", "other\n")
    summary = await restore_backup(engine, RING, tmp_path / "new", file)
    beside = other.with_name("2026-11-02.restored-1.jsonl")
    assert (other.read_text(), beside.read_text(), summary.beside) == (
        "other\n",
        '{"requestId":"1"}\n',
        (beside,),
    )


async def test_a_record_that_went_on_since_holds_the_restored_one(
    engine: Engine, file: Path, tmp_path: Path
) -> None:
    path = day_file(tmp_path / "new", '{"requestId":"1"}\n{"requestId":"2"}\n')
    await restore_backup(engine, RING, tmp_path / "new", file)
    assert sorted(path.parent.iterdir()) == [path]


async def test_the_logs_come_back_and_their_proof_holds(engine: Engine, recorded: Path, tmp_path: Path) -> None:
    await restore_backup(engine, RING, tmp_path / "new", recorded)
    folder = tmp_path / "new" / "record" / "hub-1"
    assert leaves(folder) == [leaf(n, f"s{n}") for n in range(45)]
    assert not [each for each in verify(folder.parent, KEYS) if each.level is Level.WRONG]
    assert {path.stat().st_mode & 0o777 for path in folder.glob("0*")} == {0o600}


async def test_a_restored_log_is_not_gone_on_with(engine: Engine, recorded: Path, tmp_path: Path) -> None:
    await restore_backup(engine, RING, tmp_path / "new", recorded)
    assert opened(tmp_path / "new" / "record").folder.name == "hub-2"


async def test_a_log_that_went_on_since_holds_the_restored_one(
    engine: Engine, recorded: Path, tmp_path: Path
) -> None:
    summary = await restore_backup(engine, RING, tmp_path / "data", recorded)
    assert [path.name for path in (tmp_path / "data" / "record").iterdir()] == ["hub-1"] and not summary.beside
    assert opened(tmp_path / "data" / "record").size == 60


async def test_another_log_of_the_name_stays_and_the_restored_one_stands_beside_it(
    engine: Engine, recorded: Path, tmp_path: Path
) -> None:
    other = filled(tmp_path / "new" / "record", 5)
    for _ in range(2):
        await clean(engine)
        summary = await restore_backup(engine, RING, tmp_path / "new", recorded)
    assert len(leaves(other)) == 5 and not summary.beside
    assert len(leaves(other.with_name("hub-1.restored-1"))) == 45
    assert len(list(other.parent.iterdir())) == 2
