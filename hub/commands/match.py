"""`hub match`: a list of records against the graph, into a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.failing import IN_PART
from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from hub.callers.caller import Caller
    from hub.errands.purpose import Errand
    from hub.matching.lists import RecordList
    from hub.matching.run import Counts, Run
    from hub.settings.config import Settings


def register(app: typer.Typer) -> None:
    app.command("match")(match)


def match(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV with a header (UTF-8 or GB18030), or JSON Lines.")
    ],
    role: Annotated[str, typer.Option(help="Role in which it is asked.")] = "INVESTIGATOR",
    court: Annotated[str | None, typer.Option(help="Code of your court.")] = None,
    agency: Annotated[str | None, typer.Option(help="Code of your agency.")] = None,
    purpose: Annotated[str, typer.Option(help="What for.")] = "ENFORCEMENT",
    case_number: Annotated[str | None, typer.Option("--case-number", help="Number of the open case.")] = None,
    first: Annotated[int, typer.Option(min=1, max=10, help="Candidates of each record, at most.")] = 3,
    queue: Annotated[bool, typer.Option("--queue", help="File the pairs of band REVIEW for a human.")] = False,
    list_name: Annotated[
        str | None, typer.Option("--list", help="Name of the list, by which decisions know its keys again.")
    ] = None,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Match a list of records: FILE.matched.csv has band, subject, score and reasons, FILE.rejected.csv bad rows.

    A number that does not hold (its check digit, its form) identifies nobody: the record is matched by the rest,
    for REVIEW at most, and the column problem says so.

    What may be seen is what that role sees for that purpose and case; a development hub has a case of its own.
    Exit code 0: all in; 3: some rejected; 2: unusable.
    """
    from adapters.formats.charset import NAMES
    from hub.commands.running import run
    from hub.matching.lists import RecordList, beside
    from hub.settings.config import load_settings

    settings = load_settings(data=data, engine_url=engine_url)
    caller, errand = _errand(settings, role, court, agency, purpose, case_number)
    listed = RecordList.open(path, list_name)
    counts = run(_match(settings, caller, errand, listed, first, queue))
    told = f"{counts.line()} ({beside(path, 'rejected')}); {beside(path, 'matched')}"
    typer.echo(f"matched {path.name} ({NAMES[listed.charset]}): {told}")
    if counts.rejected:
        raise typer.Exit(IN_PART)


def _errand(
    settings: Settings, role: str, court: str | None, agency: str | None, purpose: str, case_number: str | None
) -> tuple[Caller, Errand]:
    from adapters.formats.record import UnusableFile
    from hub.commands.acting import acting_as, as_options
    from hub.errors import HubError
    from hub.matching.rights import MATCHERS

    roles = {each for each, _ in MATCHERS.pairs}
    caller, errand = acting_as(settings, role, court, agency, purpose, case_number, roles=roles)
    try:
        MATCHERS.check(caller, errand, "hub match")
    except HubError as error:
        raise UnusableFile(as_options(error.message)) from None
    return caller, errand


async def _match(
    settings: Settings, caller: Caller, errand: Errand, listed: RecordList, first: int, queue: bool
) -> Counts:
    from adapters.formats.record import UnusableFile
    from graph.embedded import holds_graph
    from hub.keyring.use import ring_in_use
    from hub.matching.run import Run
    from hub.running.opening import open_hub_engine

    if settings.engine_url is None and not holds_graph(settings.data):
        raise UnusableFile(f"data folder {settings.data}: no graph in it; allowed: the folder of a hub")
    with ring_in_use(settings, writes=queue) as ring:
        async with (
            open_hub_engine(settings) as engine,
            Run.over(engine, ring, settings, caller, errand) as work,
        ):
            return await _with_progress(work, listed, first, queue)


async def _with_progress(work: Run, listed: RecordList, first: int, queue: bool) -> Counts:
    from hub.commands.acting import as_options
    from hub.commands.progress import progress_bar
    from hub.errors import HubError

    with progress_bar() as progress:
        task = progress.add_task("matching", total=listed.rows)
        try:
            return await work.match(listed, first, queue, lambda done: progress.update(task, completed=done))
        except HubError as error:
            raise HubError(error.code, as_options(error.message)) from None
