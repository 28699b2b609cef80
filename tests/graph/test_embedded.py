"""The embedded engine's process: durable, alone in its folder, on loopback, gone with its owner."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from graph.embedded import EmbeddedEngine, EmbeddedFailed, EmbeddedLimits, FolderOwned, running
from graph.engine import Engine, EngineAddress, EngineRefused, StatementTimeout
from graph.statement import Statement

LIMITS = EmbeddedLimits(heap="512m")
COUNT = Statement(text="MATCH (n:Probe) RETURN count(n)")
CREATE = Statement(text="CREATE (n:Probe)")
WAIT_SECONDS = 30
# Starts an engine in the folder, says its child's process id, and would stay.
OWNER = """
import asyncio, sys
from pathlib import Path
from graph.embedded import EmbeddedEngine, EmbeddedLimits
async def main():
    engine = await EmbeddedEngine.start(Path(sys.argv[1]), EmbeddedLimits(heap="512m"))
    print(engine.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "数据 100%"


@pytest.fixture
async def embedded(data: Path) -> AsyncIterator[EmbeddedEngine]:
    async with await EmbeddedEngine.start(data, LIMITS) as embedded:
        yield embedded


@pytest.fixture(scope="module")
async def standing(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[EmbeddedEngine, Path]]:
    """A running engine and its folder, for tests that leave both as they are."""
    data = tmp_path_factory.mktemp("standing") / "数据 100%"
    async with await EmbeddedEngine.start(data, LIMITS) as embedded:
        yield embedded, data


@dataclass(frozen=True, kw_only=True)
class Lives:
    """What was seen of an engine that was started and stopped twice in one folder."""

    data: Path
    counts: list[int]
    passwords: list[str]
    children: list[int]


@pytest.fixture(scope="module")
async def lives(tmp_path_factory: pytest.TempPathFactory) -> Lives:
    lives = Lives(data=tmp_path_factory.mktemp("lives") / "data", counts=[], passwords=[], children=[])
    for _ in range(2):
        embedded = await EmbeddedEngine.start(lives.data, LIMITS)
        async with await Engine.open(embedded.address) as engine:
            await engine.write([CREATE])
            lives.counts.append((await engine.read(COUNT))[0][0])
        lives.passwords.append(embedded.address.password)
        lives.children.append(embedded.pid)
        await embedded.stop()
        await embedded.stop()  # once more does nothing
    return lives


@dataclass(frozen=True, kw_only=True)
class Killed:
    """The folder and the child of an owner that was killed; what the folder said just after."""

    data: Path
    child: int
    described: bool
    found: EngineAddress | None


@pytest.fixture(scope="module")
async def killed(tmp_path_factory: pytest.TempPathFactory) -> Killed:
    data = tmp_path_factory.mktemp("killed") / "data"
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(data)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    child = int(await asyncio.to_thread(owner.stdout.readline))
    owner.kill()
    owner.communicate()
    return Killed(data=data, child=child, described=(data / "engine.json").exists(), found=running(data))


async def gone(pid: int) -> bool:
    """Whether a process ends within the wait; an ended one that nobody has collected counts."""
    end = monotonic() + WAIT_SECONDS
    while monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        await asyncio.sleep(0.02)
    return False


@pytest.mark.slow
async def test_an_acknowledged_write_survives_a_killed_child(embedded: EmbeddedEngine) -> None:
    async with await Engine.open(embedded.address) as engine:
        for made in range(1, 4):
            await engine.write([CREATE])
            os.kill(embedded.pid, signal.SIGKILL)
            await embedded.restart()
            assert await engine.read(COUNT) == [[made]]


@pytest.mark.slow
async def test_a_watched_child_comes_back_at_the_same_address(embedded: EmbeddedEngine) -> None:
    first, address = embedded.pid, embedded.address
    watch = asyncio.create_task(embedded.watch())
    async with await Engine.open(address) as engine:
        os.kill(first, signal.SIGKILL)
        await engine.write([CREATE])
    watch.cancel()
    assert (embedded.address, embedded.pid != first) == (address, True)


@pytest.mark.slow
async def test_a_child_that_keeps_dying_is_given_up(data: Path) -> None:
    limits = EmbeddedLimits(heap="512m", restart_max=1)
    async with await EmbeddedEngine.start(data, limits) as embedded:
        await embedded.restart()  # the one restart that it has
        os.kill(embedded.pid, signal.SIGKILL)
        with pytest.raises(EmbeddedFailed, match="restarted 1 times"):
            await asyncio.wait_for(embedded.watch(), WAIT_SECONDS)


async def test_what_was_written_is_there_after_stop_and_start(lives: Lives) -> None:
    assert lives.counts == [1, 2]


async def test_each_start_has_its_own_password(lives: Lives) -> None:
    assert len(set(lives.passwords)) == 2


async def test_a_second_owner_is_refused_by_pid(standing: tuple[EmbeddedEngine, Path]) -> None:
    _, data = standing
    with pytest.raises(FolderOwned, match=f"in use by process {os.getpid()}") as caught:
        await EmbeddedEngine.start(data, LIMITS)
    assert caught.value.pid == os.getpid()


async def test_another_command_finds_the_running_engine(standing: tuple[EmbeddedEngine, Path]) -> None:
    embedded, data = standing
    assert running(data) == embedded.address


async def test_looking_for_the_engine_does_not_take_the_folder(lives: Lives) -> None:
    assert [running(lives.data), running(lives.data)] == [None, None]


async def test_a_description_left_by_a_killed_owner_is_not_believed(killed: Killed) -> None:
    assert (killed.described, killed.found) == (True, None)


async def test_a_killed_owner_leaves_no_child(killed: Killed) -> None:
    assert await gone(killed.child)


async def test_an_owner_killed_during_the_start_leaves_no_child(data: Path) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(data)], stdout=subprocess.PIPE, text=True)
    children = Path(f"/proc/{owner.pid}/task/{owner.pid}/children")
    end = monotonic() + WAIT_SECONDS
    while not (found := children.read_text().split()) and monotonic() < end:
        await asyncio.sleep(0.005)
    owner.kill()
    owner.communicate()
    assert await gone(int(found[0]))


