"""`hub keys …` as an administrator runs it, on both engines, beside what runs."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine
from graph.versions import ensure_version
from hub.keyring.keys import load_ring, stored_ring
from hub.record.commitments import Commitments
from hub.record.entry import EntryKind
from hub.record.trail import Trail
from hub.settings.config import Settings
from tests.graphs import Node, bring_in, case_of_the_purpose
from tests.hub.commands.cli import Ended, hub
from tests.hub.keyring.test_resealing import found, numbers, people
from tests.hub.recorded import recorded
from tests.hub.serving import served


@pytest.fixture
def data(engine_settings: Mapping[str, str], tmp_path: Path) -> Path:
    return Path(engine_settings.get("HUB_DATA", tmp_path / "command"))


async def test_a_rotation_from_its_beginning_to_its_end(
    engine: Engine, engine_settings: Mapping[str, str], data: Path, tmp_path: Path
) -> None:
    def keys(*words: str) -> Ended:
        ended = hub(data, "keys", *words, **engine_settings)
        return ended

    await ensure_version(engine, datetime.now(UTC))
    settings = Settings(data=data)
    before = stored_ring(settings)
    await bring_in(engine, tmp_path, [case_of_the_purpose(), *people(6)], ring=before.ring())

    ended = keys("rotate")
    assert ended.code == 0 and "restart every process of the hub" in ended.out, ended
    between = stored_ring(settings)
    assert (between.match, between.sealing) == (before.match, before.sealing)
    states = [line.split(None, 2)[2] for line in keys("status").out.splitlines()][:4]
    assert states == ["current", "comes next", "current", "comes next"]
    assert keys("rotate").code == 1 and "hub keys reseal" in keys("rotate").complaint
    assert "in use" in keys("retire", between.next_match or "").complaint

    async with served(engine, tmp_path / "hub", ring=between.ring()) as client:  # a hub that goes on meanwhile
        ended = keys("reseal")
        assert ended.code == 0 and "resealed 6 numbers of 6 records" in ended.out, ended
        assert [await found(client, number) for number in numbers(6)] == [[f"p{n}"] for n in range(6)]
        assert "resealed 0 numbers" in keys("reseal").out

    for old in (before.match, before.sealing):
        ended = keys("retire", old)
        assert ended.code == 0, ended
    after = stored_ring(settings)
    assert list(after.match_keys) == [between.next_match] and list(after.sealing_keys) == [between.next_sealing]
    async with served(engine, tmp_path / "hub", ring=after.ring()) as client:
        assert [await found(client, number) for number in numbers(6)] == [[f"p{n}"] for n in range(6)]

    lines = [line for line in recorded(data) if line.get("operation_name", "").startswith("hub keys")]
    assert {line["subject"] for line in lines} == {f"os:{pwd.getpwuid(os.getuid()).pw_name}"}
    openings = [line for line in lines if line["kind"] == EntryKind.OPENING]
    assert sum(line["rows"] for line in openings) == 6 and {len(line["touched"]) for line in openings} == {6}


async def test_looks_of_a_retired_keys_time_are_still_found(tmp_path: Path) -> None:
    """The marks of an entry were made with a key that the ring has no more."""
    settings = Settings(data=tmp_path)
    load_ring(settings)
    assert hub(tmp_path, "audit", "report", "an-id").code == 0
    ring = stored_ring(settings).with_next(matching=True, sealing=False).turned().without("m1")
    (settings.keys / "ring.json").write_bytes(ring.to_bytes())
    (sighting,) = Trail(settings.record, Commitments(load_ring(settings))).page(["an-id"]).sightings
    assert sighting.entry.operation_name == "hub audit report"


async def test_a_key_that_is_needed_is_not_retired(
    engine: Engine, engine_settings: Mapping[str, str], data: Path, tmp_path: Path
) -> None:
    await ensure_version(engine, datetime.now(UTC))
    settings = Settings(data=data)
    load_ring(settings)
    before = stored_ring(settings)
    await bring_in(engine, tmp_path, [Node("PERSON", "p", {"citizenId": numbers(1)[0]})], ring=before.ring())
    turned = before.with_next(matching=True, sealing=True).turned()
    (settings.keys / "ring.json").write_bytes(turned.to_bytes())
    for old in (before.match, before.sealing):
        ended = hub(data, "keys", "retire", old, **engine_settings)
        assert ended.code == 1 and "is still needed by 1 numbers" in ended.complaint
    assert stored_ring(settings) == turned
    assert hub(data, "keys", "reseal", **engine_settings).code == 0
    for old in (before.match, before.sealing):
        assert hub(data, "keys", "retire", old, **engine_settings).code == 0


def test_a_ring_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for words in (["rotate"], ["status"], ["reseal"], ["retire", "m1"]):
        ended = hub(tmp_path / "data", "keys", *words)
        assert ended.code == 1 and "ring.json" in ended.complaint
    assert not (tmp_path / "data" / "keys").exists()


def test_no_command_prints_a_key(tmp_path: Path) -> None:
    load_ring(Settings(data=tmp_path))
    said = [hub(tmp_path, "keys", *words) for words in (["rotate"], ["status"], ["rotate"], ["retire", "m1"])]
    ring = stored_ring(Settings(data=tmp_path))
    for key in (*ring.match_keys.values(), *ring.sealing_keys.values()):
        import base64

        for ended in said:
            assert base64.urlsafe_b64encode(key).decode() not in ended.out + ended.err
            assert key.hex() not in ended.out + ended.err
