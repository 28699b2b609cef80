"""Tokens that are revoked before their end, by a file that is read while the hub runs."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.engine import Engine
from graph.model.roles import NAME_LENGTH_MAX
from hub.callers.errors import CannotTell, NotAuthenticated
from hub.callers.issuer import issue
from hub.callers.revoked import BadRevocations, Revocations, RevokedFile, parsed, revoke
from hub.callers.verifier import Verifier
from hub.settings.config import Settings
from tests.conftest import Servers
from tests.hub.callers.heads import head
from tests.hub.commands.cli import hub
from tests.hub.serving import Client, served
from tests.hub.sockets.speaking import PATIENCE_SECONDS, speaking

NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=NAME_LENGTH_MAX).filter(
    str.isprintable
)


@given(st.sets(NAMES, max_size=5), st.dictionaries(NAMES, st.integers(0, 2**40), max_size=5))
def test_what_is_written_is_read(token_ids: set[str], subjects: dict[str, int]) -> None:
    held = Revocations(token_ids=frozenset(token_ids), subjects=subjects)
    assert parsed(held.lines(), 10) == held


@pytest.mark.parametrize(
    "line",
    [
        "{", "[]", "7", "\xff", '{"token_id": 7}', '{"token_id": ""}', '{"token_id": "a", "subject": "b"}',
        '{"subject": "a"}',
        '{"subject": "a", "issued_before": "now"}', '{"subject": "a", "issued_before": true}', '{"tokenid": "a"}',
        '{"token_id": "' + "a" * 200 + '"}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_line_that_is_none_makes_the_file_bad(line: str) -> None:
    with pytest.raises(BadRevocations, match="line 2"):
        parsed(b'{"token_id": "fine"}\n' + line.encode("latin-1"), 10)


def test_a_file_with_too_many_lines_is_bad() -> None:
    with pytest.raises(BadRevocations, match="at most 2"):
        parsed(b'{"token_id": "a"}\n' * 3, 2)


def test_a_later_instant_takes_the_place_of_an_earlier_one_only() -> None:
    held = Revocations().with_subject("a", 7).with_subject("a", 3)
    assert held.subjects == {"a": 7}


class Looking:
    """A verifier, and a look at the file as the hub's own task has one."""

    def __init__(self, data: Path, **settings: Any) -> None:
        self.settings = Settings(data=data, dev=True, **settings)
        self.file = RevokedFile(self.settings)
        self.verifier = Verifier(self.settings, revoked=self.file)

    def caller(self, token: str) -> Any:
        self.file._look()
        return asyncio.run(self.verifier.caller(head(f"Bearer {token}")))


def test_a_token_that_was_taken_is_refused_once_its_id_is_revoked(tmp_path: Path) -> None:
    looking = Looking(tmp_path)
    first, second = (issue(looking.settings, "ADMIN") for _ in range(2))
    token_id = looking.caller(first).token_id
    revoke(looking.settings, lambda held: held.with_token(token_id))
    with pytest.raises(NotAuthenticated, match="revoked"):
        looking.caller(first)
    assert looking.caller(second)


def test_a_subject_is_revoked_for_what_was_issued_before(tmp_path: Path) -> None:
    looking = Looking(tmp_path)
    mine, others = issue(looking.settings, "ADMIN", subject="a"), issue(looking.settings, "ADMIN", subject="b")
    looking.caller(mine)
    now = int(time.time())
    revoke(looking.settings, lambda held: held.with_subject("a", now - 60))
    assert looking.caller(mine)
    revoke(looking.settings, lambda held: held.with_subject("a", now + 60))
    with pytest.raises(NotAuthenticated, match="revoked"):
        looking.caller(mine)
    assert looking.caller(others)


