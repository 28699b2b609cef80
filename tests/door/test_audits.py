"""GraphQL over HTTP, as the audits of `graphql-http` read its specification, against the served hub."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest

from graph.engine import Engine
from tests.conftest import Servers
from tests.door.audits import AuditsMissing, Verdict, known_audits, verdicts
from tests.hub.serving import served
from tests.leaving_out import leave_out

# All of the pinned version, MUST, SHOULD and MAY alike, in its order.
AUDITS: Final = [
    "22EB", "4655", "47DE", "80D8", "82A3", "BF61", "78D5", "2C94", "5A70", "9C48", "9ABE", "03D4", "A5BF",
    "423L", "LKJ0", "LKJ1", "LKJ2", "LKJ3", "34A2", "13EE", "6C00", "6C01", "6C02", "6C03", "8161", "B8B3",
    "94B0", "0220", "94B1", "0221", "94B2", "0222", "4760", "4761", "4762", "4763", "2EA1", "28B9", "D6D5",
    "6A70", "58B0", "58B1", "58B2", "58B3", "428F", "1B7A", "B6DC", "BCF8", "B7N8", "8764", "3E3A", "572B",
    "FDE2", "7B9B", "865D", "556A", "D586", "51FE", "74FF", "5E5B", "86EE",
]  # fmt: skip


@pytest.fixture(scope="module")
async def said(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """What every audit said of one hub; some of them introspect, so a developer's token goes with them all."""
    async with (
        await Engine.open(await servers.address("embedded")) as engine,
        served(engine, tmp_path_factory.mktemp("audited")) as client,
    ):
        headers = {"Authorization": client.headers("DEVELOPER")["Authorization"]}
        try:
            return await asyncio.to_thread(verdicts, str(client.http.base_url.join("/graphql")), headers)
        except AuditsMissing as missing:
            leave_out(str(missing))


@pytest.mark.parametrize("audit", AUDITS)
async def test_the_audit_passes(said: dict[str, Verdict], audit: str) -> None:
    verdict = said[audit]
    assert verdict.status == "ok", f"{verdict.name}: {verdict.reason}"


def test_no_audit_is_missing_from_the_table() -> None:
    try:
        known = known_audits()
    except AuditsMissing as missing:
        leave_out(str(missing))
    assert list(known) == AUDITS
