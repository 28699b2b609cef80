"""`hub screen`: a file of parties, asked about over the hub's API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.failing import IN_PART
from hub.commands.options import DATA, ENGINE_URL
from hub.commands.partner import CASE_NUMBER, FILE, HERE, MEASURE, PURPOSE, TOKEN_FILE, URL

if TYPE_CHECKING:
    from hub.screening.asking import Asker
    from hub.screening.parties import PartyList
    from hub.screening.run import Progress


def register(app: typer.Typer) -> None:
    app.command("screen")(screen)


def screen(
    path: FILE,
    url: URL = HERE,
    measure: MEASURE = None,
    case_number: CASE_NUMBER = "",
    purpose: PURPOSE = "CREDIT_CHECK",
    token_file: TOKEN_FILE = None,
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
    from hub.commands.partner import token_of
    from hub.commands.running import run
    from hub.screening.asking import Asker
    from hub.screening.parties import PartyList
    from hub.screening.run import beside

    asker = Asker(url=url, token=token_of(token_file), case_number=case_number, purpose=purpose, measure=measure)
    listed = PartyList.open(path)
    progress = run(_with_progress(listed, asker, batch))
    typer.echo(f"screened {path.name} ({NAMES[listed.charset]}): {progress.line()} ({beside(path)})")
    if progress.problems:
        raise typer.Exit(IN_PART)


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