def test_a_bad_file_lets_nobody_in_until_it_is_right(tmp_path: Path) -> None:
    looking = Looking(tmp_path)
    token = issue(looking.settings, "ADMIN")
    assert looking.caller(token)
    looking.settings.revocations.write_text('{"token_id": ')
    for _ in range(2):
        with pytest.raises(CannotTell, match="cannot be read"):
            looking.caller(token)
    looking.settings.revocations.write_text('{"token_id": "other"}\n')
    assert looking.caller(token)
    looking.settings.revocations.unlink()
    assert looking.caller(token)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    named = tmp_path / "named"
    looking = Looking(tmp_path, revoked_file=named)
    with pytest.raises(CannotTell):
        looking.caller(issue(looking.settings, "ADMIN"))
    named.write_text("")
    assert looking.caller(issue(looking.settings, "ADMIN"))
    named.unlink()
    with pytest.raises(CannotTell):
        looking.caller(issue(looking.settings, "ADMIN"))


def _revoke_some(data: Path, first: int) -> None:
    settings = Settings(data=data)
    for number in range(first, first + 20):
        revoke(settings, lambda held, number=number: held.with_token(str(number)))  # type: ignore[misc]


def test_two_that_revoke_at_once_both_count(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_revoke_some, args=(tmp_path, first)) for first in (0, 20, 40)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    content = Settings(data=tmp_path).revocations.read_bytes()
    assert parsed(content, 100).token_ids == {str(number) for number in range(60)}
    assert [name for name in os.listdir(tmp_path) if name.startswith(".")] == []


def test_the_command_adds_to_the_file(tmp_path: Path) -> None:
    assert hub(tmp_path, "revoke", "--token-id", "t1").code == 0
    assert hub(tmp_path, "revoke", "--subject", "official-7").code == 0
    held = parsed(Settings(data=tmp_path).revocations.read_bytes(), 10)
    assert held.token_ids == {"t1"} and held.subjects["official-7"] > time.time() - 60
    assert hub(tmp_path, "revoke").code == 2
    assert hub(tmp_path, "revoke", "--token-id", "t1", "--subject", "a").code == 2
    assert hub(tmp_path, "revoke", "--token-id", "x" * 200).code == 1
    Settings(data=tmp_path).revocations.write_text("{")
    ended = hub(tmp_path, "revoke", "--token-id", "t2")
    assert ended.code == 1 and "line 1" in ended.complaint


@pytest.fixture
async def client(servers: Servers, tmp_path: Path) -> AsyncIterator[Client]:
    async with (
        await Engine.open(await servers.address("embedded")) as engine,
        served(engine, tmp_path, revocation_seconds=0.2) as client,
    ):
        yield client


async def test_a_running_hub_refuses_and_its_sockets_close(client: Client) -> None:
    gone = client.headers("DEVELOPER", purpose="DEVELOPMENT")
    stays = client.headers("AUDITOR", purpose="AUDIT")
    async with speaking(str(client.http.base_url)) as first, speaking(str(client.http.base_url)) as second:
        await first.init(gone)
        await second.init(stays)
        revoke(client.settings, lambda held: held.with_subject("dev-developer", int(time.time()) + 1))
        code, reason = await first.closed()
        assert code == 4403 and "revoked" in reason
        await second.subscribe("a", "{ __typename }")
        assert (await second.hear())["type"] == "next"
    answer = await client.post("{ __typename }", headers=gone)
    assert answer.status_code == 401 and "revoked" in answer.text


async def test_a_bad_file_is_unavailable_for_everybody(client: Client) -> None:
    headers = client.headers("DEVELOPER", purpose="DEVELOPMENT")
    assert (await client.post("{ __typename }", headers=headers)).status_code == 200
    client.settings.revocations.write_text("what?")
    end = time.monotonic() + PATIENCE_SECONDS
    while (answer := await client.post("{ __typename }", headers=headers)).status_code == 200:
        assert time.monotonic() < end
        await asyncio.sleep(0.05)
    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert str(client.settings.data) not in answer.text
