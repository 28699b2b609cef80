"""`hub sync AGENCY`: asks an agency for what its mapping file reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.endpoints import asked_endpoint, tell
from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from adapters.agencies.endpoint import Endpoint
    from hub.settings.config import Settings
    from hub.syncing.sync import Synced


def register(app: typer.Typer) -> None:
    app.command("sync")(sync)


def sync(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="Its code, for example COURT_CASES or MARKET.")],
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Ask an agency of HUB_AGENCIES_DIR for what is new, and load it; the next run goes on from there.

    Exit code 0: all in; 3: some rejected; 2: a page of the agency's, or its endpoint, is unusable; 1: it is away.
    """
    from adapters.agencies.endpoint import is_pulled
    from hub.commands.running import run
    from hub.logs import log_quietly
    from hub.settings.config import load_settings

    settings = load_settings(data=data, engine_url=engine_url)
    log_quietly(settings.log_level)
    endpoint = asked_endpoint(settings, agency, is_pulled, "not asked over HTTP")
    done = run(_sync(settings, endpoint))
    summary = done.summary
    tell(
        summary.line() if summary.rejected else summary.numbers(),
        [*summary.kinds(), *(f"note: {note}" for note in summary.notes)],
        done.faults,
        broken=done.broken,
        in_part=summary.rejected > 0,
    )


async def _sync(settings: Settings, endpoint: Endpoint) -> Synced:
    from hub.cases.hearing import Hearing
    from hub.keyring.use import ring_in_use
    from hub.running.opening import open_hub_engine
    from hub.syncing.sync import Sync

    with ring_in_use(settings, writes=True) as ring:
        async with open_hub_engine(settings) as engine, Hearing.over(engine, ring, settings) as hearing:
            return await Sync(
                engine=engine, ring=ring, data=settings.data, endpoint=endpoint, hearing=hearing
            ).run()
