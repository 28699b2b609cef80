"""Who sees what: court tree, task, file, grant and consent, over HTTP, on both engines.

Each test asks the same question as several callers; what one may not see is absent as if it were not there.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from graph.statement import Statement
from hub.callers.issuer import issue
from tests.graphs import CITIZEN, Node, Tie, bring_in
from tests.hub.serving import Client, served

DONGXIHU = "（2026）鄂0112执1号"
QIAOKOU = "（2026）鄂0104执5号"
XIANTAO = "（2026）鄂9004执9号"
REFERRAL = "（2026）鄂0112诉前调确3号"
OTHER_REFERRAL = "（2026）鄂0112诉前调确4号"

_FIND_GRANT = Statement(text="MATCH (n:Node {kind: 'GRANT'}) RETURN n.id", name="find grant")

CASES = """query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) {
  name ... on Person { cases { totalCount edges { node { id caseNumber amount } } }
                       investments { edges { share node { name } } } } } }"""


def graph() -> list[Node | Tie]:
    """A debtor with a case in each of three courts, and a holding that a register knows of."""
    return [
        Node("PERSON", "p", {"name": "张三", "citizenId": CITIZEN}),
        Node("COMPANY", "c", {"name": "甲公司"}),
        Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.62}),
        Node("CASE", "k1", {"caseNumber": DONGXIHU, "amount": "100.00"}),
        Node("CASE", "k2", {"caseNumber": QIAOKOU, "amount": "200.00"}),
        Node("CASE", "k3", {"caseNumber": XIANTAO, "amount": "300.00"}),
        *(Tie("PARTY_TO", "p", key, {"partyRole": "JUDGMENT_DEBTOR"}) for key in ("k1", "k2", "k3")),
    ]


@pytest.fixture
async def client(engine: Engine, tmp_path: Path) -> AsyncIterator[Client]:
    await bring_in(engine, tmp_path, graph())
    async with served(engine, tmp_path, rights_seconds=0) as client:
        yield client


@dataclass(frozen=True, kw_only=True)
class Who:
    """A caller and what it says it asks for."""

    number: str
    role: str = "INVESTIGATOR"
    court: str | None = None
    agency: str | None = None
    subject: str = "somebody"
    purpose: str = "ENFORCEMENT"


def agency(name: str) -> Who:
    return Who(role="PARTNER", agency=name, purpose="CREDIT_CHECK", number="T-1")


async def ask(client: Client, query: str, variables: dict[str, Any], who: Who) -> httpx.Response:
    token = issue(client.settings, who.role, court=who.court, agency=who.agency, subject=who.subject)
    headers = {"Authorization": f"Bearer {token}", "X-Purpose": who.purpose, "X-Case-Number": quote(who.number)}
    return await client.http.post("/graphql", json={"query": query, "variables": variables}, headers=headers)


async def cases(client: Client, who: Who) -> set[str]:
    response = await ask(client, CASES, {"key": "p"}, who)
    assert "data" in response.json(), response.text
    subject = response.json()["data"]["subject"]
    numbers = {edge["node"]["caseNumber"] for edge in subject["cases"]["edges"]}
    assert subject["cases"]["totalCount"] == len(numbers)
    # The register is the province's, whoever asks.
    assert [edge["share"] for edge in subject["investments"]["edges"]] == [0.62]
    return numbers


@pytest.mark.parametrize(
    ("court", "number", "seen"),
    [
        ("鄂0112", DONGXIHU, {DONGXIHU}),
        ("鄂0104", QIAOKOU, {QIAOKOU}),
        ("鄂01", QIAOKOU, {DONGXIHU, QIAOKOU}),
        ("鄂96", XIANTAO, {XIANTAO}),
        ("鄂", DONGXIHU, {DONGXIHU, QIAOKOU, XIANTAO}),
        ("最高法", DONGXIHU, {DONGXIHU, QIAOKOU, XIANTAO}),
    ],
)
async def test_cases_are_seen_by_the_court_tree(client: Client, court: str, number: str, seen: set[str]) -> None:
    assert await cases(client, Who(court=court, number=number)) == seen


async def test_a_case_of_another_court_cannot_be_the_reason_to_look(client: Client) -> None:
    response = await ask(client, CASES, {"key": "p"}, Who(court="鄂0104", number=DONGXIHU))
    unknown = await ask(client, CASES, {"key": "p"}, Who(court="鄂0104", number="（2026）鄂0112执999号"))
    assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert response.json() == unknown.json()


async def test_a_task_opens_its_case_and_no_other(client: Client, engine: Engine, tmp_path: Path) -> None:
    task = {"assignee": "zhao", "number": DONGXIHU, "task": "INVESTIGATOR"}
    await bring_in(engine, tmp_path, [Node("ASSIGNMENT", "a", task)], source="court")
    assert await cases(client, Who(court="鄂0104", number=DONGXIHU, subject="zhao")) == {DONGXIHU, QIAOKOU}
    response = await ask(client, CASES, {"key": "p"}, Who(court="鄂0104", number=DONGXIHU, subject="qian"))
    assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_task_that_ended_opens_nothing(client: Client, engine: Engine, tmp_path: Path) -> None:
    task = {"assignee": "zhao", "number": DONGXIHU, "task": "INVESTIGATOR"}
    ended = Node("ASSIGNMENT", "a", task, meta=FactMeta(valid_from="2026-01-01", valid_to="2026-02-01"))
    await bring_in(engine, tmp_path, [ended], source="court")
    response = await ask(client, CASES, {"key": "p"}, Who(court="鄂0104", number=DONGXIHU, subject="zhao"))
    assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_an_unseen_case_answers_as_a_missing_one(client: Client) -> None:
    seen = await ask(client, CASES, {"key": "p"}, Who(court="鄂", number=DONGXIHU))
    edges = seen.json()["data"]["subject"]["cases"]["edges"]
    other = next(edge["node"]["id"] for edge in edges if edge["node"]["caseNumber"] == XIANTAO)
    query = "query ($id: ID!) { node(id: $id) { id ... on Case { amount } } }"
    answers = [
        (await ask(client, query, {"id": id_}, Who(court="鄂0112", number=DONGXIHU))).content
        for id_ in (other, "0" * 32)
    ]
    assert answers[0] == answers[1] == b'{"data":{"node":null}}'


MEDIATED = """query { subject(by: {source: {system: "mediation", key: "p"}}) { name aliases } }"""


async def mediations(engine: Engine, data: Path) -> None:
    def told(item: str, alias: str, number: str) -> Node:
        meta = FactMeta(access="MEDIATION", case_file=number)
        return Node("PERSON", "p", {"name": "张三", "aliases": [alias]}, item=item, meta=meta)

    rows = [
        told("1", "甲案当事人", REFERRAL),
        told("2", "乙案当事人", OTHER_REFERRAL),
        Node("ASSIGNMENT", "a1", {"assignee": "sun", "number": REFERRAL, "task": "MEDIATOR"}),
        Node("ASSIGNMENT", "a2", {"assignee": "li", "number": REFERRAL, "task": "CASE_MANAGER"}),
    ]
    await bring_in(engine, data, rows, source="mediation")


@pytest.mark.parametrize(
    ("role", "subject", "court"),
    [("MEDIATOR", "sun", None), ("UNION_MANAGER", "li", None), ("CLERK", "wang", "鄂0112")],
)
async def test_a_mediation_is_seen_by_its_people_and_the_referring_court(
    client: Client, engine: Engine, tmp_path: Path, role: str, subject: str, court: str | None
) -> None:
    await mediations(engine, tmp_path)
    who = Who(role=role, subject=subject, court=court, purpose="MEDIATION", number=REFERRAL)
    answer = (await ask(client, MEDIATED, {}, who)).json()
    assert answer["data"]["subject"] == {"name": "张三", "aliases": ["甲案当事人"]}


@pytest.mark.parametrize(
    ("role", "subject", "court"),
    [("MEDIATOR", "zhou", None), ("UNION_MANAGER", "zhou", None), ("CLERK", "wang", "鄂0104")],
)
async def test_a_mediation_of_others_is_nobodys_reason(
    client: Client, engine: Engine, tmp_path: Path, role: str, subject: str, court: str | None
) -> None:
    await mediations(engine, tmp_path)
    who = Who(role=role, subject=subject, court=court, purpose="MEDIATION", number=REFERRAL)
    answer = (await ask(client, MEDIATED, {}, who)).json()
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_mediation_is_no_part_of_enforcement(client: Client, engine: Engine, tmp_path: Path) -> None:
    await mediations(engine, tmp_path)
    answer = (await ask(client, MEDIATED, {}, Who(court="鄂0112", number=DONGXIHU))).json()
    assert answer["data"]["subject"] is None


async def test_a_sealed_fact_is_there_for_whom_a_grant_names(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    sealed = FactMeta(access="SEALED", case_file=DONGXIHU)
    await bring_in(engine, tmp_path, [Node("COMPANY", "s", {"name": "丙公司"}, meta=sealed)])
    query = 'query { subject(by: {source: {system: "made", key: "s"}}) { name } }'

    async def seen(subject: str) -> Any:
        answer = await ask(client, query, {}, Who(court="鄂0112", number=DONGXIHU, subject=subject))
        return answer.json()["data"]["subject"]

    assert await seen("zheng") is None
    grant = {"holder": "zheng", "classes": ["SEALED"], "files": [DONGXIHU], "legalBasis": "决定书"}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    assert await seen("zheng") == {"name": "丙公司"}
    assert await seen("wu") is None


@pytest.mark.parametrize(
    "whom", [{"holder": "zheng"}, {"role": "INVESTIGATOR", "files": [DONGXIHU]}, {"court": "鄂0112"}], ids=str
)
async def test_a_delivery_opens_sealed_facts_to_nobody_but_a_holder_in_files(
    client: Client, engine: Engine, tmp_path: Path, whom: dict[str, Any]
) -> None:
    sealed = FactMeta(access="SEALED", case_file=DONGXIHU)
    await bring_in(engine, tmp_path, [Node("COMPANY", "s", {"name": "丙公司"}, meta=sealed)])
    given = {"grantedCourt" if name == "court" else name: value for name, value in whom.items()}
    grant = {**given, "classes": ["SEALED"], "legalBasis": "决定书"}
    loaded = await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    assert loaded.rejected == 1
    query = 'query { subject(by: {source: {system: "made", key: "s"}}) { name } }'
    answer = await ask(client, query, {}, Who(court="鄂0112", number=DONGXIHU, subject="zheng"))
    assert answer.json() == {"data": {"subject": None}}


SCREEN = """query ($measure: String) { screen(subjects: [{citizenId: "420112198503071237"}], measure: $measure) {
  underMeasure measures { code } } }"""


async def restricted(engine: Engine, data: Path) -> None:
    order = {
        "order": "CONSUMPTION",
        "caseNumber": XIANTAO,
        "courtName": "仙桃市人民法院",
        "measures": ["JP-701", "JP-702"],
        "servedOn": "2026-03-02",
    }
    rows = [Node("RESTRICTION", "r", order), Tie("TARGETS", "r", "p", {"basisRole": "DEBTOR"})]
    await bring_in(engine, data, [*graph(), *rows])


async def test_an_agency_learns_of_the_measures_it_executes_and_of_no_other(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await restricted(engine, tmp_path)
    railway = agency("RAILWAY")
    answer = (await ask(client, SCREEN, {}, railway)).json()
    assert answer["data"]["screen"] == [{"underMeasure": True, "measures": [{"code": "JP-701"}]}]
    refused = (await ask(client, SCREEN, {"measure": "JP-702"}, railway)).json()
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    grant = {"agency": "RAILWAY", "measures": ["JP-702"], "legalBasis": "合作备忘录"}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    granted = (await ask(client, SCREEN, {"measure": "JP-702"}, railway)).json()
    assert granted["data"]["screen"] == [{"underMeasure": True, "measures": [{"code": "JP-702"}]}]


async def test_an_agency_without_a_measure_is_refused_and_not_told_that_there_is_none(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await restricted(engine, tmp_path)
    nobody = Who(role="PARTNER", purpose="CREDIT_CHECK", number="T-1")
    for query in (
        SCREEN,
        'query { subject(by: {citizenId: "420112198503071237"}) { standing { underMeasure } } }',
    ):
        refused = (await ask(client, query, {}, nobody)).json()
        assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert "was granted none" in refused["errors"][0]["message"]


async def test_a_refused_measure_says_which_are_allowed(client: Client) -> None:
    refused = (await ask(client, SCREEN, {"measure": "JP-702"}, agency("RAILWAY"))).json()
    assert "granted to you: " in refused["errors"][0]["message"] and "JP-701" in refused["errors"][0]["message"]


async def test_f16_data_is_not_passed_on_without_its_providers_consent(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    public = FactMeta(access="PUBLIC")
    rows = [
        Node("COMPANY", "m", {"name": "丁公司"}, meta=public),
        Node("PERSON", "h", {"name": "王五"}, meta=public),
        Tie("SHAREHOLDER_OF", "h", "m", {"share": 0.5}, meta=public),
    ]
    await bring_in(engine, tmp_path, rows, source="market")
    source = {"sourceSystem": "market", "provider": "MARKET", "sharing": "CONDITIONAL", "legalBasis": "条例 14"}
    await bring_in(engine, tmp_path, [Node("DATA_SOURCE", "d", source)], source="rights")
    query = """query { subject(by: {source: {system: "market", key: "m"}}) {
      name ... on Company { shareholders { totalCount } } } }"""

    async def told(name: str) -> Any:
        return (await ask(client, query, {}, agency(name))).json()["data"]["subject"]

    whole = {"name": "丁公司", "shareholders": {"totalCount": 1}}
    assert await told("MARKET") == whole
    assert await told("UNION") is None
    consent = {"agency": "UNION", "systems": ["market"], "legalBasis": "市场监管局同意函"}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", consent)], source="rights")
    assert await told("UNION") == whole
    assert await told("HRSS") is None
    court = await ask(client, query, {}, Who(court="鄂0112", number=DONGXIHU))
    assert court.json()["data"]["subject"] == whole


async def test_a_grant_that_ended_is_no_grant(client: Client, engine: Engine, tmp_path: Path) -> None:
    await restricted(engine, tmp_path)
    ended = FactMeta(valid_from="2026-01-01", valid_to="2026-02-01")
    grant = {"agency": "RAILWAY", "measures": ["JP-702"], "legalBasis": "合作备忘录"}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant, meta=ended)], source="rights")
    railway = agency("RAILWAY")
    refused = (await ask(client, SCREEN, {"measure": "JP-702"}, railway)).json()
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_grants_themselves_are_nobodys_to_read(client: Client, engine: Engine, tmp_path: Path) -> None:
    grant = {"agency": "RAILWAY", "measures": ["JP-702"], "legalBasis": "合作备忘录"}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    rows = await engine.read(_FIND_GRANT)
    query = "query ($id: ID!) { node(id: $id) { id } }"
    answer = await ask(client, query, {"id": rows[0][0]}, Who(court="鄂", number=DONGXIHU))
    assert answer.json() == {"data": {"node": None}}


async def test_a_grant_whose_files_cannot_be_read_opens_none_rather_than_all(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """Two numbers run together in one text are no number: without them the grant must not hold everywhere."""
    sealed = FactMeta(access="SEALED", case_file=DONGXIHU)
    await bring_in(engine, tmp_path, [Node("COMPANY", "s", {"name": "丙公司"}, meta=sealed)])
    query = 'query { subject(by: {source: {system: "made", key: "s"}}) { name } }'

    async def seen(*files: str) -> Any:
        grant = {"holder": "zheng", "classes": ["SEALED"], "files": [*files], "legalBasis": "决定书"}
        summary = await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
        assert summary.rejected == (unreadable in files)
        answer = await ask(client, query, {}, Who(court="鄂0112", number=DONGXIHU, subject="zheng"))
        return answer.json()["data"]["subject"]

    unreadable = "、".join([QIAOKOU, XIANTAO, QIAOKOU, XIANTAO, QIAOKOU, XIANTAO])
    assert await seen(unreadable) is None
    assert await seen(unreadable, QIAOKOU) is None
    assert await seen(unreadable, DONGXIHU) is None
    assert await seen(DONGXIHU) == {"name": "丙公司"}


@pytest.mark.parametrize(
    "terms",
    [
        {"classes": ["INTERNAL"], "fields": ["COMPANY.name"]},
        {"classes": ["PUBLIC"]},
        {"classes": ["INTERNAL", "PARTY"], "files": [QIAOKOU]},
        {"measures": ["JP-702"]},
    ],
    ids=["some fields", "another class", "other files", "a measure"],
)
async def test_courts_of_a_grant_that_opens_less_are_no_reason_to_see_a_whole_file(
    client: Client, engine: Engine, tmp_path: Path, terms: dict[str, Any]
) -> None:
    """The file that a request names is seen by a task, or by a grant of all that is seen of it."""
    who = Who(court="鄂0112", number=XIANTAO, subject="zhao")
    grant = {"holder": "zhao", "courts": ["鄂9004"], "legalBasis": "决定书", **terms}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    response = await ask(client, CASES, {"key": "p"}, who)
    assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    whole = {"holder": "zhao", "courts": ["鄂9004"], "legalBasis": "决定书", "classes": ["PARTY"]}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", whole)], source="rights")
    response = await ask(client, CASES, {"key": "p"}, who)
    assert response.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    # Two grants may open together what is seen of a file.
    rest = {**whole, "classes": ["INTERNAL"]}
    await bring_in(engine, tmp_path, [Node("GRANT", "h", rest)], source="rights-2")
    assert await cases(client, who) == {DONGXIHU, XIANTAO}


async def test_courts_of_a_grant_open_no_mediation(client: Client, engine: Engine, tmp_path: Path) -> None:
    await mediations(engine, tmp_path)
    grant = {"role": "MEDIATOR", "classes": ["INTERNAL"], "courts": ["鄂0112"], "fields": ["PERSON.name"],
             "legalBasis": "合作备忘录"}  # fmt: skip
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    who = Who(role="MEDIATOR", subject="zhou", purpose="MEDIATION", number=REFERRAL)
    answer = (await ask(client, MEDIATED, {}, who)).json()
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    # With a task of its own in the other file nothing of this one is seen either.
    await bring_in(engine, tmp_path, [Node("ASSIGNMENT", "a3", {"assignee": "zhou", "number": OTHER_REFERRAL,
                   "task": "MEDIATOR"})], source="mediation-2")  # fmt: skip
    answer = (await ask(client, MEDIATED, {}, Who(**{**vars(who), "number": OTHER_REFERRAL}))).json()
    assert answer["data"]["subject"]["aliases"] == ["乙案当事人"]


@pytest.mark.parametrize("access", ["MEDIATION", "SEALED"])
@pytest.mark.parametrize("fields", [{}, {"fields": ["COMPANY"]}], ids=["whole", "in part"])
async def test_courts_of_a_grant_open_no_confidential_fact_that_is_of_no_court(
    client: Client, engine: Engine, tmp_path: Path, access: str, fields: dict[str, Any]
) -> None:
    """A mediation that its body numbers itself, a person hidden in a register: no court's, so of no such grant."""
    files = {
        "own": "（2026）鄂0104执5号",
        "other": "（2026）鄂9004执9号",
        "body": "江汉人调 2026 第 7 号",
        "none": None,
    }
    rows = [
        Node("COMPANY", key, {"name": f"{key}公司"}, meta=FactMeta(access=access, case_file=file))
        for key, file in files.items()
    ]
    await bring_in(engine, tmp_path, rows)
    grant = {"holder": "zhao", "classes": [access], "courts": ["鄂0104"], "legalBasis": "决定书", **fields}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    who = Who(court="鄂0112", number=DONGXIHU, subject="zhao")
    query = 'query ($key: String!) { subject(by: {source: {system: "made", key: $key}}) { name } }'
    seen = {key for key in files if (await ask(client, query, {"key": key}, who)).json()["data"]["subject"]}
    assert seen == ({"own"} if access == "MEDIATION" else set())  # sealed facts are opened file by file
