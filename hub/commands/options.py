"""Options that every command takes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DATA = Annotated[Path | None, typer.Option("--data", help="Data folder (HUB_DATA, default .hub).")]
ENGINE_URL = Annotated[
    str | None,
    typer.Option("--engine-url", help="bolt://… or neo4j://… (HUB_ENGINE_URL); none: the embedded engine."),
]
