"""What a hostile client tries with walks, over HTTP on both engines."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.formats.record import FactMeta
from adapters.loading.summary import Outcome
from graph.engine import Engine
from graph.plan import Select, Slice
from hub.api.schema import schema
from hub.callers.issuer import issue
from hub.linkage.candidates import walk_controlled_by
from hub.linkage.registers import subjects
from hub.read.fields import Inquiry, Walk, Walked
from hub.read.inquiry import together
from tests.graphs import Node, Tie, bring_in, case_of_the_purpose
from tests.hub.linkage.test_control import company, holds, person
from tests.hub.linkage.test_owners import rows_of
from tests.hub.serving import Client, served

BY = 'subject(by: {source: {system: "made", key: $key}})'


async def asked(client: Client, field: str, key: str, headers: dict[str, str] | None = None) -> Any:
    query = f"query ($key: String!) {{ {BY} {{ {field} }} }}"
    return (await client.post(query, {"key": key}, headers=headers)).json()


def code(answer: Any) -> str:
    (error,) = answer["errors"]
    return str(error["extensions"]["code"])


@pytest.fixture
async def case(engine: Engine, tmp_path: Path) -> None:
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="courts")


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("field", ["controls { name }", "controlled { totalCount }"])
async def test_holdings_beyond_the_bound_are_not_left_out_unsaid(
    engine: Engine, tmp_path: Path, field: str
) -> None:
    names = [f"c{n}" for n in range(4)]
    await bring_in(engine, tmp_path, [*person("p"), *company(*names), *(holds("p", name, 1.0) for name in names)])
    async with served(engine, tmp_path, walk_holders=3) as client:
        assert code(await asked(client, field, "p")) in ("TOO_COSTLY", "UNAVAILABLE")
    async with served(engine, tmp_path, walk_holders=4) as client:
        assert "errors" not in await asked(client, field, "p")


@pytest.mark.usefixtures("case")
async def test_too_many_rounds_are_the_callers_fault(engine: Engine, tmp_path: Path) -> None:
    """Walks in walks, each up a chain within its own bound, are more than one request may take together."""
    edges = []
    for chain, top, below in (("a", "p", "b0"), ("b", "q", "c0"), ("c", "r", "a0")):
        edges += [(f"{chain}{n + 1}", f"{chain}{n}", 0.99) for n in range(24)]
        edges += [(top, f"{chain}24", 1.0), (top, below, 0.01)]
    await bring_in(engine, tmp_path, rows_of(edges))
    inner = "beneficialOwners { unknownShare }"
    for _ in range(2):
        inner = (
            "beneficialOwners { owners { person { investments { edges { node { ... on Company { "
            + inner
            + " } } } } } } }"
        )
    async with served(engine, tmp_path) as client:
        assert code(await asked(client, f"... on Company {{ {inner} }}", "a0")) == "TOO_COSTLY"


@pytest.mark.usefixtures("case")
async def test_many_subjects_have_no_more_time_than_one(engine: Engine, tmp_path: Path) -> None:
    edges = [(f"p{n}", f"c{n}", 1.0) for n in range(3)]
    await bring_in(engine, tmp_path, rows_of(edges))
    async with served(engine, tmp_path, walk_seconds=1e-9) as client:
        for field in ("beneficialOwners { truncated }", "controlInquiry { truncated }", "controlledBy { count }"):
            answer = await asked(client, f"... on Company {{ {field} }}", "c0")
            assert "errors" not in answer
            whole = (await client.post(f"{{ companies {{ edges {{ node {{ {field} }} }} }} }}")).json()
            assert code(whole) == "TOO_COSTLY"


@pytest.mark.usefixtures("case")
async def test_other_requests_are_answered_while_a_walk_is_judged(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bring_in(engine, tmp_path, rows_of([("p", "c", 1.0)]))
    judging, may_end = threading.Event(), threading.Event()
    ended_in_time: list[bool] = []

    def slow(walk: Walk) -> Inquiry[Mapping[str, Any]]:
        found = yield from walk_controlled_by(walk)
        judging.set()
        ended_in_time.append(may_end.wait(30))
        return found

    contract = schema()
    field = contract.type_map["Company"].fields["controlledBy"]  # type: ignore[attr-defined]
    monkeypatch.setattr(field, "extensions", {"reads": Walked(kinds=frozenset(("COMPANY",)), walk=slow)})
    async with served(engine, tmp_path, contract) as client:
        walking = asyncio.create_task(asked(client, "... on Company { controlledBy { count } }", "c"))
        await asyncio.to_thread(judging.wait, 30)
        assert (await asked(client, "name", "c"))["data"] == {"subject": {"name": "c"}}
        may_end.set()
        assert (await walking)["data"] == {"subject": {"controlledBy": {"count": 1}}}
    assert ended_in_time == [True]


PARTS = ["COMPANY.name", "COMPANY.aliases", "PERSON"]
TOLD = [f"SHAREHOLDER_OF.{name}" for name in ("share", "shareMin", "shareMax", "votingShare", "directness")]


@pytest.mark.parametrize("closed", [None, *TOLD])
async def test_a_share_that_is_masked_in_part_is_unknown(
    engine: Engine, tmp_path: Path, closed: str | None
) -> None:
    """`p` has most of the capital, `q` the votes: without the votes neither is told to control."""
    rows: list[Node | Tie] = [
        *person("p", "q"),
        *company("c"),
        holds("p", "c", 0.6, votingShare=0.1),
        holds("q", "c", 0.4, votingShare=0.9),
    ]
    await bring_in(engine, tmp_path, rows)
    fields = [*PARTS, *(name for name in TOLD if name != closed)]
    grant = {"agency": "HRSS", "classes": ["INTERNAL"], "legalBasis": "合作备忘录", "fields": fields}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    async with served(engine, tmp_path, rights_seconds=0) as client:
        token = issue(client.settings, "PARTNER", agency="HRSS", subject="somebody")
        headers = {"Authorization": f"Bearer {token}", "X-Purpose": "CREDIT_CHECK", "X-Case-Number": "F-1"}
        assert "masked" in json.dumps(await asked(client, "masked", "c", headers))
        above = "... on Company { controlledBy { count } beneficialOwners { owners { share { lower upper } } } }"
        subject = (await asked(client, above, "c", headers))["data"]["subject"]
        controls = [(await asked(client, "controls { name }", key, headers))["data"]["subject"] for key in "pq"]
        shares = [
            (owner["share"]["lower"], owner["share"]["upper"]) for owner in subject["beneficialOwners"]["owners"]
        ]
        if closed is None:
            assert (subject["controlledBy"], controls) == (
                {"count": 1},
                [{"controls": []}, {"controls": [{"name": "c"}]}],
            )
            assert shares == [(0.6, 0.6), (0.4, 0.4)]
        else:
            assert (subject["controlledBy"], controls) == ({"count": 0}, [{"controls": []}] * 2)
            assert shares == [(0.0, 1.0)] * 2


INFLUENCE = [f"INFLUENCES.{name}" for name in ("interest", "share", "shareMin", "shareMax", "directness")]


@pytest.mark.parametrize("closed", [None, *INFLUENCE])
async def test_an_influence_that_is_masked_in_part_counts_for_nothing(
    engine: Engine, tmp_path: Path, closed: str | None
) -> None:
    """What is masked may say that it is the total of ties that stand elsewhere."""
    documented = FactMeta(grade="B")
    influence = Tie("INFLUENCES", "p", "c", {"interest": "otherInfluenceOrControl"}, meta=documented)
    await bring_in(engine, tmp_path, [*person("p"), *company("c"), influence])
    fields = [*PARTS, *(name for name in INFLUENCE if name != closed)]
    grant = {"agency": "HRSS", "classes": ["INTERNAL"], "legalBasis": "合作备忘录", "fields": fields}
    await bring_in(engine, tmp_path, [Node("GRANT", "g", grant)], source="rights")
    async with served(engine, tmp_path, rights_seconds=0) as client:
        token = issue(client.settings, "PARTNER", agency="HRSS", subject="somebody")
        headers = {"Authorization": f"Bearer {token}", "X-Purpose": "CREDIT_CHECK", "X-Case-Number": "F-1"}
        found = await asked(client, "... on Company { controllerCandidates { tier } }", "c", headers)
        told = found["data"]["subject"]["controllerCandidates"]
        assert told == ([{"tier": "ASSERTED"}] if closed is None else [])


EVERYTHING = """id name controls { id name } controlled {
    totalCount edges { cursor node { id } } pageInfo { hasNextPage } }
  ... on Company {
    beneficialOwners(threshold: 1e-9) { owners { person { id name } share { lower upper } certain
        paths { steps { from { id } to { id } facts { source { key hash } } } } }
      otherEnds { subject { id name } kind share { lower upper } } otherEndsLeftOut unknownShare
      faults { kind companies { id } facts { source { key } } } truncated bounds }
    controlledBy { controllers { subject { id } path { company { id } } }
      ultimate { id } count stop ring { id } truncated }
    controlInquiry { candidates { subject { id name } group { kind members { id } } tier reason why whyZh stop
        grounds { why whyZh votes { lower upper } evidence { relation source { key hash } } }
        offices { role holder { id } } missing { lack subject { id } } }
      possible { subjects { id } votes { lower upper } } formerOfficers { holder { id } role }
      missing { lack subject { id } facts { source { key } } } truncated } }"""
# Asked apart: walks of one request share their statements, and each set of them is another plan of the engine.
TIES = (
    """associations { shared { medium { id } kind others atLeast clue why whyZh facts { source { key } }
    sharers { subject { id name } facts { source { key hash } } } } leftOut truncated }""",
    """guaranteeChains { guarantors { ...C } debtors { ...C } circles { length least unknown guarantees { amount
    guarantor { id } fact { source { key } } } } circlesTruncated truncated }""",
    """... on Company {
    contractChain { leftOut truncated chains { project { id } projectKey truncated parties { subject { id } parts }
      contracts { contractor { id } client { id } amount fact { source { key } } }
      wages { liable { liability subject { id } certain price lacks { lack } } lacks { lack } } } } }""",
)
CHAIN = """fragment C on GuaranteeChain { parties { subject { id name } depth guarantees { amount debtor { id }
  fact { source { key hash } } } } partiesLeftOut direct { amount count unknown }
  indirect { amount count } truncated }"""


def drawn(count: int, seed: int, hidden: bool) -> list[Node | Tie]:
    """Ties of all kinds that walks go by, in a knot; hidden ones tie the same subjects and some of their own."""
    draw, meta = Random(seed), FactMeta(access="SEALED" if hidden else None)
    own = "z" if hidden else ""
    rows: list[Node | Tie] = []
    for n in range(count):
        rows.append(Node("COMPANY", f"{own}c{n}", {"name": f"{own}公司{n}"}, meta=meta))
        rows.append(Node("PERSON", f"{own}p{n}", {"name": f"{own}人{n}"}, meta=meta))
    rows.append(
        Node("MEDIUM", f"{own}m", {"mediumKind": "PHONE", "mediumValue": f"1390000000{len(own)}"}, meta=meta)
    )
    rows.append(Node("PROJECT", f"{own}w", {"name": "w"}, meta=meta))
    companies = [f"{end}c{n}" for end in {"", own} for n in range(count)]
    persons = [f"{end}p{n}" for end in {"", own} for n in range(count)]

    def tie(kind: str, source: str, target: str, **values: object) -> None:
        ends = {
            f"{side}_system": "made" if hidden and not end.startswith("z") else None
            for side, end in (("source", source), ("target", target))
        }
        rows.append(Tie(kind, source, target, values, item=f"{len(rows)}", meta=meta, **ends))

    for place in range(count * 3):
        company, other = draw.sample(companies, 2)
        one, two = draw.sample(persons, 2)
        share = {} if draw.random() < 0.2 else {"share": draw.choice((0.1, 0.3, 0.51, 1.0))}
        tie("SHAREHOLDER_OF", draw.choice((one, other)), company, **share)
        tie(draw.choice(("LEGAL_REP_OF", "DIRECTOR_OF", "MANAGER_OF", "GUARANTOR_OF")), two, company)
        tie("GUARANTOR_OF", company, other, **draw.choice(({}, {"amount": "3.50"})))
        if place % 3 == 0:
            tie("ACTS_IN_CONCERT", one, two)
            tie("RELATIVE_OF", draw.choice(persons), one)
            tie("NOMINEE_FOR", one, draw.choice(persons), basis="x")
            tie("USES", draw.choice((one, company)), f"{own}m")
            tie("CONTRACTS_FOR", company, other, project="w", tier="SUBCONTRACTOR", amount="8.00")
            tie("TAKES_PART_IN", other, f"{own}w", part="GENERAL_CONTRACTOR")
    for kind in ("DIRECTOR_OF", "SHAREHOLDER_OF") if hidden else ():
        for n in range(count):
            tie(kind, f"zp{n}", "c0")
    return rows


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("seed", range(3))
async def test_no_walk_tells_of_what_is_sealed(engine: Engine, tmp_path: Path, seed: int) -> None:
    """Byte for byte the same answers as without it, bounds, counts, sentences and all."""
    summary = await bring_in(engine, tmp_path, drawn(6, seed, hidden=False))
    assert summary.total(Outcome.REJECTED) == 0
    queries = [
        f"query ($key: String!) {{ {BY} {{ {fields} }} }} {CHAIN if '...C' in fields else ''}"
        for fields in (EVERYTHING, *TIES)
    ]
    keys = [f"{kind}{n}" for kind in "cp" for n in range(6)]
    async with served(engine, tmp_path, walk_holders=7, walk_holdings=60, walk_seconds=60) as client:
        before = [(await client.post(query, {"key": key})).text for query in queries for key in keys]
        summary = await bring_in(engine, tmp_path, drawn(6, seed, hidden=True), source="sealed")
        assert summary.total(Outcome.REJECTED) == 0
        assert [(await client.post(each, {"key": key})).text for each in queries for key in keys] == before
    told = "".join(before)
    assert '"errors"' not in told, told[told.index('"errors"') :][:500]
    assert [name for name in ("tier", "lower", "others", "least", "liability") if f'"{name}"' not in told] == []


@pytest.mark.usefixtures("case")
async def test_a_walk_under_aliases_is_asked_once_and_answers_each(engine: Engine, tmp_path: Path) -> None:
    """Each alias has its own selection of whom it names, walks in it among them."""
    await bring_in(engine, tmp_path, rows_of([("p", "h", 1.0), ("h", "c", 0.6), ("q", "c", 0.4)]))
    further = "person { name investments { edges { node { ... on Company { name %s } } } } }"
    one, two = further % "controlledBy { count }", further % "beneficialOwners { unknownShare }"
    async with served(engine, tmp_path) as client:
        single = [
            (await asked(client, f"... on Company {{ a: beneficialOwners {{ owners {{ {each} }} }} }}", "c"))[
                "data"
            ]["subject"]["a"]
            for each in (one, one, two)
        ]
        fields = " ".join(
            f"a{place}: beneficialOwners {{ owners {{ {each} }} }}" for place, each in enumerate((one, one, two))
        )
        found = (await asked(client, f"... on Company {{ {fields} }}", "c"))["data"]["subject"]
    assert [found[f"a{place}"] for place in range(3)] == single

    def inquiry(*ids: str) -> Inquiry[list[Any]]:
        find = subjects(ids, Select(), Slice(as_of="2026-01-01", known_at="2026-01-01T00:00:00.000000Z"))
        return [rows for rows, _ in (yield (find,))]

    walking = together([inquiry("1"), inquiry("2"), inquiry("1")])
    assert len(next(walking)) == 2
    with pytest.raises(StopIteration) as ended:
        walking.send([(["one"], None), (["two"], None)])
    assert ended.value.value == [[["one"]], [["two"]], [["one"]]]


@pytest.mark.usefixtures("case")
async def test_whom_a_walk_names_may_not_bring_more_than_an_answer_may_hold(
    engine: Engine, tmp_path: Path
) -> None:
    """The rule of costs cannot know how many owners there are; who they are is known before they are fetched."""
    names = [f"p{n}" for n in range(30)]
    await bring_in(engine, tmp_path, [*company("c"), *person(*names), *(holds(name, "c", 0.03) for name in names)])
    field = "... on Company { beneficialOwners(threshold: 0.01) { owners { person { investments(first: 100) {"
    field += " edges { node { investments(first: 30) { edges { node { id } } } } } } } } } }"
    async with served(engine, tmp_path, max_cost=50_000) as client:
        assert code(await asked(client, field, "c")) == "TOO_COSTLY"
    async with served(engine, tmp_path, max_cost=200_000) as client:
        assert "errors" not in await asked(client, field, "c")
