from __future__ import annotations

import asyncio
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from graph.cypher.dialects import dialect_of
from graph.cypher.inventory import Rule, shown_rules, wanted_rules
from graph.engine import Engine
from graph.founding import create_schema
from graph.model import MODEL
from graph.statement import Statement
from graph.versions import GRAPH_VERSION, ensure_version
from hub.commands import doctor
from hub.keeping import health
from hub.keyring.keys import load_ring
from hub.record.finding import Level
from hub.running.opening import open_hub_engine
from hub.settings.config import Settings
from tests.hub.record.logs import filled

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TOPICS = [
    "engine", "versions", "constraints", "clock", "calendar", "limits", "disk", "keys", "issuer", "revocations",
    "tls", "record", "parameters",
]  # fmt: skip

OWN_LIMITS = (
    "name,kind,value,unit,court,instrument,version,article,verified,warn_days,zh,english\n"
    "LISTING_DELETION,CLOCK,2,WORKING_DAYS,鄂01,某规定,2026-01-01,3,true,1,删除,Deletion\n"
)


def _doctor(*arguments: str) -> tuple[int, list[str]]:
    app = typer.Typer()
    doctor.register(app)
    app.command("other")(lambda: None)  # with one command alone, typer takes no name
    result = CliRunner().invoke(app, ["doctor", *arguments])
    return result.exit_code, result.stdout.splitlines()


# --- the whole command ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, list[str]]:
    data = tmp_path_factory.mktemp("healthy") / "data"
    load_ring(Settings(data=data))
    asyncio.run(_made(data))
    return _doctor("--data", str(data))


async def _made(data: Path) -> None:
    async with open_hub_engine(Settings(data=data)):
        pass


def test_a_healthy_hub_has_one_line_a_topic(healthy: tuple[int, list[str]]) -> None:
    assert [line.split()[1] for line in healthy[1]] == TOPICS


def test_a_folder_without_a_graph_is_wrong_and_none_is_made(tmp_path: Path) -> None:
    code, lines = _doctor("--data", str(tmp_path / "mistyped"))
    assert code == 1
    assert lines[0].startswith("WRONG") and "no graph in it" in lines[0]
    assert not (tmp_path / "mistyped").exists()


def test_a_healthy_hub_exits_with_0(healthy: tuple[int, list[str]]) -> None:
    assert (healthy[0], [line for line in healthy[1] if line.startswith("WRONG")]) == (0, [])


def test_unverified_parameters_are_a_note(healthy: tuple[int, list[str]]) -> None:
    assert healthy[1][-1].split()[:2] == ["note", "parameters"]


def test_what_is_unverified_is_counted() -> None:
    text = health.check_parameters().text
    assert "11 of 40 measures, 18 of 65 time limits, 7 of 7 acts on enterprises of the catalogue are" in text


def test_an_engine_that_is_not_there_is_wrong_and_the_rest_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_ring(Settings(data=tmp_path))
    password = tmp_path / "password"
    password.write_text("secret-word")
    monkeypatch.setenv("HUB_ENGINE_PASSWORD_FILE", str(password))
    code, lines = _doctor("--data", str(tmp_path), "--engine-url", "bolt://127.0.0.1:1")
    assert (code, lines[0].split()[:2], lines[-2].split()[:2]) == (1, ["WRONG", "engine"], ["ok", "record"])
    assert "secret-word" not in "".join(lines)


# --- single checks --------------------------------------------------------------------------------


async def test_constraints_are_in_force_after_they_were_made(engine: Engine) -> None:
    await create_schema(engine)
    assert (await health.check_constraints(engine)).level is Level.OK


async def test_a_missing_constraint_is_named(engine: Engine) -> None:
    await create_schema(engine)
    await engine.schema([Statement(text="DROP CONSTRAINT branch_of_open")])
    found = await health.check_constraints(engine)
    await create_schema(engine)
    assert (found.level, "UNIQUE BRANCH_OF(open)" in found.text) == (Level.WRONG, True)


@pytest.mark.parametrize("flavour", ["neo4j", "arcadedb"])
def test_the_wanted_rules_hold_one_for_each_relation(flavour: str) -> None:
    wanted = wanted_rules(dialect_of(flavour))
    relations = {Rule("UNIQUE", name, ("open",)) for name in MODEL.relations}
    assert relations < wanted


def test_both_engines_want_the_same_rules() -> None:
    assert wanted_rules(dialect_of("neo4j")) == wanted_rules(dialect_of("arcadedb"))


def test_an_index_that_is_not_ready_is_none() -> None:
    row = ["RANGE", "POPULATING", ["Node"], ["id"]]
    assert shown_rules([], [row]) == frozenset()


