"""`hub relay`: tells agencies what they have to carry out."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.endpoints import endpoints_of
from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from adapters.agencies.endpoint import Endpoint
    from hub.relaying.relay import Counts
    from hub.settings.config import Settings


def register(app: typer.Typer) -> None:
    app.command("relay")(relay)


def relay(
    once: Annotated[bool, typer.Option("--once", help="End when nothing is due any more.")] = False,
    dead: Annotated[bool, typer.Option("--dead", help="List messages that no further try is made of.")] = False,
    retry: Annotated[
        str | None, typer.Option(metavar="KEY", help="Put such a message back; KEY is what --dead begins with.")
    ] = None,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Send instructions to the agencies that HUB_AGENCIES_DIR has an endpoint of, ends of measures first.

    Runs until SIGTERM or Ctrl-C, which let the requests under way end. Several may run on one graph. Agencies
    without an endpoint are told nothing: they ask.
    """
    from adapters.agencies.endpoint import is_pushed
    from hub.commands.running import run
    from hub.logs import configure_logs
    from hub.settings.config import BadSetting, load_settings

    if once + dead + (retry is not None) > 1:
        raise typer.BadParameter("one of --once, --dead and --retry is allowed")
    settings = load_settings(data=data, engine_url=engine_url)
    configure_logs(settings.log_level)
    if dead or retry is not None:
        for line in run(_dead(settings, retry)):
            typer.echo(line)
        return
    endpoints = endpoints_of(settings, is_pushed)
    if not endpoints:
        raise BadSetting(
            "HUB_AGENCIES_DIR: nobody is told anything; "
            "allowed: a folder with a file *.toml of an agency that is told"
        )
    typer.echo(run(_relay(settings, endpoints, once=once)).line())


async def _relay(settings: Settings, endpoints: tuple[Endpoint, ...], *, once: bool) -> Counts:
    import asyncio

    from hub.commands.user import caller
    from hub.keyring.use import ring_in_use
    from hub.relaying.relay import Relay
    from hub.running.opening import open_hub_engine

    with ring_in_use(settings, writes=False) as ring:
        async with (
            open_hub_engine(settings) as engine,
            Relay.over(engine, ring, settings, endpoints, caller()) as work,
        ):
            loop = asyncio.get_running_loop()
            for each in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(each, work.stop)
            return await work.run(once=once)


async def _dead(settings: Settings, retry: str | None) -> list[str]:
    from datetime import UTC, datetime

    from hub.door.own import own_door
    from hub.relaying.dead import DeadMessages
    from hub.running.opening import open_hub_engine

    async with open_hub_engine(settings) as engine, own_door(engine, settings) as door:
        messages = DeadMessages(door=door, clock=lambda: datetime.now(UTC))
        if retry is None:
            return await messages.listed()
        await messages.put_back(retry)
        return [f"{retry}: put back"]
