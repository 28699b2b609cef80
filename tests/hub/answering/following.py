"""Whoever follows parties in these tests, and what he hears."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from adapters.formats.record import FactMeta
from hub.read.keys import read_key
from hub.rights.policy import OWN_RIGHTS
from tests.graphs import RING, Node, Tie
from tests.hub.cases.asking import DEBTOR, Desk
from tests.hub.serving import Client
from tests.hub.sockets.speaking import Speaker, speaking

FOLLOW: Final = """subscription Follow($subjects: [SubjectKey!]!, $measure: String) {
  standingChanged(subjects: $subjects, measure: $measure) { place screening {
    underMeasure since caseNumber court asAt problem measures { code since until caseNumber } } } }"""
NEVER_SECONDS: Final = 300.0  # tests have the hub look themselves, but for the one that waits for it


@dataclass(slots=True)
class Follower:
    """One subscription, of an agency unless other headers are given."""

    client: Client
    speaker: Speaker

    async def begin(self, subjects: Sequence[Mapping[str, Any]] = (DEBTOR,), measure: str | None = None) -> None:
        await self.speaker.subscribe("s", FOLLOW, variables={"subjects": list(subjects), "measure": measure})

    async def hears(self) -> list[tuple[int, dict[str, Any]]]:
        heard = await self.speaker.hear()
        assert heard["type"] == "next" and "errors" not in heard["payload"], heard
        return [(row["place"], row["screening"]) for row in heard["payload"]["data"]["standingChanged"]]

    async def hears_of_one(self) -> dict[str, Any]:
        [(place, row)] = await self.hears()
        assert place == 0
        return row

    async def refused(self) -> dict[str, Any]:
        heard = await self.speaker.hear()
        assert heard["type"] == "error", heard
        [error] = heard["payload"]
        return dict(error)


@asynccontextmanager
async def following(client: Client, headers: Mapping[str, str] | None = None) -> AsyncIterator[Follower]:
    async with speaking(str(client.http.base_url)) as speaker:
        await speaker.init(headers or client.headers("PARTNER", "RAILWAY"))
        yield Follower(client, speaker)


async def warm(client: Client) -> None:
    """A cold engine plans what a follower and a look ask longer than he has patience; no test is about that."""
    assert client.hub is not None
    await Desk(client).screened(DEBTOR, "PUBLIC_SECURITY")
    post = client.hub.lookout.post(
        (read_key(DEBTOR, RING, date(2026, 6, 1)),), lambda _: OWN_RIGHTS, follower="WARMING"
    )
    await look(client)
    assert post.places


async def look(client: Client) -> None:
    assert client.hub is not None
    await client.hub.lookout.look()


def restricted(key: str, target: str = "debtor", access: str | None = None, **values: object) -> list[Node | Tie]:
    """An order of a court that keeps no cases on this hub."""
    order = {"order": "CONSUMPTION", "caseNumber": "（2026）鄂0104执5号", "courtName": "武汉市硚口区人民法院"}
    meta = FactMeta(access=access)
    return [
        Node("RESTRICTION", key, {**order, "measures": ["JP-701"], "servedOn": "2026-05-04", **values}, meta=meta),
        Tie("TARGETS", key, target, {"basisRole": "DEBTOR"}, meta=meta, target_system="court"),
    ]
