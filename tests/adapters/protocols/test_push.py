"""An envelope on its way: what the agency gets, and that it can check and read it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from adapters.protocols.address import Address
from adapters.protocols.answer import Outcome
from adapters.protocols.envelope import BadEnvelope, Envelope
from adapters.protocols.http import AgencyClient
from adapters.protocols.keys import checking_key, signing_key
from adapters.protocols.push import push
from adapters.protocols.signing import NotSigned, check
from tests.adapters.protocols.far_side import Request, answer, far_side, saying

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
ENVELOPE = Envelope(
    id="d-1",
    source="urn:hub:hubei",
    type="measure.imposed",
    subject="0123456789abcdef0123456789abcdef",
    time=datetime(2026, 2, 28, 8, tzinfo=UTC),
    sequence=1,
    fence=0,
    data={"measure": "JP-701", "citizenId": "420106199003071234"},
)


async def test_the_agency_gets_what_it_can_check_and_read() -> None:
    async with far_side(saying(202)) as far:
        client = AgencyClient(Address(base_url=f"{far.url}/v1"))
        said = await push(client, "/measures", ENVELOPE, [signing_key(SECRET)], now=NOW)
        await client.close()
    assert said.outcome is Outcome.DELIVERED
    [request] = far.requests
    assert (request.method, request.target) == ("POST", "/v1/measures")
    assert request.headers["content-type"] == "application/cloudevents+json"
    assert check(request.headers, request.body, [checking_key(SECRET)], now=NOW) == "d-1"
    assert Envelope.from_bytes(request.body) == ENVELOPE
    assert "420106199003071234" not in repr((request.target, request.headers))


async def test_each_attempt_is_the_same_message_at_another_time() -> None:
    later = datetime(2026, 3, 1, 20, tzinfo=UTC)
    async with far_side(saying(503, Retry_After="5")) as far:
        client = AgencyClient(Address(base_url=far.url))
        for now in (NOW, later):
            said = await push(client, "/measures", ENVELOPE, [signing_key(SECRET)], now=now)
            assert (said.outcome, said.retry_after_seconds) == (Outcome.BUSY, 5.0)
        await client.close()
    first, second = far.requests
    assert first.body == second.body and first.headers["webhook-id"] == second.headers["webhook-id"]
    assert check(second.headers, second.body, [checking_key(SECRET)], now=later) == "d-1"
    with pytest.raises(NotSigned):
        check(first.headers, first.body, [checking_key(SECRET)], now=later)


async def test_an_agency_that_lost_its_answer_names_what_it_has() -> None:
    """The first answer never arrived; the second attempt meets the message itself."""
    taken: set[str] = set()

    async def remembering(request: Request, writer: asyncio.StreamWriter) -> None:
        message = check(request.headers, request.body, [checking_key(SECRET)], now=NOW)
        if message in taken:
            writer.write(answer(409, b'{"id":"d-1"}'))
        else:
            taken.add(message)
            writer.close()

    async with far_side(remembering) as far:
        client = AgencyClient(Address(base_url=far.url))
        outcomes = [(await push(client, "/m", ENVELOPE, [signing_key(SECRET)], now=NOW)).outcome for _ in range(2)]
        await client.close()
    assert outcomes == [Outcome.BROKEN, Outcome.DUPLICATE]


async def test_what_is_too_large_is_not_sent() -> None:
    large = Envelope(
        id="d-2",
        source="urn:hub",
        type="a",
        subject="0" * 32,
        time=NOW,
        sequence=1,
        fence=0,
        data={"a": "x" * 70_000},
    )
    async with far_side(saying(200)) as far:
        client = AgencyClient(Address(base_url=far.url))
        with pytest.raises(BadEnvelope):
            await push(client, "/measures", large, [signing_key(SECRET)], now=NOW)
        await client.close()
    assert far.requests == []
