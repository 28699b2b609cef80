"""`hub explain`: how an operation would be answered."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from hub.answering.explained import Told
    from hub.callers.caller import Caller
    from hub.errands.purpose import Errand
    from hub.settings.config import Settings


def register(app: typer.Typer) -> None:
    app.command("explain")(explain)


def explain(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="A GraphQL document.")],
    variables: Annotated[
        str | None, typer.Option(help="Variables: a JSON object, or a file that holds it.")
    ] = None,
    operation: Annotated[str | None, typer.Option(help="Name of the operation, where FILE has several.")] = None,
    role: Annotated[str, typer.Option("--as", help="Role in which it is asked.")] = "INVESTIGATOR",
    court: Annotated[str | None, typer.Option(help="Code of the court.")] = None,
    agency: Annotated[str | None, typer.Option(help="Code of the agency.")] = None,
    purpose: Annotated[str, typer.Option(help="What for.")] = "ENFORCEMENT",
    case_number: Annotated[str | None, typer.Option("--case-number", help="Number of the open case.")] = None,
    profile: Annotated[
        bool, typer.Option("--profile", help="Run it, too: all rounds, and what each step of them took.")
    ] = False,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Show the plan of a query, the plan narrowed to the caller's rights, its Cypher, and the engine's own plan.

    Nothing of it is run unless --profile is given, which is on the record like a request. Keys, names and
    cursors are not printed. A mutation is refused.
    """
    from graph.model.roles import Role
    from hub.commands.acting import acting_as
    from hub.commands.running import run
    from hub.settings.config import load_settings

    settings = load_settings(data=data, engine_url=engine_url)
    caller, errand = acting_as(
        settings, role, court, agency, purpose, case_number, roles=tuple(Role), option="--as"
    )
    text, given = _text(_read(path, settings), path.name), _variables(variables, settings)
    told = run(_explain(settings, text, operation, given, caller, errand, profile))
    for line in told.lines():
        typer.echo(line)


def _variables(given: str | None, settings: Settings) -> dict[str, Any]:
    """Within the bounds of a request's. Raises UnusableFile for what is no JSON object; it is not repeated."""
    from adapters.formats.record import UnusableFile
    from hub.http.wire import WireError, read_json

    allowed = 'allowed: {"name": value, ...}, or a file that holds it'
    if given is None:
        return {}
    try:
        inline = given.lstrip().startswith(("{", "["))
        value = read_json(os.fsencode(given) if inline else _read(Path(given), settings), "--variables", settings)
    except WireError as error:
        raise UnusableFile(f"{error.message}; {allowed}") from None
    except OSError:
        raise UnusableFile(f"--variables: neither a JSON object nor a file that can be read; {allowed}") from None
    if not isinstance(value, dict):
        raise UnusableFile(f"--variables: not a JSON object; {allowed}")
    return value


def _read(path: Path, settings: Settings) -> bytes:
    """A file, no larger than a request may be. Raises UnusableFile, OSError."""
    from adapters.formats.record import UnusableFile

    with path.open("rb") as stream:
        content = stream.read(settings.body_bytes + 1)
    if len(content) > settings.body_bytes:
        raise UnusableFile(f"{path.name}: too large; at most {settings.body_bytes} bytes are allowed")
    return content


def _text(content: bytes, name: str) -> str:
    from adapters.formats.record import UnusableFile

    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise UnusableFile(f"{name}: not UTF-8; a GraphQL document is wanted") from None


async def _explain(
    settings: Settings,
    text: str,
    operation: str | None,
    given: dict[str, Any],
    caller: Caller,
    errand: Errand,
    profile: bool,
) -> Told:
    from adapters.formats.record import UnusableFile
    from graph.embedded import holds_graph
    from hub.answering.explained import without_values
    from hub.answering.explaining import Explaining
    from hub.commands.acting import as_options
    from hub.errors import HubError, public_error
    from hub.keyring.use import ring_in_use
    from hub.read.operation import Refused
    from hub.running.opening import open_hub_engine
    from hub.scrub import scrubbed_name

    if settings.engine_url is None and not holds_graph(settings.data):
        raise UnusableFile(f"data folder {settings.data}: no graph in it; allowed: the folder of a hub")
    with ring_in_use(settings, writes=False) as ring:
        async with (
            open_hub_engine(settings) as engine,
            Explaining.over(engine, ring, settings, runs=profile) as work,
        ):
            try:
                return await work.explain(text, operation, given, caller, errand)
            except Refused as refused:
                told = "; ".join(without_values(public_error(error, "")["message"]) for error in refused.errors)
                raise UnusableFile(told) from None
            except HubError as error:
                raise HubError(error.code, scrubbed_name(as_options(error.message))) from None
