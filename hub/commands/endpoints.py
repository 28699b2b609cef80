"""The agencies of HUB_AGENCIES_DIR that a command asks or tells, and what is said of one that was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import typer

from hub.commands.failing import FAILED, IN_PART, USAGE

if TYPE_CHECKING:
    from adapters.agencies.endpoint import Endpoint
    from adapters.agencies.mapping import AgencyMapping
    from hub.settings.config import Settings


def endpoints_of(settings: Settings, is_meant: Callable[[AgencyMapping], bool]) -> tuple[Endpoint, ...]:
    """Those whose mapping is so. Raises BadSetting, UnusableMapping."""
    from adapters.agencies.endpoint import read_endpoints
    from hub.settings.law import adopt_law

    if settings.agencies_dir is None:
        return ()
    adopt_law(settings)  # a mapping may name a measure of an edition of the installation's own
    return tuple(each for each in read_endpoints(settings.agencies_dir) if is_meant(each.mapping))


def asked_endpoint(
    settings: Settings, agency: str, is_asked: Callable[[AgencyMapping], bool], otherwise: str
) -> Endpoint:
    """`otherwise` says what an agency is not that is not asked so. Raises UnusableFile, UnusableMapping."""
    from adapters.formats.record import UnusableFile
    from adapters.formats.shown import shown

    if settings.agencies_dir is None:
        raise UnusableFile(
            "HUB_AGENCIES_DIR: nobody is asked anything; allowed: a folder with an agency's file *.toml"
        )
    asked = {each.agency: each for each in endpoints_of(settings, is_asked)}
    if agency not in asked:
        known = ", ".join(sorted(asked)) or "none has an endpoint"
        raise UnusableFile(f"AGENCY {shown(agency)}: {otherwise}; allowed: {known}")
    return asked[agency]


def tell(done: str, besides: Iterable[str], faults: Sequence[str], *, broken: bool, in_part: bool) -> None:
    """What asking it came to: one line on stdout, the others on stderr. `broken`: it is not just away.

    Exits with 2 or 1 where there are faults, else with 3 if it was done in part.
    """
    typer.echo(done)
    for line in (*besides, *(f"hub: {fault}" for fault in faults)):
        typer.echo(line, err=True)
    if faults:
        raise typer.Exit(USAGE if broken else FAILED)
    if in_part:
        raise typer.Exit(IN_PART)
