"""A table as a spreadsheet (XLSX) of one sheet: every cell is written as text, no formula is read or run.

A spreadsheet is a ZIP file of XML, so it is looked through before anything parses it: how much it unpacks to, how
many parts it has, and that none declares a document type, from which entities would grow.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, Final

from adapters.protocols.table import COLUMNS_MAX, BadTable, Table

PARTS_MAX: Final = 200
UNPACKED_MAX: Final = 256 * 2**20
RATIO_MAX: Final = 200  # bytes unpacked for each one packed; tables of text have about 10
RATIO_FROM: Final = 2**20  # what is smaller unpacked may be as dense as it likes
EXACT_MAX: Final = 10**15  # a spreadsheet keeps 15 digits of a number, so a citizen ID written as one is lost
_CHUNK: Final = 2**16
_XML_NAMES: Final = (".xml", ".rels", ".vml")
_XML_STARTS: Final = (b"<", b"\0", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCODING: Final = re.compile(rb"""<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([^"']{0,40})["']""")
_DECLARATION: Final = b"<!DOCTYPE"


def to_xlsx(table: Table) -> bytes:
    from openpyxl import Workbook  # only where spreadsheets are exchanged
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for row in (table.columns, *table.rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"  # or `=` would begin a formula
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def from_xlsx(content: bytes, *, rows_max: int) -> Table:
    """Raises `BadTable`, with the row and column of a cell that is not taken. Numbers and days become text."""
    _check_parts(content)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        if len(book.worksheets) != 1:
            raise BadTable(f"{len(book.worksheets)} sheets; allowed: one")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size may be wrong
        rows = list(_rows(sheet, rows_max))
    except BadTable:
        raise
    except Exception as error:  # whatever the parser meets in a stranger's file
        raise BadTable(f"no spreadsheet ({type(error).__name__}); allowed: XLSX") from None
    if not rows:
        raise BadTable("no header; allowed: a row of columns")
    return Table(columns=rows[0], rows=tuple(rows[1:]))


def _rows(sheet: Any, rows_max: int) -> Iterator[tuple[str, ...]]:
    """Each row as wide as the header, with what a spreadsheet leaves out at its end; further cells are kept."""
    width = 0
    for number, cells in enumerate(sheet.iter_rows()):
        if number > rows_max:
            raise BadTable(f"more than {rows_max} rows")
        if len(cells) > COLUMNS_MAX:
            raise BadTable(f"row {number}: {len(cells)} cells; allowed: at most {COLUMNS_MAX}")
        row = tuple(_text(cell, number, column) for column, cell in enumerate(cells, start=1))
        width = width or len(row)
        yield row + ("",) * (width - len(row))


def _text(cell: Any, row: int, column: int) -> str:
    value, place = cell.value, f"row {row}, column {column}"
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        raise BadTable(f"{place}: a formula or its error; allowed: text, numbers, days")
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float) and abs(value) < EXACT_MAX:
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, int | float):
        raise BadTable(f"{place}: a number of more than 15 digits, which spreadsheets change; allowed: text")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    raise BadTable(f"{place}: a {type(value).__name__}; allowed: text, numbers, days")


def _check_parts(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS_MAX or len({part.filename for part in parts}) < len(parts):
                raise BadTable(f"allowed are at most {PARTS_MAX} parts, each name once")
            # A part never gives more than it declares, so the sum is what there can be.
            if sum(part.file_size for part in parts) > UNPACKED_MAX:
                raise BadTable(f"unpacks to more than {UNPACKED_MAX} bytes")
            for part in parts:
                if part.flag_bits & 1:
                    raise BadTable("a password; allowed: none")
                if part.file_size > max(RATIO_FROM, RATIO_MAX * part.compress_size):
                    raise BadTable(f"a part unpacks to more than {RATIO_MAX} times its size")
                _check_part(archive, part)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as error:
        if isinstance(error, BadTable):
            raise
        raise BadTable("no whole ZIP file; allowed: XLSX") from None


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No document type, and no encoding in which one could hide; its check sum is looked at, too.

    Which parts are XML is said elsewhere in the file, so one that might be is looked at whatever its name.
    """
    with archive.open(part) as stream:
        chunk = stream.read(_CHUNK)
        start = chunk.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
        if not part.filename.lower().endswith(_XML_NAMES) and not start.startswith(_XML_STARTS):
            return
        encoding = _ENCODING.match(start)
        before, bad = b"", encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii")
        while chunk and not bad:
            bad = b"\0" in chunk or _DECLARATION in before + chunk
            before, chunk = chunk[-len(_DECLARATION) :], stream.read(_CHUNK)
    if bad:
        raise BadTable("a document type, or no UTF-8; allowed: XML in UTF-8 without one")
