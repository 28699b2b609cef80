"""`hub screen`: a file of parties, asked about over the hub's API."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from hub.screening.asking import Asker
    from hub.screening.parties import PartyList
    from hub.screening.run import Progress

SOME_WITH_A_PROBLEM = 3
TOKEN_VARIABLE = "HUB_TOKEN"  # the name of a variable


def register(app: typer.Typer) -> None:
    app.command("screen")(screen)


def screen(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV with a header (UTF-8 or GB18030), or JSON Lines.")
    ],
    url: Annotated[str, typer.Option(help="Address of the hub.")] = "http://127.0.0.1:8000",
    measure: Annotated[str | None, typer.Option(help="Code of one measure; all that you may ask about.")] = None,
    case_number: Annotated[
        str, typer.Option("--case-number", help="Your own file number; it goes on record.")
    ] = "",
    purpose: Annotated[str, typer.Option(help="What for.")] = "CREDIT_CHECK",
    token_file: Annotated[
        Path | None, typer.Option(help=f"File with your token; default: the variable {TOKEN_VARIABLE}.")
    ] = None,
    batch: Annotated[int, typer.Option(min=1, max=10_000, help="Parties of one request, at most.")] = 500,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Ask which parties of a list are under a measure: FILE.screened.csv has a line for each row, in its order.

    Columns: uscc; citizenId; documentType and documentNumber; or system and key: exactly one of these a row, and
    record, a reference of your own that is given back. Numbers are not written into the result. A run that was
    ended goes on where it was when the same is asked again.

    Exit code 0: all answered; 3: some rows have a problem, which the result names; 1: the hub did not answer;
    2: unusable.
    """
    del data, engine_url  # every command takes them; this one asks a hub that runs elsewhere
    from adapters.formats.charset import NAMES
    from hub.commands.running import run
    from hub.screening.asking import Asker
    from hub.screening.parties import PartyList
    from hub.screening.run import beside

    asker = Asker(url=url, token=_token(token_file), case_number=case_number, purpose=purpose, measure=measure)
    listed = PartyList.open(path)
    progress = run(_with_progress(listed, asker, batch))
    typer.echo(f"screened {path.name} ({NAMES[listed.charset]}): {progress.line()} ({beside(path)})")
    if progress.problems:
        raise typer.Exit(SOME_WITH_A_PROBLEM)


def _token(file: Path | None) -> str:
    from adapters.formats.record import UnusableFile

    try:
        text = os.environ.get(TOKEN_VARIABLE, "") if file is None else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise UnusableFile(f"--token-file {file}: cannot be read; allowed: a file that holds a token") from None
    if not text.strip():
        raise UnusableFile(f"no token; allowed: --token-file FILE, or the variable {TOKEN_VARIABLE}")
    return text.strip()


async def _with_progress(listed: PartyList, asker: Asker, batch: int) -> Progress:
    from hub.commands.progress import progress_bar
    from hub.screening.asking import NotAnswered
    from hub.screening.run import screen_file

    with progress_bar() as progress:
        task = progress.add_task("screening", total=listed.rows)
        try:
            return await screen_file(
                listed, asker, batch=batch, on_progress=lambda done: progress.update(task, completed=done)
            )
        except NotAnswered as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
