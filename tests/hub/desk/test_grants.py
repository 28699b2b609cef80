"""Grants given, changed and ended at the desk over HTTP, on both engines: what is in force, what history says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from graph.rules.days import legal_date
from tests.hub.desk.asking import ADVANCE, LIST, READ, TERMS, code, data, error, may_ask, opened
from tests.hub.serving import Client

TODAY = legal_date(datetime.now(UTC))


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


async def advance(client: Client, grant: Any, **event: Any) -> Any:
    return await data(
        client, ADVANCE, {"id": grant["id"], "version": grant["version"], "event": event, "key": None}
    )


async def test_a_grant_is_in_force_from_its_opening_to_its_end(client: Client) -> None:
    assert not await may_ask(client)
    grant = await opened(client)
    assert grant | TERMS == grant
    assert (grant["version"], grant["state"], grant["allowedEvents"]) == (1, "ACTIVE", ["AMEND", "END"])
    assert (grant["validFrom"], grant["validTo"], grant["source"]["system"]) == (day(0), None, "hub-desk")
    assert await may_ask(client)
    ended = await advance(client, grant, end={"reason": "备忘录终止"})
    assert (ended["version"], ended["state"], ended["allowedEvents"]) == (2, "ENDED", [])
    assert not await may_ask(client)
    assert await data(client, READ, {"id": grant["id"]}) == ended


async def test_the_history_says_who_did_what_why_and_what_changed(client: Client) -> None:
    grant = await opened(client)
    other = {**TERMS, "measures": ["JP-703"], "legalBasis": "合作备忘录 第四条", "validTo": day(30)}
    amended = await advance(client, grant, amend={"grant": other, "reason": "范围调整"})
    ended = await advance(client, amended, end={"on": day(3), "reason": "到期"})
    first, second, third = ended["history"]
    assert [(each["version"], each["event"]) for each in ended["history"]] == [
        (1, "OPEN"),
        (2, "AMEND"),
        (3, "END"),
    ]
    assert {each["by"] for each in ended["history"]} == {"lin"} and third["role"] == "ADMIN"
    assert first["at"] < second["at"] < third["at"]
    assert [each["reason"] for each in ended["history"]] == [None, "范围调整", "到期"]
    assert [each["effectiveOn"] for each in ended["history"]] == [day(0), day(0), day(3)]
    assert {change["field"]: (change["before"], change["after"]) for change in second["changes"]} == {
        "measures": (["JP-702"], ["JP-703"]),
        "legalBasis": (["合作备忘录 第三条"], ["合作备忘录 第四条"]),
        "validTo": (None, [day(30)]),
    }
    assert third["changes"] == [{"field": "validTo", "before": [day(30)], "after": [day(3)]}]
    assert {change["field"] for change in first["changes"]} == {*TERMS, "validFrom"}


async def test_an_amendment_counts_from_its_day_on_and_the_past_is_told_as_it_was(client: Client) -> None:
    grant = await opened(client, validFrom=day(-10))
    before = await data(client, READ, {"id": grant["id"]})
    amended = await advance(
        client, grant, amend={"grant": {**TERMS, "measures": ["JP-703"]}, "reason": "范围调整"}
    )
    assert (amended["measures"], amended["validFrom"], amended["version"]) == (["JP-703"], day(-10), 2)
    assert not await may_ask(client)
    earlier = await data(client, READ, {"id": grant["id"], "asOf": day(-1)})
    assert (earlier["measures"], earlier["version"]) == (["JP-702"], 2)
    as_known = await data(client, READ, {"id": grant["id"], "knownAt": before["history"][0]["at"]})
    assert as_known == before


async def test_a_planned_amendment_waits_for_its_day(client: Client) -> None:
    grant = await opened(client)
    planned = {"grant": {**TERMS, "measures": ["JP-703"], "validFrom": day(5)}, "reason": "下月起"}
    amended = await advance(client, grant, amend=planned)
    assert amended["measures"] == ["JP-702"] and await may_ask(client)
    later = await data(client, READ, {"id": grant["id"], "asOf": day(5)})
    assert (later["measures"], later["state"]) == (["JP-703"], "ACTIVE")
    ended = await advance(client, amended, end={"on": day(2), "reason": "提前终止"})
    assert (ended["validTo"], ended["state"]) == (day(2), "ACTIVE")
    after = await data(client, READ, {"id": grant["id"], "asOf": day(6)})
    assert after["state"] == "ENDED" and after["validTo"] == day(2)


async def test_a_grant_to_come_may_be_taken_back_before_it_begins(client: Client) -> None:
    grant = await opened(client, validFrom=day(4))
    assert grant["state"] == "PENDING" and not await may_ask(client)
    ended = await advance(client, grant, end={"reason": "误授"})
    assert (ended["state"], ended["version"]) == ("ENDED", 2)
    assert (await data(client, READ, {"id": grant["id"], "asOf": day(5)}))["state"] == "ENDED"


async def test_what_has_ended_takes_no_event(client: Client) -> None:
    grant = await opened(client)
    ended = await advance(client, grant, end={"reason": "终止"})
    asked = {"id": grant["id"], "version": ended["version"], "event": {"end": {"reason": "再次"}}}
    refused = await error(client, ADVANCE, asked)
    assert refused["extensions"] == {"code": "ILLEGAL_STEP", "allowed": []}
    assert refused["path"] == ["advanceGrant"]
    assert (await data(client, READ, {"id": grant["id"]})) == ended


async def test_an_older_version_is_stale_and_changes_nothing(client: Client) -> None:
    grant = await opened(client)
    amended = await advance(client, grant, amend={"grant": {**TERMS, "edition": "2026-2"}, "reason": "换版"})
    asked = {"id": grant["id"], "version": 1, "event": {"end": {"reason": "终止"}}}
    assert await code(client, ADVANCE, asked) == "STALE"
    assert await code(client, ADVANCE, {**asked, "version": 3}) == "STALE"
    assert await data(client, READ, {"id": grant["id"]}) == amended


async def test_what_is_past_stays_what_it_was(client: Client) -> None:
    grant = await opened(client, validFrom=day(-10))
    for event in (
        {"end": {"on": day(-1), "reason": "追溯"}},
        {"amend": {"grant": {**TERMS, "validFrom": day(-1)}, "reason": "追溯"}},
    ):
        refused = await error(client, ADVANCE, {"id": grant["id"], "version": 1, "event": event})
        assert refused["extensions"]["code"] == "BAD_INPUT" and day(0) in refused["message"]


async def test_lists_are_paged_in_one_order_and_filtered(client: Client) -> None:
    made = [await opened(client, edition=f"2026-{number % 2}") for number in range(5)]
    ended = await advance(client, made[0], end={"reason": "终止"})
    await opened(client, agency="UNION")
    seen: list[str] = []
    after = None
    for _ in range(4):
        page = await data(client, LIST, {"first": 2, "after": after})
        assert page["totalCount"] == 6 and len(page["edges"]) == 2
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(seen) == len(set(seen)) == 6 and seen == sorted(seen)

    async def ids(**given: Any) -> set[str]:
        page = await data(client, LIST, given)
        assert page["totalCount"] == len(page["edges"])
        return {edge["node"]["id"] for edge in page["edges"]}

    assert await ids(edition="2026-1", agency="RAILWAY") == {
        made[1]["id"],
        made[3]["id"],
    }
    assert await ids(state="ENDED") == {ended["id"]}
    assert await ids(agency="UNION") == set(seen) - {grant["id"] for grant in made}
    assert await ids(source="rights") == set() and len(await ids(source="hub-desk")) == 6
    assert await ids(knownAt=made[1]["history"][0]["at"]) == {made[0]["id"], made[1]["id"]}
