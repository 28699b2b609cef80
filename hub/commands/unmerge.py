"""`hub unmerge`: a merge that was wrong is undone, on a human's word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from adapters.loading.unmerging import Departure
    from hub.record.entry import Entry
    from hub.record.writer import Record
    from hub.settings.config import Settings


def register(app: typer.Typer) -> None:
    app.command("unmerge")(unmerge)


def unmerge(
    system: Annotated[str, typer.Argument(help="Source system of the record, as in `sources` of a subject.")],
    key: Annotated[str, typer.Argument(help="Key of the record in that system.")],
    reason: Annotated[str, typer.Option(help="Why it is not the same subject; kept with the fact.")],
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Take a record out of the subject that it was merged into; no load merges it again.

    What was answered before stays as it was: `knownAt` before now still shows one subject.
    """
    from hub.commands.running import run
    from hub.scrub import scrubbed
    from hub.settings.config import load_settings

    settings = load_settings(data=data, engine_url=engine_url)
    typer.echo(run(_unmerge(settings, system, key, scrubbed(reason))).line())


async def _unmerge(settings: Settings, system: str, key: str, reason: str) -> Departure:
    from datetime import UTC, datetime
    from uuid import uuid4

    from adapters.loading.unmerging import unmerge as take_out
    from graph.embedded import EmbeddedFailed, holds_graph
    from hub.commands.user import caller
    from hub.keyring.keys import load_ring
    from hub.record.entry import Entry, operation_hash
    from hub.record.writer import Record
    from hub.running.opening import open_hub_engine

    if settings.engine_url is None and not holds_graph(settings.data):
        raise EmbeddedFailed(f"data folder {settings.data}: no graph in it; allowed: the folder of a hub")
    now = datetime.now(UTC)
    entry = Entry(
        request_id=uuid4().hex,
        time=now,
        subject=caller(),
        operation_name="hub unmerge",
        operation_hash=operation_hash(f"hub unmerge {system} {key}"),
        reason=reason,
    )
    record = Record(settings, load_ring(settings))
    async with _refusals_recorded(record, entry), open_hub_engine(settings) as engine:
        return await take_out(
            engine, system=system, key=key, reason=reason, now=now, before_commit=lambda: record.append(entry)
        )


@asynccontextmanager
async def _refusals_recorded(record: Record, entry: Entry) -> AsyncIterator[None]:
    """Who tried in vain is on the record, too."""
    from dataclasses import replace

    from adapters.loading.unmerging import NotMerged
    from hub.errors import ErrorCode, code_of
    from hub.record.errors import RecordUnavailable

    try:
        yield
    except RecordUnavailable:
        raise
    except Exception as error:  # whatever kept it from being done: who tried is on the record
        code = ErrorCode.BAD_INPUT if isinstance(error, NotMerged) else code_of(error)
        await record.append(replace(entry, decision=code.value))
        raise
    finally:
        await record.close()
