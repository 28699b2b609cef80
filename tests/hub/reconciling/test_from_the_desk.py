"""From decisions to an agency's list: they agree as long as each does as it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph.engine import Engine
from graph.rules.reconciling import There
from tests.graphs import bring_in
from tests.hub.cases.asking import Clock, Desk, people
from tests.hub.cases.test_instructions import moved, restricted
from tests.hub.reconciling.railway import Railway, railway_there, reconcile, relay
from tests.hub.serving import served


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 6, 1, 2, tzinfo=UTC))


@pytest.fixture
async def railway(tmp_path: Path, clock: Clock) -> AsyncIterator[Railway]:
    async with railway_there(tmp_path) as there:
        there.agency.clock = clock
        yield there


@pytest.fixture
async def desk(engine: Engine, tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    await bring_in(engine, tmp_path, people(), source="court", now=datetime(2026, 1, 6, tzinfo=UTC))
    async with served(engine, tmp_path, clock=clock, rights_seconds=0) as client:
        yield Desk(client)


async def test_a_decision_and_its_end_agree_when_they_were_told_and_not_when_the_end_is_undone_there(
    engine: Engine, tmp_path: Path, desk: Desk, clock: Clock, railway: Railway
) -> None:
    case = await restricted(desk, "2026-06-01")
    # Of all who are told, the railway alone is asked; it has not been told yet.
    assert (await reconcile(engine, railway, tmp_path)).line() == (
        "reconciled RAILWAY: 0 theirs (0 in force), 1 ours (1 in force), 0 agreed, 1 under way, 0 differences"
    )
    await relay(engine, railway, tmp_path, record_replica="relay")
    clock.on("2026-06-02")
    assert (await reconcile(engine, railway, tmp_path)).line() == (
        "reconciled RAILWAY: 1 theirs (1 in force), 1 ours (1 in force), 1 agreed, 0 under way, 0 differences"
    )
    clock.on("2026-06-05")
    case = await moved(desk, case, "CLERK", {"end": {"liftCause": "PERFORMED", "endedOn": "2026-06-05"}})
    await moved(desk, case, "CLERK", {"lift": {}})
    assert (await reconcile(engine, railway, tmp_path)).line() == (
        "reconciled RAILWAY: 1 theirs (1 in force), 1 ours (0 in force), 0 agreed, 1 under way, 0 differences"
    )
    await relay(engine, railway, tmp_path, record_replica="relay")
    clock.on("2026-06-08")
    assert (await reconcile(engine, railway, tmp_path, hours=24)).line() == (
        "reconciled RAILWAY: 1 theirs (0 in force), 1 ours (0 in force), 1 agreed, 0 under way, 0 differences"
    )
    railway.put(0, There.IN_FORCE)
    done = await reconcile(engine, railway, tmp_path, hours=24)
    assert done.classes() == ["STILL_IN_FORCE_THERE: 1"]
