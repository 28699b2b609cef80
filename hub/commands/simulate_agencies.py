"""`hub simulate-agencies`: the agencies of the mapping files, on this machine."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    import socket

    from adapters.simulating.province import Simulated

PORT = 8100
DIR = Annotated[
    Path, typer.Option("--dir", help="Folder for endpoints and made-up keys: HUB_AGENCIES_DIR of `hub relay`.")
]
SHARE = {"min": 0, "max": 1}


class NotInDevelopment(Exception):
    """The command has no place beside real agencies."""


def register(app: typer.Typer) -> None:
    app.command("simulate-agencies")(simulate_agencies)


def simulate_agencies(
    folder: DIR,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of this machine; 0 takes a free one.")] = PORT,
    seed: Annotated[int, typer.Option(help="The same seed brings the same trouble.")] = 1,
    latency: Annotated[int, typer.Option(min=0, max=10_000, help="Longest answer, in milliseconds.")] = 0,
    errors: Annotated[float, typer.Option(**SHARE, help="Share of requests that fail.")] = 0,
    duplicates: Annotated[
        float, typer.Option(**SHARE, help="Share of answers lost, so that a message comes again; of items twice.")
    ] = 0,
    reordering: Annotated[float, typer.Option(**SHARE, help="Share of items out of their order.")] = 0,
    outages: Annotated[float, typer.Option(**SHARE, help="Share of runs of 20 requests that nobody answers.")] = 0,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Serve the agencies of the mapping files on this machine until Ctrl-C; refused unless HUB_DEV=1.

    Prints `ready http://127.0.0.1:PORT` once they answer. Trouble is drawn by seed and number of the request.
    """
    from adapters.simulating.province import simulated
    from adapters.simulating.serving import listening, url_of
    from adapters.simulating.trouble import Trouble
    from hub.commands.running import run
    from hub.settings.config import load_settings

    if not load_settings(data=data, engine_url=engine_url).dev:
        raise NotInDevelopment("agencies are simulated in development only; allowed: HUB_DEV=1")
    trouble = Trouble(
        seed=seed,
        latency=latency,
        errors=errors,
        duplicates=duplicates,
        reordering=reordering,
        outages=outages,
    )
    with listening(port) as listener:
        there = simulated(folder, url_of(listener), trouble)
        run(_serve(there, listener))


async def _serve(there: Simulated, listener: socket.socket) -> None:
    import asyncio

    from adapters.simulating.serving import served, url_of

    stopping = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stopping.set)
    async with served(there.agencies, there.registers, listener):
        typer.echo(f"ready {url_of(listener)}")
        typer.echo(f"told: {', '.join(each.name for each in there.agencies)}", err=True)
        asked = dict.fromkeys(each.name for each in there.registers)
        typer.echo(f"asked: {', '.join(asked)}; not over HTTP: {', '.join(there.left)}", err=True)
        await stopping.wait()
