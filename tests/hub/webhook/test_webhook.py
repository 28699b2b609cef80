"""`hub webhook`: each change of a party's standing arrives signed at the partner's address, and none is lost."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from adapters.protocols.address import Address
from adapters.protocols.http import AgencyClient
from adapters.protocols.keys import Scheme, checking_key, new_key, signing_key
from adapters.protocols.retrying import Retrying
from adapters.protocols.signing import check
from graph.engine import Engine
from hub.callers.issuer import issue
from hub.screening.asking import Asker, NotAnswered
from hub.screening.parties import PartyList
from hub.sockets.connection import Connection
from hub.sockets.protocol import Closing, Code
from hub.webhook.following import BrokenConnection, Follower, changes_of
from hub.webhook.posting import NotTaken, Poster
from hub.webhook.run import REFUSED_MAX, Webhook
from tests.adapters.protocols.far_side import FarSide, Request, answer, far_side
from tests.graphs import bring_in
from tests.hub.answering.following import restricted
from tests.hub.cases.asking import Clock, people
from tests.hub.serving import Client, served

ROOT: Final = Path(__file__).resolve().parents[3]
KEY: Final = new_key(Scheme.V1)
DEBTOR, UNIT = "420112198503071237", "91110000600037341L"
LIST: Final = f"record,citizenId,uscc\nours-1,{DEBTOR},\nours-2,,{UNIT}\n"
SOON: Final = Retrying(floor_seconds=0.01, first_seconds=0.02, last_seconds=0.05, tries_max=400)
PATIENCE_SECONDS: Final = 30
JUNE: Final = datetime(2026, 6, 1, 2, tzinfo=UTC)


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    async with served(engine, tmp_path, clock=Clock(JUNE), rights_seconds=0, standing_seconds=0.05) as client:
        yield client


@pytest.fixture
def listed(tmp_path: Path) -> PartyList:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    return PartyList.open(path)


def token(client: Client) -> str:
    return issue(client.settings, "PARTNER", agency="RAILWAY", court=None)


@asynccontextmanager
async def telling(
    client: Client, listed: PartyList, far: FarSide, *, url: str = "", **asker: Any
) -> AsyncIterator[asyncio.Task[None]]:
    given = {"url": url or str(client.http.base_url), "token": token(client), "case_number": "卷7", **asker}
    http = AgencyClient(Address(base_url=far.url))
    poster = Poster(client=http, path="/changes", key=signing_key(KEY), fence=7, retrying=SOON)
    follower = Follower(asker=lambda: Asker(**given), batch=1, retrying=SOON)
    parties = [party for party in listed.read() if party.key is not None]
    task = asyncio.create_task(Webhook(parties=parties, follower=follower, poster=poster).run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await http.close()


async def until(holds: Callable[[], bool], task: asyncio.Task[None] | None = None) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not holds():
            if task is not None and task.done():
                task.result()
            await asyncio.sleep(0.01)


def said(request: Request) -> tuple[str, bool, int]:
    data = orjson.loads(request.body)["data"]
    return data["record"], data["screening"]["underMeasure"], orjson.loads(request.body)["sequence"]


def taking() -> Callable[[Request, asyncio.StreamWriter], Awaitable[None]]:
    async def speak(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(204))

    return speak


async def measured(engine: Engine, tmp_path: Path, key: str, lifted: str | None = None) -> None:
    ended = {} if lifted is None else {"liftedOn": lifted}
    await bring_in(engine, tmp_path, restricted(key, **ended), source="court", now=JUNE)


async def test_all_parties_come_first_and_then_each_change_once_and_signed(
    client: Client, engine: Engine, tmp_path: Path, listed: PartyList
) -> None:
    async with far_side(taking()) as far, telling(client, listed, far) as task:
        await until(lambda: len(far.requests) == 2, task)
        assert sorted(said(each)[:2] for each in far.requests) == [("ours-1", False), ("ours-2", False)]
        await measured(engine, tmp_path, "r")
        await until(lambda: len(far.requests) == 3, task)
        assert said(far.requests[2])[:2] == ("ours-1", True)
        await measured(engine, tmp_path, "r", "2026-05-20")
        await until(lambda: len(far.requests) == 4, task)
        assert said(far.requests[3])[:2] == ("ours-1", False)
        await asyncio.sleep(0.3)
        assert len(far.requests) == 4
    for request in far.requests:
        assert (request.method, request.target) == ("POST", "/changes")
        assert check(request.headers, request.body, [checking_key(KEY)], now=datetime.now(UTC))
        assert DEBTOR.encode() not in request.body and UNIT.encode() not in request.body
        envelope = orjson.loads(request.body)
        assert (envelope["type"], envelope["fence"]) == ("standing.changed", 7)
    sequences = [said(each)[2] for each in far.requests]
    assert sequences == sorted(set(sequences))
    assert len({orjson.loads(each.body)["id"] for each in far.requests}) == 4


async def test_an_address_that_was_away_hears_of_each_as_it_stands_then(
    client: Client, engine: Engine, tmp_path: Path, listed: PartyList
) -> None:
    """The control posts each change once, as many do: it tells the partner of two states that are over."""
    away, taken, naive = [True], [], []

    async def speak(request: Request, writer: asyncio.StreamWriter) -> None:
        if not away[0]:
            taken.append(request)
        elif said(request)[:2] not in naive:
            naive.append(said(request)[:2])
        writer.write(answer(503 if away[0] else 204))

    listed.path.write_text(f"record,citizenId\nours-1,{DEBTOR}\n", encoding="utf-8")
    one = PartyList.open(listed.path)
    async with far_side(speak) as far, telling(client, one, far) as task:
        await until(lambda: len(far.requests) > 3, task)
        await measured(engine, tmp_path, "r")
        await until(lambda: ("ours-1", True) in naive, task)
        away[0] = False
        await until(lambda: len(taken) == 1, task)
        await asyncio.sleep(0.3)
    assert [said(each)[:2] for each in taken] == [("ours-1", True)]
    assert naive[0] == ("ours-1", False)  # what whoever posts once would have left them with
    # A try that says the same is the same message.
    ids = [orjson.loads(each.body)["id"] for each in far.requests]
    assert len(set(ids)) < len(ids)


@asynccontextmanager
async def through(base: str) -> AsyncIterator[tuple[str, Callable[[], int]]]:
    """The hub behind a line that a test can cut; how many connections were cut."""
    host, port = base.removeprefix("http://").rstrip("/").split(":")
    ends: set[asyncio.StreamWriter] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, out = await asyncio.open_connection(host, int(port))
        ends.update((writer, out))
        await asyncio.gather(pump(reader, out), pump(inner, writer))

    def cut() -> int:
        number = len(ends)
        for each in ends:
            each.transport.abort()
        ends.clear()
        return number

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", cut
    finally:
        cut()
        server.close()


async def test_a_line_that_breaks_loses_nothing_and_tells_nothing_twice(
    client: Client, engine: Engine, tmp_path: Path, listed: PartyList
) -> None:
    async with (
        far_side(taking()) as far,
        through(str(client.http.base_url)) as (url, cut),
        telling(client, listed, far, url=url) as task,
    ):
        await until(lambda: len(far.requests) == 2, task)
        assert cut()
        await measured(engine, tmp_path, "r")
        await until(lambda: len(far.requests) == 3, task)
        for _ in range(3):
            cut()
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.5)
        assert [said(each)[:2] for each in far.requests[2:]] == [("ours-1", True)]


async def test_what_they_refuse_is_passed_over_and_the_others_are_told(
    client: Client, engine: Engine, tmp_path: Path, listed: PartyList
) -> None:
    async def speak(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(422 if said(request)[0] == "ours-1" else 204))

    async with far_side(speak) as far, telling(client, listed, far) as task:
        await until(lambda: len(far.requests) == 2, task)
        await measured(engine, tmp_path, "r")
        await until(lambda: len(far.requests) == 3, task)
        assert sorted(said(each)[0] for each in far.requests) == ["ours-1", "ours-1", "ours-2"]


@pytest.mark.parametrize("status", [401, 404])
async def test_an_address_that_takes_nothing_ends_it(client: Client, listed: PartyList, status: int) -> None:
    async def speak(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(status))

    async with far_side(speak) as far, telling(client, listed, far) as task:
        with pytest.raises(NotTaken, match="the address refused it"):
            await asyncio.wait_for(task, PATIENCE_SECONDS)


async def test_whom_the_hub_refuses_is_told_why(client: Client, listed: PartyList) -> None:
    async with far_side(taking()) as far, telling(client, listed, far, purpose="ENFORCEMENT") as task:
        with pytest.raises(NotAnswered, match="the hub refused it"):
            await asyncio.wait_for(task, PATIENCE_SECONDS)
    assert far.requests == []


async def test_a_token_that_ends_is_renewed_and_nothing_is_missed(
    client: Client, engine: Engine, tmp_path: Path, listed: PartyList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server closes with 4403 then; a hub that says so before it lets anybody in is not asked again."""
    closed, told_first = [], asyncio.Event()

    async def expire(speaker: Any, expires_at: int, head: Any) -> None:
        await told_first.wait()  # it was let in then, however long an engine takes that answers for the first time
        await asyncio.sleep(1)
        closed.append(expires_at)
        raise Closing(Code.FORBIDDEN, "the token has expired")

    monkeypatch.setattr(Connection, "_end", expire)
    async with far_side(taking()) as far, telling(client, listed, far) as task:
        await until(lambda: len(far.requests) == 2, task)
        told_first.set()
        await until(lambda: len(closed) > 1, task)
        await measured(engine, tmp_path, "r")
        await until(lambda: len(far.requests) == 3, task)
    assert said(far.requests[2])[:2] == ("ours-1", True)


