"""What a hub put on record, read plainly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from hub.record.segments import log_folders
from tests.hub.record.logs import leaves


def recorded(data: Path) -> list[dict[str, Any]]:
    """All entries of all logs in the data folder, each log in its order."""
    return [orjson.loads(leaf) for folder in log_folders(data / "record") for leaf in leaves(folder)]
