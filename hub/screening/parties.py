"""The list: a party a row, named by one number, with a reference of the partner's own that is given back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from adapters.formats.charset import GB18030, UTF8
from adapters.formats.probe import probe
from adapters.formats.record import UnusableFile
from adapters.formats.rows_names import RowKind
from adapters.formats.rows_read import Fault, check_header, check_lines, csv_rows, json_rows
from graph.model import MODEL
from graph.model.people import DOCUMENT_TYPES

MEMBERS: Final = ("record", "uscc", "citizenId", "documentType", "documentNumber", "system", "key")
# How a row may name its party: the members that it then has.
_WAYS: Final = (("uscc",), ("citizenId",), ("documentType", "documentNumber"), ("system", "key"))
_ROW: Final = RowKind(
    kind=MODEL.nodes["PERSON"],
    keys=(),
    columns=MEMBERS,
    members=MEMBERS,
    known=frozenset(MEMBERS),
    lists=frozenset(),
    is_node=True,
)
_ALLOWED: Final = "; ".join(" and ".join(way) for way in _WAYS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """One row: its line, its reference, and the `SubjectKey` it gives, or what is wrong with it."""

    line: int
    record: str
    key: Mapping[str, Any] | None = None
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyList:
    """A file that can be read to its end."""

    path: Path
    digest: str
    rows: int
    charset: str

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises UnusableFile, which says what was wrong and what is allowed."""
        json_lines = _is_json(path)
        look = probe(path, json_lines=json_lines, charsets=(UTF8,) if json_lines else (UTF8, GB18030))
        if json_lines:
            check_lines(path)
        else:
            check_header(path, _ROW, look.charset)
        return cls(path=path, digest=look.digest, rows=look.lines - (not json_lines), charset=look.charset)

    def read(self) -> Iterator[Party]:
        """Each row in its order."""
        rows = json_rows(self.path, _ROW) if _is_json(self.path) else csv_rows(self.path, _ROW, self.charset)
        for line, found in rows:
            if isinstance(found, Fault):
                yield Party(line=line, record="", problem=f"{found.name}: {found.reason}")
            else:
                yield _party(line, found)


def _party(line: int, members: Mapping[str, object]) -> Party:
    record = str(members.get("record", ""))
    given = {name: value for name, value in members.items() if name != "record"}
    if not all(isinstance(value, str) for value in given.values()):
        return Party(line=line, record=record, problem="row: allowed are texts")
    way = next((each for each in _WAYS if set(each) == given.keys()), None)
    if way is None:
        return Party(line=line, record=record, problem=f"row: a party is named by exactly one of: {_ALLOWED}")
    if given.get("documentType", DOCUMENT_TYPES[0]) not in DOCUMENT_TYPES:
        allowed = ", ".join(DOCUMENT_TYPES)
        return Party(line=line, record=record, problem=f"documentType: no such kind; allowed: {allowed}")
    return Party(line=line, record=record, key=_key(way, given))


def _key(way: tuple[str, ...], given: Mapping[str, object]) -> dict[str, Any]:
    match way:
        case ("documentType", "documentNumber"):
            return {"document": {"type": given["documentType"], "number": given["documentNumber"]}}
        case ("system", "key"):
            return {"source": {"system": given["system"], "key": given["key"]}}
        case _:
            return {way[0]: given[way[0]]}


def _is_json(path: Path) -> bool:
    plain = path.name.removesuffix(".gz")
    if not plain.endswith((".csv", ".jsonl")):
        raise UnusableFile(f"{path}: no list of parties; allowed: a file .csv or .jsonl, plain or .gz")
    return plain.endswith(".jsonl")
