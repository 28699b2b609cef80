"""A table as CSV after RFC 4180, in UTF-8 with a byte order mark or in GB18030."""

from __future__ import annotations

import csv
import io
from typing import Final

from adapters.formats.charset import BOM, GB18030, NAMES, UTF8
from adapters.protocols.table import BadTable, Table, marked, unmarked

CHARSETS: Final = (UTF8, GB18030)


def to_csv(table: Table, charset: str) -> bytes:
    """A byte order mark has spreadsheets read UTF-8 as that; text that they would run as a formula is marked."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in (table.columns, *table.rows):
        writer.writerow([marked(cell) for cell in row])
    return ((BOM if charset == UTF8 else "") + text.getvalue()).encode(charset)


def from_csv(content: bytes, charset: str) -> Table:
    """Raises `BadTable`, with the byte that is not of the encoding or the line that is no CSV."""
    try:
        text = content.decode(charset).removeprefix(BOM)
    except UnicodeDecodeError as error:
        raise BadTable(f"not {NAMES[charset]} at byte {error.start}; allowed: what the manifest says") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = [tuple(unmarked(cell) for cell in row) for row in reader if row]
    except csv.Error:
        raise BadTable(f"no CSV in line {reader.line_num}; allowed: RFC 4180") from None
    if not rows:
        raise BadTable("no header; allowed: a row of columns")
    return Table(columns=rows[0], rows=tuple(rows[1:]))
