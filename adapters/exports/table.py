"""CSV after RFC 4180: a header, CRLF, quotes where they are needed; UTF-8 is for whoever writes the file.

A spreadsheet takes a cell that begins with one of these characters for a formula and runs it, so such a text gets
an apostrophe in front, which spreadsheets do not show. Numbers of our own need none.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from adapters.exports.columns import THING_COLUMNS, TIE_COLUMNS, Value, thing_columns, tie_columns
from adapters.exports.facts import Answer

_FORMULAS: Final = tuple("=+-@\t\r\n＝＋－＠|")


def nodes_csv(answer: Answer) -> str:
    return _table(THING_COLUMNS, (thing_columns(thing) for thing in answer.things))


def links_csv(answer: Answer) -> str:
    return _table(TIE_COLUMNS, (tie_columns(tie) for tie in answer.ties))


def _table(names: Iterable[str], rows: Iterable[Mapping[str, Value]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(value) for value in row.values()])
    return text.getvalue()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value.lstrip(" ").startswith(_FORMULAS) else value
    return str(value).lower() if isinstance(value, bool) else repr(value)
