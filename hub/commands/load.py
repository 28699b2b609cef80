"""`hub load`: real data in, by one command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.failing import IN_PART
from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from adapters.formats.record import Delivery, Format
    from adapters.loading.loader import Summary
    from graph.engine import Engine
    from graph.rules.sealing import KeyRing
    from hub.settings.config import Settings

FILES_NAMED = 5  # of those that were passed over


def register(app: typer.Typer) -> None:
    app.command("load")(load)


def load(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="finbench, bods or rows.")],
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.")],
    source: Annotated[str | None, typer.Option(help="Name of the source system; default: the format.")] = None,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Load files, idempotent and resumable; bad rows go to a reject file.

    Exit code 0: all in; 3: some rejected; 2: unusable.
    """
    from adapters.formats import FORMATS
    from adapters.formats.record import UnusableFile
    from adapters.formats.shown import shown
    from hub.commands.running import run
    from hub.settings.config import load_settings

    settings = load_settings(data=data, engine_url=engine_url)
    if source == "":
        raise UnusableFile("--source is empty; allowed: the name of the source system, or the option left out")
    found = FORMATS.get(format_name)
    if found is None:
        raise UnusableFile(f"format {shown(format_name)!r} is not known; known: {', '.join(FORMATS)}")
    delivery = found.open(tuple(paths))
    try:
        summary = run(_load(settings, found, delivery, source or found.name))
    except KeyboardInterrupt:
        typer.echo("hub: stopped; what is in stays in, and the same command goes on from there", err=True)
        raise
    typer.echo(summary.line())
    for line in (
        *summary.kinds(),
        *(f"note: {note}" for note in (*_passed_over(paths, delivery), *summary.notes)),
    ):
        typer.echo(line, err=True)
    if summary.rejected:
        raise typer.Exit(IN_PART)


def _passed_over(paths: Sequence[Path], delivery: Delivery) -> list[str]:
    """Which files of the folders the format left alone: the name of one may be a slip."""
    from adapters.formats.rows_manifest import FILE_NAME
    from adapters.sample.writing import MARK

    used = {document.path.resolve() for document in delivery.documents}
    left = [
        child.name
        for folder in paths
        if folder.is_dir()
        for child in sorted(folder.iterdir())
        if child.is_file() and child.name not in (FILE_NAME, MARK) and child.resolve() not in used
    ]
    more = f" and {len(left) - FILES_NAMED} more" if len(left) > FILES_NAMED else ""
    return [f"passed over {', '.join(left[:FILES_NAMED])}{more}"] if left else []


async def _load(settings: Settings, found: Format, delivery: Delivery, source: str) -> Summary:
    from hub.keyring.use import ring_in_use
    from hub.running.opening import open_hub_engine

    with ring_in_use(settings, writes=True) as ring:
        async with open_hub_engine(settings) as engine:
            return await load_delivery(engine, ring, settings, found, delivery, source)


async def load_delivery(
    engine: Engine, ring: KeyRing, settings: Settings, found: Format, delivery: Delivery, source: str
) -> Summary:
    """Loads with a progress bar on stderr."""
    from adapters.loading.loader import LoadSettings
    from adapters.loading.loader import load as load_rows
    from hub.commands.progress import progress_bar

    with progress_bar() as progress:
        task = progress.add_task(f"loading {found.name}", total=delivery.rows)
        return await load_rows(
            engine,
            found,
            delivery,
            source=source,
            data=settings.data,
            key_ring=ring,
            now=lambda: datetime.now(UTC),
            settings=LoadSettings(),
            on_progress=lambda so_far: progress.update(task, completed=so_far.done, total=so_far.total),
        )