@pytest.mark.slow
async def test_the_folder_is_free_after_its_owner_was_killed(killed: Killed) -> None:
    async with await EmbeddedEngine.start(killed.data, LIMITS) as embedded:
        assert running(killed.data) == embedded.address


async def test_ctrl_c_is_not_the_childs(standing: tuple[EmbeddedEngine, Path]) -> None:
    embedded, _ = standing
    os.kill(embedded.pid, signal.SIGINT)
    async with await Engine.open(embedded.address) as engine:
        assert await engine.read(Statement(text="RETURN 1")) == [[1]]


async def test_a_terminated_child_stops_in_order(embedded: EmbeddedEngine, data: Path) -> None:
    os.kill(embedded.pid, signal.SIGTERM)
    assert await gone(embedded.pid)
    assert not list((data / "engine" / "log").glob("hs_err*"))


async def test_stop_leaves_no_child(lives: Lives) -> None:
    assert [await gone(child) for child in lives.children] == [True, True]


async def test_a_stopped_engine_is_described_no_more(lives: Lives) -> None:
    assert not (lives.data / "engine.json").exists()


async def test_the_folder_is_the_owners_alone(standing: tuple[EmbeddedEngine, Path]) -> None:
    _, data = standing
    modes = [
        path.stat().st_mode & 0o777 for path in (data, data / "engine", data / "engine.json", data / "engine.lock")
    ]
    assert modes == [0o700, 0o700, 0o600, 0o600]


async def test_the_password_stands_neither_in_arguments_nor_environment(
    standing: tuple[EmbeddedEngine, Path],
) -> None:
    embedded, _ = standing
    seen = b"".join(Path(f"/proc/{embedded.pid}/{name}").read_bytes() for name in ("cmdline", "environ"))
    assert embedded.address.password.encode() not in seen


async def test_the_child_does_not_inherit_the_owners_environment(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_PROBE", "value of the owner")
    async with await EmbeddedEngine.start(data, LIMITS) as embedded:
        assert b"value of the owner" not in Path(f"/proc/{embedded.pid}/environ").read_bytes()


async def test_the_engine_listens_on_loopback_alone(standing: tuple[EmbeddedEngine, Path]) -> None:
    embedded, _ = standing
    listening = listeners(embedded.pid)
    assert len(listening) == 2  # Bolt and HTTP
    assert set(listening) <= LOOPBACK


# 127.0.0.1, ::ffff:127.0.0.1 and ::1 as Linux prints them: words of four bytes, each in the machine's order.
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}


