"""Rows out of one file of the exchange format, as (line, members) or (line, Fault).

Both notations end in the same members, so that a table and its JSON Lines read the same. A JSON row has the
members of the format only; how values must look is the checker's business.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from adapters.formats.charset import UTF8
from adapters.formats.probe import lines
from adapters.formats.record import UnusableFile
from adapters.formats.rows_names import RowKind
from adapters.formats.shown import starred

MAX_TEXT = 10_000  # characters of one value, whatever it is; the checker allows less to most
MAX_DEPTH = 3  # a row, a list in it, one more; deeper is nothing the model has
LIST_SEPARATOR = ";"
CSV_FORM = "commas between cells, double quotes around a cell that holds commas or quotes"
_CSV_FAULTS = (
    ("unexpected end of data", "a quote is not closed to the end of the file"),
    ("field larger than field limit", "a quote is not closed for many lines"),
    ("new-line character seen in unquoted field", "CR without LF ends no line"),
)
_ARRAY = re.compile(r"\s*\[\s*(\{|$)")  # how an array of objects begins, on one line or over many
_SEPARATORS = ("\t", ";", "|", "，", "、")  # what is sent instead of commas

Members = Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Why a row cannot be read. `name` is the field's, `row` for a fault of the whole row; no value is repeated.

    `members` are what the row holds, good or bad, where it is certain where it begins and ends.
    """

    name: str
    reason: str
    members: Members = field(default_factory=dict)


def json_rows(path: Path, row: RowKind) -> Iterator[tuple[int, Members | Fault]]:
    for number, line in lines(path):
        if line.strip():
            yield number, _json_row(line, row)


def csv_rows(path: Path, row: RowKind, charset: str = UTF8) -> Iterator[tuple[int, Members | Fault]]:
    """A row's number is that of the line on which it starts.

    A cell that goes on to another line may have swallowed the rows between, so all of its lines are in doubt: each
    is a fault of its own, since what is neither taken nor refused would be lost.
    """
    source = _Counted(lines(path, charset))
    reader = csv.reader(source, strict=True)
    header = _header(path, row, next(reader, []))
    while True:
        start = source.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield start, Fault(name="row", reason=f"no row of CSV ({_csv_fault(error)}); allowed: {CSV_FORM}")
            yield from _swallowed(start, source.number)
            continue
        if not any(cell.strip() for cell in cells):
            continue  # spreadsheets end a table with rows of nothing but commas
        if len(cells) != len(header):
            reason = f"{len(cells)} cells; allowed: {len(header)}, as in the header"
            yield start, Fault(name="row", reason=reason)
            yield from _swallowed(start, source.number)
            continue
        if source.number > start and (name := _broken_cell(header, cells)):
            reason = f"the cell goes on to line {source.number}; allowed: one line (is a quote not closed?)"
            yield start, Fault(name=name, reason=reason)
            yield from _swallowed(start, source.number)
            continue
        members = {name: _cell(name, cell, row) for name, cell in zip(header, cells, strict=True) if cell}
        yield start, _fault_in(members) or members


def _swallowed(start: int, last: int) -> Iterator[tuple[int, Fault]]:
    """Faults of the lines behind the one on which a row begins."""
    reason = f"not read: a quote that is opened on line {start} is not closed there; close it and send this again"
    for number in range(start + 1, last + 1):
        yield number, Fault(name="row", reason=reason)


def check_lines(path: Path) -> None:
    """Raises UnusableFile for one JSON array of everything: its lines are no rows."""
    first = next((line for _, line in lines(path) if line.strip()), "")
    if _ARRAY.match(first):
        raise UnusableFile(f"{path}: a JSON array; allowed: JSON Lines, one JSON object a line")


def check_header(path: Path, row: RowKind, charset: str = UTF8) -> None:
    """Raises UnusableFile unless the first line names columns of the kind, each once, and its keys."""
    try:
        next(csv_rows(path, row, charset), None)
    except csv.Error as error:
        raise UnusableFile(
            f"{path}: the header is no line of CSV ({_csv_fault(error)}); allowed: {CSV_FORM}"
        ) from error


