"""A broken mapping is named with its line, key, value and what is allowed; one fault each."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.agencies import FOLDER, shipped
from adapters.agencies.mapping_file import read_mapping
from adapters.agencies.section import MappingFault, UnusableMapping
from tests.adapters.agencies.broken import BROKEN


def _faults(folder: Path, text: str) -> tuple[MappingFault, ...]:
    path = folder / "agency.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableMapping) as caught:
        read_mapping(path)
    return caught.value.faults


@pytest.mark.parametrize(
    ("name", "old", "new", "on", "key", "reason"),
    BROKEN,
    ids=[f"{row[0]} {row[4]}" for row in BROKEN],
)
def test_one_fault_is_named_with_its_line(
    tmp_path: Path, name: str, old: str, new: str, on: str, key: str, reason: str
) -> None:
    whole = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert old in whole, "the mapping no longer holds what this test breaks"
    text = whole.replace(old, new, 1)
    faults = _faults(tmp_path, text)
    found = [fault for fault in faults if fault.key == key and reason in fault.reason]
    assert found, [str(fault) for fault in faults]
    assert on in text.splitlines()[found[0].line - 1], (found[0].line, text.splitlines()[found[0].line - 1])
    assert "allowed" in found[0].reason


def test_a_secret_is_never_repeated(tmp_path: Path) -> None:
    whole = (FOLDER / "railway.toml").read_text(encoding="utf-8")
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZI"
    (fault,) = _faults(tmp_path, whole.replace("railway-signing-key", secret))
    assert secret not in str(fault)
    assert fault.value == "***"


def test_a_clue_to_a_crime_is_no_instruction(tmp_path: Path) -> None:
    whole = (FOLDER / "public_security.toml").read_text(encoding="utf-8")
    text = whole.replace('["JP-702",', '["JP-A01", "JP-702",').replace(
        '"ZS" = "JP-702"', '"ZS" = "JP-702"\n"X" = "JP-A01"'
    )
    (fault,) = _faults(tmp_path, text)
    assert (fault.key, fault.value) == ("writes.1.kinds", "JP-A01")


def test_a_body_without_a_name_in_the_catalogue_is_connected_by_its_file_alone(tmp_path: Path) -> None:
    """A tourism office, say: its measures are those that the catalogue gives to other bodies."""
    text = (FOLDER / "railway.toml").read_text(encoding="utf-8")
    text = text.replace('"RAILWAY"', '"OTHER"').replace('"railway', '"tourism').replace('"JP-701"', '"JP-703"')
    path = tmp_path / "tourism.toml"
    path.write_text(text, encoding="utf-8")
    found = read_mapping(path)
    assert (found.label, found.measures) == ("OTHER (tourism)", ("JP-703",))
    assert found.authentication.text("key") == "tourism-signing-key"


def test_all_faults_are_told_at_once_in_the_order_of_their_lines(tmp_path: Path) -> None:
    whole = (FOLDER / "railway.toml").read_text(encoding="utf-8")
    text = (
        whole.replace('"sm2"', '"md5"').replace("page_size = 500", "page_size = -1").replace('"JP-701"', '"JP-1"')
    )
    faults = _faults(tmp_path, text)
    assert [fault.key for fault in faults] == ["agency.measures", "authentication.scheme", "limits.page_size"]
    assert str(faults[0]).startswith(f"{tmp_path / 'agency.toml'}:")


JUNK = ("1", "-1", "1.5", "true", '""', '"x"', '"{"', '"a.b"', "[]", '["x"]', "[1]", "{}", '{ of = "x" }', "[{}]")
JUNK_OF_OTHER_TYPES = ("1979-05-27", "nan", '"\\u0000"', "{ codes = 1 }", '{ form = "text", codes = "X" }')


@given(st.data())
def test_whatever_a_line_is_changed_to_the_file_is_read_or_its_faults_are_told(data: st.DataObject) -> None:
    """Nothing but a mapping or faults comes of a file, each fault on a line that is there."""
    whole = data.draw(st.sampled_from(shipped())).read_text(encoding="utf-8").splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(whole) - 1))
        key, equals, _ = whole[place].partition(" = ")
        junk = data.draw(st.sampled_from((*JUNK, *JUNK_OF_OTHER_TYPES)))
        whole[place] = f"{key} = {junk}" if equals and data.draw(st.booleans()) else ""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "agency.toml"
        path.write_text("\n".join(whole), encoding="utf-8")
        try:
            read_mapping(path)
        except UnusableMapping as error:
            assert error.faults
            assert all(1 <= fault.line <= len(whole) for fault in error.faults)
            assert all("allowed" in fault.reason for fault in error.faults)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"[agency\n", 1, "allowed: TOML 1.0"),
        ("[agency]\nzh = 铁路\n".encode(), 2, "allowed: TOML 1.0"),
        ('zh = "铁路"'.encode("gb18030"), 1, "not text in UTF-8"),
        (b"a = 1\n" * 50_000, 1, "too large"),
        (b"", 1, "missing"),
        (b"x = " + b"[" * 5_000, 1, "allowed: TOML 1.0"),
    ],
    ids=["header", "bare text", "GB18030", "large", "empty", "deep"],
)
def test_what_is_no_mapping_at_all_is_said(tmp_path: Path, content: bytes, line: int, reason: str) -> None:
    path = tmp_path / "agency.toml"
    path.write_bytes(content)
    with pytest.raises(UnusableMapping) as caught:
        read_mapping(path)
    assert (caught.value.faults[0].line, reason in str(caught.value)) == (line, True)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnusableMapping, match="No such file"):
        read_mapping(tmp_path / "nowhere.toml")
