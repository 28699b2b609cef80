"""`hub agency`: the mapping files that connect agencies."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.failing import IN_PART, USAGE
from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from adapters.agencies.samples import Tried


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Mapping files of agencies: adapters/agencies/README.md says how to write one.")
    group.command("check")(check)
    group.callback()(lambda: None)
    app.add_typer(group, name="agency")


def check(
    file: Annotated[Path, typer.Argument(help="A mapping file (TOML).")],
    samples: Annotated[
        Path | None, typer.Option(help="Folder of its samples; default: samples/NAME beside the file.")
    ] = None,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Check a mapping and its samples; nothing is written and nobody is asked.

    Exit code 0: clean; 3: a sample record was rejected or is not as expected; 2: unusable.
    """
    from adapters.agencies import samples_of
    from adapters.agencies.mapping_file import read_mapping
    from adapters.agencies.sample_page import UnusableSample
    from adapters.agencies.samples import try_samples
    from adapters.agencies.section import UnusableMapping
    from graph.rules.days import legal_date
    from hub.settings.config import load_settings
    from hub.settings.law import adopt_law

    adopt_law(load_settings(data=data, engine_url=engine_url))  # it may name measures of an edition of their own

    try:
        mapping = read_mapping(file)
        tried = try_samples(mapping, samples or samples_of(file), legal_date(datetime.now(UTC)))
    except UnusableMapping as error:
        for fault in error.faults:
            typer.echo(str(fault))
        typer.echo(f"{file}: unusable, {_counted(len(error.faults), 'fault')}")
        raise typer.Exit(USAGE) from None
    except UnusableSample as error:
        typer.echo(str(error))
        raise typer.Exit(USAGE) from None
    for sample in tried:
        for fault in sample.rejected:
            typer.echo(str(fault))
    for line in map(_line, tried):
        typer.echo(line)
    rejected = sum(len(sample.rejected) for sample in tried)
    entries = f"{_counted(len(mapping.reads), 'read')}, {_counted(len(mapping.writes), 'write')}"
    typer.echo(f"{mapping.label} {mapping.zh}: {entries}, {_counted(len(tried), 'sample')}, {rejected} rejected")
    if rejected:
        raise typer.Exit(IN_PART)


def _line(sample: Tried) -> str:
    over = f"; not mapped: {', '.join(sample.passed_over)}" if sample.passed_over else ""
    return f"{sample.entry} {sample.file}: {sample.taken} of {_counted(sample.records, 'record')} taken{over}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
