"""What a test does where this machine lacks something it needs: it is left out with the reason, or fails."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def leave_out(reason: str) -> NoReturn:
    """Skips the test; a run that must be complete (`CI=true`) may not pass because half of it was left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"with CI=true nothing may be left out: {reason}", pytrace=False)
    pytest.skip(reason)
