"""What lawyers read is what the hub runs by."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_printed_tables_are_those_of_the_code() -> None:
    done = subprocess.run(
        [sys.executable, "docs/lifecycles.py", "--check"], cwd=ROOT, env={"PYTHONPATH": "."}, check=False
    )
    assert done.returncode == 0, "write it anew: PYTHONPATH=. python docs/lifecycles.py"
