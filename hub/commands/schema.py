"""`hub schema`: the schema as committed, and whether it is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SCHEMA_FILE = "schema.graphql"


def register(app: typer.Typer) -> None:
    app.command("schema")(schema)


def schema(
    check: Annotated[bool, typer.Option("--check", help="Fail on a difference instead of writing.")] = False,
    folder: Annotated[Path, typer.Option(help="Where schema.graphql is.")] = Path(),
) -> None:
    """Write schema.graphql, or check that it is up to date."""
    from hub.api.schema import schema_text

    path = folder / SCHEMA_FILE
    text = schema_text()
    if check:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            typer.echo(f"{path} differs from the code: run `hub schema` and look at the difference", err=True)
            raise typer.Exit(1)
        return
    path.write_text(text, encoding="utf-8")
