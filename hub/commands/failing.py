"""What a command says when it fails: one line for every failure that is known, and its exit code."""

from __future__ import annotations

import errno

IN_PART = 3  # done, and some of it rejected, with a problem or otherwise than it should be
USAGE = 2
FAILED = 1


def known_failure(error: Exception) -> tuple[str, int]:
    """The line and the exit code of a failure; what is not known is named by its class only."""
    from adapters.formats.record import UnusableFile
    from graph.failures import EngineError
    from hub.callers.trust import NoIssuer

    if isinstance(error, UnusableFile | NoIssuer):
        return str(error), USAGE
    if isinstance(error, EngineError) or type(error).__module__.split(".")[0] in ("graph", "adapters", "hub"):
        return str(error), FAILED
    if isinstance(error, OSError):
        what = "the disk is full" if error.errno == errno.ENOSPC else (error.strerror or "cannot be used")
        return f"{error.filename or 'file'}: {what}", FAILED
    return f"internal error ({type(error).__name__}); run with HUB_LOG_LEVEL=DEBUG to see where", FAILED
