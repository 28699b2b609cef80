"""A page becomes rows and rejects: a record is one or the other; a page of another shape is said as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies import shipped
from adapters.agencies.accepting import accept
from adapters.agencies.mapping import AgencyMapping, EventKind, Read
from adapters.agencies.mapping_file import read_mapping
from adapters.agencies.pages import UnreadablePage, records_of
from adapters.agencies.reading import PageRead, read_page
from adapters.formats.record import Document, Manifest, NodeRow, Reject, RelationRow
from adapters.loading.check import Checker
from graph.rules.reconciling import Held, There
from graph.rules.sealing import KeyRing
from tests.adapters.agencies.told import CITIZEN, TODAY, mapping

DOCUMENT = Document(name="page-1", path=Path("page-1"), digest="d" * 64, rows=0)
RING = KeyRing(match_key=b"m" * 32, sealing_keys={"s1": b"s" * 32}, current="s1")
READS = [(found, read) for found in map(read_mapping, shipped()) for read in found.reads]
EVERY_READ = pytest.mark.parametrize(
    ("found", "read"), READS, ids=[f"{found.code} {read.name}" for found, read in READS]
)

FILING = {
    "AH": "（2026）鄂0112执1号",
    "LARQ": "2026-03-02",
    "FYDM": "鄂0112",
    "FYMC": "湖北省武汉市东西湖区人民法院",
}
PARTY = {
    "DSRBH": "P-2",
    "AH": "（2026）鄂0112执1号",
    "SSDW": "02",
    "DSRLX": "1",
    "MC": "乙某某",
    "ZJLX": "01",
    "ZJHM": CITIZEN,
}
HELD = {"serial": "S-1", "state": "1", "time": "2026-04-20 09:30:05"}
PERFORMANCE = {"LXBH": "1", "AH": "（2026）鄂0112执1号", "LXRQ": "2026-05-06", "LXJE": "1.00", "SFQBLX": "1"}


def _read(name: str, *records: object, agency: str = "courts") -> PageRead:
    found = mapping(agency)
    read = found.read(name)
    assert read is not None
    return read_page(found, read, _page(found, read, list(records)), DOCUMENT, TODAY)


def _page(found: AgencyMapping, read: Read, records: object) -> object:
    """A page as the agency wraps its records."""
    page: Any = records
    for name in reversed(read.at):
        page = {name: page}
    if found.reading.text("status_at"):
        _put(page, found.reading.text("status_at").split("."), found.reading.text("status_right"))
    if read.held is not None and read.held.count_at:
        _put(page, read.held.count_at, len(records) if isinstance(records, list) else 0)
    return page


def _put(page: Any, at: Sequence[str], value: object) -> None:
    for name in at[:-1]:
        page = page.setdefault(name, {})
    page[at[-1]] = value


def _checker(found: AgencyMapping) -> Checker:
    return Checker(system=found.system, manifest=Manifest(), key_ring=RING, today=TODAY)


def _reject(page: PageRead) -> Reject:
    (reject,) = page.rejects
    return reject


def test_a_filing_becomes_its_case_and_court() -> None:
    (record,) = _read("filings", FILING).records
    assert [row.kind for row in record.rows] == ["CASE", "COURT", "HEARD_BY"]
    assert record.event is not None
    assert (record.event.kind, record.event.case_number) == (EventKind.FILED, "（2026）鄂0112执1号")


def test_what_they_hold_is_no_row_and_keeps_its_id_and_status() -> None:
    page = _read("held", HELD, HELD | {"serial": "S-2", "state": 0, "time": None}, agency="railway")
    assert [(record.rows, record.held) for record in page.records] == [
        ((), Held(id="S-1", status=There.IN_FORCE, since="2026-04-20T01:30:05.000000Z")),
        ((), Held(id="S-2", status=There.LIFTED)),
    ]
    assert (page.count, len(accept(page, _checker(mapping("railway"))).records)) == (2, 2)


def test_a_status_that_is_new_is_refused_and_counts_as_lifted_nowhere() -> None:
    page = _read("held", HELD, HELD | {"state": "7"}, agency="railway")
    assert (len(page.records), _reject(page).field, _reject(page).line) == (1, "state", 2)
    assert "no code of HELD; allowed: 1, 0" in _reject(page).reason


@pytest.mark.parametrize("count", [None, True, -1, 1.0, "1e3", "", [1], 10**9, "²"])
def test_a_count_that_is_none_is_a_page_of_another_shape(count: object) -> None:
    found = mapping("railway")
    page = {"retcode": "0", "total": count, "list": [HELD]}
    with pytest.raises(UnreadablePage) as caught:
        read_page(found, found.reads[0], page, DOCUMENT, TODAY)
    assert caught.value.reason.startswith("total is ")
    assert caught.value.reason.endswith("allowed: a whole number from 0 to 999999999")


def test_what_is_absent_leaves_its_attribute_out() -> None:
    (record,) = _read("filings", FILING | {"AY": " ", "SQBDJE": None, "AJBS": ""}).records
    assert set(record.rows[0].values) == {"caseNumber", "filedOn"}


def test_a_performance_tells_whether_it_is_whole() -> None:
    part, whole = _read("performances", PERFORMANCE | {"SFQBLX": "0"}, PERFORMANCE).records
    assert part.event is not None
    assert whole.event is not None
    assert (part.event.whole, whole.event.whole) == (False, True)


def test_a_paper_that_was_not_served_is_no_event() -> None:
    record = {"AH": "（2026）鄂0112执1号", "WSWH": "1", "WSLX": "XZXFL", "SDRQ": "2026-04-01", "SDJG": "0"}
    assert [each.event for each in _read("services", record).records] == [None]


def test_money_without_a_case_is_received_all_the_same() -> None:
    record = {"JYLSH": "1", "ZZHBH": "z", "JYJE": 100, "JYRQ": "20261102", "JYSJ": "20261102102231"}
    (read,) = _read("receipts", record, agency="case_accounts").records
    assert read.event is not None
    assert (read.event.case_number, read.event.amount, read.event.whole) == (None, "1.00", None)


@pytest.mark.parametrize(
    ("name", "record", "field", "value", "reason"),
    [
        ("filings", FILING | {"AH": ""}, "AH", "", "missing; allowed: a value in every record"),
        ("filings", FILING | {"LARQ": "2026/3/2"}, "LARQ", "2026/3/2", "allowed: YYYY-MM-DD"),
        ("filings", FILING | {"SQBDJE": "1,000"}, "SQBDJE", "1,000", "allowed: a number that is 0 to"),
        ("filings", FILING | {"AJBS": "SQ,XX"}, "AJBS", "XX", "no code of CASE_FLAG; allowed: MS, SQ, SZ, NMG"),
        ("parties", PARTY | {"SSDW": "77"}, "SSDW", "77", "no code of PARTY_ROLE; allowed: 01, 02, 03, 04"),
        ("parties", PARTY | {"ZJHM": int(CITIZEN)}, "ZJHM", "***", "allowed: a text of 5 to 20"),
        ("filings", "nothing", "row", "nothing", "not an object"),
        ("filings", None, "row", "null", "not an object"),
    ],
)
def test_a_fault_is_named_by_their_field(name: str, record: object, field: str, value: str, reason: str) -> None:
    found = _read(name, FILING if name == "filings" else PARTY, record)
    assert (len(found.records), _reject(found).line) == (1, 2)
    assert (_reject(found).field, _reject(found).value) == (field, value)
    assert reason in _reject(found).reason


def test_a_record_of_which_nothing_comes_is_rejected() -> None:
    # A natural person with the papers of a unit is neither.
    reject = _reject(_read("parties", PARTY | {"ZJLX": "11"}))
    assert "nothing comes of it" in reject.reason


def test_a_full_number_where_a_masked_one_is_published_is_refused_and_not_repeated() -> None:
    sample = json.loads((Path(shipped()[0]).parent / "samples/national_list/listings.json").read_text("utf-8"))
    reject = _reject(_read("listings", sample[0] | {"cardNum": CITIZEN}, agency="national_list"))
    assert (reject.field, reject.value) == ("cardNum", "***")
    assert CITIZEN not in repr(reject)


def test_a_long_duty_keeps_its_beginning_and_no_half_of_a_number() -> None:
    duty = "还" * 485 + CITIZEN + "元" * 50
    basis = {"ZXYJWH": "1"}
    page = _read("filings", FILING | basis | {"ZXYJNR": duty}, FILING | basis | {"ZXYJNR": "还" * 501})
    told = [row.values["duty"] for row in _rows(page, lambda row: row.kind == "ENFORCEMENT_BASIS")]
    assert told == ["还" * 485 + "...", "还" * 497 + "..."]
    assert accept(page, _checker(mapping("courts"))).rejects == ()


def test_fields_that_the_mapping_does_not_name_are_told() -> None:
    assert _read("filings", FILING | {"CBR": "甲"}).passed_over == ("CBR",)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ({"code": "0", "data": {"rows": None}}, "nothing at data.rows; allowed: a list of records"),
        ({"code": "0", "data": {"rows": {"AH": "1"}}}, "an object at data.rows"),
        ({"code": "0", "data": []}, "nothing at data.rows"),
        ({"code": "E17", "data": {"rows": []}}, "code is E17; allowed: 0"),
        ({"data": {"rows": []}}, "code is null; allowed: 0"),
        ([], "code is null"),
        ("<html>", "code is null"),
        ({"code": "0", "data": {"rows": [FILING] * 501}}, "501 records at data.rows; allowed: 500"),
    ],
)
def test_a_page_of_another_shape_is_named_and_nothing_of_it_taken(page: object, reason: str) -> None:
    found = mapping("courts")
    with pytest.raises(UnreadablePage) as caught:
        read_page(found, found.reads[0], page, DOCUMENT, TODAY)
    assert (caught.value.agency, caught.value.read) == ("COURT_CASES", "filings")
    assert reason in caught.value.reason


def in_xml(**settings: str) -> AgencyMapping:
    """The courts, if they wrote XML."""
    found = mapping("courts")
    reading = replace(found.reading, settings={**found.reading.settings, "body": "xml", **settings})
    return replace(found, reading=reading)


@pytest.mark.parametrize(
    ("data", "count"),
    [
        ({"rows": FILING}, 1),
        ({"rows": [FILING, FILING]}, 2),
        ({"rows": ""}, 0),
        ({"next": ""}, 0),
        ("", 0),
    ],
)
@pytest.mark.parametrize("status_at", ["code", ""])
def test_elements_of_xml_are_a_list_even_where_there_is_one_or_none(
    status_at: str, data: object, count: int
) -> None:
    found = in_xml(status_at=status_at)
    read = read_page(found, found.reads[0], {"code": "0", "data": data}, DOCUMENT, TODAY)
    assert len(read.records) == count


@pytest.mark.parametrize(
    ("status_at", "page", "reason"),
    [
        ("", {"code": "0"}, "nothing at data.rows; allowed: a list"),
        ("", {"html": {"rows": FILING}}, "nothing at data.rows; allowed: a list"),
        ("", {"data": {"rows": "none"}}, "none at data.rows; allowed: a list"),
        ("code", {"code": "1"}, "code is 1; allowed: 0"),
        ("code", {"code": "0", "data": {"rows": "none"}}, "none at data.rows; allowed: a list"),
    ],
)
def test_a_document_that_does_not_say_that_it_is_one_is_no_empty_page(
    status_at: str, page: object, reason: str
) -> None:
    found = in_xml(status_at=status_at)
    with pytest.raises(UnreadablePage) as caught:
        read_page(found, found.reads[0], page, DOCUMENT, TODAY)
    assert reason in caught.value.reason


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@EVERY_READ
@given(data=st.data())
def test_any_page_is_read_or_is_said_to_be_no_page(data: st.DataObject, found: AgencyMapping, read: Read) -> None:
    page = data.draw(VALUES)
    try:
        read_page(found, read, page, DOCUMENT, TODAY)
    except UnreadablePage as error:
        assert error.agency == found.code


@EVERY_READ
@given(data=st.data())
def test_nothing_is_lost(data: st.DataObject, found: AgencyMapping, read: Read) -> None:
    """Records in are records accepted and records rejected, whatever stands in their fields."""
    good = data.draw(st.sampled_from(_samples(found, read)))
    names = st.sampled_from([".".join(field.at) for field in read.fields.values()])
    spoilt = st.dictionaries(names, VALUES, max_size=3).map(lambda changes: {**good, **changes})
    records = data.draw(st.lists(st.just(good) | spoilt | VALUES, max_size=6))
    page = read_page(found, read, _page(found, read, records), DOCUMENT, TODAY)
    assert len(page.records) + len(page.rejects) == len(records)
    accepted = accept(page, _checker(found))
    assert len(accepted.records) + len(accepted.rejects) == len(records)
    assert [each.line for each in accepted.rejects] == sorted(each.line for each in accepted.rejects)
    assert all("allowed" in each.reason or "missing" in each.reason for each in accepted.rejects)


def _samples(found: AgencyMapping, read: Read) -> list[dict[str, Any]]:
    from adapters.agencies import samples_of
    from adapters.agencies.sample_page import sample_page

    folder = samples_of(Path(found.file))
    pages = [sample_page(folder / name, read, found).page for name in found.samples[read.name]]
    return [record for page in pages for record in records_of(found, read, page) if isinstance(record, dict)]


# --- the real check --------------------------------------------------------------------------------


def test_a_record_is_taken_whole_or_not_at_all() -> None:
    wrong = CITIZEN[:-1] + "8"
    page = _read("parties", PARTY, PARTY | {"DSRBH": "P-3", "ZJHM": wrong})
    accepted = accept(page, _checker(mapping("courts")))
    assert [row.kind for record in accepted.records for row in record.rows] == ["PERSON", "PARTY_TO"]
    (reject,) = accepted.rejects
    assert (reject.line, reject.field) == (2, "ZJHM")
    assert "check digit" in reject.reason
    assert wrong not in repr(reject)


def test_no_desk_hears_of_a_record_that_the_check_refuses() -> None:
    page = _read("performances", PERFORMANCE | {"LXBH": "1" * 300})
    accepted = accept(page, _checker(mapping("courts")))
    assert (accepted.records, len(accepted.rejects)) == ((), 1)


def _rows(page: PageRead, keep: Callable[[NodeRow | RelationRow], bool]) -> list[NodeRow | RelationRow]:
    return [row for record in page.records for row in record.rows if keep(row)]


@EVERY_READ
def test_no_two_records_of_a_page_contradict_each_other(found: AgencyMapping, read: Read) -> None:
    """One slot with two contents is refused by the loader: what several records state must be the same."""
    page = read_page(found, read, _page(found, read, _samples(found, read)), DOCUMENT, TODAY)
    checker = _checker(found)
    facts = [checker.check(row) for row in _rows(page, lambda row: True)]
    assert not [fact for fact in facts if isinstance(fact, Reject)]
    told: dict[str, set[str]] = {}
    for fact in facts:
        told.setdefault(fact.slot, set()).add(fact.hash)
    assert [slot for slot, hashes in told.items() if len(hashes) > 1] == []


def test_two_debtors_of_one_case_may_owe_different_things() -> None:
    """The published list states the duty for each debtor, under one basis."""
    record = _samples(mapping("national_list"), mapping("national_list").reads[0])[0]
    other = record | {"iname": "丁某某", "cardNum": "4202811990****0021", "duty": "连带清偿。"}
    page = _read("listings", record, other, agency="national_list")
    checker = _checker(mapping("national_list"))
    facts = [checker.check(row) for row in _rows(page, lambda row: row.kind == "ENFORCEMENT_BASIS")]
    assert len({fact.slot for fact in facts if not isinstance(fact, Reject)}) == 2
