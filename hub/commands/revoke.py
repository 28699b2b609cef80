"""`hub revoke`: a token, or all that a subject holds, counts no more."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from hub.commands.options import DATA


def register(app: typer.Typer) -> None:
    app.command("revoke")(revoke)


def revoke(
    token_id: Annotated[str | None, typer.Option(help="The token's jti.")] = None,
    subject: Annotated[str | None, typer.Option(help="The sub of tokens issued until now.")] = None,
    data: DATA = None,
) -> None:
    """Add to the list of revoked tokens; hubs that read it refuse them within seconds."""
    from hub.callers.revoked import revoke as write
    from hub.settings.config import load_settings

    if (token_id is None) == (subject is None):
        raise typer.BadParameter("one of --token-id and --subject is wanted")
    settings = load_settings(data=data)
    if token_id is not None:
        write(settings, lambda held: held.with_token(token_id))
    elif subject is not None:
        # Times of issue are whole seconds: the one that is running counts as before.
        write(settings, lambda held: held.with_subject(subject, int(time.time()) + 1))
    typer.echo(f"revoked in {settings.revocations}; in force within {settings.revocation_seconds:g} s")
