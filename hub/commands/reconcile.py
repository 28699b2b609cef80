"""`hub reconcile AGENCY`: compares what an agency holds with what it was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.endpoints import asked_endpoint, tell
from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from adapters.agencies.endpoint import Endpoint
    from hub.reconciling.report import Outcome
    from hub.settings.config import Settings


def register(app: typer.Typer) -> None:
    app.command("reconcile")(reconcile)


def reconcile(
    agency: Annotated[str, typer.Argument(metavar="AGENCY", help="Its code, for example RAILWAY or MARKET.")],
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Compare the list of an agency of HUB_AGENCIES_DIR with what it was told; nothing is changed or sent again.

    Exit code 0: all agree; 3: differences, in a file; 2: a page of its list, or its endpoint, is unusable; 1: it
    is away, or its list became shorter while it was read. With 2 and 1 nothing is judged as missing.
    """
    from adapters.agencies.endpoint import is_reconciled
    from hub.commands.running import run
    from hub.logs import log_quietly
    from hub.settings.config import load_settings

    settings = load_settings(data=data, engine_url=engine_url)
    log_quietly(settings.log_level)
    endpoint = asked_endpoint(settings, agency, is_reconciled, "tells no list of what it holds over HTTP")
    done = run(_reconcile(settings, endpoint))
    differs = done.found is not None and bool(done.found.differences)
    tell(done.line(), done.classes(), done.faults, broken=done.broken, in_part=differs)


async def _reconcile(settings: Settings, endpoint: Endpoint) -> Outcome:
    from datetime import timedelta

    from hub.door.own import own_door
    from hub.reconciling.reconcile import Reconcile
    from hub.running.opening import open_hub_engine

    async with open_hub_engine(settings) as engine, own_door(engine, settings) as door:
        return await Reconcile(
            door=door,
            data=settings.data,
            endpoint=endpoint,
            grace=timedelta(seconds=settings.reconcile_grace_seconds),
        ).run()
