"""One SQL command to ArcadeDB, which takes SQL on its HTTP port alone."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request

from graph.engine.address import EngineAddress
from graph.failures import EngineDenied, EngineRefused, EngineUnavailable, StatementTimeout


def post_sql(address: EngineAddress, database: str, command: str, timeout_seconds: float) -> None:
    """Blocks until the command is done. Raises EngineError."""
    if address.http_url is None:
        raise EngineRefused("this engine takes no SQL: its address names no HTTP port")
    login = base64.b64encode(f"{address.user}:{address.password}".encode()).decode()
    request = urllib.request.Request(
        f"{address.http_url}/api/v1/command/{database}",
        data=json.dumps({"language": "sql", "command": command}).encode(),
        headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
    )
    # No proxy: the engine is on this machine, whatever the environment says of the world.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=timeout_seconds) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            raise EngineDenied(f"the engine at {address.http_url} refused user {address.user}") from None
        raise EngineRefused(f"sql: refused by the engine (HTTP {error.code})") from None
    except TimeoutError:
        raise StatementTimeout(f"sql: not done within {timeout_seconds:g} s") from None
    except OSError:
        raise EngineUnavailable(f"no engine answers at {address.http_url}") from None
