"""Exports of plain answers: what validates, what reads back, what a spreadsheet or a parser must not be fed."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.etree import ElementTree as Xml

from hypothesis import given
from hypothesis import strategies as st

from adapters.exports.bods import bods
from adapters.exports.columns import NUMBERS, of_thing, of_tie, thing_columns, tie_columns
from adapters.exports.facts import Answer, Change, Role, Thing, Tie
from adapters.exports.graphml import NAMESPACE, graphml
from adapters.exports.table import BOM, links_csv, nodes_csv
from adapters.formats.bods_check import fault
from graph.model import MODEL

DAYS = st.sampled_from(["2020-02-29", "2025-01-01"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SHARES = st.floats(0, 1)
IDS = [f"id{n}" for n in range(6)]
THINGS = st.fixed_dictionaries(
    {
        id_: st.builds(
            lambda kind, name, day, values, change, id_=id_: Thing(
                id=id_, kind=kind, name=name, stated_on=day, values=values, change=change
            ),
            st.sampled_from(sorted(MODEL.shown)),
            st.none() | TEXTS,
            st.just("") | DAYS,
            st.fixed_dictionaries(
                {},
                optional={
                    "uscc": st.just("91420100MA4KABCDX1"),
                    "citizenIdMasked": st.just("4201**********1237"),
                    "registryId": st.sampled_from(["GB-COH:07444723", "none"]),
                    "birthDate": DAYS,
                    "nationality": st.sampled_from(["CN", "Finland"]),
                    "reason": TEXTS | st.just("noBeneficialOwners: exempt"),
                },
            ),
            st.none() | st.sampled_from(Change),
        )
        for id_ in IDS
    }
)
TIES = st.builds(
    lambda share, **values: Tie(share=share and (min(share), max(share)), **values),
    relation=st.sampled_from([*(name for name in MODEL.relations if name != "SAME_AS"), "UNKNOWN"]),
    source=st.sampled_from([*IDS, None]),
    target=st.sampled_from(IDS),
    role=st.sampled_from(Role),
    share=st.none() | st.tuples(SHARES, SHARES),
    votes=st.none() | SHARES,
    amount=st.none() | st.just("12.50"),
    interest=st.none() | st.sampled_from(["appointmentOfBoard", "something else"]) | TEXTS,
    directness=st.none() | st.sampled_from(["DIRECT", "INDIRECT", "UNKNOWN"]),
    beneficial=st.none() | st.booleans(),
    valid_from=st.none() | DAYS,
    valid_to=st.none() | DAYS,
    recorded_on=st.just("") | DAYS,
    grade=st.none() | st.sampled_from("ABCD"),
    system=st.none() | TEXTS,
    relevance=st.none() | SHARES,
    components=st.lists(st.sampled_from(IDS), max_size=3, unique=True),
    change=st.none() | st.sampled_from(Change),
)
ANSWERS = st.builds(
    lambda things, ties, changes: Answer(
        subject="id0", published_on="2026-01-15", things=list(things.values()), ties=ties, changes=changes
    ),
    THINGS,
    st.lists(TIES, max_size=8),
    st.booleans(),
)


@given(ANSWERS)
def test_every_statement_follows_the_schema_and_refers_to_records_that_are_there(answer: Answer) -> None:
    statements = json.loads(bods(answer))
    records = set()
    for statement in statements:
        assert fault(statement) is None, statement
        details = statement["recordDetails"]
        if statement["recordType"] == "relationship":
            ends = [end for end in (details["subject"], details["interestedParty"]) if isinstance(end, str)]
            assert set(ends) <= records and set(details.get("componentRecords", ())) <= records
            assert not details["isComponent"] or not details.get("componentRecords")
        assert statement["recordId"] not in records
        records.add(statement["recordId"])
    ids = [statement["statementId"] for statement in statements]
    assert len(set(ids)) == len(ids) and json.loads(bods(answer)) == statements


@given(ANSWERS)
def test_tables_read_back_and_hold_no_formula(answer: Answer) -> None:
    of_ties = (*tie_columns(changes=answer.changes), "fromName", "toName")
    of_things = thing_columns(changes=answer.changes)
    things = [of_thing(thing, changes=answer.changes) for thing in answer.things]
    assert (of_things[-1] == "nameBefore") is answer.changes is ("change" in of_ties)
    for text, names, rows in (
        (nodes_csv(answer), of_things, things),
        (links_csv(answer), of_ties, [with_names(tie, answer) for tie in answer.ties]),
    ):
        read = list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), strict=True))
        assert text.encode().startswith(b"\xef\xbb\xbf")  # else spreadsheets take Chinese for the code page's
        assert tuple(read[0]) == names and len(read) == len(rows) + 1
        for cells, row in zip(read[1:], rows, strict=True):
            for cell, (name, value) in zip(cells, row.items(), strict=True):
                assert not cell.lstrip(" ").startswith(tuple("=+-@\t\r\n＝＋－＠|"))
                if isinstance(value, str):
                    assert cell in (value, "'" + value)
                elif name in NUMBERS and value is not None:
                    assert float(cell) == value
                else:
                    assert cell == ("" if value is None else str(value).lower())


def with_names(tie: Tie, answer: Answer) -> dict[str, Any]:
    names = [[thing.name for thing in answer.things if thing.id == end] for end in (tie.source, tie.target)]
    return {
        **of_tie(tie, changes=answer.changes),
        **dict(zip(("fromName", "toName"), (name[0] if name else None for name in names), strict=True)),
    }


def test_links_name_their_ends() -> None:
    tie = Tie(relation="SHAREHOLDER_OF", source="p", target="c")
    unknown = Tie(relation="UNKNOWN", source=None, target="c")
    things = [PERSON, Thing(id="c", kind="COMPANY", name="=1+1", stated_on="")]
    text = links_csv(Answer(subject="c", published_on="2026-01-15", things=things, ties=[tie, unknown]))
    read = csv.DictReader(io.StringIO(text.removeprefix(BOM), newline=""))
    assert [(row["fromName"], row["toName"]) for row in read] == [("甲", "'=1+1"), ("", "'=1+1")]


def test_a_formula_is_text_to_a_spreadsheet() -> None:
    names = ["=1+1", "+86 27", "-5", "@SUM(A1)", " =1", "\t=1", "甲,乙", 'say "x"', "a\r\nb"]
    things = [Thing(id=f"{n}", kind="PERSON", name=name, stated_on="") for n, name in enumerate(names)]
    text = nodes_csv(Answer(subject="0", published_on="2026-01-15", things=things))
    read = [row[2] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert read == [*("'" + name for name in names[:6]), *names[6:]]
    assert text.endswith("\r\n") and '"甲,乙"' in text and '"say ""x"""' in text


