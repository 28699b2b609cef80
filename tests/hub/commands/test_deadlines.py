"""`hub deadlines` as a user runs it, beside a running hub."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from graph.engine import Engine
from graph.versions import ensure_version
from tests.graphs import bring_in
from tests.hub.cases.asking import Desk, people
from tests.hub.cases.jobs import said
from tests.hub.commands.cli import Ended, hub
from tests.hub.serving import served


def run(settings: Mapping[str, str], own: Path, *arguments: str) -> Ended:
    return hub(Path(settings.get("HUB_DATA", own / "command")), "deadlines", *arguments, **settings)


async def test_a_pass_says_what_is_over_once_and_for_the_court_that_is_named(
    engine: Engine, engine_settings: dict[str, str], tmp_path: Path
) -> None:
    await ensure_version(engine, datetime.now(UTC))
    await bring_in(engine, tmp_path, people(), source="court")
    async with served(engine, tmp_path / "hub") as client:
        desk = Desk(client)
        case = await desk.published("2026-06-01")
        await desk.move(case, "JUDGE", "end", endCause="PERFORMED", endedOn="2026-06-05")
        for court, line in (
            (("--court", "鄂0104"), "deadlines: 0 warned, 0 breached, 0 moved, 0 waiting"),
            (("--court", "鄂01"), "deadlines: 0 warned, 1 breached, 0 moved, 0 waiting"),
            ((), "deadlines: 0 warned, 0 breached, 0 moved, 0 waiting"),
        ):
            ended = run(engine_settings, tmp_path, *court)
            own, _, executors = ended.out.rstrip("\n").partition("; executors: ")
            assert (ended.code, own) == (0, line), ended.err
            # Whoever was told of the listing is told of its end, and has not lifted it in time.
            assert (executors != "") is (court == ("--court", "鄂01"))
        [(name, call, _)] = await said(engine)
        assert (name, call) == ("DELETION", "BREACH")


def test_a_court_that_is_none_is_refused(tmp_path: Path) -> None:
    ended = hub(tmp_path, "deadlines", "--court", "Wuhan")
    assert ended.code == 2 and ended.complaint.startswith("hub: --court: not a court's code; allowed: ")


def test_a_folder_without_a_graph_is_refused(tmp_path: Path) -> None:
    ended = hub(tmp_path, "deadlines")
    assert ended.code == 1 and ended.complaint.endswith("no graph in it; allowed: the folder of a hub")