def _header(path: Path, row: RowKind, cells: list[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    allowed = f"line 1 is the header; allowed: {', '.join(row.members)}"
    if not any(header):
        raise UnusableFile(f"{path}: empty where the header should be; {allowed}")
    for place, name in enumerate(header, start=1):
        if not name:
            raise UnusableFile(f"{path}: column {place} has no name; {allowed}")
        if name not in row.members:
            raise UnusableFile(f"{path}: no column {name[:40]!r}{_separated(name)}; {allowed}")
        if name in header[: place - 1]:
            raise UnusableFile(f"{path}: the column {name!r} is there twice; allowed: each once")
    for name in row.keys:
        if name not in header:
            raise UnusableFile(f"{path}: the column {name!r} is missing; needed: {', '.join(row.keys)}")
    return header


def _separated(name: str) -> str:
    found = next((mark for mark in _SEPARATORS if mark in name), None)
    return "" if found is None else f" (are cells separated by {found!r}? allowed: commas)"


def _csv_fault(error: csv.Error) -> str:
    """What the module says, for those who do not program."""
    return next((words for known, words in _CSV_FAULTS if known in str(error)), str(error))


def _broken_cell(header: list[str], cells: list[str]) -> str:
    """The column of the first cell with words behind a line end; empty if there is none."""
    return next((name for name, cell in zip(header, cells, strict=True) if "\n" in cell.rstrip()), "")


def _cell(name: str, cell: str, row: RowKind) -> object:
    return [part for part in cell.split(LIST_SEPARATOR) if part] if name in row.lists else cell


def _json_row(line: str, row: RowKind) -> Members | Fault:
    try:
        found = _DECODER.decode(line)
    except _Twice as error:
        return Fault(name=str(error), reason="the member is there twice; allowed: once")
    except RecursionError:
        return Fault(name="row", reason=f"nested too deeply; allowed: {MAX_DEPTH} levels")
    except ValueError as error:
        detail = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        return Fault(name="row", reason=f"no JSON: {detail}; allowed: one JSON object a line")
    if not isinstance(found, dict):
        return Fault(name="row", reason="not an object; allowed: one JSON object a line")
    if not found.keys() <= row.known:
        name = next(name for name in found if name not in row.known)
        reason = f"no such member; allowed: {', '.join(row.members)}"
        return Fault(name=_name(name), reason=reason, members=found)
    members = {name: value for name, value in found.items() if value is not None}
    return members if _is_plain(line) else _fault_in(members) or members


def _is_plain(line: str) -> bool:
    """Whether it is too short for a text too long, and holds neither nesting nor an escaped surrogate."""
    return len(line) <= MAX_TEXT and line.count("{") == 1 and "[" not in line and "\\u" not in line


def _fault_in(members: Members) -> Fault | None:
    for name, value in members.items():
        reason = _wrong(value, 2)
        if reason:
            return Fault(name=name, reason=reason, members=members)
    return None


def _wrong(value: object, depth: int) -> str:
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            return f"{len(value)} characters; allowed: {MAX_TEXT}"
        try:
            value.encode()
        except UnicodeEncodeError:
            return "half a surrogate pair; allowed: valid Unicode"
        return ""
    if not isinstance(value, (list, dict)):
        return ""
    if depth > MAX_DEPTH:
        return f"nested too deeply; allowed: {MAX_DEPTH} levels"
    inner = value.values() if isinstance(value, dict) else value
    return next(filter(None, (_wrong(each, depth + 1) for each in inner)), "")


def _name(name: str) -> str:
    """An unknown member's name, short and printable: it comes from outside."""
    name = starred(name)[:40]
    return name if name.isprintable() else name.encode("ascii", "backslashreplace").decode()


class _Counted:
    """Lines of a file for the csv module, with the number of the last one handed out."""

    def __init__(self, source: Iterator[tuple[int, str]]) -> None:
        self._source = source
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        for number, line in self._source:
            self.number = number
            yield line


class _Twice(ValueError):
    pass


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(_name(next(name for name in names if names.count(name) > 1)))
    return members


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