def listeners(pid: int) -> list[str]:
    """The addresses on which a process listens, from Linux's own tables."""
    sockets = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            sockets.add(os.readlink(entry))
        except FileNotFoundError:
            continue
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.append(fields[1].partition(":")[0])
    return found


async def test_the_engine_ends_a_runaway_statement_itself(data: Path) -> None:
    limits = EmbeddedLimits(heap="512m", statement_timeout_seconds=1)
    text = "UNWIND range(1, 9000) AS x UNWIND range(1, 9000) AS y WITH x, y WHERE (x * y) % 7 = 8 RETURN count(*)"
    async with (
        await EmbeddedEngine.start(data, limits) as embedded,
        await Engine.open(embedded.address) as engine,
    ):
        with pytest.raises(StatementTimeout, match="ended by the engine"):
            await engine.read(Statement(text=text), timeout_seconds=WAIT_SECONDS)


async def test_sql_makes_a_full_text_index_that_bolt_can_ask(standing: tuple[EmbeddedEngine, Path]) -> None:
    embedded, _ = standing
    async with await Engine.open(embedded.address) as engine:
        await engine.sql("CREATE VERTEX TYPE Probe")
        await engine.sql("CREATE PROPERTY Probe.keys STRING")
        await engine.sql(
            "CREATE INDEX ON Probe (keys) FULL_TEXT METADATA "
            '{"analyzer":"org.apache.lucene.analysis.core.WhitespaceAnalyzer"}'
        )
        await engine.write([Statement(text="CREATE (:Probe {keys: '第2 29'})")])
        ask = "CALL db.index.fulltext.queryNodes('Probe[keys]', '+第2 +29') YIELD node RETURN node.keys"
        assert await engine.read(Statement(text=ask)) == [["第2 29"]]


async def test_wrong_sql_is_refused(standing: tuple[EmbeddedEngine, Path]) -> None:
    embedded, _ = standing
    async with await Engine.open(embedded.address) as engine:
        with pytest.raises(EngineRefused):
            await engine.sql("NO SUCH COMMAND")


async def take(other: socket.socket, port: int) -> None:
    """Binds the port of a process that was just killed: the kernel may still be closing its sockets."""
    for _ in range(100):
        try:
            other.bind(("127.0.0.1", port))
            return
        except OSError:
            await asyncio.sleep(0.05)
    raise AssertionError(f"port {port} stayed taken")


@pytest.mark.slow
async def test_a_taken_port_on_restart_is_named(data: Path) -> None:
    limits = EmbeddedLimits(heap="512m", start_tries=1)
    async with await EmbeddedEngine.start(data, limits) as embedded:
        port = int(embedded.address.url.rpartition(":")[2])
        child = embedded.pid
        os.kill(child, signal.SIGKILL)
        assert await gone(child)
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            await take(other, port)
            other.listen()
            with pytest.raises(EmbeddedFailed, match="its port is taken"):
                await embedded.restart()


async def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedFailed, match="a file stands where the folder should be"):
        await EmbeddedEngine.start(tmp_path / "file", LIMITS)


async def test_a_disk_without_room_is_named(data: Path) -> None:
    with pytest.raises(EmbeddedFailed, match="MiB free on its disk"):
        await EmbeddedEngine.start(data, EmbeddedLimits(free_min_bytes=1 << 60))


async def test_a_failed_start_gives_the_folder_back(data: Path) -> None:
    with pytest.raises(EmbeddedFailed, match=r"did not start: its process ended .*; see .*log"):
        await EmbeddedEngine.start(data, EmbeddedLimits(heap="900000g"))
    async with await EmbeddedEngine.start(data, LIMITS) as embedded:
        assert running(data) == embedded.address


def test_a_heap_that_is_none_is_named() -> None:
    with pytest.raises(EmbeddedFailed, match="heap of the embedded engine"):
        EmbeddedLimits(heap="much")


async def test_the_description_says_who_owns_the_engine(standing: tuple[EmbeddedEngine, Path]) -> None:
    _, data = standing
    assert json.loads((data / "engine.json").read_text())["owner"] == os.getpid()
