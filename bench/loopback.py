"""What floors and peers in Python share: an application on a free port of the loopback, served as the hub is."""

from __future__ import annotations

import socket
from typing import Any

import uvicorn


async def serve(app: Any) -> None:
    """Prints the URL and serves until the process is terminated."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(
        app, http="httptools", lifespan="off", access_log=False, log_config=None, timeout_keep_alive=600
    )
    await uvicorn.Server(config).serve(sockets=[listener])
