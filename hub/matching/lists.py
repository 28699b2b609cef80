"""Lists of records as files: CSV with a header or JSON Lines, read as `hub load rows` reads its tables."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from adapters.disk import sync_folder
from adapters.formats.charset import GB18030, UTF8
from adapters.formats.probe import probe
from adapters.formats.record import Reject, UnusableFile
from adapters.formats.rows_names import RowKind
from adapters.formats.rows_read import Fault, check_header, check_lines, csv_rows, json_rows
from adapters.loading.rejects import harmless
from graph.model.matching import MATCH_REVIEW
from hub.matching.looking import Found
from hub.matching.records import FIELDS, BadRecord, ListRecord
from hub.matching.sentences import written

COLUMNS: Final = (
    *("record", "line", "band", "subject", "name", "kind", "score", "reasons", "decision", "truncated", "problem"),
)
_ROW: Final = RowKind(
    kind=MATCH_REVIEW,
    keys=(),
    columns=(),
    members=tuple(FIELDS),
    known=frozenset(FIELDS),
    lists=frozenset(),
    is_node=True,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordList:
    """A file that can be read to its end, in that encoding. `name`: of its rows that name no list themselves."""

    path: Path
    digest: str
    rows: int
    charset: str
    name: str | None = None

    @classmethod
    def open(cls, path: Path, name: str | None = None) -> Self:
        """Raises UnusableFile, which says what was wrong and what is allowed."""
        json_lines = _is_json(path)
        look = probe(path, json_lines=json_lines, charsets=(UTF8,) if json_lines else (UTF8, GB18030))
        if json_lines:
            check_lines(path)
        else:
            check_header(path, _ROW, look.charset)
        return cls(
            path=path, digest=look.digest, rows=look.lines - (not json_lines), charset=look.charset, name=name
        )

    def read(self) -> Iterator[tuple[int, Mapping[str, Any] | Reject]]:
        """Each row with its line: its fields, or why it cannot be read."""
        rows = json_rows(self.path, _ROW) if _is_json(self.path) else csv_rows(self.path, _ROW, self.charset)
        for line, found in rows:
            if isinstance(found, Fault):
                yield line, self.reject(line, found.name, found.reason)
            else:
                yield line, {**found, "list": found.get("list") or self.name}

    def reject(self, line: int, field: str, reason: str, value: str = "") -> Reject:
        return Reject(file=self.path.name, line=line, field=field, value=value, reason=reason)


class MatchedFile:
    """The result, one line for each candidate, or for a record without one; in its place once it is whole.

    In UTF-8 with a byte order mark, which spreadsheets need to see that it is, whatever the list came in.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # A name of its own: two commands may match one list at once, and nobody else's file is written through.
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        self._beside = Path(name)
        self._file = os.fdopen(handle, "w", encoding="utf-8-sig", newline="")
        self._csv = csv.writer(self._file, lineterminator="\n")
        self._csv.writerow(COLUMNS)

    def write(self, line: int, record: ListRecord, found: Found, first: int) -> None:
        key = record.key if record.key is not None else ""
        rest = (found.truncated or len(found.ranked) > first, record.problem or "")
        for each in found.ranked[:first]:
            decision, who = found.decisions.get(each.id), each.candidate
            said = f"{decision['decision']} {decision['role']} {decision['at']}" if decision is not None else ""
            judged = (each.judgement.score, "; ".join(written(each)), said)
            self._row((key, line, each.band, each.id, who.name or "", who.kind, *judged, *rest))
        if not found.ranked:
            self._row((key, line, found.band, "", "", "", 0, "", "", *rest))

    def _row(self, cells: Iterable[object]) -> None:
        self._csv.writerow([harmless(str(cell).lower() if isinstance(cell, bool) else cell) for cell in cells])

    def finish(self) -> None:
        """Puts it into its place."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._beside.replace(self.path)
        sync_folder(self.path.parent)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._beside.unlink(missing_ok=True)


def beside(path: Path, what: str) -> Path:
    """The name of a file that comes of a list: `FILE.matched.csv`."""
    return path.with_name(f"{path.name}.{what}.csv")


def reject_of(listed: RecordList, line: int, bad: BadRecord) -> Reject:
    return listed.reject(line, bad.field, bad.reason, bad.value)


def _is_json(path: Path) -> bool:
    plain = path.name.removesuffix(".gz")
    if not plain.endswith((".csv", ".jsonl")):
        raise UnusableFile(f"{path}: not a list of records; allowed: a file .csv or .jsonl, plain or .gz")
    return plain.endswith(".jsonl")
