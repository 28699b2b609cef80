"""Neo4j for tests without Docker: its jars from Maven, booted by a few lines of Java, dying with the tests."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from neo4j import AsyncGraphDatabase

from graph.engine import EngineAddress

HERE: Final = Path(__file__).resolve().parent
CACHE: Final = HERE.parents[1] / ".cache" / "neo4j-5.26.30"
FETCH_TIMEOUT_SECONDS: Final = 900
START_TIMEOUT_SECONDS: Final = 120
STOP_TIMEOUT_SECONDS: Final = 5
KEEP_TIMEOUT_SECONDS: Final = 300
POLL_SECONDS: Final = 0.05
JAVA_MAJOR_MIN: Final = 17
CONFIGURATION: Final = """\
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
server.memory.pagecache.size={page_cache}
"""


@dataclass(frozen=True, slots=True)
class Boot:
    """Sizes as Java takes them, small unless said: the tests' graphs are, and the machine has other work.
    `keeps`: it is stopped in order, which takes a while, and starts quickly again. `port`: 0 takes a free one.
    """

    heap: str = "1g"
    page_cache: str = "64m"
    keeps: bool = False
    port: int = 0


SMALL: Final = Boot()


class Neo4jMissing(Exception):
    """There is no Neo4j to test with; the text says what is missing."""


@asynccontextmanager
async def neo4j_server(folder: Path, boot: Boot = SMALL) -> AsyncIterator[EngineAddress]:
    """The address of a Neo4j: HUB_TEST_NEO4J_URI (_USER, _PASSWORD) if set, else one booted in `folder`, where it
    finds again what an earlier one kept.

    Raises Neo4jMissing where it cannot be had.
    """
    if url := os.environ.get("HUB_TEST_NEO4J_URI"):
        yield EngineAddress(
            url=url,
            user=os.environ.get("HUB_TEST_NEO4J_USER", "neo4j"),
            password=os.environ.get("HUB_TEST_NEO4J_PASSWORD", ""),
        )
        return
    java = _java()
    jars = await asyncio.to_thread(_jars)
    port = boot.port or free_port()
    configuration = folder / "neo4j.conf"
    folder.mkdir(parents=True, exist_ok=True)
    configuration.write_text(CONFIGURATION.format(port=port, page_cache=boot.page_cache), encoding="utf-8")
    with open(folder / "neo4j.log", "wb") as log:
        server = subprocess.Popen(
            [
                java,
                f"-Xmx{boot.heap}",
                "-cp",
                f"{jars}/*",
                str(HERE / "Neo4jBoot.java"),
                str(folder),
                str(configuration),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    try:
        await _ready(server, folder / "neo4j.log")
        kept = folder / "password"
        again = boot.keeps and kept.exists()
        password = kept.read_text(encoding="utf-8") if again else secrets.token_urlsafe(24)
        address = EngineAddress(url=f"bolt://127.0.0.1:{port}", user="neo4j", password=password, database="neo4j")
        if not again:
            await _set_password(address)
        if boot.keeps:
            kept.write_text(password, encoding="utf-8")
        yield address
    finally:
        if boot.keeps and server.stdin:
            with suppress(OSError, subprocess.TimeoutExpired):
                server.stdin.write(b"stop\n")
                server.stdin.flush()
                server.wait(KEEP_TIMEOUT_SECONDS)
        for pipe in (server.stdin, server.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()
        try:
            server.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(STOP_TIMEOUT_SECONDS)


def free_port() -> int:
    """A port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if not java or not Path(java).exists():
        raise Neo4jMissing("no HUB_TEST_NEO4J_URI and no java (17 or newer) to boot a Neo4j with")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30).stderr
    major = said.partition('"')[2].partition(".")[0].partition('"')[0]
    if not major.isdigit() or int(major) < JAVA_MAJOR_MIN:
        raise Neo4jMissing(f"no HUB_TEST_NEO4J_URI and java is {major or 'unknown'}; needed: 17 or newer")
    return java


def _jars() -> Path:
    """The folder of the jars, fetched once; a fetch that broke off leaves nothing that looks whole."""
    jars = CACHE / "lib"
    if jars.is_dir():
        return jars
    maven = shutil.which("mvn")
    if not maven:
        raise Neo4jMissing("no HUB_TEST_NEO4J_URI and no mvn to fetch Neo4j with")
    CACHE.mkdir(parents=True, exist_ok=True)
    part = CACHE / f"lib.{os.getpid()}"
    command = [maven, "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
    try:
        done = subprocess.run(
            [*command, f"-DoutputDirectory={part}", f"-DbuildDirectory={CACHE}"],
            capture_output=True,
            text=True,
            timeout=FETCH_TIMEOUT_SECONDS,
        )
        if done.returncode:
            raise Neo4jMissing(f"mvn could not fetch Neo4j: {(done.stdout or done.stderr).strip()[:200]}")
        with suppress(OSError):  # another run was faster
            part.rename(jars)
    except subprocess.TimeoutExpired:
        raise Neo4jMissing(f"mvn did not fetch Neo4j within {FETCH_TIMEOUT_SECONDS} s") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return jars


async def _ready(server: subprocess.Popen[bytes], log: Path) -> None:
    assert server.stdout is not None
    os.set_blocking(server.stdout.fileno(), False)
    end = monotonic() + START_TIMEOUT_SECONDS
    while monotonic() < end:
        if b"ready" in (server.stdout.read() or b""):
            return
        if server.poll() is not None:
            raise Neo4jMissing(f"Neo4j did not start: {log.read_text(errors='replace')[-300:]}")
        await asyncio.sleep(POLL_SECONDS)
    raise Neo4jMissing(f"Neo4j was not ready within {START_TIMEOUT_SECONDS} s")


async def _set_password(address: EngineAddress) -> None:
    """A new Neo4j takes neo4j/neo4j once, for nothing but this."""
    async with (
        AsyncGraphDatabase.driver(address.url, auth=("neo4j", "neo4j"), telemetry_disabled=True) as driver,
        driver.session(database="system") as session,
    ):
        change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new"
        await (await session.run(change, new=address.password)).consume()