async def test_a_token_goes_nowhere_else(client: Client, listed: PartyList) -> None:
    """Neither to where the hub's address sends whoever comes, nor in clear to another machine."""
    async with far_side(taking()) as elsewhere:

        async def speak(_: Request, writer: asyncio.StreamWriter) -> None:
            writer.write(answer(302, Location=f"{elsewhere.url}/graphql"))

        async with (
            far_side(speak) as hub,
            far_side(taking()) as far,
            telling(client, listed, far, url=hub.url) as task,
        ):
            await until(lambda: len(hub.requests) > 3, task)
        assert elsewhere.requests == []
    child = await begun(client, listed, far, "--url", "http://192.0.2.2:9")
    _, err = await asyncio.wait_for(child.communicate(), PATIENCE_SECONDS)
    assert child.returncode == 2 and err.decode().startswith("hub: --url: base_url: allowed is an https URL")


@pytest.mark.parametrize(
    "told",
    [
        {"standingChanged": [{"place": -1, "screening": {"underMeasure": True}}]},
        {"standingChanged": [{"place": 1, "screening": {"underMeasure": True}}]},
        {"standingChanged": [{"place": 0, "screening": []}]},
        {"standingChanged": [{"place": "0", "screening": {}}]},
        [],
    ],
)
def test_what_tells_of_nobody_that_was_asked_about_is_no_answer(told: Any) -> None:
    with pytest.raises(BrokenConnection):
        changes_of({"id": "0", "payload": {"data": told}}, batch=1, parties=2)


