"""`hub webhook`: a partner's own address is told whenever what `screen` answers of its parties changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.commands.failing import IN_PART
from hub.commands.options import DATA, ENGINE_URL
from hub.commands.partner import CASE_NUMBER, FILE, HERE, MEASURE, PURPOSE, TOKEN_FILE, URL

if TYPE_CHECKING:
    from adapters.protocols.http import AgencyClient
    from adapters.protocols.keys import SigningKey
    from hub.screening.parties import Party
    from hub.webhook.following import Follower
    from hub.webhook.posting import Posted

PARTIES_MAX = 10_000
KEY_BYTES_MAX = 4_096


def register(app: typer.Typer) -> None:
    app.command("webhook")(webhook)


def webhook(
    path: FILE,
    to: Annotated[str, typer.Option(help="Where changes are posted: https, or http on this machine.")],
    key_file: Annotated[Path, typer.Option(help="Key by which messages are signed (Standard Webhooks).")],
    url: URL = HERE,
    measure: MEASURE = None,
    case_number: CASE_NUMBER = "",
    purpose: PURPOSE = "CREDIT_CHECK",
    token_file: TOKEN_FILE = None,
    once: Annotated[bool, typer.Option(help="Tell of each party as it is now, and end.")] = False,
    data: DATA = None,
    engine_url: ENGINE_URL = None,
) -> None:
    """Post each change of a party's standing, signed, until it was taken; all parties as they are come first.

    The list is that of `hub screen`. The token is read anew for each connection. Ends with Ctrl-C.

    Exit code 0: ended as asked; 3: some rows have a problem, or the address refused some messages, which is told;
    1: the hub or the address does not answer or refuses all; 2: unusable.
    """
    del data, engine_url  # every command takes them; this one asks a hub that runs elsewhere
    from adapters.formats.record import UnusableFile
    from hub.commands.partner import token_of
    from hub.commands.running import run
    from hub.screening.asking import Asker
    from hub.screening.parties import PartyList
    from hub.webhook.following import Follower

    listed = PartyList.open(path)
    if listed.rows > PARTIES_MAX:
        raise UnusableFile(f"{path}: {listed.rows} rows; allowed: {PARTIES_MAX}")
    parties = []
    problems = 0
    for party in listed.read():
        if party.key is None:
            problems += 1
            typer.echo(f"line {party.line}: not followed: {party.problem}", err=True)
        else:
            parties.append(party)
    if not parties:
        raise UnusableFile(f"{path}: nobody to follow; allowed: a row that names a party by one number")

    def asker() -> Asker:
        token = token_of(token_file)
        return Asker(url=url, token=token, case_number=case_number, purpose=purpose, measure=measure)

    asker().check()
    client, place = _address(to)
    refused = run(_follow(parties, Follower(asker=asker), client, place, _key(key_file), once))
    if problems or refused:
        raise typer.Exit(IN_PART)


async def _follow(
    parties: list[Party], follower: Follower, client: AgencyClient, place: str, key: SigningKey, once: bool
) -> int:
    """How many messages were refused."""
    from datetime import UTC, datetime

    from adapters.protocols.envelope import fence_floor
    from hub.webhook.posting import Poster
    from hub.webhook.run import Webhook

    poster = Poster(client=client, path=place, key=key, fence=fence_floor(datetime.now(UTC)))
    refused = 0

    def say(party: Party, told: Posted) -> None:
        nonlocal refused
        refused += bool(told.refused)
        under = "under a measure" if told.screening.get("underMeasure") else "under none"
        typer.echo(f"line {party.line}: {f'refused: {told.refused}' if told.refused else under}")

    try:
        await Webhook(parties=parties, follower=follower, poster=poster, on_told=say).run(once=once)
    finally:
        await client.close()
    return refused


def _address(to: str) -> tuple[AgencyClient, str]:
    from urllib.parse import urlsplit

    from adapters.formats.record import UnusableFile
    from adapters.protocols.address import Address, BadRequest
    from adapters.protocols.http import AgencyClient

    try:
        parts = urlsplit(to)
        address, path = Address(base_url=f"{parts.scheme}://{parts.netloc}"), parts.path or "/"
        address.url(path)
    except (BadRequest, ValueError) as bad:
        raise UnusableFile(f"--to: {bad}") from None
    if parts.query or parts.fragment:
        raise UnusableFile("--to: allowed is an URL without query and fragment")
    return AgencyClient(address), path


def _key(path: Path) -> SigningKey:
    from adapters.formats.record import UnusableFile
    from adapters.protocols.keys import BadKey, signing_key

    try:
        with path.open("rb") as file:
            text = file.read(KEY_BYTES_MAX).decode("ascii")
        return signing_key(text.strip())
    except (OSError, UnicodeDecodeError):
        raise UnusableFile(f"--key-file {path}: cannot be read; allowed: a file that holds a key") from None
    except BadKey as bad:
        raise UnusableFile(f"--key-file {path}: {bad}") from None
