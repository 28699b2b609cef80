"""`hub backup` and `hub restore`: the graph and the record, in one file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from hub.keeping.backup import BackupSummary
    from hub.keeping.restore import RestoreSummary
    from hub.settings.config import Settings

FILE = Annotated[Path, typer.Argument(help="One gzip-compressed tar.")]


def register(app: typer.Typer) -> None:
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(file: FILE, data: DATA = None, engine_url: ENGINE_URL = None) -> None:
    """Write the graph, as known now, and the record into FILE, beside a running hub or not.

    The keys are not in it: keep the keys/ folder apart from it. Without them no number can be opened.
    """
    from hub.commands.running import run
    from hub.settings.config import load_settings

    _tell(run(_backup(load_settings(data=data, engine_url=engine_url), file)))


def restore(file: FILE, data: DATA = None, engine_url: ENGINE_URL = None) -> None:
    """Restore FILE into an empty graph, on either engine; needs the keys/ of the hub that was backed up."""
    from hub.commands.running import run
    from hub.settings.config import load_settings

    _tell(run(_restore(load_settings(data=data, engine_url=engine_url), file)))


def _tell(summary: BackupSummary | RestoreSummary) -> None:
    typer.echo(summary.line())
    for note in summary.notes():
        typer.echo(f"note: {note}")


async def _backup(settings: Settings, file: Path) -> BackupSummary:
    from hub.keeping.backup import write_backup
    from hub.keyring.keys import load_ring
    from hub.running.opening import open_hub_engine

    ring = load_ring(settings, make=False)
    async with open_hub_engine(settings) as engine:
        with progress("backing up") as on_progress:
            return await write_backup(engine, ring, settings.data, file, on_progress=on_progress)


async def _restore(settings: Settings, file: Path) -> RestoreSummary:
    from hub.keeping.restore import restore_backup
    from hub.keyring.keys import load_ring
    from hub.running.opening import open_hub_engine

    ring = load_ring(settings, make=False)
    async with open_hub_engine(settings) as engine:
        with progress("restoring") as on_progress:
            return await restore_backup(engine, ring, settings.data, file, on_progress=on_progress)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
