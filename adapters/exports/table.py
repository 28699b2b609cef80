"""CSV after RFC 4180: a header, CRLF, quotes where they are needed; UTF-8 is for whoever writes the file. The byte
order mark in front has spreadsheets read it as that.

A spreadsheet takes a cell that begins with one of these characters for a formula and runs it, so such a text gets
an apostrophe in front, which spreadsheets do not show. Numbers of our own need none.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from adapters.exports.columns import Value, of_thing, of_tie, thing_columns, tie_columns
from adapters.exports.facts import Answer

BOM: Final = "\ufeff"
_FORMULAS: Final = tuple("=+-@\t\r\n＝＋－＠|")


def nodes_csv(answer: Answer) -> str:
    changes = answer.changes
    return _table(thing_columns(changes=changes), (of_thing(thing, changes=changes) for thing in answer.things))


def links_csv(answer: Answer) -> str:
    """Each with the names of both ends, which else stand in the other table only."""
    changes, names = answer.changes, {thing.id: thing.name for thing in answer.things}
    return _table(
        (*tie_columns(changes=changes), "fromName", "toName"),
        (
            {
                **of_tie(tie, changes=changes),
                "fromName": names.get(tie.source or ""),
                "toName": names.get(tie.target),
            }
            for tie in answer.ties
        ),
    )


def _table(names: Iterable[str], rows: Iterable[Mapping[str, Value]]) -> str:
    text = io.StringIO()
    text.write(BOM)
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
