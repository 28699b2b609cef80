"""`hub sample`: a synthetic province in the `rows` format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import DATA, ENGINE_URL


def register(app: typer.Typer) -> None:
    app.command("sample")(sample)


def sample(
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made if missing.")],
    scale: Annotated[int, typer.Option(min=1_000, max=10_000_000, help="Number of subjects.")] = 2_000,
    seed: Annotated[int, typer.Option(help="The same seed writes the same province.")] = 1,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Write a synthetic province, deterministic by seed."""
    del data, engine_url  # every command takes them; this one needs no hub
    from adapters.sample.province import write_province

    summary = write_province(folder, scale=scale, seed=seed)
    typer.echo(
        f"wrote {summary.total} rows, {summary.subjects} subjects, {summary.debtors} debtors to {summary.folder}"
    )
