"""`hub up`: serve."""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.options import DATA, ENGINE_URL
from hub.settings.config import Settings, load_settings, settings_table

if TYPE_CHECKING:
    from graph.engine import Engine
    from graph.rules.sealing import KeyRing

# Called with the open engine before anything is served.
Prepare = Callable[["Engine", "KeyRing"], Awaitable[None]]


def register(app: typer.Typer) -> None:
    app.command("up", epilog=_settings_help())(up)


def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Start the embedded engine (or use the URL), make constraints, serve; prints `ready http://HOST:PORT`."""
    serve_hub(load_settings(host=host, port=port, data=data, engine_url=engine_url))


def serve_hub(
    settings: Settings, prepare: Prepare | None = None, on_ready: Callable[[str], None] | None = None
) -> None:
    """Serves until Ctrl-C or SIGTERM; `on_ready` is told the base URL after it was printed."""
    from hub.callers.trust import check_trust
    from hub.commands.running import run
    from hub.http.tls import server_tls
    from hub.logs import configure_logs
    from hub.running.serve import bind

    check_trust(settings)
    server_tls(settings)
    configure_logs(settings.log_level)
    listener = bind(settings)
    try:
        run(_serve(settings, listener, prepare, on_ready))
    finally:
        listener.close()


async def _serve(
    settings: Settings,
    listener: socket.socket,
    prepare: Prepare | None,
    on_ready: Callable[[str], None] | None,
) -> None:
    import asyncio

    from hub.app import Hub
    from hub.keyring.use import ring_in_use
    from hub.running.development import ensure_development_case
    from hub.running.opening import open_hub_engine
    from hub.running.serve import address_of, serve_in_loop

    serving = asyncio.Event()

    def ready() -> None:
        url = address_of(listener, "http" if settings.tls_certificate is None else "https")
        print(f"ready {url}", flush=True)
        if on_ready is not None:
            on_ready(url)
        serving.set()

    async def warm_up(hub: Hub) -> None:
        await serving.wait()
        await hub.warm_up()

    # What is loaded before it serves (`hub demo`) makes it a process that writes, to its end.
    with ring_in_use(settings, writes=prepare is not None) as ring:
        async with open_hub_engine(settings, own=True) as engine:
            if settings.dev:
                await ensure_development_case(engine, settings, ring)
            if prepare is not None:
                await prepare(engine, ring)
            hub = Hub(settings, ring, engine)
            warming = asyncio.create_task(warm_up(hub))
            try:
                await serve_in_loop(hub.app(), settings, ready, listener)
            finally:
                warming.cancel()
                await asyncio.gather(warming, return_exceptions=True)


def _settings_help() -> str:
    lines = [f"{name} ({default or 'none'}): {what}" for name, default, what in settings_table()]
    return "Settings (environment variables):\n\n" + "\n\n".join(lines)
