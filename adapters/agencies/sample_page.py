"""A page among an agency's samples: what it says, and on which line each record of it begins."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from adapters.agencies.bodies import BadBody, document_lines, is_xml, parsed
from adapters.agencies.json_lines import item_lines, line_in
from adapters.agencies.mapping import AgencyMapping, Read
from adapters.formats.record import Reject

MAX_SAMPLE_BYTES: Final = 2**22


class UnusableSample(Exception):
    """A sample that cannot be read at all: a fault of the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SamplePage:
    """A page, its text if it is JSON, and the line on which each record begins."""

    page: object
    text: str
    lines: Sequence[int]

    def line(self, place: Sequence[str | int]) -> int:
        return line_in(self.text, place) if self.text else 1

    def line_of(self, read: Read, reject: Reject, *, exact: bool) -> int:
        """The line of a record, which the reject names by its place from 1, or of the field in it."""
        place = reject.line - 1
        if self.text and exact:
            return self.line((*read.at, place, *reject.field.split(", ")[0].split(".")))
        return self.lines[place]


def sample_page(path: Path, read: Read, mapping: AgencyMapping) -> SamplePage:
    if path.suffix == ".csv":
        text = text_of(path, mapping.reading.text("encoding") or "utf-8")
        separator = mapping.reading.text("separator") or ","
        reader = csv.DictReader(io.StringIO(text), delimiter="\t" if separator == "tab" else separator)
        rows = [
            ({name: cell for name, cell in row.items() if name is not None}, reader.line_num) for row in reader
        ]
        return SamplePage(page=[row for row, _ in rows], text="", lines=[line for _, line in rows])
    if path.suffix == ".xml":
        return _document(path, read, mapping)
    text = text_of(path, "utf-8")
    return SamplePage(page=parsed_json(path, text), text=text, lines=item_lines(text, read.at))


def _document(path: Path, read: Read, mapping: AgencyMapping) -> SamplePage:
    content = _content(path)
    if not is_xml(mapping.reading):
        raise UnusableSample(f"{path}: a document; allowed: a page in JSON, as the mapping has it")
    try:
        page = parsed(mapping.reading, content)
    except BadBody as error:
        raise UnusableSample(f"{path}: {error}") from None
    return SamplePage(page=page, text="", lines=document_lines(mapping.reading, content, read.at))


def parsed_json(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        detail = f"line {error.lineno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else "too deep"
        raise UnusableSample(f"{path}: no JSON ({detail}); allowed: a page as the agency sends it") from None


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_SAMPLE_BYTES:
            raise UnusableSample(f"{path}: too large; allowed: {MAX_SAMPLE_BYTES} bytes")
        return path.read_bytes()
    except OSError as error:
        raise UnusableSample(f"{path}: {error.strerror or error}; allowed: a sample that can be read") from None


def text_of(path: Path, encoding: str) -> str:
    try:
        return _content(path).decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError:
        raise UnusableSample(f"{path}: not text in {encoding}; allowed: the encoding of the mapping") from None
