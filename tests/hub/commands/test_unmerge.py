"""`hub unmerge` as a user runs it, beside a running hub: over from now on, as it was before."""

from __future__ import annotations

import os
import pwd
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from graph.versions import ensure_version
from tests.graphs import USCC, Node, bring_in, case_of_the_purpose
from tests.hub.commands.cli import Ended, hub
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

REASON = "营业执照不是同一家"
BY_SOURCE = """query ($system: String!, $key: String!, $knownAt: DateTime) {
  subject(by: {source: {system: $system, key: $key}}, knownAt: $knownAt) { id sources { system key } } }"""
BY_ID = "query ($id: ID!) { node(id: $id) { id ... on Company { sources { system key } } } }"


def firm(key: str, **values: object) -> Node:
    return Node("COMPANY", key, {"name": "汉江建筑有限公司", "uscc": USCC, **values})


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    """A served hub that knows one company from two sources."""
    await ensure_version(engine, datetime.now(UTC))
    await bring_in(engine, tmp_path, [case_of_the_purpose(), firm("a")], source="market")
    await bring_in(engine, tmp_path, [firm("b")], source="tax")
    async with served(engine, tmp_path / "hub") as client:
        yield client


def folder(settings: Mapping[str, str], own: Path) -> Path:
    """The data folder of the command: that of the running hub, or its own beside an engine's URL."""
    return Path(settings.get("HUB_DATA", own / "command"))


def unmerge(settings: Mapping[str, str], own: Path, *arguments: str) -> Ended:
    return hub(folder(settings, own), "unmerge", *arguments, **settings)


def record(settings: Mapping[str, str], own: Path, before: int = 0) -> list[dict[str, Any]]:
    """The lines of the record of requests, but for those before."""
    return recorded(folder(settings, own))[before:]


async def parts(client: Client, known_at: str | None = None) -> tuple[set[str], list[list[str]]]:
    """The ids by which the two records are found, and the sources of what is found."""
    found = [
        (await client.ask(BY_SOURCE, {"system": system, "key": key, "knownAt": known_at}))["subject"]
        for system, key in (("market", "a"), ("tax", "b"))
    ]
    return {each["id"] for each in found}, [sorted(s["key"] for s in each["sources"]) for each in found]


async def test_a_record_leaves_its_subject_from_now_on(
    client: Client, engine: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    before = datetime.now(UTC).isoformat()
    together, sources = await parts(client)
    assert (len(together), sources) == (1, [["a", "b"], ["a", "b"]])

    ended = unmerge(engine_settings, tmp_path, "tax", "b", "--reason", REASON)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "unmerged tax b from the subject of market a, where 1 record stays\n"

    apart, sources = await parts(client)
    assert (len(apart), sources) == (2, [["a"], ["b"]])
    assert together < apart
    for id_ in apart:
        assert (await client.ask(BY_ID, {"id": id_}))["node"]["id"] == id_
    assert await parts(client, before) == (together, [["a", "b"], ["a", "b"]])

    for number, (system, key) in enumerate((("tax", "b"), ("market", "a"))):
        await bring_in(engine, tmp_path, [firm(key)], source=system)
        await bring_in(engine, tmp_path, [firm(key, phone=f"027-8765432{number}")], source=system)
    assert await parts(client) == (apart, [["a"], ["b"]])
    assert await parts(client, before) == (together, [["a", "b"], ["a", "b"]])


@pytest.mark.slow
async def test_twice_is_said_and_both_are_on_record(
    client: Client, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    before = len(record(engine_settings, tmp_path))
    unmerge(engine_settings, tmp_path, "tax", "b", "--reason", REASON)
    again = unmerge(engine_settings, tmp_path, "tax", "b", "--reason", REASON)
    assert again.code == 1
    assert "tax b was taken out of its subject already" in again.complaint
    lines = record(engine_settings, tmp_path, before)
    assert [line["decision"] for line in lines] == ["OK", "BAD_INPUT"]
    for line in lines:
        assert line["subject"] == f"os:{pwd.getpwuid(os.getuid()).pw_name}"
        assert (line["operation_name"], line["reason"]) == ("hub unmerge", REASON)


async def test_an_unknown_record_is_said(client: Client, engine_settings: dict[str, str], tmp_path: Path) -> None:
    ended = unmerge(engine_settings, tmp_path, "tax", "nobody", "--reason", REASON)
    assert ended.code == 1
    assert "tax nobody: no such record" in ended.complaint


@pytest.fixture
def no_record(engine_settings: dict[str, str], tmp_path: Path) -> Iterator[None]:
    """A file stands where the record's folder should be."""
    kept = folder(engine_settings, tmp_path) / "record"
    aside = kept.with_name("record.aside")
    kept.mkdir(parents=True, exist_ok=True)
    kept.rename(aside)
    kept.write_text("")
    yield
    kept.unlink()
    aside.rename(kept)


@pytest.mark.slow
async def test_what_cannot_be_put_on_record_is_not_done(
    client: Client, no_record: None, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    ended = unmerge(engine_settings, tmp_path, "tax", "b", "--reason", REASON)
    assert ended.code == 1
    assert "the record cannot be written" in ended.complaint
    ids, _ = await parts(client)
    assert len(ids) == 1


def test_a_folder_without_a_graph_is_left_as_it_is(tmp_path: Path) -> None:
    ended = hub(tmp_path / "typo", "unmerge", "tax", "b", "--reason", REASON)
    assert ended.code == 1
    assert "no graph in it" in ended.complaint
    assert not (tmp_path / "typo").exists()


def test_a_reason_is_asked_for(tmp_path: Path) -> None:
    ended = hub(tmp_path, "unmerge", "tax", "b")
    assert ended.code == 2
    assert "--reason" in ended.err
