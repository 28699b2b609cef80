"""The questions of part one, asked over real HTTP, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from adapters.formats.record import FactMeta
from graph.engine import Engine
from hub.read.cursor import Cursors
from tests.graphs import CITIZEN, OTHER_USCC, RING, USCC, Node, Tie, bring_in, case_of_the_purpose
from tests.hub.record.logs import leaves
from tests.hub.serving import Client, served


def source(key: str, system: str = "made") -> dict[str, Any]:
    return {"source": {"system": system, "key": key}}


SHAREHOLDERS = """query ($by: SubjectKey!, $asOf: Date, $knownAt: DateTime, $first: Int, $after: String) {
  subject(by: $by, asOf: $asOf, knownAt: $knownAt) {
    id name ... on Company {
      shareholders(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        edges { share validFrom validTo cursor source { system key } otherStatements { share source { system } }
                node { id name kind } } } } } }"""


def holders(data: dict[str, Any]) -> list[tuple[str, float | None]]:
    return [(e["node"]["name"], e["share"]) for e in data["subject"]["shareholders"]["edges"]]


async def test_shareholders_come_by_share_with_their_source(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node("COMPANY", "c", {"name": "甲公司"}),
        Node("PERSON", "p", {"name": "张三"}),
        Node("COMPANY", "d", {"name": "乙公司"}),
        Tie("SHAREHOLDER_OF", "d", "c", {"share": 0.4}, meta=FactMeta(valid_from="2020-01-01")),
        Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.6}),
    ]
    await bring_in(engine, tmp_path, rows)
    data = await client.ask(SHAREHOLDERS, {"by": source("c")})
    assert holders(data) == [("张三", 0.6), ("乙公司", 0.4)]
    edge = data["subject"]["shareholders"]["edges"][1]
    assert edge["validFrom"] == "2020-01-01"
    assert edge["validTo"] is None
    assert edge["source"]["system"] == "made"
    assert edge["node"]["kind"] == "COMPANY"


async def test_two_registers_of_one_holding_never_add_up(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(
        engine,
        tmp_path,
        [
            Node("COMPANY", "c", {"name": "甲公司", "uscc": USCC}),
            Node("PERSON", "p", {"name": "张三", "citizenId": CITIZEN}),
            Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.6}, meta=FactMeta(grade="B")),
        ],
        source="court",
    )
    await bring_in(
        engine,
        tmp_path,
        [
            Node("COMPANY", "c9", {"name": "甲公司", "uscc": USCC}),
            Node("PERSON", "p9", {"name": "张三", "citizenId": CITIZEN}),
            Tie("SHAREHOLDER_OF", "p9", "c9", {"share": 0.55}, meta=FactMeta(grade="A")),
        ],
        source="market",
    )
    data = await client.ask(SHAREHOLDERS, {"by": {"uscc": USCC}})
    (edge,) = data["subject"]["shareholders"]["edges"]
    assert data["subject"]["shareholders"]["totalCount"] == 1
    assert edge["share"] == 0.55
    assert edge["source"]["system"] == "market"
    assert edge["otherStatements"] == [{"share": 0.6, "source": {"system": "court"}}]


async def test_pages_follow_one_another_by_cursor(client: Client, engine: Engine, tmp_path: Path) -> None:
    people = [Node("PERSON", f"p{n}", {"name": f"股东{n}"}) for n in range(5)]
    ties = [Tie("SHAREHOLDER_OF", f"p{n}", "c", {"share": 0.2}) for n in range(5)]
    await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": "甲公司"}), *people, *ties])
    seen: list[str] = []
    after = None
    for _ in range(3):
        data = await client.ask(SHAREHOLDERS, {"by": source("c"), "first": 2, "after": after})
        page = data["subject"]["shareholders"]
        seen += [edge["node"]["name"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == 5
    assert not page["pageInfo"]["hasNextPage"]
    assert sorted(seen) == [f"股东{n}" for n in range(5)]


async def test_a_day_is_answered_as_it_was(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("COMPANY", "c", {"name": "甲公司"}),
        Node("PERSON", "old", {"name": "旧股东"}),
        Node("PERSON", "new", {"name": "新股东"}),
        Tie("SHAREHOLDER_OF", "old", "c", {"share": 1}, meta=FactMeta(valid_to="2024-05-01")),
        Tie("SHAREHOLDER_OF", "new", "c", {"share": 1}, meta=FactMeta(valid_from="2024-05-01")),
    ]
    await bring_in(engine, tmp_path, rows)
    for day, name in (("2024-04-30", "旧股东"), ("2024-05-01", "新股东"), (None, "新股东")):
        data = await client.ask(SHAREHOLDERS, {"by": source("c"), "asOf": day})
        assert holders(data) == [(name, 1.0)], day


async def test_what_was_known_then_is_answered_as_it_was_known(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    nodes = [Node("COMPANY", "c", {"name": "甲公司"}), Node("PERSON", "p", {"name": "张三"})]
    for share, day in ((0.3, 1), (0.7, 3)):
        await bring_in(
            engine,
            tmp_path,
            [*nodes, Tie("SHAREHOLDER_OF", "p", "c", {"share": share})],
            now=datetime(2026, 3, day, tzinfo=UTC),
        )
    before = await client.ask(SHAREHOLDERS, {"by": source("c"), "knownAt": "2026-03-02T00:00:00Z"})
    now = await client.ask(SHAREHOLDERS, {"by": source("c")})
    nothing = await client.ask(SHAREHOLDERS, {"by": source("c"), "knownAt": "2026-02-01T00:00:00Z"})
    assert holders(before) == [("张三", 0.3)]
    assert holders(now) == [("张三", 0.7)]
    assert nothing == {"subject": None}


async def test_names_are_facts_with_dates(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("COMPANY", "c", {"name": "新名公司"}, meta=FactMeta(valid_from="2022-01-01")),
        Node("COMPANY", "c", {"name": "旧名公司"}, item="name-1", meta=FactMeta(valid_to="2022-01-01")),
    ]
    await bring_in(engine, tmp_path, rows)
    query = "query ($by: SubjectKey!, $day: Date) { subject(by: $by, asOf: $day) { name aliases } }"
    assert (await client.ask(query, {"by": source("c")}))["subject"]["name"] == "新名公司"
    assert (await client.ask(query, {"by": source("c"), "day": "2021-12-31"}))["subject"]["name"] == "旧名公司"


async def test_merged_records_answer_under_either_id_and_as_two_before(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    for system, day in (("court", 1), ("market", 3)):
        await bring_in(
            engine,
            tmp_path,
            [Node("COMPANY", "c", {"name": f"{system}甲公司", "uscc": USCC})],
            source=system,
            now=datetime(2026, 3, day, tzinfo=UTC),
        )
    query = "query ($by: SubjectKey!, $at: DateTime) { subject(by: $by, knownAt: $at) { id sources { system } } }"
    court = (await client.ask(query, {"by": source("c", "court")}))["subject"]
    market = (await client.ask(query, {"by": source("c", "market")}))["subject"]
    assert court == market
    assert [record["system"] for record in court["sources"]] == ["court", "market"]
    early = (await client.ask(query, {"by": source("c", "court"), "at": "2026-03-02T00:00:00Z"}))["subject"]
    assert [record["system"] for record in early["sources"]] == ["court"]


SCREEN = """query ($subjects: [SubjectKey!]!, $measure: String) {
  screen(subjects: $subjects, measure: $measure) {
    underMeasure since caseNumber court problem measures { code since until caseNumber court legalBasis } } }"""


def restricted(**values: object) -> list[Node | Tie]:
    order = {
        "order": "CONSUMPTION",
        "caseNumber": "（2026）鄂0112执7号",
        "courtName": "武汉市东西湖区人民法院",
        "measures": ["JP-701", "JP-702"],
        "servedOn": "2026-03-02",
        **values,
    }
    return [
        Node("PERSON", "p", {"name": "张三", "citizenId": CITIZEN}),
        Node("RESTRICTION", "r", order),
        Tie("TARGETS", "r", "p", {"basisRole": "DEBTOR"}),
    ]


async def screened(client: Client, measure: str | None = None, *, agency: str = "RAILWAY") -> dict[str, Any]:
    variables = {"subjects": [{"citizenId": CITIZEN}], "measure": measure}
    data = await client.ask(SCREEN, variables, role="PARTNER", agency=agency)
    (row,) = data["screen"]
    return dict(row)


async def test_a_partner_learns_of_a_measure_from_its_service(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, restricted())
    row = await screened(client, "JP-701")
    assert row["underMeasure"] is True
    assert row["since"] == "2026-03-02"
    assert row["caseNumber"] == "（2026）鄂0112执7号"
    assert row["court"] == "武汉市东西湖区人民法院"
    assert [m["code"] for m in row["measures"]] == ["JP-701"]
    assert row["measures"][0]["legalBasis"]


async def test_an_order_not_served_is_not_in_force(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, restricted(servedOn=None))
    assert (await screened(client))["underMeasure"] is False


async def test_a_lift_ends_it_on_the_day_it_is_issued(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, restricted(liftedOn="2026-03-09"))
    assert (await screened(client))["underMeasure"] is False


async def test_a_temporary_lift_suspends_only_its_measures(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = restricted()
    order = next(row for row in rows if isinstance(row, Node) and row.kind == "RESTRICTION")
    lift = Node("RESTRICTION", "r", {**order.values, "suspends": ["JP-701"]}, item="lift-1")
    await bring_in(engine, tmp_path, [*rows, lift])
    assert [m["code"] for m in (await screened(client, agency="PUBLIC_SECURITY"))["measures"]] == ["JP-702"]
    assert (await screened(client, "JP-701"))["underMeasure"] is False


async def test_a_bad_key_is_its_rows_problem_and_never_repeated(client: Client) -> None:
    bad = CITIZEN[:-1] + "8"
    variables = {"subjects": [{"citizenId": bad}, {"uscc": USCC}, {"id": "not an id"}]}
    response = await client.post(SCREEN, variables, role="PARTNER", agency="RAILWAY")
    rows = response.json()["data"]["screen"]
    assert rows[0]["underMeasure"] is None
    assert rows[0]["problem"]
    assert bad not in response.text
    assert [row["underMeasure"] for row in rows[1:]] == [False, False]


async def test_a_measure_outside_the_catalogue_is_bad_input(client: Client) -> None:
    variables = {"subjects": [{"uscc": USCC}], "measure": "JP-000"}
    answer = (await client.post(SCREEN, variables, role="PARTNER", agency="RAILWAY")).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_five_hundred_keys_are_answered_in_order(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, restricted())
    keys: list[dict[str, Any]] = [source(f"nobody-{n}") for n in range(499)]
    keys.insert(250, {"citizenId": CITIZEN})
    data = await client.ask(SCREEN, {"subjects": keys}, role="PARTNER", agency="RAILWAY")
    assert [place for place, row in enumerate(data["screen"]) if row["underMeasure"]] == [250]


async def test_standing_is_what_screening_says(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, restricted())
    query = """query ($by: SubjectKey!, $day: Date) { subject(by: $by, asOf: $day) {
        standing { underMeasure since measures { code } } } }"""
    now = (await client.ask(query, {"by": {"citizenId": CITIZEN}}))["subject"]["standing"]
    before = (await client.ask(query, {"by": {"citizenId": CITIZEN}, "day": "2026-03-01"}))["subject"]["standing"]
    assert now == {
        "underMeasure": True,
        "since": "2026-03-02",
        "measures": [{"code": "JP-701"}, {"code": "JP-702"}],
    }
    assert before["underMeasure"] is False


SEARCH = """query ($text: String!, $kinds: [SubjectKind!], $first: Int, $after: String) {
  searchSubjects(text: $text, kinds: $kinds, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { name kind } } } }"""


async def test_search_ranks_exact_before_prefix_before_fragment(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    names = ["武汉长江实业有限公司", "长江", "北京长江", "长江电力", "黄河"]
    await bring_in(engine, tmp_path, [Node("COMPANY", f"c{n}", {"name": name}) for n, name in enumerate(names)])

    async def found(text: str) -> list[str]:
        page = (await client.ask(SEARCH, {"text": text}))["searchSubjects"]
        return [edge["node"]["name"] for edge in page["edges"]]

    assert await found("长江") == ["长江", "长江电力", "北京长江", "武汉长江实业有限公司"]
    assert await found("長江") == await found("长江")
    assert await found("江实") == ["武汉长江实业有限公司"]
    assert await found("长") == await found("长江")
    assert await found("无此名") == []
    assert await found('+ - * ( " ~') == []


async def test_search_finds_latin_fragments_and_codes(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("COMPANY", "a", {"name": "Franecki LLC", "uscc": OTHER_USCC}),
        Node("PERSON", "b", {"name": "Anne Frank"}),
    ]
    await bring_in(engine, tmp_path, rows)
    page = (await client.ask(SEARCH, {"text": "fran"}))["searchSubjects"]
    assert [edge["node"]["name"] for edge in page["edges"]] == ["Franecki LLC", "Anne Frank"]
    page = (await client.ask(SEARCH, {"text": OTHER_USCC.lower()}))["searchSubjects"]
    assert [edge["node"]["name"] for edge in page["edges"]] == ["Franecki LLC"]
    page = (await client.ask(SEARCH, {"text": "fran", "kinds": ["PERSON"]}))["searchSubjects"]
    assert [edge["node"]["kind"] for edge in page["edges"]] == ["PERSON"]


async def test_search_pages_hold_every_hit_once(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [Node("COMPANY", f"c{n}", {"name": f"长江{n % 3}号"}) for n in range(7)])
    seen: list[str] = []
    after, more = None, True
    while more:
        page = (await client.ask(SEARCH, {"text": "长江", "first": 3, "after": after}))["searchSubjects"]
        assert page["totalCount"] == 7
        seen += [edge["node"]["name"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert seen == sorted(seen)
    assert len(seen) == 7


async def test_companies_are_paged_without_merged_records(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [Node("COMPANY", f"c{n}", {"name": f"公司{n}"}) for n in range(4)])
    for system in ("court", "market"):
        await bring_in(engine, tmp_path, [Node("COMPANY", "m", {"name": "同一", "uscc": USCC})], source=system)
    query = """query ($first: Int, $after: String) { companies(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { id name } } } }"""
    seen: list[str] = []
    after, more = None, True
    while more:
        page = (await client.ask(query, {"first": 2, "after": after}))["companies"]
        assert page["totalCount"] == 5
        seen += [edge["node"]["id"] for edge in page["edges"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert seen == sorted(set(seen))
    assert len(seen) == 5


async def test_a_subject_is_listed_by_a_record_that_may_be_seen(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """Its representative is hidden, two other records are not; it is one company, and found by its own id."""
    hidden = [Node("COMPANY", "c", {"name": "甲公司", "uscc": USCC}, meta=FactMeta(access="MEDIATION"))]
    await bring_in(engine, tmp_path, hidden, source="first")
    for system in ("second", "third"):
        await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": "甲公司", "uscc": USCC})], source=system)
    await bring_in(engine, tmp_path, [Node("COMPANY", "d", {"name": "乙公司"})])
    query = "query ($after: String) { companies(first: 1, after: $after) { totalCount %s edges { node { id } } } }"
    query %= "pageInfo { hasNextPage endCursor }"
    first = (await client.ask(query))["companies"]
    second = (await client.ask(query, {"after": first["pageInfo"]["endCursor"]}))["companies"]
    shown = {edge["node"]["id"] for page in (first, second) for edge in page["edges"]}
    one = (await client.ask("query ($by: SubjectKey!) { subject(by: $by) { id } }", {"by": {"uscc": USCC}}))[
        "subject"
    ]
    assert one["id"] in shown
    assert (len(shown), first["totalCount"], second["pageInfo"]["hasNextPage"]) == (2, 2, False)


async def test_companies_are_those_that_the_hub_holds_for_companies(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    """Two registers disagree on what it is; the older record says."""
    for number, kinds in enumerate((("UNION", "COMPANY"), ("COMPANY", "UNION"))):
        for system, kind in zip(("one", "two"), kinds, strict=True):
            row = Node(kind, f"k{number}", {"name": f"甲{number}", "uscc": (USCC, OTHER_USCC)[number]})
            await bring_in(engine, tmp_path, [row], source=system)
    found = (await client.ask("{ companies { totalCount edges { node { name kind } } } }"))["companies"]
    assert found == {"totalCount": 1, "edges": [{"node": {"name": "甲1", "kind": "COMPANY"}}]}


async def test_a_company_that_holds_itself_by_two_records_is_one_edge(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        *(Node("COMPANY", key, {"name": "甲公司", "uscc": USCC}) for key in ("c1", "c2")),
        Tie("SHAREHOLDER_OF", "c1", "c1", {"share": 0.24}),
        Tie("SHAREHOLDER_OF", "c2", "c1", {"share": 0.3}),
    ]
    await bring_in(engine, tmp_path, rows)
    held = (await client.ask(SHAREHOLDERS, {"by": {"uscc": USCC}}))["subject"]["shareholders"]
    assert (len(held["edges"]), held["totalCount"]) == (1, 1)
    assert len(held["edges"][0]["otherStatements"]) == 1


async def test_a_network_of_one_hop_says_when_it_was_cut(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows: list[Node | Tie] = [Node("COMPANY", "c", {"name": "甲公司"}), Node("ACCOUNT", "a", {"accountType": "x"})]
    rows += [Node("PERSON", f"p{n}", {"name": f"股东{n}"}) for n in range(3)]
    rows += [Tie("SHAREHOLDER_OF", f"p{n}", "c", {"share": 0.3}) for n in range(3)]
    rows += [Tie("LEGAL_REP_OF", "p0", "c"), Tie("OWNS_ACCOUNT", "c", "a")]
    await bring_in(engine, tmp_path, rows)
    query = """query ($of: SubjectKey!, $first: Int!) { network(of: $of, first: $first) {
        nodes { id name kind } links { relation from to share } truncated } }"""
    whole = (await client.ask(query, {"of": source("c"), "first": 200}))["network"]
    assert sorted(link["relation"] for link in whole["links"]) == [
        "LEGAL_REP_OF",
        "OWNS_ACCOUNT",
        "SHAREHOLDER_OF",
        "SHAREHOLDER_OF",
        "SHAREHOLDER_OF",
    ]
    assert {node["name"] for node in whole["nodes"]} == {"甲公司", "股东0", "股东1", "股东2", "x"}
    centre = next(node["id"] for node in whole["nodes"] if node["name"] == "甲公司")
    directions = {link["relation"]: (link["from"] == centre, link["to"] == centre) for link in whole["links"]}
    assert directions["SHAREHOLDER_OF"] == (False, True)
    assert directions["OWNS_ACCOUNT"] == (True, False)
    assert whole["truncated"] is False
    cut = (await client.ask(query, {"of": source("c"), "first": 2}))["network"]
    assert len(cut["links"]) == 2
    assert cut["truncated"] is True


async def test_many_subjects_come_in_the_order_asked(client: Client, engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [Node("COMPANY", f"c{n}", {"name": f"公司{n}"}) for n in range(3)])
    query = "query ($by: [SubjectKey!]!) { subjects(by: $by) { name } }"
    keys = [source("c2"), source("nobody"), source("c0"), source("c2")]
    data = await client.ask(query, {"by": keys})
    assert data["subjects"] == [{"name": "公司2"}, None, {"name": "公司0"}, {"name": "公司2"}]


async def test_one_bad_key_among_many_is_an_error_at_its_place(client: Client) -> None:
    query = "query ($by: [SubjectKey!]!) { subjects(by: $by) { name } }"
    answer = (await client.post(query, {"by": [source("x"), {"uscc": "123"}]})).json()
    assert answer["data"] == {"subjects": [None, None]}
    assert [(e["path"], e["extensions"]["code"]) for e in answer["errors"]] == [(["subjects", 1], "BAD_INPUT")]


async def test_nodes_that_are_no_subjects_have_ids_too(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("COMPANY", "c", {"name": "甲公司"}),
        Node("ACCOUNT", "a", {"accountType": "debit card"}),
        Node("ACCOUNT", "b", {"accountType": "other"}),
        Tie("OWNS_ACCOUNT", "c", "a"),
        Tie("TRANSFERS", "a", "b", {"amount": "12.50", "occurredAt": "2026-01-02T03:04:05+08:00"}, item="1"),
        Tie("TRANSFERS", "a", "b", {"amount": "12.50", "occurredAt": "2026-01-03T03:04:05+08:00"}, item="2"),
    ]
    await bring_in(engine, tmp_path, rows)
    query = """query ($by: SubjectKey!) { subject(by: $by) { ... on Company { accounts { edges { node { id
        transfersOut { totalCount edges { amount occurredAt node { accountType } } } } } } } } }"""
    account = (await client.ask(query, {"by": source("c")}))["subject"]["accounts"]["edges"][0]["node"]
    assert account["transfersOut"]["totalCount"] == 2
    assert account["transfersOut"]["edges"][0] == {
        "amount": "12.50",
        "occurredAt": "2026-01-02T19:04:05.000000Z",
        "node": {"accountType": "other"},
    }
    again = await client.ask("query ($id: ID!) { node(id: $id) { __typename id } }", {"id": account["id"]})
    assert again == {"node": {"__typename": "Account", "id": account["id"]}}


async def test_a_partner_sees_no_internal_fact_and_no_trace_of_it(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": "甲公司", "uscc": USCC})])
    query = "query ($by: SubjectKey!) { subject(by: $by) { id name } }"
    headers = client.headers("PARTNER", agency="RAILWAY")
    hidden = await client.post(query, {"by": {"uscc": USCC}}, headers=headers)
    missing = await client.post(query, {"by": {"uscc": OTHER_USCC}}, headers=headers)
    assert hidden.content == missing.content
    assert hidden.json() == {"data": {"subject": None}}


async def test_a_sealed_holder_is_absent_from_lists_and_counts(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    rows = [
        Node("COMPANY", "c", {"name": "甲公司"}),
        Node("PERSON", "p", {"name": "张三"}),
        Node("PERSON", "s", {"name": "密"}, meta=FactMeta(access="SEALED")),
        Tie("SHAREHOLDER_OF", "p", "c", {"share": 0.5}),
        Tie("SHAREHOLDER_OF", "s", "c", {"share": 0.5}),
    ]
    await bring_in(engine, tmp_path, rows)
    data = await client.ask(SHAREHOLDERS, {"by": source("c"), "first": 1})
    assert holders(data) == [("张三", 0.5)]
    assert data["subject"]["shareholders"]["totalCount"] == 1
    assert data["subject"]["shareholders"]["pageInfo"]["hasNextPage"] is False


async def test_fragments_aliases_and_directives_select_as_written(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": "甲公司", "uscc": USCC})])
    query = """query ($by: SubjectKey!, $yes: Boolean!, $no: Boolean!) {
        a: subject(by: $by) { ...Named b: name @skip(if: $yes) kind @include(if: $no) ... on Person { birthDate } }
        c: subject(by: $by) { __typename ... on Node { id @include(if: $no) } ... on Company { code: uscc } } }
        fragment Named on Subject { n: name ... on Company { uscc } }"""
    data = await client.ask(query, {"by": source("c"), "yes": True, "no": False})
    assert data == {"a": {"n": "甲公司", "uscc": USCC}, "c": {"__typename": "Company", "code": USCC}}
    assert list(data) == ["a", "c"]


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({}, True),
        ({"closedOn": "2026-02-01", "closeMode": "PERFORMED"}, False),
        ({"closedOn": "2026-02-01", "closeMode": "TERMINATED_THIS_ROUND"}, True),
    ],
)
async def test_enforcement_needs_an_open_case(
    engine: Engine, tmp_path: Path, values: dict[str, str], allowed: bool
) -> None:
    case = case_of_the_purpose()
    await bring_in(engine, tmp_path, [Node("CASE", case.key, {**case.values, **values})], source="court")
    async with served(engine, tmp_path) as client:
        response = await client.post("{ companies { edges { node { id } } } }")
    codes = [error["extensions"]["code"] for error in response.json().get("errors", [])]
    assert codes == ([] if allowed else ["FORBIDDEN"])


async def test_the_case_is_looked_up_even_for_a_role_that_may_not_see_cases(client: Client) -> None:
    allowed = client.headers("CREDIT_OFFICER", purpose="INTEGRITY_SUPERVISION")
    query = "{ companies { edges { node { id } } } }"
    for number in ("file 7", "（2026）鄂0112执9号"):
        refused = (await client.post(query, headers={**allowed, "X-Case-Number": quote(number)})).json()
        assert refused["errors"][0]["extensions"]["code"] in ("BAD_INPUT", "FORBIDDEN")
    assert await client.ask(query, headers=allowed) == {"companies": {"edges": []}}


async def test_without_purpose_nothing_but_typename_is_answered(client: Client) -> None:
    headers = {"Authorization": client.headers("INVESTIGATOR")["Authorization"]}
    assert (await client.post("{ __typename }", headers=headers)).json() == {"data": {"__typename": "Query"}}
    refused = (await client.post("{ viewer { role } }", headers=headers)).json()
    assert refused["errors"][0]["extensions"]["code"] == "PURPOSE_REQUIRED"


async def test_the_schema_is_shown_to_developers_only(client: Client) -> None:
    query = "{ __schema { queryType { name } } }"
    refused = (await client.post(query)).json()
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    shown = await client.ask(query, headers=client.headers("DEVELOPER", purpose="DEVELOPMENT"))
    assert shown == {"__schema": {"queryType": {"name": "Query"}}}


class _Counting:
    """The engine, counting the statements of requests."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.flavour = engine.flavour
        self.reads = 0

    async def read(self, statement: Any, *, timeout_seconds: float | None = None) -> Any:
        self.reads += statement.name == "read"  # a request's; what hubs forget is looked up beside them
        return await self._engine.read(statement, timeout_seconds=timeout_seconds)

    async def write(self, statements: Any, *, timeout_seconds: float | None = None) -> Any:
        """What budgets lease, beside the requests."""
        return await self._engine.write(statements, timeout_seconds=timeout_seconds)


