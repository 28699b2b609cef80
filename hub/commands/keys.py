"""`hub keys …`: rotating the keys of personal numbers, step by step, beside a running hub."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.options import DATA, ENGINE_URL

if TYPE_CHECKING:
    from hub.keyring.resealing import Resealed
    from hub.record.entry import EntryKind
    from hub.record.writer import Record
    from hub.settings.config import Settings

SOME_SHUT = 1
KEY_ROTATION = "key rotation"


def register(app: typer.Typer) -> None:
    topic = typer.Typer(help="The keys of personal numbers.", no_args_is_help=True)
    topic.command("status")(status)
    topic.command("rotate")(rotate)
    topic.command("reseal")(reseal)
    topic.command("retire")(retire)
    app.add_typer(topic, name="keys")


def status(data: DATA = None) -> None:
    """Tell which keys are on the ring and what each is for; never a key itself."""
    from hub.keyring.keys import stored_ring
    from hub.settings.config import load_settings

    ring = stored_ring(load_settings(data=data), make=False)
    for keys, what, current, following in (
        (ring.match_keys, "matching", ring.match, ring.next_match),
        (ring.sealing_keys, "sealing", ring.sealing, ring.next_sealing),
    ):
        for name in keys:
            state = "current" if name == current else "comes next" if name == following else "still read by"
            typer.echo(f"{name:<6} {what:<9} {state}")
    for name in ring.mark_keys:
        typer.echo(f"{name:<6} retired   the record's entries of its time are still found")


def rotate(
    matching: Annotated[bool, typer.Option("--matching", help="A new key to match numbers by.")] = False,
    sealing: Annotated[bool, typer.Option("--sealing", help="A new key to seal numbers with.")] = False,
    data: DATA = None,
) -> None:
    """Put new keys on the ring, of both kinds unless one is named; a process reads by them from its next start on.

    Then restart every process of the hub and run `hub keys reseal`.
    """
    from hub.commands.running import run
    from hub.keyring.rotation import add_next
    from hub.settings.config import load_settings

    settings = load_settings(data=data)
    both = matching == sealing
    ring = add_next(settings, matching=matching or both, sealing=sealing or both)
    added = [name for name in (ring.next_match, ring.next_sealing) if name]
    run(_note(settings, "hub keys rotate", ", ".join(added)))
    typer.echo(f"{' and '.join(added)} come next; restart every process of the hub, then run `hub keys reseal`")


def reseal(data: DATA = None, engine_url: ENGINE_URL = None) -> None:
    """Make the next keys current and put every number of the graph under them; may be killed and run again.

    Refused while a process runs that does not read by them. Exit code 1: numbers could not be opened.
    """
    from hub.commands.running import run
    from hub.keyring.rotation import turn
    from hub.settings.config import load_settings

    settings = load_settings(data=data, engine_url=engine_url)
    ring = turn(settings)
    done = run(_reseal(settings))
    old = [name for name in (*ring.match_keys, *ring.sealing_keys) if name not in (ring.match, ring.sealing)]
    typer.echo(done.line())
    if done.shut or done.shut_texts:
        raise typer.Exit(SOME_SHUT)
    if old:
        typer.echo(f"then `hub keys retire` for {' and '.join(old)}")


def retire(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its id, as `hub keys status` tells.")],
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Take a key off the ring that nothing needs any more; refused while anything does.

    Backups that were made with it can be restored no more.
    """
    from hub.commands.running import run
    from hub.keyring.ring import CannotRotate
    from hub.keyring.rotation import check_drop, drop
    from hub.settings.config import load_settings

    settings = load_settings(data=data, engine_url=engine_url)
    check_drop(settings, key)
    if users := run(_users(settings, key)):
        told = ", ".join(f"{number} {what}" for what, number in users.items())
        raise CannotRotate(f"{key} is still needed by {told}; allowed: after `hub keys reseal`, one that is not")
    drop(settings, key)
    run(_note(settings, "hub keys retire", key))
    typer.echo(f"{key} is off the ring; restart the hub's processes when it suits")


async def _reseal(settings: Settings) -> Resealed:
    from hub.commands.backup import progress
    from hub.keyring.resealing import reseal_graph
    from hub.keyring.use import ring_in_use
    from hub.record.entry import EntryKind
    from hub.record.writer import Record
    from hub.running.opening import open_hub_engine

    with ring_in_use(settings, writes=True) as ring:
        record = Record(settings, ring)
        try:

            async def opened(ids: Sequence[str], numbers: int) -> None:
                await _append(record, "hub keys reseal", EntryKind.OPENING, ids=ids, rows=numbers)

            async with open_hub_engine(settings) as engine:
                with progress("resealing") as on_progress:
                    return await reseal_graph(engine, ring, opened, on_progress)
        finally:
            await record.close()


async def _users(settings: Settings, key: str) -> dict[str, int]:
    from hub.keyring.resealing import users_of
    from hub.running.opening import open_hub_engine

    async with open_hub_engine(settings) as engine:
        return await users_of(engine, key)


async def _note(settings: Settings, what: str, keys: str) -> None:
    """One line of the record: who changed the ring."""
    from hub.keyring.keys import load_ring
    from hub.record.entry import EntryKind
    from hub.record.writer import Record

    record = Record(settings, load_ring(settings))
    try:
        await _append(record, what, EntryKind.REQUEST, reason=keys)
    finally:
        await record.close()


async def _append(
    record: Record,
    what: str,
    kind: EntryKind,
    *,
    ids: Sequence[str] = (),
    rows: int = 0,
    reason: str = KEY_ROTATION,
) -> None:
    from datetime import UTC, datetime
    from uuid import uuid4

    from hub.commands.user import caller
    from hub.record.entry import Entry

    await record.append(
        Entry(
            request_id=uuid4().hex,
            time=datetime.now(UTC),
            kind=kind,
            subject=caller(),
            operation_name=what,
            rows=rows,
            touched=record.touched(ids),
            reason=reason,
        )
    )
