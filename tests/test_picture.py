"""The README's picture of the architecture is what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_committed_picture_is_the_one_the_code_gives() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "docs.picture", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