async def test_a_request_is_one_statement(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose(), *restricted()])
    counting = _Counting(engine)
    query = """query ($by: SubjectKey!) {
        subject(by: $by) { name standing { underMeasure } investments { edges { node { name } } } }
        companies { edges { node { name } } totalCount }
        searchSubjects(text: "张三") { edges { node { name } } }
        screen(subjects: [$by]) { underMeasure } viewer { role } }"""
    async with served(counting, tmp_path, rights_seconds=600) as client:
        await client.ask("{ viewer { role } }")  # the first request reads the grants
        before = counting.reads
        await client.ask(query, {"by": {"citizenId": CITIZEN}})
        assert counting.reads == before + 1
        # Which ties come first is known once those at their far ends are counted: whom, ties, counts, names.
        network = "query ($by: SubjectKey!) { network(of: $by) { nodes { name } links { relation } } }"
        await client.ask(network, {"by": {"citizenId": CITIZEN}})
        assert counting.reads == before + 1 + 4


async def test_every_request_leaves_one_line_without_personal_numbers(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, restricted())
    before = _record(tmp_path)
    await screened(client)
    await client.post("{ nonsense }")
    await client.post("{ __typename }", headers={})
    lines = _record(tmp_path)[len(before) :]
    assert ['"OK"' in line for line in lines] == [True, False, False]
    assert not any(CITIZEN in line for line in lines)