@given(ANSWERS)
def test_a_graph_file_is_well_formed_and_declares_what_it_holds(answer: Answer) -> None:
    graph, keys = parsed(graphml(answer))
    nodes = {node.get("id") for node in graph.findall(f"{{{NAMESPACE}}}node")}
    assert nodes >= {thing.id for thing in answer.things}
    edges = graph.findall(f"{{{NAMESPACE}}}edge")
    assert len(edges) == len(answer.ties) == len({edge.get("id") for edge in edges})
    for element, what in ((graph.findall(f"{{{NAMESPACE}}}node"), "node"), (edges, "edge")):
        for each in element:
            for data in each.findall(f"{{{NAMESPACE}}}data"):
                key = keys[data.get("key", "")]
                assert key["for"] == what
                if key["attr.type"] == "double":
                    float(data.text or "")
                if key["attr.type"] == "boolean":
                    assert data.text in ("true", "false")
    for edge, tie in zip(edges, answer.ties, strict=True):
        assert {edge.get("source"), edge.get("target")} <= nodes and edge.get("target") == tie.target


def parsed(text: str) -> tuple[Any, dict[str, dict[str, str]]]:
    root = Xml.fromstring(text)
    assert root.tag == f"{{{NAMESPACE}}}graphml"
    keys = {key.get("id", ""): dict(key.attrib) for key in root.findall(f"{{{NAMESPACE}}}key")}
    graph = root.find(f"{{{NAMESPACE}}}graph")
    assert graph is not None and graph.get("edgedefault") == "directed"
    return graph, keys


def test_what_xml_cannot_hold_is_replaced() -> None:
    thing = Thing(id="a", kind="PERSON", name="a\x00<b>&\x0b\ufffe甲", stated_on="")
    graph, _ = parsed(graphml(Answer(subject="a", published_on="2026-01-15", things=[thing])))
    texts = [data.text for data in graph.iter(f"{{{NAMESPACE}}}data")]
    assert "a\ufffd<b>&\ufffd\ufffd甲" in texts


PERSON = Thing(
    id="p",
    kind="PERSON",
    name="甲",
    stated_on="2025-01-01",
    values={"citizenIdMasked": "4201**********1237", "birthDate": "1985-03-07"},
)
COMPANY = Thing(
    id="c", kind="COMPANY", name="乙公司", stated_on="2025-01-01", values={"uscc": "91420100MA4KABCDX1"}
)


