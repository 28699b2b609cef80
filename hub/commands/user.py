"""Who runs a command, for the record."""

from __future__ import annotations

import os
import pwd


def caller() -> str:
    """By the system's word; a variable of the environment could say anybody."""
    try:
        return f"os:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:
        return f"os:{os.getuid()}"
