"""A sample that gives something else than was expected, or cannot be read, is named with its line."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.agencies import SAMPLES
from adapters.agencies.mapping import AgencyMapping
from adapters.agencies.sample_page import UnusableSample
from adapters.agencies.samples import try_samples
from adapters.agencies.section import MappingFault
from tests.adapters.agencies.told import CITIZEN, TODAY, mapping


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The samples of the courts, the railway and the union in one folder each, to be spoilt."""
    for name in ("courts", "railway", "union"):
        shutil.copytree(SAMPLES / name, tmp_path / name)
    return tmp_path


def _edit(path: Path, old: str, new: str) -> int:
    """Replaces the first occurrence; its line."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def _rejected(folder: Path, name: str) -> list[MappingFault]:
    return [fault for sample in try_samples(mapping(name), folder / name, TODAY) for fault in sample.rejected]


def test_a_record_with_a_fault_is_named_by_the_line_of_the_field(folder: Path) -> None:
    (folder / "courts/filings.expected.json").unlink()
    line = _edit(folder / "courts/filings.json", '"LARQ": "2026-03-03"', '"LARQ": "3.3.2026"')
    (fault,) = _rejected(folder, "courts")
    assert (fault.file, fault.line, fault.key) == (str(folder / "courts/filings.json"), line, "LARQ")
    assert (fault.value, "allowed: YYYY-MM-DD" in fault.reason) == ("3.3.2026", True)


def test_what_the_real_check_refuses_is_named_by_their_field_without_its_number(folder: Path) -> None:
    (folder / "courts/parties.expected.json").unlink()
    line = _edit(folder / "courts/parties.json", CITIZEN, CITIZEN[:-1] + "8")
    (fault,) = _rejected(folder, "courts")
    assert (fault.line, fault.key) == (line, "ZJHM")
    assert "check digit" in fault.reason
    assert CITIZEN[:-1] not in str(fault)


def test_a_row_other_than_expected_is_named_by_its_line(folder: Path) -> None:
    line = _edit(folder / "courts/closings.expected.json", '"closeMode": "PERFORMED"', '"closeMode": "SETTLED"')
    (fault,) = _rejected(folder, "courts")
    assert (fault.line, fault.key) == (line, "rows.1.values.closeMode")
    assert "allowed: PERFORMED" in fault.reason


@pytest.mark.parametrize("name", ["rows", "events"])
def test_a_row_or_event_that_nobody_expected_is_a_difference(folder: Path, name: str) -> None:
    path = folder / "courts/closings.expected.json"
    expected: dict[str, list[Any]] = json.loads(path.read_text(encoding="utf-8"))
    expected[name].pop()
    path.write_text(json.dumps(expected), encoding="utf-8")
    (fault,) = _rejected(folder, "courts")
    assert fault.key == f"{name}.2"


def test_a_number_in_expected_rows_is_not_repeated(folder: Path) -> None:
    _edit(folder / "courts/parties.expected.json", CITIZEN, "another")
    (fault,) = _rejected(folder, "courts")
    assert fault.key == "rows.3.values.citizenId"
    assert CITIZEN not in str(fault)


def test_a_page_of_another_shape_is_one_fault(folder: Path) -> None:
    _edit(folder / "courts/services.json", '"code": "0"', '"code": "E9"')
    (fault,) = _rejected(folder, "courts")
    assert (fault.key, fault.reason) == ("page", "code is E9; allowed: 0")


def test_a_line_of_a_table_is_named_by_its_number(folder: Path) -> None:
    path = folder / "union/organisations.csv"
    path.write_bytes(path.read_bytes().replace("基层".encode("gb18030"), "班组".encode("gb18030")))
    (folder / "union/organisations.expected.json").unlink()
    (fault,) = _rejected(folder, "union")
    assert (fault.line, fault.key, fault.value) == (3, "层级", "班组")


FILING = (
    "<rows>\n<AH>（2026）鄂0112执{number}号</AH><LARQ>{day}</LARQ>"
    "<FYDM>鄂0112</FYDM><FYMC>某某法院</FYMC>\n</rows>\n"
)


def in_xml(path: Path, *rows: str) -> AgencyMapping:
    """The courts, if they wrote XML in GB18030, with one sample: that of filings."""
    text = (
        '<?xml version="1.0" encoding="GB18030"?>\n<page><code>0</code><data>\n' + "".join(rows) + "</data></page>"
    )
    path.write_bytes(text.encode("gb18030"))
    found = mapping("courts")
    reading = replace(found.reading, settings={**found.reading.settings, "body": "xml", "encoding": "gb18030"})
    names = {read.name: (path.name,) if read.name == "filings" else () for read in found.reads}
    return replace(found, reading=reading, samples=names)


def test_a_document_is_a_sample_and_its_records_have_lines(tmp_path: Path) -> None:
    path = tmp_path / "filings.xml"
    good, bad = FILING.format(number=1, day="2026-03-02"), FILING.format(number=2, day="2026-13-01")
    [tried] = try_samples(in_xml(path, good), tmp_path, TODAY)
    assert (tried.records, tried.taken, tried.rejected) == (1, 1, ())
    [tried] = try_samples(in_xml(path, good, bad), tmp_path, TODAY)
    [fault] = tried.rejected
    # The declaration, the page, and three lines of the first record stand before it.
    assert (tried.taken, fault.file, fault.line, fault.key) == (1, str(path), 6, "LARQ")
    with pytest.raises(UnusableSample, match=r"filings.xml: line 3, column 12: text between elements"):
        try_samples(in_xml(path, "<rows>x<a/></rows>"), tmp_path, TODAY)
    with pytest.raises(UnusableSample, match=r"filings.xml: a document; allowed: a page in JSON"):
        try_samples(replace(in_xml(path, good), reading=mapping("courts").reading), tmp_path, TODAY)


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ("<jszt>JS", "<jszt>ZZ", "acknowledgement", "jszt: no code of STATUS"),
        ("<code>00", "<code>99", "acknowledgement", "head.code is 99; allowed: 00"),
        ("</jszt>", "", "acknowledgement", "no XML from here on (mismatched tag)"),
        ("<jszt>JS", "<jszt>ZX", "told.acknowledgement", "another than it means"),
        ("江汉乙", "江汉\\u0007乙", "payload", "allowed are the characters of XML 1.0"),
    ],
)
def test_an_answer_in_xml_is_read_as_the_agency_gives_it(
    tmp_path: Path, old: str, new: str, key: str, reason: str
) -> None:
    folder = tmp_path / "credit_office"
    shutil.copytree(SAMPLES / "credit_office", folder)
    assert all(tried.rejected == () for tried in try_samples(mapping("credit_office"), folder, TODAY))
    path = folder / "push.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = [fault for tried in try_samples(mapping("credit_office"), folder, TODAY) for fault in tried.rejected]
    assert [fault for fault in found if fault.key == key and reason in fault.reason], found


def test_a_payload_other_than_expected_is_named(folder: Path) -> None:
    line = _edit(folder / "railway/issue.json", '"op": "A"', '"op": "D"')
    (fault,) = _rejected(folder, "railway")
    assert (fault.line, fault.key) == (line, "payload.op")
    assert "allowed: A" in fault.reason


def test_an_answer_that_means_something_else_is_named(folder: Path) -> None:
    _edit(folder / "railway/issue.json", '"EXECUTED"', '"ACKNOWLEDGED"')
    (fault,) = _rejected(folder, "railway")
    assert fault.key == "told.acknowledgement"


def test_an_answer_with_an_unknown_code_is_named(folder: Path) -> None:
    _edit(folder / "railway/issue.json", '"result": "1"', '"result": "77"')
    (fault,) = _rejected(folder, "railway")
    assert (fault.key, "no code of STATUS" in fault.reason) == ("acknowledgement", True)


def test_an_instruction_that_may_not_go_out_is_named(folder: Path) -> None:
    _edit(folder / "railway/issue.json", '"mode": "INSTRUCTION"', '"mode": "NOTICE"')
    (fault,) = _rejected(folder, "railway")
    assert (fault.key, "not the catalogue's" in fault.reason) == ("instruction", True)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "no JSON"),
        (b"[]", "allowed: an object with instruction, payload"),
        (b'{"instruction": {}, "payload": {}}', "no instruction; allowed: an object with id, sequence"),
        (b'{"instruction": [1], "payload": {}}', "no instruction"),
        (b"\xff\xfe", "not text in utf-8"),
        (b" " * (2**22 + 1), "too large"),
    ],
)
def test_a_sample_that_is_none_is_said(folder: Path, content: bytes, reason: str) -> None:
    (folder / "railway/issue.json").write_bytes(content)
    with pytest.raises(UnusableSample) as caught:
        try_samples(mapping("railway"), folder / "railway", TODAY)
    assert reason in str(caught.value)


def test_a_sample_that_is_missing_is_said(folder: Path) -> None:
    (folder / "railway/issue.json").unlink()
    with pytest.raises(UnusableSample, match="No such file"):
        try_samples(mapping("railway"), folder / "railway", TODAY)
