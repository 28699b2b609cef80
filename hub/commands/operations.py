"""`hub operations`: the operations that are stored by hash."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hub.commands.options import DATA


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Operations stored by hash, for callers to send as 64 characters.")
    group.command("add")(add)
    group.callback()(lambda: None)
    app.add_typer(group, name="operations")


def add(
    file: Annotated[Path, typer.Argument(help="A GraphQL document of one operation.")],
    agency: Annotated[
        str | None, typer.Option(help="Code of the agency on whose list it stands; none: on everybody's.")
    ] = None,
    data: DATA = None,
) -> None:
    """Check an operation against schema and limits, store it, print its SHA-256."""
    from hub.answering.stored import CannotStore, store
    from hub.api.schema import schema
    from hub.settings.config import load_settings

    settings = load_settings(data=data)
    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise CannotStore(f"{file}: not text in UTF-8") from None
    typer.echo(store(settings, schema(), text, agency))