def statements(*ties: Tie, things: tuple[Thing, ...] = (PERSON, COMPANY)) -> list[dict[str, Any]]:
    answer = Answer(subject="c", published_on="2026-01-15", things=things, ties=ties)
    found: list[dict[str, Any]] = json.loads(bods(answer))
    return found


def test_shares_exact_and_between_and_votes() -> None:
    exact = Tie(
        relation="SHAREHOLDER_OF", source="p", target="c", share=(0.07, 0.07), votes=0.51, directness="DIRECT"
    )
    wide = Tie(relation="INFLUENCES", source="p", target="c", share=(0.25, 0.5), interest="rightsToProfitOrIncome")
    [_, _, relationship] = statements(exact, wide)
    assert relationship["recordDetails"]["interests"] == [
        {"type": "shareholding", "directOrIndirect": "direct", "share": {"exact": 7.0}},
        {"type": "votingRights", "directOrIndirect": "direct", "share": {"exact": 51.0}},
        {
            "type": "rightsToProfitOrIncome",
            "directOrIndirect": "unknown",
            "share": {"minimum": 25.0, "maximum": 50.0},
        },
    ]


def test_numbers_of_persons_are_masks_that_no_scheme_claims_to_be_numbers() -> None:
    person, company = statements()
    assert person["recordDetails"]["identifiers"] == [
        {"id": "4201**********1237", "schemeName": "公民身份号码（掩码）"}
    ]
    assert company["recordDetails"]["identifiers"] == [{"id": "91420100MA4KABCDX1", "scheme": "CN-SAMR"}]


def test_a_statement_id_is_told_by_what_is_said_and_by_no_number() -> None:
    def of(thing: Thing) -> str:
        return str(statements(things=(thing,))[0]["statementId"])

    def thing(**values: Any) -> Thing:
        return Thing(**{"id": "c", "kind": "COMPANY", "name": "乙", "stated_on": "2025-01-01", **values})

    plain = of(thing())
    assert of(thing()) == plain and 32 <= len(plain) <= 64
    assert of(thing(name="丙")) != plain and of(thing(stated_on="2025-01-02")) != plain
    numbers = {of(thing(values={"uscc": number})) for number in ("91420100MA4KABCDX1", "91110000600037341L")}
    assert len(numbers) == 1 and plain not in numbers


def test_an_unknown_owner_and_an_indirect_one_with_its_chain() -> None:
    between = Thing(id="m", kind="COMPANY", name="丙公司", stated_on="2025-01-01")
    found = statements(
        Tie(relation="SHAREHOLDER_OF", source="p", target="m", role=Role.COMPONENT, share=(0.8, 0.8)),
        Tie(relation="SHAREHOLDER_OF", source="m", target="c", role=Role.COMPONENT, share=(0.5, 0.5)),
        Tie(
            relation="SHAREHOLDER_OF",
            source="p",
            target="c",
            role=Role.WHOLE,
            share=(0.4, 0.4),
            directness="INDIRECT",
            beneficial=True,
            components=["m"],
        ),
        Tie(relation="UNKNOWN", source=None, target="c", role=Role.WHOLE, share=(0.0, 0.6), beneficial=False),
        things=(PERSON, COMPANY, between),
    )
    assert [each["recordDetails"]["isComponent"] for each in found] == [
        False,
        False,
        True,
        True,
        True,
        False,
        False,
    ]
    whole, unknown = found[-2]["recordDetails"], found[-1]["recordDetails"]
    assert whole["componentRecords"] == ["m", found[3]["recordId"], found[4]["recordId"]]
    assert whole["interests"] == [
        {
            "type": "shareholding",
            "directOrIndirect": "indirect",
            "beneficialOwnershipOrControl": True,
            "share": {"exact": 40.0},
        }
    ]
    assert unknown["interestedParty"]["reason"] == "informationUnknownToPublisher"
    assert unknown["interests"][0]["share"] == {"minimum": 0.0, "maximum": 60.0}


def test_what_has_no_place_in_it_is_left_out() -> None:
    account = Thing(id="a", kind="ACCOUNT", name="x", stated_on="")
    employs = Tie(relation="EMPLOYS", source="c", target="p")
    owns = Tie(relation="OWNS_ACCOUNT", source="c", target="a")
    assert len(statements(employs, owns, things=(PERSON, COMPANY, account))) == 2
    assert statements(things=()) == []
