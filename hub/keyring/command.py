"""Keys from elsewhere: a command, run once at the start, prints the ring (so that a key service can keep it).

No shell stands between: the setting is split into words as a shell would and run as they are. What the command
says on stderr is thrown away, since it may tell of the keys; it should keep a log of its own.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import threading
from typing import Final

OUTPUT_BYTES_MAX: Final = 65_536


class CommandFailed(Exception):
    """Says how it failed; never what it was called with, or what it printed."""


def printed(command: str, seconds: float) -> bytes:
    """What the command writes to stdout. Raises CommandFailed; it and what it started are ended by then."""
    try:
        words = shlex.split(command)
    except ValueError:
        raise CommandFailed("a quotation mark is not closed; allowed: words as a shell would split them") from None
    if not words:
        raise CommandFailed("no command")
    try:
        child = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise CommandFailed(f"cannot be started: {error.strerror or 'unknown reason'}") from None
    late = threading.Event()

    def stop() -> None:
        late.set()
        _end(child)

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        assert child.stdout is not None
        content = child.stdout.read(OUTPUT_BYTES_MAX + 1)
        if len(content) <= OUTPUT_BYTES_MAX:
            os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # not yet reaped: its group is still its own
    finally:
        timer.cancel()
        timer.join()
        _end(child)
        code = child.wait()
    if late.is_set():
        raise CommandFailed(f"did not end within {seconds:g} s")
    if len(content) > OUTPUT_BYTES_MAX:
        raise CommandFailed(f"printed more than {OUTPUT_BYTES_MAX} bytes")
    if code != 0:
        raise CommandFailed(f"ended with code {code}")
    return content


def _end(child: subprocess.Popen[bytes]) -> None:
    """The command with all that it started: they are one session."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