async def begun(client: Client, listed: PartyList, far: FarSide, *more: str) -> asyncio.subprocess.Process:
    folder = listed.path.parent
    (folder / "hook.key").write_text(KEY, encoding="utf-8")
    (folder / "token").write_text(token(client), encoding="utf-8")
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hub", "webhook", str(listed.path), "--to", f"{far.url}/changes"),
        *("--url", str(client.http.base_url), "--key-file", str(folder / "hook.key")),
        *("--token-file", str(folder / "token"), "--case-number", "卷7", *more),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_the_command_killed_before_anything_was_taken_tells_all_when_it_runs_again(
    client: Client, engine: Engine, tmp_path: Path, listed: PartyList
) -> None:
    away, taken = [True], []

    async def speak(request: Request, writer: asyncio.StreamWriter) -> None:
        if not away[0]:
            taken.append(request)
        writer.write(answer(503 if away[0] else 204))

    async with far_side(speak) as far:
        child = await begun(client, listed, far)
        await until(lambda: len(far.requests) > 0)
        child.send_signal(signal.SIGKILL)
        await child.wait()
        await measured(engine, tmp_path, "r")
        away[0] = False
        child = await begun(client, listed, far, "--once")
        out, err = await asyncio.wait_for(child.communicate(), PATIENCE_SECONDS)
    assert (child.returncode, err) == (0, b""), err.decode()
    assert sorted(out.decode().splitlines()) == ["line 2: under a measure", "line 3: under none"]
    assert sorted(said(each)[:2] for each in taken) == [("ours-1", True), ("ours-2", False)]
    first, last = (orjson.loads(each.body)["fence"] for each in (far.requests[0], taken[-1]))
    assert first <= last


async def test_once_tells_by_its_code_that_some_were_refused(client: Client, listed: PartyList) -> None:
    async def speak(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(400))

    async with far_side(speak) as far:
        child = await begun(client, listed, far, "--once")
        out, _ = await asyncio.wait_for(child.communicate(), PATIENCE_SECONDS)
    assert child.returncode == 3 and out.decode().count("refused: status 400") == 2


async def test_an_address_that_refuses_one_after_another_ends_it(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    rows = "".join(f"ours-{number},{DEBTOR}\n" for number in range(REFUSED_MAX + 5))
    path.write_text(f"record,citizenId\n{rows}", encoding="utf-8")

    async def speak(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(400))

    async with far_side(speak) as far, telling(client, PartyList.open(path), far) as task:
        with pytest.raises(NotTaken, match="one after another"):
            await asyncio.wait_for(task, PATIENCE_SECONDS)
    assert len(far.requests) == REFUSED_MAX


async def test_rows_with_a_problem_are_told_and_the_others_followed(client: Client, listed: PartyList) -> None:
    listed.path.write_text(f"{LIST}ours-3,{DEBTOR},{UNIT}\n", encoding="utf-8")
    async with far_side(taking()) as far:
        child = await begun(client, PartyList.open(listed.path), far, "--once")
        _, err = await asyncio.wait_for(child.communicate(), PATIENCE_SECONDS)
    assert child.returncode == 3 and err.decode().startswith("line 4: not followed: row: a party is named by")
    assert len(far.requests) == 2
