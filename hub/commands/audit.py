"""`hub audit …`: whether the record is what the hub wrote, and who looked at a subject."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.options import DATA

if TYPE_CHECKING:
    from hub.record.finding import Finding
    from hub.record.note import PublicKey
    from hub.record.trail import Trail
    from hub.settings.config import Settings

WRONG = 1

CHECKPOINT = Annotated[
    list[Path] | None,
    typer.Option(
        "--checkpoint",
        help="Checkpoints kept elsewhere: a file, or a folder of *.checkpoints. May be given more than once.",
    ),
]
PUBLIC_KEY = Annotated[
    Path | None,
    typer.Option(
        "--public-key", help="Public keys, one a line; default: keys/record-signing.pub of the data folder."
    ),
]


def register(app: typer.Typer) -> None:
    topic = typer.Typer(help="The record of requests.", no_args_is_help=True)
    topic.command("verify")(verify)
    topic.command("report")(report)
    topic.command("index")(index)
    app.add_typer(topic, name="audit")


def verify(checkpoint: CHECKPOINT = None, public_key: PUBLIC_KEY = None, data: DATA = None) -> None:
    """Recompute the whole record and compare it with its checkpoints, and with those kept elsewhere.

    One line each, `ok`, `note` or `WRONG` with segment and entry; exit code 1 if one is WRONG. What the hub's
    own machine says proves little to others: keep checkpoints and the public key in another place.
    """
    from hub.record.finding import Level
    from hub.record.note import PUBLIC_KEY_FILE, read_public_keys
    from hub.settings.config import load_settings

    settings = load_settings(data=data)
    keys = read_public_keys(public_key or settings.keys / PUBLIC_KEY_FILE)
    code = 0
    for finding in _findings(settings, keys, checkpoint or []):
        typer.echo(finding.line())
        if finding.level is Level.WRONG:
            code = WRONG
    raise typer.Exit(code)


def _findings(settings: Settings, keys: tuple[PublicKey, ...], paths: list[Path]) -> Iterator[Finding]:
    from hub.record.chain import read_brought
    from hub.record.finding import note, wrong
    from hub.record.verify import verify as verify_record

    brought, told = read_brought(paths, keys) if paths else ([], [])
    yield from told
    before = sorted(settings.audit.glob("*.jsonl"))
    if before:
        yield note(settings.audit.name, f"{len(before)} files that an earlier hub wrote without any proof")
    found = False
    for finding in verify_record(settings.record, keys, brought):
        found = True
        yield finding
    if not found:
        yield wrong(settings.record.name, f"no log in {settings.record}")


def report(
    ids: Annotated[
        list[str], typer.Argument(metavar="ID...", help="Node ids of one subject, as the API gives them.")
    ],
    data: DATA = None,
) -> None:
    """Write all entries that touched a subject, newest first, one JSON object a line; for its access report.

    The fields are those of `auditTrail`.

    Read from the segments alone, not from an index. That this was asked is an entry of the record, too.
    """
    import orjson

    from hub.record.shown import shown
    from hub.settings.config import load_settings

    settings = load_settings(data=data)
    for sighting in _recorded_trail(settings, ids).report(ids):
        typer.echo(orjson.dumps(shown(sighting)).decode())


def _recorded_trail(settings: Settings, ids: list[str]) -> Trail:
    """The trail, once the question itself is on the record."""
    import asyncio
    import uuid
    from datetime import UTC, datetime

    from hub.commands.user import caller
    from hub.keyring.keys import load_ring
    from hub.record.commitments import Commitments
    from hub.record.entry import Entry
    from hub.record.trail import Trail
    from hub.record.writer import Record

    ring = load_ring(settings, make=False)

    async def put_on_record() -> None:
        record = Record(settings, ring)
        try:
            await record.append(
                Entry(
                    request_id=uuid.uuid4().hex,
                    time=datetime.now(UTC),
                    subject=caller(),
                    operation_name="hub audit report",
                    touched=record.touched(ids),
                )
            )
        finally:
            await record.close()

    asyncio.run(put_on_record())
    return Trail(settings.record, Commitments(ring))


def index(data: DATA = None) -> None:
    """Make the indexes of all closed segments anew. The hub does it by itself; this does it at once."""
    from hub.record.index import build, closed_segments
    from hub.record.segments import log_folders
    from hub.settings.config import load_settings

    settings = load_settings(data=data)
    segments = [each for folder in log_folders(settings.record) for each in closed_segments(folder)]
    for segment in segments:
        build(segment)
    typer.echo(f"{len(segments)} segments indexed")
