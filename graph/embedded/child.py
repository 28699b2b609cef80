"""The embedded engine's own process; the only file that imports `arcadedb_embedded`.

Started by `graph.embedded.engine` in the engine's folder. It reads one line of JSON from standard input (the
order: ports, password, limits), writes one line of JSON to standard output (`{"ready": …}` or `{"failed": reason,
"text": …}`) and then waits: when its standard input ends, so does it. The password never stands in its
arguments or environment. Everything the engine itself prints goes to standard error.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any, Final

STOP_SECONDS: Final = 10  # an orderly stop that takes longer becomes a plain exit; the log of writes is safe
_PR_SET_PDEATHSIG: Final = 1

# Only as properties of the Java machine: the same keys in the server's own configuration are accepted and
# never looked at. Without txWalFlush=2 a commit is acknowledged before it is on the disk.
_WAL_FLUSH: Final = 2
_PROPERTIES: Final = {
    "arcadedb.txWalFlush": str(_WAL_FLUSH),
    "arcadedb.polyglotEngineEnabled": "false",
    "arcadedb.serverMetrics": "false",
    "java.util.logging.config.file": "logging.properties",
}
# Relative, since Java reads this file as Latin-1 and the folder's name may be Chinese. Bounded: 4 x 5 MB.
_LOGGING: Final = """\
handlers=java.util.logging.FileHandler
.level=WARNING
java.util.logging.FileHandler.pattern=log/engine.%g.log
java.util.logging.FileHandler.limit=5000000
java.util.logging.FileHandler.count=4
java.util.logging.FileHandler.append=true
java.util.logging.FileHandler.encoding=UTF-8
java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
"""
# What the engine says of it (in any case), and our word for it; the first that fits.
_REASONS: Final = (
    ("unable to listen", "port"),
    ("locked by another process", "locked"),
    ("no space left", "space"),
    ("permission denied", "permission"),
    ("accessdenied", "permission"),
    ("read-only file system", "permission"),
)


def main() -> None:
    """Starts the engine as ordered, says so, and stops with its owner."""
    _take_signals()
    _die_with_owner(int(sys.argv[1]))
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    order = json.loads(sys.stdin.buffer.readline())
    try:
        server = _start(order)
    except BaseException as error:  # whatever it was, the parent waits to be told; then the process ends
        _say(answer, {"failed": _reason(str(error)), "text": str(error)})
        os._exit(1)
    _take_signals()
    _say(answer, {"ready": os.getpid()})
    with contextlib.suppress(SystemExit):
        sys.stdin.buffer.read()
    _exit_after(STOP_SECONDS)
    server.stop()
    os._exit(0)


def _take_signals() -> None:
    """SIGTERM stops us in order; Ctrl-C is the owner's.

    Called again after the start: the Java machine takes SIGTERM, and JPype 1.7.1 then ends in a fault.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())


def _die_with_owner(owner: int) -> None:
    """Asks Linux to kill us when the owner dies, even by SIGKILL; elsewhere the end of our input must do."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != owner:  # it died before we could ask
        os._exit(1)


def _start(order: dict[str, Any]) -> Any:
    folder = Path.cwd()
    (folder / "log").mkdir(mode=0o700, exist_ok=True)
    (folder / "logging.properties").write_text(_LOGGING, encoding="latin-1")
    # The engine takes our password only where it knows no user yet; it is a new one for each start.
    (folder / "config" / "server-users.jsonl").unlink(missing_ok=True)
    from arcadedb_embedded.server import ArcadeDBServer

    timeout = {"arcadedb.command.timeout": str(int(order["statement_timeout_seconds"] * 1000))}
    server = ArcadeDBServer(
        str(folder),
        order["password"],
        {
            "host": "127.0.0.1",
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "bolt_port": order["bolt_port"],
            "bolt_defaultDatabase": order["database"],
            "http_port": order["http_port"],
        },
        {
            "heap_size": order["heap"],
            "jvm_args": [f"-D{key}={value}" for key, value in {**_PROPERTIES, **timeout}.items()],
        },
    )
    server.start()
    database = server.create_database(order["database"])
    _check_flush(database)
    return server


def _check_flush(database: Any) -> None:
    """A durable commit is a promise to others, so we look whether the database took the setting."""
    java = importlib.import_module("jpype")  # it ships no types
    setting = java.JClass("com.arcadedb.GlobalConfiguration").TX_WAL_FLUSH
    found = int(database._java_db.getConfiguration().getValueAsInteger(setting))
    if found != _WAL_FLUSH:
        raise RuntimeError(f"the database flushes its log with txWalFlush={found}; needed: {_WAL_FLUSH}")


def _reason(text: str) -> str:
    return next((reason for sign, reason in _REASONS if sign in text.lower()), "other")


def _say(answer: Any, words: dict[str, Any]) -> None:
    answer.write(json.dumps(words) + "\n")
    answer.flush()


def _exit_after(seconds: float) -> None:
    timer = threading.Timer(seconds, os._exit, (1,))
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    main()
