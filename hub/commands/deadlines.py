"""`hub deadlines`: one pass over the clocks of cases and instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from hub.cases.waking import Counts
    from hub.settings.config import Settings

SOME_FAILED = 1


def register(app: typer.Typer) -> None:
    app.command("deadlines")(deadlines)


def deadlines(
    court: Annotated[
        str | None, typer.Option(help="Code of a court: it and all below it; all cases without.")
    ] = None,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Warn of deadlines that come, tell those that are over, move what a term's end moves; each once.

    A running hub does the same every HUB_DEADLINES_SECONDS. Exit code 0: all cases that were due were looked at,
    whatever was found; 1: some failed, and the log tells why.
    """
    from adapters.formats.record import UnusableFile
    from graph.rules.courts import CODE_FORM, is_code
    from hub.commands.running import run
    from hub.logs import configure_logs
    from hub.settings.config import load_settings

    settings = load_settings(data=data, engine_url=engine_url)
    configure_logs(settings.log_level)
    if court is not None and not is_code(court):
        raise UnusableFile(f"--court: not a court's code; allowed: {CODE_FORM}")
    counts = run(_deadlines(settings, court))
    typer.echo(counts.line())
    if counts.failed:
        raise typer.Exit(SOME_FAILED)


async def _deadlines(settings: Settings, court: str | None) -> Counts:
    from datetime import UTC, datetime

    from graph.embedded import EmbeddedFailed, holds_graph
    from hub.cases.waking import Waking
    from hub.door.own import own_door
    from hub.keyring.keys import load_ring
    from hub.record.writer import Record
    from hub.running.opening import open_hub_engine

    if settings.engine_url is None and not holds_graph(settings.data):
        raise EmbeddedFailed(f"data folder {settings.data}: no graph in it; allowed: the folder of a hub")
    record = Record(settings, load_ring(settings))
    try:
        async with open_hub_engine(settings) as engine, own_door(engine, settings) as door:
            waking = Waking(door=door, record=record, clock=lambda: datetime.now(UTC), ahead=settings.move_ahead)
            return await waking.run(court)
    finally:
        await record.close()
