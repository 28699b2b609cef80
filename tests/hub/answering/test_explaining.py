"""What is run to be explained is on the record, also where nobody waits for it any more."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine
from graph.model.roles import Purpose, Role
from hub.answering.explaining import Explaining
from hub.callers.caller import Caller
from hub.door.door import Door
from hub.errands.purpose import Errand
from hub.settings.config import Settings
from tests.graphs import CASE, RING, bring_in, case_of_the_purpose
from tests.hub.recorded import recorded

CALLER = Caller(role=Role.INVESTIGATOR, agency=None, court="鄂0112", subject="s", token_id="", expires_at=0)
ERRAND = Errand(purpose=Purpose.ENFORCEMENT, case_number=CASE)


async def test_who_leaves_while_it_is_run_is_on_record(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="court")
    asked = asyncio.Event()

    async def never_answered(*_: Any) -> Any:
        asked.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Door, "ask", never_answered)
    async with Explaining.over(engine, RING, Settings(data=tmp_path), runs=True) as work:
        query = '{ node(id: "nobody") { id } }'
        explaining = asyncio.create_task(work.explain(query, None, {}, CALLER, ERRAND))
        await asyncio.wait_for(asked.wait(), 30)
        explaining.cancel()
        with pytest.raises(asyncio.CancelledError):
            await explaining
    [entry] = recorded(tmp_path)
    assert (entry["decision"], entry["operation_name"]) == ("CANCELLED", "hub explain")