async def test_the_graph_s_version_is_told(engine: Engine) -> None:
    await ensure_version(engine, NOW)
    found = await health.check_versions(engine)
    assert (found.level, found.text.endswith(f"graph {GRAPH_VERSION}")) == (Level.OK, True)


async def test_a_graph_without_a_version_is_wrong(engine: Engine) -> None:
    assert (await health.check_versions(engine)).level is Level.WRONG


async def test_the_engine_s_clock_is_compared(engine: Engine) -> None:
    assert (await health.check_clock(engine)).level is Level.OK


@pytest.mark.parametrize(
    ("apart", "level"), [(0, Level.OK), (4.9, Level.OK), (5.1, Level.WRONG), (-60, Level.WRONG)]
)
def test_clocks_may_be_five_seconds_apart(apart: float, level: Level) -> None:
    assert health.compare_clocks(1_800_000_000, 1_800_000_000 + apart).level is level


def test_a_known_year_of_the_calendar_is_ok() -> None:
    found = health.check_calendar(Settings(), 2026)
    assert (found.level, found.text) == (Level.OK, "working days are known to the end of 2026")


def test_an_unknown_year_of_the_calendar_is_provisional() -> None:
    found = health.check_calendar(Settings(), 2999)
    assert (found.level, "provisional" in found.text) == (Level.WRONG, True)


def test_courts_own_limits_are_counted(tmp_path: Path) -> None:
    assert health.check_limits(Settings()).level is Level.OK
    file = tmp_path / "own.csv"
    file.write_text(OWN_LIMITS, encoding="utf-8")
    found = health.check_limits(Settings(limits_file=file))
    assert (found.level, found.text) == (Level.OK, f"1 of 1 courts of their own, in {file}")


def test_an_own_limit_beyond_its_bound_is_wrong_and_told_with_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(OWN_LIMITS.replace(",2,WORKING_DAYS", ",4,WORKING_DAYS"), encoding="utf-8")
    found = health.check_limits(Settings(limits_file=file))
    told = "HUB_LIMITS_FILE: own.csv, line 2 (LISTING_DELETION): value is '4'; allowed: at most 3 WORKING_DAYS"
    assert found.level is Level.WRONG and found.text.startswith(told)


def test_a_calendar_that_is_no_edition_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("day,kind,edition,source\n2028-01-01,holiday,2028,某通知\n", encoding="utf-8")
    found = health.check_calendar(Settings(calendar_file=file), 2026)
    told = (
        "HUB_CALENDAR_FILE: days.csv: edition 2028 lacks 2028-05-01, a holiday by law; an edition is loaded whole"
    )
    assert (found.level, found.text) == (Level.WRONG, told)


def test_missing_keys_are_wrong(tmp_path: Path) -> None:
    assert health.check_keys(Settings(data=tmp_path)).level is Level.WRONG


def test_looking_for_keys_makes_none(tmp_path: Path) -> None:
    health.check_keys(Settings(data=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_keys_that_others_can_read_are_wrong(tmp_path: Path) -> None:
    load_ring(Settings(data=tmp_path))
    os.chmod(tmp_path / "keys" / "ring.json", 0o644)
    assert "0644" in health.check_keys(Settings(data=tmp_path)).text


def test_damaged_keys_are_wrong_and_not_shown(tmp_path: Path) -> None:
    load_ring(Settings(data=tmp_path))
    ring = json.loads((tmp_path / "keys" / "ring.json").read_text())
    (tmp_path / "keys" / "ring.json").write_text(json.dumps({**ring, "current": "none"}))
    found = health.check_keys(Settings(data=tmp_path))
    assert (found.level, ring["match_key"] in found.text) == (Level.WRONG, False)


def test_a_record_that_can_be_written_is_ok_before_its_folder_is_made(tmp_path: Path) -> None:
    assert health.check_record(tmp_path / "data" / "record").level is Level.OK


def test_a_record_in_the_place_of_a_file_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "record").write_text("")
    assert health.check_record(tmp_path / "record").level is Level.WRONG


def test_it_is_told_since_when_the_record_reaches_back(tmp_path: Path) -> None:
    filled(tmp_path / "record", 3)
    found = health.check_record(tmp_path / "record")
    assert (found.level, "reaches back to 2026-11-24" in found.text) == (Level.OK, True)


def test_a_record_whose_beginning_is_gone_is_wrong(tmp_path: Path) -> None:
    log = filled(tmp_path / "record", 100)
    segments = sorted(log.glob("*.entries"))
    assert len(segments) > 1
    segments[0].unlink()
    found = health.check_record(tmp_path / "record")
    assert (found.level, "hub-1: the beginning is gone" in found.text) == (Level.WRONG, True)


def test_the_free_space_is_told(tmp_path: Path) -> None:
    assert "GiB free" in health.check_disk(tmp_path).text