def _record(data: Path) -> list[str]:
    return [leaf.decode() for leaf in leaves(data / "record" / "hub-1")]


async def test_an_interface_selection_and_a_fragment_join_on_the_type_they_meet(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": "甲公司"})])
    query = """query ($by: SubjectKey!) { subject(by: $by) { investments { totalCount }
        ... on Company { investments { edges { share } } }
        ... on Person { investments { pageInfo { hasNextPage } } } } }"""
    data = await client.ask(query, {"by": source("c")})
    assert data == {"subject": {"investments": {"totalCount": 0, "edges": []}}}


async def test_a_hidden_record_gives_its_ties_from_neither_side(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(
        engine,
        tmp_path,
        [Node("PERSON", "p", {"name": "张三", "citizenId": CITIZEN}), Node("COMPANY", "c", {"name": "甲"})],
    )
    hidden = [
        Node("PERSON", "s", {"name": "张三", "citizenId": CITIZEN}, meta=FactMeta(access="MEDIATION")),
        Tie("SHAREHOLDER_OF", "s", "c", {"share": 0.5}, target_system="made"),
    ]
    await bring_in(engine, tmp_path, hidden, source="secret")
    query = """query ($p: SubjectKey!, $c: SubjectKey!) {
        p: subject(by: $p) { investments { totalCount edges { share } } }
        c: subject(by: $c) { ... on Company { shareholders { totalCount edges { share } } } } }"""
    data = await client.ask(query, {"p": source("p"), "c": source("c")})
    assert data["p"]["investments"] == {"totalCount": 0, "edges": []}
    assert data["c"]["shareholders"] == {"totalCount": 0, "edges": []}


async def test_every_id_handed_out_resolves(client: Client, engine: Engine, tmp_path: Path) -> None:
    first = [Node("COMPANY", "c", {"name": "甲公司", "uscc": USCC}, meta=FactMeta(access="MEDIATION"))]
    await bring_in(engine, tmp_path, first, source="a")
    await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": "甲公司", "uscc": USCC})], source="b")
    query = "query ($by: SubjectKey!) { subject(by: $by) { id name } }"
    found = (await client.ask(query, {"by": {"uscc": USCC}}))["subject"]
    assert (await client.ask(query, {"by": {"id": found["id"]}}))["subject"] == found
    assert (await client.ask(query, {"by": source("c", "a")}))["subject"] is None


async def test_a_sealed_first_record_does_not_part_the_others(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    for system, access in (("a", "SEALED"), ("b", None), ("c", None)):
        node = Node("COMPANY", "c", {"name": "甲公司", "uscc": USCC}, meta=FactMeta(access=access))
        await bring_in(engine, tmp_path, [node], source=system)
    query = "query ($by: SubjectKey!) { subject(by: $by) { id sources { system } } }"
    found = (await client.ask(query, {"by": {"uscc": USCC}}))["subject"]
    assert [record["system"] for record in found["sources"]] == ["b", "c"]


async def test_a_number_of_two_subjects_is_under_measure_if_either_is(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    await bring_in(engine, tmp_path, restricted())
    passports = [
        Node(
            "PERSON",
            f"q{n}",
            {"name": "张三", "citizenId": CITIZEN, "documentType": "PASSPORT", "documentNumber": f"E1234567{n}"},
            meta=FactMeta(grade="A"),
        )
        for n in range(2)
    ]
    await bring_in(engine, tmp_path, passports, source="border")
    assert (await screened(client))["underMeasure"] is True


@pytest.mark.parametrize("role", ["MEDIATOR", "DEVELOPER"])
async def test_whoever_may_not_see_orders_is_refused_and_not_told_no(
    client: Client, engine: Engine, tmp_path: Path, role: str
) -> None:
    await bring_in(engine, tmp_path, restricted())
    purpose = {"MEDIATOR": "MEDIATION", "DEVELOPER": "DEVELOPMENT"}[role]
    headers = client.headers(role, purpose=purpose)
    answer = (await client.post(SCREEN, {"subjects": [{"citizenId": CITIZEN}]}, headers=headers)).json()
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_mutual_tie_stated_from_both_ends_is_one(client: Client, engine: Engine, tmp_path: Path) -> None:
    rows = [
        Node("PERSON", "a", {"name": "张三"}),
        Node("PERSON", "b", {"name": "李四"}),
        Tie("RELATIVE_OF", "a", "b", {"kinship": "SIBLING"}),
        Tie("RELATIVE_OF", "b", "a", {"kinship": "SIBLING"}),
    ]
    await bring_in(engine, tmp_path, rows)
    query = """query ($by: SubjectKey!) { network(of: $by) { links { relation } }
        subject(by: $by) { ... on Person { relatives { totalCount edges { node { name } } } } } }"""
    data = await client.ask(query, {"by": source("a")})
    assert data["subject"]["relatives"] == {"totalCount": 1, "edges": [{"node": {"name": "李四"}}]}
    assert data["network"]["links"] == [{"relation": "RELATIVE_OF"}]


@pytest.mark.parametrize(
    "after",
    [Cursors.of(RING).write(["x", "", ""]), Cursors.of_nobody().write([1, "", ""]), "W10"],
    ids=["of-this-hub", "of-nobody", "of-no-form"],  # a cursor of nobody is another in each process
)
async def test_a_cursor_of_nobody_is_bad_input(client: Client, engine: Engine, tmp_path: Path, after: str) -> None:
    await bring_in(engine, tmp_path, [Node("COMPANY", "c", {"name": "甲公司"})])
    answer = (await client.post(SHAREHOLDERS, {"by": source("c"), "after": after})).json()
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"
