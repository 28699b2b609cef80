"""Instructions go out in the agency's own words and can be read back; what the law does not let out stays in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies import shipped
from adapters.agencies.instructions import InstructionTold, Refused, TargetTold
from adapters.agencies.mapping import AgencyMapping, Answered, AnswerSpec, InstructionKind, Write
from adapters.agencies.mapping_file import read_mapping
from adapters.agencies.pages import UnreadablePage
from adapters.agencies.writing import identity, outgoing, payload, read_answers, read_back
from adapters.loading.readers import Fault
from graph.catalogue import measure_definitions
from graph.rules.days import stored_instant
from graph.rules.identifiers import complete_citizen_id
from tests.adapters.agencies.told import CITIZEN, PERSON, TODAY, instruction, mapping

WRITING = [found for found in map(read_mapping, shipped()) if found.writes]
EVERY_AGENCY = pytest.mark.parametrize("found", WRITING, ids=[found.code for found in WRITING])
TEXT = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=30)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda at: stored_instant(at.replace(microsecond=0, tzinfo=UTC))
)


@st.composite
def instructions(draw: st.DrawFn, found: AgencyMapping) -> InstructionTold:
    """Any instruction that this agency may be told."""
    rows = {row.measure_code: row for row in measure_definitions()}
    row = rows[draw(st.sampled_from(found.measures))]
    target_type = draw(st.sampled_from(row.target_types))
    if target_type == "UNIT":
        target = TargetTold(
            kind="COMPANY", target_type=target_type, name=draw(TEXT), scheme="USCC", number="91420281MA4K0X1A0R"
        )
    elif draw(st.booleans()):
        number = complete_citizen_id(f"42011219850307{draw(st.integers(0, 999)):03}")
        target = TargetTold(
            kind="PERSON", target_type=target_type, name=draw(TEXT), scheme="CITIZEN_ID", number=number
        )
    else:
        scheme = draw(st.sampled_from(["PASSPORT", "HK_MACAU_PERMIT", "TAIWAN_PERMIT"]))
        number = draw(st.from_regex(r"[A-Z][0-9]{7,8}", fullmatch=True))
        target = TargetTold(kind="PERSON", target_type=target_type, name=draw(TEXT), scheme=scheme, number=number)
    return InstructionTold(
        id=draw(TEXT),
        sequence=draw(st.integers(1, 10**9)),
        kind=draw(st.sampled_from([kind for write in found.writes for kind in write.kinds])),
        measure=row.measure_code,
        edition=row.edition,
        mode=row.mode,
        target=target,
        case_number=f"（2026）鄂0112执{draw(st.integers(1, 99999))}号",
        court=draw(TEXT),
        legal_basis=draw(TEXT),
        issued_at=draw(MOMENTS),
        due_on=draw(st.none() | st.dates().map(lambda on: on.isoformat())),
    )


@EVERY_AGENCY
@given(data=st.data())
def test_a_payload_read_back_is_the_same_instruction(data: st.DataObject, found: AgencyMapping) -> None:
    told = data.draw(instructions(found))
    made = payload(found, told)
    write = found.write_of(told.kind)
    assert isinstance(made, dict)
    assert write is not None
    back = read_back(found, write, made)
    assert back == identity(found, told)
    assert (back.id, back.sequence, back.kind, back.measure, back.case_number, back.number) == (
        told.id,
        told.sequence,
        told.kind,
        told.measure,
        told.case_number,
        told.target.number,
    )


@EVERY_AGENCY
@given(data=st.data())
def test_only_the_agencys_own_names_go_out(data: st.DataObject, found: AgencyMapping) -> None:
    told = data.draw(instructions(found))
    made = payload(found, told)
    write = found.write_of(told.kind)
    assert isinstance(made, dict)
    assert write is not None
    assert set(made) <= {sent.at[0] for sent in write.sent}


def test_the_railway_is_told_in_its_own_words() -> None:
    # Written by hand from the mapping, with the moment in Shanghai's time.
    assert payload(mapping("railway"), instruction()) == {
        "serial": "I-1",
        "order": "1",
        "op": "A",
        "name": "乙某某",
        "idType": "1",
        "idNo": CITIZEN,
        "caseNo": "（2026）鄂0112执1021号",
        "court": "湖北省武汉市东西湖区人民法院",
        "basis": "法释〔2015〕17号 第3条",
        "issueTime": "2026-04-20 09:30:00",
        "seats": "SOFT_SLEEPER,G_ALL,D_FIRST_AND_ABOVE",
    }


UNIT = TargetTold(
    kind="COMPANY", target_type="UNIT", name="江汉乙建筑有限公司", scheme="USCC", number="91420281MA4K0X1A0R"
)
UNNUMBERED = TargetTold(
    kind="PERSON", target_type="NATURAL_PERSON", name="乙某某", scheme="CITIZEN_ID", number=" "
)


@pytest.mark.parametrize(
    ("told", "field", "reason"),
    [
        (instruction(measure="JP-107"), "measure", "RAILWAY does not carry it out; allowed: JP-701"),
        (instruction(measure="JP-999"), "measure", "does not carry it out"),
        (instruction(edition="HUB-2025-01"), "measure", "not of the catalogue; allowed: HUB-2026-01"),
        (instruction(mode="REFERENCE"), "mode", "not the catalogue's; allowed for JP-701: INSTRUCTION"),
        (instruction(target=UNIT), "target.type", "allowed: NATURAL_PERSON, RESPONSIBLE_PERSON"),
        (instruction(target=UNNUMBERED), "target.number", "nobody is told by a name alone"),
        (instruction(case_number=""), "case_number", "missing"),
        (instruction(court=""), "court", "missing"),
    ],
)
def test_what_the_law_does_not_let_out_stays_in(told: InstructionTold, field: str, reason: str) -> None:
    refused = payload(mapping("railway"), told)
    assert isinstance(refused, Refused)
    assert (refused.id, refused.field) == ("I-1", field)
    assert reason in refused.reason
    assert CITIZEN not in repr(refused)


@pytest.mark.parametrize("kind", [InstructionKind.LIFT, InstructionKind.WITHDRAW])
def test_no_new_edition_keeps_a_measure_alive(kind: InstructionKind) -> None:
    told = instruction(kind=kind, edition="HUB-2024-01", mode="REFERENCE")
    assert isinstance(payload(mapping("railway"), told), dict)


def test_an_agency_that_takes_nothing_is_told_nothing() -> None:
    refused = payload(mapping("courts"), instruction())
    assert isinstance(refused, Refused)
    assert "COURT_CASES takes none; allowed: none" in refused.reason


def test_what_stands_twice_goes_out_once() -> None:
    sent = outgoing(mapping("railway"), [instruction(), instruction(), instruction(id="I-2")])
    assert [told.id for told, _ in sent.payloads] == ["I-1", "I-2"]
    assert [(each.id, each.reason) for each in sent.refused] == [
        ("I-1", "there twice; allowed: each instruction once")
    ]


def test_no_message_shows_a_number() -> None:
    assert CITIZEN not in repr(instruction()) + repr(identity(mapping("railway"), instruction()))
    assert PERSON.masked == "4201121985****1237"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"op": "Z"}, "op"),
        ({"serial": None}, "id"),
        ({"serial": 7}, "serial"),
        ({"order": "first"}, "sequence"),
    ],
)
def test_a_payload_that_the_mapping_never_made_is_refused(changes: dict[str, object], field: str) -> None:
    found = mapping("railway")
    made = payload(found, instruction())
    assert isinstance(made, dict)
    with pytest.raises(Fault) as caught:
        read_back(found, found.writes[0], made | changes)
    assert caught.value.field == field


# --- answers ---------------------------------------------------------------------------------------

SENT = frozenset({"I-1", "I-2", "I-3", "I-4"})


def _railway() -> tuple[AgencyMapping, Write, AnswerSpec]:
    found = mapping("railway")
    spec = found.writes[0].acknowledgement
    assert spec is not None
    return found, found.writes[0], spec


def _market_feedback(items: object) -> tuple[list[tuple[str, Answered, str]], list[tuple[str, str, str]]]:
    found = mapping("market")
    spec = found.writes[0].feedback
    assert spec is not None
    read = read_answers(found, found.writes[0], spec, {"code": "200", "result": {"items": items}}, SENT, TODAY)
    told = [(answer.id, answer.status, answer.reason) for answer in read.answers]
    return told, [(each.id, each.field, each.reason) for each in read.refused]


def test_answers_mean_what_their_codes_say() -> None:
    told, refused = _market_feedback(
        [
            {"XZBH": "I-1", "ZXZT": "0"},
            {"XZBH": "I-2", "ZXZT": "1", "ZXRQ": "2026-04-21"},
            {"XZBH": "I-3", "ZXZT": "2", "YYSM": f"证件{CITIZEN}与姓名不符"},
            {"XZBH": "I-4", "ZXZT": 3, "YYSM": "主体已注销"},
        ]
    )
    assert refused == []
    assert told == [
        ("I-1", Answered.ACKNOWLEDGED, ""),
        ("I-2", Answered.EXECUTED, ""),
        ("I-3", Answered.RETURNED, "证件4201121985****1237与姓名不符"),
        ("I-4", Answered.OBJECTED, "主体已注销"),
    ]


@pytest.mark.parametrize(
    ("item", "id_", "field", "reason"),
    [
        ({"XZBH": "I-9", "ZXZT": "1"}, "I-9", "XZBH", "nothing was sent under it"),
        ({"XZBH": "I-1", "ZXZT": "1"}, "I-1", "XZBH", "answered twice"),
        ({"XZBH": "I-2", "ZXZT": "7"}, "I-2", "ZXZT", "no code of STATUS; allowed: 0, 1, 2, 3, 9"),
        ({"XZBH": "I-2"}, "I-2", "ZXZT", "not a text"),
        ({"XZBH": "I-2", "ZXZT": "2"}, "I-2", "YYSM", "not a text"),
        ({"XZBH": "I-2", "ZXZT": "3", "YYSM": " "}, "I-2", "YYSM", "blank"),
        ({"XZBH": "I-2", "ZXZT": "1", "ZXRQ": "21.4."}, "I-2", "ZXRQ", "allowed: YYYY-MM-DD"),
        ({"XZBH": None, "ZXZT": "1"}, "", "XZBH", "not a text"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_refused_and_the_others_are(
    item: dict[str, object], id_: str, field: str, reason: str
) -> None:
    told, refused = _market_feedback([{"XZBH": "I-1", "ZXZT": "1"}, item])
    assert told == [("I-1", Answered.EXECUTED, "")]
    assert [(each[0], each[1]) for each in refused] == [(id_, field)]
    assert reason in refused[0][2]


@pytest.mark.parametrize(
    "answer", [None, [], {}, "<html>", {"code": "200"}, {"code": "500", "result": {"items": []}}]
)
def test_an_answer_of_another_shape_is_named(answer: object) -> None:
    found = mapping("market")
    spec = found.writes[0].feedback
    assert spec is not None
    with pytest.raises(UnreadablePage) as caught:
        read_answers(found, found.writes[0], spec, answer, SENT, TODAY)
    assert caught.value.agency == "MARKET"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(["serial", "result", "cause", "time"])


@given(st.lists(st.dictionaries(FIELDS, VALUES | st.sampled_from(["I-1", "0", "2"])), max_size=5))
def test_whatever_comes_back_is_taken_or_refused(items: list[dict[str, object]]) -> None:
    found, write, spec = _railway()
    read = [read_answers(found, write, spec, {"retcode": "0", **item}, SENT, TODAY) for item in items]
    assert all(len(each.answers) + len(each.refused) == 1 for each in read)


@given(VALUES)
def test_any_answer_is_read_or_is_said_to_be_none(answer: object) -> None:
    found, write, spec = _railway()
    try:
        read_answers(found, write, spec, answer, SENT, TODAY)
    except UnreadablePage as error:
        assert error.agency == "RAILWAY"


def test_shipped_writes_are_of_bodies_that_carry_measures_out() -> None:
    assert {Path(found.file).stem for found in WRITING} == {
        "civil_aviation",
        "credit_office",
        "finance",
        "housing",
        "hrss",
        "market",
        "natural_resources",
        "public_security",
        "railway",
        "sasac",
    }
