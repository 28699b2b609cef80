"""The courts' case system on this machine, as the simulator has it, with pages of one record."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from adapters.agencies import FOLDER
from adapters.agencies.endpoint import read_endpoints
from adapters.agencies.mapping_file import read_mapping
from adapters.protocols.keys import checking_key
from adapters.simulating.register import SimulatedRegister, sample_records
from adapters.simulating.serving import listening, served, url_of
from graph.engine import Engine
from graph.statement import Statement
from hub.cases.hearing import Hearing
from hub.settings.config import Settings
from hub.syncing.sync import Sync, Synced
from tests.graphs import RING

# Courts that number their pages, of two records each.
NUMBERED: Final = (
    (
        'paging = "cursor"\ncursor_parameter = "cursor"\ncursor_at = "data.next"\n',
        'paging = "page"\npage_parameter = "page"\n',
    ),
    ("page_size = 1\n", "page_size = 2\n"),
)
KEY: Final = "whsec_" + base64.b64encode(bytes(range(32))).decode()
THEIRS: Final = "n.system <> 'hub-desk'"
CHANGED: Final = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Courts:
    """`registers` by the name of what is read; `folder` has the endpoint."""

    registers: dict[str, SimulatedRegister]
    folder: Path

    def asked(self, read: str) -> list[str]:
        return self.registers[read].asked


@asynccontextmanager
async def courts_there(folder: Path, changes: tuple[tuple[str, str], ...] = ()) -> AsyncIterator[Courts]:
    """`changes` are of the mapping's text, behind those for this machine."""
    folder.mkdir()
    text = (FOLDER / "courts.toml").read_text(encoding="utf-8")
    for before, after in (
        ("page_size = 500", "page_size = 1"),
        ("requests_per_minute = 120", "requests_per_minute = 60000"),
        ('scheme = "sm3"', 'scheme = "v1"'),
        *changes,
    ):
        assert before in text
        text = text.replace(before, after)
    (folder / "courts.mapping").write_text(text, encoding="utf-8")
    (folder / "courts.key").write_text(KEY, encoding="utf-8")
    mapping = read_mapping(folder / "courts.mapping")
    registers = {
        read.name: SimulatedRegister(
            name="courts",
            mapping=mapping,
            read=read,
            records=sample_records(FOLDER / "courts.toml", mapping, read),
            key=checking_key(KEY),
            changed_at=CHANGED,
        )
        for read in mapping.reads
    }
    with listening(0) as listener:
        (folder / "courts.toml").write_text(
            'agency = "COURT_CASES"\nmapping = "courts.mapping"\n'
            f'url = "{url_of(listener)}/courts"\n[keys]\ncourt-cases-signing-key = "courts.key"\n',
            encoding="utf-8",
        )
        async with served([], registers.values(), listener):
            yield Courts(registers=registers, folder=folder)


async def run(engine: Engine, courts: Courts, folder: Path, **more: Any) -> Synced:
    [endpoint] = read_endpoints(courts.folder)
    async with Hearing.over(engine, RING, Settings(data=folder, dev=True)) as hearing:
        return await Sync(engine=engine, ring=RING, data=folder, endpoint=endpoint, hearing=hearing, **more).run()


async def case_numbers(engine: Engine) -> list[str]:
    text = "MATCH (t:Statement)-[:ABOUT]->(n:Node {kind: 'CASE'}) RETURN DISTINCT t.caseNumber"
    return sorted(number for (number,) in await engine.read(Statement(text=text)) if number)


async def told(engine: Engine) -> list[list[object]]:
    """What the graph says of the courts' records, and what desks were told, without what differs by chance or by
    clock.
    """
    texts = (
        f"MATCH (t:Statement)-[:ABOUT]->(n:Node) WHERE {THEIRS} RETURN n.rk, n.kind, t.hash",
        f"MATCH (n:Node)-[r]->(b:Node) WHERE {THEIRS} RETURN n.rk, type(r), b.rk, r.hash",
        f"MATCH (t:Statement)-[:ABOUT]->(n:Node) WHERE NOT {THEIRS} RETURN n.kind, t.caseNumber, t.receipt",
    )
    rows = [list(row) for text in texts for row in await engine.read(Statement(text=text))]
    return sorted(rows, key=str)
