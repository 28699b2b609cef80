"""The queue of pairs: filed, decided, remembered, undone; over HTTP, on both engines."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.engine import Engine, EngineAddress, Transaction, UniqueViolation
from graph.rules.identifiers import complete_citizen_id
from graph.statement import Statement
from hub.callers.issuer import issue
from hub.record.commitments import Commitments
from tests.graphs import CITIZEN, RING, USCC, Node, bring_in, case_of_the_purpose
from tests.hub.matching.asking import DECIDE, FILE, REVIEWS, bands, failed, matched
from tests.hub.recorded import recorded
from tests.hub.serving import Client, served

RECORD = {"key": "7", "name": "张伟", "citizenId": CITIZEN, "phone": "13812345678"}
# Without a number: known again by what it says, or by its place in a list.
WEAK = {"key": "7", "kind": "PERSON", "name": "张伟", "phone": "13812345678"}
RACES = 20
WRITERS = 4


@pytest.fixture
async def pair(client: Client, engine: Engine, tmp_path: Path) -> str:
    """A person who may be the one of RECORD; the id."""
    await bring_in(engine, tmp_path, [Node("PERSON", "p", {"name": "张伟", "phone": "13812345678"})])
    [found] = await matched(client, RECORD)
    assert bands([found]) == [{"p": "REVIEW"}]
    return str(found["candidates"][0]["subject"]["id"])


async def filed(client: Client, subject: str, record: dict[str, Any] = RECORD, **more: Any) -> dict[str, Any]:
    data = await client.ask(FILE, {"record": record, "subject": subject, **more})
    review: dict[str, Any] = data["fileMatch"]
    return review


async def decided(client: Client, review: dict[str, Any], decision: str, **more: Any) -> dict[str, Any]:
    variables = {"id": review["id"], "version": review["version"], "decision": decision, **more}
    answer: dict[str, Any] = (await client.ask(DECIDE, variables))["decideMatch"]
    return answer


async def listed(client: Client, **variables: Any) -> list[dict[str, Any]]:
    page = (await client.ask(REVIEWS, variables))["matchReviews"]
    return [edge["node"] for edge in page["edges"]]


def of_another_court(client: Client) -> dict[str, str]:
    token = issue(client.settings, "INVESTIGATOR", court="最高法")
    return client.headers("INVESTIGATOR") | {"Authorization": f"Bearer {token}"}


def outcomes(data: Path) -> dict[str, int]:
    """How many entries of decisions say what came of them."""
    moves = [entry for entry in recorded(data) if entry["kind"] == "MUTATION"]
    return dict(Counter(entry["decision"] for entry in moves if entry["operation_name"] == "decideMatch"))


async def test_a_decision_is_remembered_and_a_newer_one_undoes_it(client: Client, pair: str) -> None:
    review = await filed(client, pair)
    assert (review["version"], review["state"], review["decision"]) == (1, "PENDING", None)
    assert review["subject"] == {"id": pair, "name": "张伟"}
    assert review["evidence"] == ["name EQUAL +45", "phone EQUAL +20"] and review["score"] == 65

    same = await decided(client, review, "SAME", remark=f"户籍档案 {CITIZEN} 一致")
    assert (same["version"], same["state"]) == (2, "SAME")
    [found] = await matched(client, RECORD)
    assert (found["band"], bands([found])) == ("SAME", [{"p": "SAME"}])
    [candidate] = found["candidates"]
    assert candidate["reasons"][-1]["textZh"] == "此前已作结论"
    told = candidate["decision"]
    assert (told["review"], told["decision"], told["role"]) == (review["id"], "SAME", "INVESTIGATOR")
    assert CITIZEN not in str(told) and "4201121985****1237" in told["remark"]

    undone = await decided(client, same, "DIFFERENT")
    [found] = await matched(client, RECORD)
    assert (found["band"], bands([found])) == ("DIFFERENT", [{"p": "DIFFERENT"}])
    assert [each["decision"] for each in undone["history"]] == [None, "SAME", "DIFFERENT"]
    assert [each["event"] for each in undone["history"]] == ["FILE", "DECIDE", "DECIDE"]
    # What was known before each decision still says so.
    at = undone["history"][1]["at"]
    assert (await matched(client, RECORD, variables={"knownAt": at}))[0]["band"] == "SAME"
    at = undone["history"][0]["at"]
    assert (await matched(client, RECORD, variables={"knownAt": at}))[0]["band"] == "REVIEW"


NAME = {"kind": "PERSON", "name": "张伟"}
OTHER_CITIZEN = complete_citizen_id("42011219850307124")
MORE: dict[str, Any] = {"address": "汉口路1号", "region": "420112"}


@pytest.mark.parametrize(
    ("then", "now", "known"),
    [
        # A number and the name: whatever else the next list says or leaves out.
        (RECORD, {**RECORD, **MORE, "birthDate": "1985-03-07", "list": "名单", "key": "another"}, True),
        (RECORD, {"citizenId": CITIZEN, "name": "张伟"}, True),
        (RECORD, {**RECORD, "phone": "13900000000"}, True),
        (RECORD, {**RECORD, "address": ""}, True),
        (RECORD, {**RECORD, "citizenId": OTHER_CITIZEN}, False),
        (RECORD, {**RECORD, "name": "张卫"}, False),
        (RECORD, WEAK, False),
        (WEAK, RECORD, False),
        # Details alone: all of them, wherever it stands ...
        (WEAK, {**WEAK, "key": "another", "list": "名单"}, True),
        ({**WEAK, **MORE}, {**WEAK, "key": None}, False),
        (WEAK, {**WEAK, **MORE, "key": "another"}, False),
        # ... or where it stands in its list, if none is another.
        (WEAK, {**WEAK, **MORE}, True),
        ({**WEAK, **MORE}, WEAK, True),
        (WEAK, {**WEAK, "address": ""}, True),
        ({**WEAK, "region": "420000"}, {**WEAK, **MORE}, True),
        (WEAK, {**WEAK, "phone": "13900000000"}, False),
        (WEAK, {**WEAK, "name": "张卫"}, False),
        ({**WEAK, **MORE}, {**NAME, "key": "7", "region": "420112"}, False),
        ({**WEAK, "list": "a"}, {**WEAK, "list": "b", **MORE}, False),
        # A name alone: where it stands in a list that has a name.
        ({**NAME, "key": "7", "list": "a"}, {**NAME, "key": "7", "list": "a", "address": ""}, True),
        ({**NAME, "key": "7", "list": "a"}, {**NAME, "key": "7", "list": "a", **MORE}, True),
        ({**WEAK, "key": "7", "list": "a"}, {**NAME, "birthDate": "1985-03-07", "key": "7", "list": "a"}, True),
        ({**WEAK, "key": "7"}, {**NAME, "birthDate": "1985-03-07", "key": "7"}, False),
        ({**NAME, "key": "7", "list": "a"}, {**NAME, "key": "7", "list": "b"}, False),
        ({**NAME, "key": "7", "list": "a"}, {**NAME, "key": "8", "list": "a"}, False),
        ({**NAME, "key": "7", "list": "a"}, {"kind": "PERSON", "name": "张玮", "key": "7", "list": "a"}, False),
    ],
)
async def test_a_decision_is_known_again_by_who_the_record_is_not_by_its_columns(
    client: Client, engine: Engine, tmp_path: Path, then: dict[str, Any], now: dict[str, Any], known: bool
) -> None:
    rows = [
        Node("PERSON", key, {"name": name, "phone": "13812345678"}) for key, name in (("p", "张伟"), ("w", "张卫"))
    ]
    await bring_in(engine, tmp_path, rows)
    [found] = await matched(client, then)
    [subject] = [each["subject"] for each in found["candidates"] if each["subject"]["name"] == "张伟"]
    review = await filed(client, subject["id"], then)
    await decided(client, review, "SAME")
    [found] = await matched(client, now)
    decisions = [each["decision"] for each in found["candidates"] if each["subject"]["id"] == subject["id"]]
    assert [each is not None for each in decisions] in ([known], [] if not known else [known])
    if known:
        assert found["band"] == "SAME" and decisions[0]["review"] == review["id"]
        # So the pair has one review, and no second for each column that a list gains.
        await decided(client, {**review, "version": 2}, "DIFFERENT")
        assert len(await listed(client)) == 1
        assert (await matched(client, now))[0]["band"] == "DIFFERENT"


async def test_a_name_that_nobody_would_know_again_is_not_filed(client: Client, pair: str) -> None:
    for record in (NAME, {**NAME, "key": "7"}, {**NAME, "list": "a"}, {**NAME, "region": "420112"}):
        error = await failed(client, FILE, {"record": record, "subject": pair})
        assert error["message"].startswith("record: a name alone is not known again"), error
    assert await listed(client) == []


async def test_a_record_that_gained_a_column_is_filed_once(client: Client, pair: str) -> None:
    review = await filed(client, pair, WEAK)
    for more in (MORE, {"birthDate": "1985-03-07"}, {**MORE, "key": "7"}):
        assert await filed(client, pair, {**WEAK, **more}) == review
    other = await filed(client, pair, {**WEAK, **MORE, "key": "8"})
    assert {each["id"] for each in await listed(client)} == {review["id"], other["id"]}


async def test_a_record_with_a_bad_number_is_filed_and_decided_but_never_the_same(
    client: Client, pair: str
) -> None:
    bad = {**WEAK, "citizenId": CITIZEN[:-1] + "0"}
    review = await filed(client, pair, bad)
    assert review["record"]["citizenId"] is None
    assert review["evidence"] == ["name EQUAL +45", "phone EQUAL +20", "citizenId BAD_NUMBER"]
    await decided(client, review, "SAME")
    [found] = await matched(client, bad)
    assert (found["band"], found["problem"].partition(":")[0]) == ("REVIEW", "citizenId")
    assert found["candidates"][0]["decision"]["decision"] == "SAME"
    # The number put right is another record: by it, somebody else may be meant.
    [found] = await matched(client, {**WEAK, "citizenId": CITIZEN})
    assert (found["band"], found["candidates"][0]["decision"]) == ("REVIEW", None)


async def test_numbers_rest_in_the_queue_as_those_of_persons(client: Client, engine: Engine, pair: str) -> None:
    review = await filed(client, pair)
    assert review["record"]["citizenId"] == "4201121985****1237" and review["record"]["key"] == "7"
    text = "MATCH (t:Statement) WHERE t.recordMark IS NOT NULL RETURN collect(properties(t))"
    [[[stored]]] = await engine.read(Statement(text=text, name="stored"))
    assert CITIZEN not in str(stored)
    assert {"recordCitizenMatch", "recordCitizenMask", "recordCitizenSealed"} <= stored.keys()
    assert not {"citizenMatch", "foldedName", "nameKeys", "uscc"} & stored.keys()


async def test_a_number_that_comes_later_denies_a_decision_against_it(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    record = {"kind": "ORGANISATION", "name": "汉江建筑有限公司", "uscc": USCC}
    await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": record["name"]})])
    [found] = await matched(client, record)
    subject = found["candidates"][0]["subject"]["id"]
    review = (await client.ask(FILE, {"record": record, "subject": subject}))["fileMatch"]
    await decided(client, review, "DIFFERENT")
    assert (await matched(client, record))[0]["band"] == "DIFFERENT"
    await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": record["name"], "uscc": USCC})])
    [found] = await matched(client, record)
    [candidate] = found["candidates"]
    assert (found["band"], candidate["score"], candidate["decision"]["decision"]) == ("REVIEW", 100, "DIFFERENT")
    assert candidate["reasons"][-1]["textZh"] == "此前已作结论，但其后所知与之相反"


async def test_what_was_decided_of_a_name_alone_ends_with_the_detail_that_denies_it(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [Node("PERSON", "y", {"name": "李娜芳", "birthDate": "1985-03-07"})]
    await bring_in(engine, tmp_path, rows)
    place = {"kind": "PERSON", "name": "李娜芳", "list": "名单", "key": "7"}
    [found] = await matched(client, place)
    subject = found["candidates"][0]["subject"]["id"]
    review = (await client.ask(FILE, {"record": place, "subject": subject}))["fileMatch"]
    await decided(client, review, "SAME")
    answers = await matched(
        client, place, {**place, "birthDate": "1985-03-07"}, {**place, "birthDate": "1999-09-09"}
    )
    assert [each["band"] for each in answers] == ["SAME", "SAME", "REVIEW"]


async def test_a_pair_is_filed_once_and_only_for_review(
    client: Client, engine: Engine, tmp_path: Path, pair: str
) -> None:
    review = await filed(client, pair)
    assert await filed(client, pair) == review
    assert [each["id"] for each in await listed(client)] == [review["id"]]
    await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": "汉江建筑有限公司", "uscc": USCC})])
    record = {"name": "汉江建筑有限公司", "uscc": USCC}
    [found] = await matched(client, record)
    id_ = found["candidates"][0]["subject"]["id"]
    error = await failed(client, FILE, {"record": record, "subject": id_})
    assert (error["extensions"]["code"], "SAME" in error["message"]) == ("ILLEGAL_STEP", True)
    error = await failed(client, FILE, {"record": RECORD, "subject": id_})
    assert (error["extensions"]["code"], "DIFFERENT" in error["message"]) == ("ILLEGAL_STEP", True)
    for subject in ("0" * 32, "", "x" * 100_000):
        error = await failed(client, FILE, {"record": RECORD, "subject": subject})
        assert (error["extensions"]["code"], error["message"]) == ("BAD_INPUT", "subject: no such subject")
    error = await failed(client, FILE, {"record": {"key": "1"}, "subject": pair})
    assert error["message"].startswith("record.kind: missing")


async def test_lists_page_by_state(client: Client, pair: str) -> None:
    reviews = [await filed(client, pair, {**WEAK, "address": f"汉口路{number}号"}) for number in range(5)]
    await decided(client, reviews[0], "SAME")
    ids = sorted(each["id"] for each in reviews)
    assert [each["id"] for each in await listed(client)] == ids
    assert [each["id"] for each in await listed(client, state="SAME")] == [reviews[0]["id"]]
    assert len(await listed(client, state="PENDING")) == 4
    page = (await client.ask(REVIEWS, {"first": 2}))["matchReviews"]
    assert [edge["node"]["id"] for edge in page["edges"]] == ids[:2] and page["pageInfo"]["hasNextPage"]
    page = (await client.ask(REVIEWS, {"first": 3, "after": page["pageInfo"]["endCursor"]}))["matchReviews"]
    assert [edge["node"]["id"] for edge in page["edges"]] == ids[2:] and not page["pageInfo"]["hasNextPage"]


async def test_a_stale_version_is_refused_and_an_unknown_id_is_none(client: Client, pair: str) -> None:
    review = await filed(client, pair)
    await decided(client, review, "SAME")
    variables = {"id": review["id"], "version": 1, "decision": "DIFFERENT"}
    error = await failed(client, DECIDE, variables)
    assert (error["extensions"]["code"], error["extensions"]["version"]) == ("STALE", 2)
    for id_ in ("nobody", pair):
        error = await failed(client, DECIDE, {**variables, "id": id_})
        assert (error["extensions"]["code"], error["message"]) == ("BAD_INPUT", "id: no such review")
    error = await failed(client, DECIDE, {**variables, "version": 2, "remark": " "})
    assert (error["extensions"]["code"], error["message"]) == ("BAD_INPUT", "remark: blank; allowed: a text")


async def test_another_court_sees_and_remembers_nothing_of_it(client: Client, engine: Engine, pair: str) -> None:
    review = await filed(client, pair)
    await decided(client, review, "SAME")
    headers = of_another_court(client)
    assert (await client.ask(REVIEWS, headers=headers))["matchReviews"]["edges"] == []
    [found] = await matched(client, RECORD, headers=headers)
    assert (found["band"], found["candidates"][0]["decision"]) == ("REVIEW", None)
    theirs = {"id": review["id"], "version": 2, "decision": "DIFFERENT"}
    unknown = await failed(client, DECIDE, {**theirs, "id": "0" * 32}, headers=headers)
    assert await failed(client, DECIDE, theirs, headers=headers) == unknown


async def test_what_other_courts_filed_takes_no_place_in_a_list(engine: Engine, tmp_path: Path) -> None:
    rows = [case_of_the_purpose(), Node("PERSON", "p", {"name": "张伟", "phone": "13812345678"})]
    await bring_in(engine, tmp_path, rows, now=datetime(2026, 1, 6, tzinfo=UTC))
    async with served(engine, tmp_path, match_reviews=3) as client:
        [found] = await matched(client, RECORD)
        subject, theirs = found["candidates"][0]["subject"]["id"], of_another_court(client)
        before = (await client.post(REVIEWS, headers=theirs)).content
        records = [{**WEAK, "address": f"汉口路{number}号"} for number in range(5)]
        reviews = [await filed(client, subject, record) for record in records]
        assert (await client.post(REVIEWS, headers=theirs)).content == before
        ids = sorted(review["id"] for review in reviews)
        last = next(review for review in reviews if review["id"] == ids[-1])
        await decided(client, last, "SAME")
        # Past the bound a page goes on from where it stopped to look.
        for state, fits in (("SAME", ids[4:]), ("PENDING", ids[:4]), (None, ids)):
            met, after = list[str](), None
            for _ in range(3):
                variables = {"first": 10, "after": after, "state": state}
                page = (await client.ask(REVIEWS, variables))["matchReviews"]
                met += [edge["node"]["id"] for edge in page["edges"]]
                after = page["pageInfo"]["endCursor"]
                if not page["pageInfo"]["hasNextPage"]:
                    break
            assert (met, page["pageInfo"]["hasNextPage"]) == (fits, False)


async def test_a_review_of_a_hidden_subject_is_not_there(
    client: Client, engine: Engine, tmp_path: Path, pair: str
) -> None:
    review = await filed(client, pair)
    text = "MATCH (n:Node {id: $id})<-[:ABOUT]-(t:Statement) SET t.access = 'SEALED'"
    await engine.write([Statement(text=text, parameters={"id": pair}, name="seal")])
    assert await listed(client) == []
    variables = {"id": review["id"], "version": 1, "decision": "SAME"}
    assert (await failed(client, DECIDE, variables))["message"] == "id: no such review"
    assert (await matched(client, RECORD))[0]["candidates"] == []


async def test_a_veto_brings_a_decided_pair_back_for_review(
    client: Client, engine: Engine, tmp_path: Path, pair: str
) -> None:
    await decided(client, await filed(client, pair), "SAME")

    other = complete_citizen_id("42011219900101123")
    row = Node("PERSON", "p", {"name": "张伟", "phone": "13812345678", "citizenId": other})
    await bring_in(engine, tmp_path, [row])
    [found] = await matched(client, RECORD)
    assert (found["band"], bands([found])) == ("REVIEW", [{"p": "REVIEW"}])
    assert "says otherwise" in found["candidates"][0]["reasons"][-1]["text"]


async def test_decisions_to_the_contrary_of_two_that_are_one_by_now_are_for_review(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node("PERSON", key, {"name": "张伟", "documentType": "PASSPORT", "documentNumber": number})
        for key, number in (("a", "E12345678"), ("b", "E87654321"))
    ]
    await bring_in(engine, tmp_path, rows)
    record = {"kind": "PERSON", "name": "张伟", "phone": "13812345678"}
    [found] = await matched(client, record)
    ids = {each["subject"]["sources"][0]["key"]: each["subject"]["id"] for each in found["candidates"]}
    reviews = {key: await filed(client, ids[key], record) for key in ("a", "b")}
    first = await decided(client, reviews["a"], "SAME")
    second = await decided(client, reviews["b"], "DIFFERENT")
    [found] = await matched(client, record)
    assert [each["band"] for each in found["candidates"]] == ["SAME", "DIFFERENT"]
    both = [Node("PERSON", key, {"name": "张伟", "citizenId": CITIZEN}) for key in ("a", "b")]
    await bring_in(engine, tmp_path, both)
    [found] = await matched(client, record)
    [candidate] = found["candidates"]
    assert (found["band"], candidate["band"]) == ("REVIEW", "REVIEW")
    assert candidate["reasons"][-1]["text"] == "decided both ways: of two subjects that are one by now"
    assert candidate["decision"]["review"] == second["id"]
    # Whoever decides anew comes last, and settles it.
    third = await decided(client, first, "DIFFERENT")
    [found] = await matched(client, record)
    [candidate] = found["candidates"]
    assert (candidate["band"], candidate["decision"]["review"]) == ("DIFFERENT", third["id"])


async def test_every_move_is_on_record_and_a_partner_makes_none(client: Client, tmp_path: Path, pair: str) -> None:
    before = len(recorded(tmp_path))
    review = await filed(client, pair, key="k1")
    assert await filed(client, pair, key="k1") == review
    await decided(client, review, "SAME", key="k2")
    moves = [entry for entry in recorded(tmp_path)[before:] if entry["kind"] == "MUTATION"]
    assert [each["operation_name"] for each in moves] == ["fileMatch", "fileMatch", "decideMatch"]
    assert all(each["case_number"] and each["touched"] for each in moves)
    used = await failed(client, FILE, {"record": RECORD, "subject": pair, "key": "k2"})
    assert used["extensions"]["code"] == "BAD_INPUT"
    for role in ("PARTNER", "AUDITOR", "ADMIN"):
        purpose = {"PARTNER": "CREDIT_CHECK", "AUDITOR": "AUDIT", "ADMIN": "DEVELOPMENT"}[role]
        error = await failed(client, FILE, {"record": RECORD, "subject": pair}, role=role, purpose=purpose)
        assert error["extensions"]["code"] == "FORBIDDEN"


async def test_without_an_open_case_nothing_is_decided(client: Client, pair: str) -> None:
    review = await filed(client, pair)
    headers = client.headers("INVESTIGATOR") | {
        "X-Case-Number": "%EF%BC%882026%EF%BC%89%E9%84%820112%E6%89%A79%E5%8F%B7"
    }
    for query, variables in (
        (FILE, {"record": RECORD, "subject": pair}),
        (DECIDE, {"id": review["id"], "version": 1, "decision": "SAME"}),
        (DECIDE, {"id": "nobody", "version": 1, "decision": "SAME"}),
    ):
        error = await failed(client, query, variables, headers=headers)
        assert error["extensions"]["code"] == "FORBIDDEN"


class Forestalled(Engine):
    """Refuses the next `times` transactions at their commit, as where another has just written the same."""

    times = 0

    async def write(self, statements: Any, *, timeout_seconds: float | None = None) -> Any:
        """As ever: what budgets lease is not what this is about."""

        async def plain(tx: Transaction) -> Any:
            return [await tx.run(statement) for statement in statements]

        return await super().transact(plain, timeout_seconds=timeout_seconds)

    async def transact(self, work: Any, *, timeout_seconds: float | None = None) -> Any:
        if not self.times:
            return await super().transact(work, timeout_seconds=timeout_seconds)
        self.times -= 1

        async def refused(tx: Transaction) -> Any:
            await work(tx)
            raise UniqueViolation("another was first")

        return await super().transact(refused, timeout_seconds=timeout_seconds)


@pytest.mark.parametrize("key", [None, "k"])
async def test_a_filing_that_is_tried_again_is_one_entry(
    engine: Engine, engine_address: EngineAddress, tmp_path: Path, key: str | None
) -> None:
    rows = [case_of_the_purpose(), Node("PERSON", "p", {"name": "张伟", "phone": "13812345678"})]
    await bring_in(engine, tmp_path, rows, now=datetime(2026, 1, 6, tzinfo=UTC))
    async with await Forestalled.open(engine_address) as forestalled, served(forestalled, tmp_path) as client:
        [found] = await matched(client, RECORD)
        subject = found["candidates"][0]["subject"]["id"]
        forestalled.times = 4
        review = await filed(client, subject, key=key)
        assert forestalled.times == 0
        assert [each["id"] for each in await listed(client)] == [review["id"]]
    moves = [entry for entry in recorded(tmp_path) if entry["kind"] == "MUTATION"]
    assert [each["operation_name"] for each in moves] == ["fileMatch"]
    assert set(moves[0]["touched"]) <= Commitments(RING).marks_of([review["id"]])


@pytest.mark.slow
async def test_of_two_decisions_at_once_over_two_hubs_one_wins(engine: Engine, tmp_path: Path) -> None:
    rows = [case_of_the_purpose(), Node("PERSON", "p", {"name": "张伟", "phone": "13812345678"})]
    await bring_in(engine, tmp_path, rows, now=datetime(2026, 1, 6, tzinfo=UTC))
    async with served(engine, tmp_path) as one, served(engine, tmp_path, record_replica="two") as two:
        [found] = await matched(one, RECORD)
        id_ = found["candidates"][0]["subject"]["id"]
        for race in range(RACES):
            record = {**WEAK, "address": f"汉口路{race}号"}
            # Several file it at once: there is one review of it, whoever comes first.
            reviews = await asyncio.gather(*(filed((one, two)[who % 2], id_, record) for who in range(WRITERS)))
            assert len({each["id"] for each in reviews}) == 1, race
            variables = {"id": reviews[0]["id"], "version": 1}
            answers = await asyncio.gather(
                *(
                    client.post(DECIDE, {**variables, "decision": decision})
                    for client, decision in ((one, "SAME"), (two, "DIFFERENT"))
                )
            )
            told = [answer.json() for answer in answers]
            won = [each["data"]["decideMatch"] for each in told if "errors" not in each]
            lost = [each["errors"][0]["extensions"]["code"] for each in told if "errors" in each]
            assert (len(won), lost) == (1, ["STALE"]), (race, told)
            [now] = [each for each in await listed(one, first=100) if each["id"] == reviews[0]["id"]]
            assert now == won[0]
        assert len(await listed(one, first=100)) == RACES
    # One entry for each decision that took effect, none for one that did not: of that, its refusal is told.
    assert outcomes(tmp_path) == {"OK": RACES, "STALE": RACES}
