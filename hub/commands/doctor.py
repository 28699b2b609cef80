"""`hub doctor`: is all well? One line a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from hub.record.finding import Finding
    from hub.settings.config import Settings


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(data: DATA = None, engine_url: ENGINE_URL = None) -> None:
    """Check engine, versions, constraints, law, disk, clock, keys, who may come in, record and parameters.

    One line each, `ok`, `note` or `WRONG`; exit code 1 if one is WRONG.
    """
    from hub.commands.running import run
    from hub.record.finding import Level
    from hub.settings.config import load_settings

    findings = run(examine(load_settings(data=data, engine_url=engine_url)))
    for finding in findings:
        typer.echo(f"{finding.level:<5}  {finding.where:<12} {finding.text}")
    if any(finding.level is Level.WRONG for finding in findings):
        raise typer.Exit(1)


async def examine(settings: Settings) -> list[Finding]:
    """All findings, in a fixed order; an engine that is not there is one of them."""
    from datetime import UTC, datetime

    from graph.rules.days import legal_date
    from hub.keeping import health, trusting

    today = legal_date(datetime.now(UTC))
    return [
        *await _graph(settings),
        health.check_calendar(settings, today.year),
        health.check_limits(settings),
        health.check_disk(settings.data),
        health.check_keys(settings),
        await trusting.check_issuer(settings),
        trusting.check_revocations(settings),
        trusting.check_tls(settings),
        health.check_record(settings.record),
        health.check_parameters(),
    ]


async def _graph(settings: Settings) -> list[Finding]:
    from graph.embedded import holds_graph
    from graph.failures import EngineError
    from graph.versions import GraphVersionError
    from hub.keeping import health
    from hub.record.finding import ok, wrong
    from hub.running.opening import open_hub_engine
    from hub.settings.config import BadSetting

    if settings.engine_url is None and not holds_graph(settings.data):
        # Opening it would make one, and a mistyped folder would be found well.
        nothing = wrong("engine", f"data folder {settings.data}: no graph in it; hub up makes one")
        return [nothing, await health.check_versions(None)]
    try:
        # Files of the law are looked at by themselves: a fault in one is none of the engine.
        lawless = settings.model_copy(update={"limits_file": None, "calendar_file": None})
        async with open_hub_engine(lawless) as engine:
            return [
                health.check_engine(engine, embedded=settings.engine_url is None),
                await health.check_versions(engine),
                await health.check_constraints(engine),
                await health.check_clock(engine),
            ]
    except (EngineError, BadSetting) as error:
        return [wrong("engine", str(error)), await health.check_versions(None)]
    except GraphVersionError as error:
        return [ok("engine", "answers"), wrong("versions", str(error))]
