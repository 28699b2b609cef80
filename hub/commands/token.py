"""`hub token`: a bearer token of the development issuer, and nothing else."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.commands.options import DATA


def register(app: typer.Typer) -> None:
    app.command("token")(token)


def token(
    role: Annotated[str, typer.Option(help="Role of the caller.")],
    agency: Annotated[str | None, typer.Option(help="Code of the agency.")] = None,
    court: Annotated[str | None, typer.Option(help="Code of the court, for example 鄂0112.")] = None,
    subject: Annotated[str | None, typer.Option(help="Name of the caller.")] = None,
    minutes: Annotated[int | None, typer.Option(help="Validity in minutes.")] = None,
    data: DATA = None,
) -> None:
    """Print a bearer token of the development issuer; refused unless HUB_DEV=1."""
    from hub.callers.issuer import issue
    from hub.settings.config import load_settings

    settings = load_settings(data=data)
    typer.echo(issue(settings, role, agency=agency, court=court, subject=subject, minutes=minutes))
