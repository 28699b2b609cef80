"""File drop: tables in a folder that somebody else fetches, or that somebody left for us.

Each file appears whole or not at all, the manifest after all of them: `manifest.json` with each file's name, rows
and SHA-256. A folder without a manifest is not complete, whoever was killed while writing it, and is not read; one
with a manifest is never written again. Files that no manifest names are passed over. A folder has one writer.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import orjson

from adapters.disk import put_whole, sync_folder
from adapters.formats.charset import UTF8
from adapters.protocols.csv_table import CHARSETS, from_csv, to_csv
from adapters.protocols.table import BadTable, Table
from adapters.protocols.xlsx_table import from_xlsx, to_xlsx

MANIFEST: Final = "manifest.json"
FORMAT: Final = "hub-drop"
VERSION: Final = 1
_MANIFEST_BYTES_MAX: Final = 2**20
_NAME: Final = re.compile(r"[A-Za-z0-9_\u4e00-\u9fff-]{1,60}\.(csv|xlsx)")
_NAME_ALLOWED: Final = "1 to 60 letters, digits, _ and -, then .csv or .xlsx"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


class Kind(StrEnum):
    """How a table is written, by the end of its name."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, kw_only=True, slots=True)
class DropLimits:
    """Of one drop: files, bytes of each, rows of each."""

    files_max: int = 100
    file_bytes: int = 64 * 2**20
    rows_max: int = 200_000


class NotComplete(Exception):
    """The folder has no manifest: it is still being written, or was left half written."""


class BadDrop(ValueError):
    """`file` of the drop is wrong; `reason` says what is allowed. Nothing of the drop was taken."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"


def write_drop(
    folder: Path,
    tables: Mapping[str, Table],
    *,
    charset: str = UTF8,
    limits: DropLimits | None = None,
) -> None:
    """Tables by the names of their files; `charset` is that of CSV. It is complete and on disk on return.

    What an earlier, unfinished attempt left is overwritten. Raises `BadDrop`, and OSError of the disk.
    """
    limits = limits or DropLimits()
    if charset not in CHARSETS:
        raise BadDrop(MANIFEST, f"charset: allowed are {', '.join(CHARSETS)}")
    _check_names(list(tables), limits)
    folder.mkdir(parents=True, exist_ok=True)
    sync_folder(folder.parent)
    if (folder / MANIFEST).exists():
        raise BadDrop(MANIFEST, "there already; allowed is a folder without one: a complete drop is not changed")
    files = []
    for name, table in tables.items():
        content = to_csv(table, charset) if _kind(name) is Kind.CSV else to_xlsx(table)
        if len(content) > limits.file_bytes or len(table.rows) > limits.rows_max:
            raise BadDrop(name, f"allowed are at most {limits.file_bytes} bytes and {limits.rows_max} rows")
        put_whole(folder / name, content)
        files.append({"name": name, "rows": len(table.rows), "sha256": hashlib.sha256(content).hexdigest()})
    manifest = {"format": FORMAT, "version": VERSION, "charset": charset, "files": files}
    put_whole(folder / MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2), unless_there=True)


def read_drop(folder: Path, *, limits: DropLimits | None = None) -> dict[str, Table]:
    """All tables of a complete drop, by the names of their files. Raises `NotComplete`, `BadDrop`."""
    limits = limits or DropLimits()
    try:
        content = _content(folder / MANIFEST, _MANIFEST_BYTES_MAX)
    except FileNotFoundError:
        raise NotComplete(f"{folder.name}: no {MANIFEST}") from None
    charset, files = _manifest(content, limits)
    return {each.name: _table(folder, each, charset, limits) for each in files}


@dataclass(frozen=True, kw_only=True, slots=True)
class _File:
    name: str
    rows: int
    sha256: str


def _manifest(content: bytes, limits: DropLimits) -> tuple[str, list[_File]]:
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadDrop(MANIFEST, f"no JSON from character {error.pos} on") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT or told.get("version") != VERSION:
        raise BadDrop(MANIFEST, f"allowed is an object with format {FORMAT} and version {VERSION}")
    charset, files = told.get("charset"), told.get("files")
    if charset not in CHARSETS:
        raise BadDrop(MANIFEST, f"charset: allowed are {', '.join(CHARSETS)}")
    if not isinstance(files, list):
        raise BadDrop(MANIFEST, "files: allowed is a list")
    found = [_file(at, each, limits) for at, each in enumerate(files)]
    _check_names([each.name for each in found], limits)
    return charset, found


def _file(at: int, told: Any, limits: DropLimits) -> _File:
    place = f"files[{at}]"
    if not isinstance(told, dict):
        raise BadDrop(MANIFEST, f"{place}: allowed is an object with name, rows, sha256")
    name, rows, sha256 = told.get("name"), told.get("rows"), told.get("sha256")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise BadDrop(MANIFEST, f"{place}.name: allowed is {_NAME_ALLOWED}")
    if type(rows) is not int or not 0 <= rows <= limits.rows_max:
        raise BadDrop(MANIFEST, f"{place}.rows: allowed is a whole number up to {limits.rows_max}")
    if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise BadDrop(MANIFEST, f"{place}.sha256: allowed is 64 of 0-9 a-f")
    return _File(name=name, rows=rows, sha256=sha256)


def _table(folder: Path, file: _File, charset: str, limits: DropLimits) -> Table:
    try:
        content = _content(folder / file.name, limits.file_bytes)
    except FileNotFoundError:
        raise BadDrop(file.name, f"not there; the {MANIFEST} names it") from None
    if not hmac.compare_digest(hashlib.sha256(content).hexdigest(), file.sha256):
        raise BadDrop(file.name, f"not what was written: its SHA-256 is not that of the {MANIFEST}")
    try:
        if _kind(file.name) is Kind.CSV:
            table = from_csv(content, charset)
        else:
            table = from_xlsx(content, rows_max=limits.rows_max)
    except BadTable as error:
        raise BadDrop(file.name, str(error)) from None
    if len(table.rows) != file.rows:
        raise BadDrop(file.name, f"{len(table.rows)} rows; the {MANIFEST} says {file.rows}")
    return table


def _content(path: Path, most: int) -> bytes:
    """Read once, so that what is checked is what is taken; no link is followed out of the folder."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadDrop(path.name, f"{error.strerror}; allowed is a readable file") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise BadDrop(path.name, "no plain file; allowed is a readable file")
    with os.fdopen(handle, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise BadDrop(path.name, f"allowed are at most {most} bytes")
    return content


def _check_names(names: list[str], limits: DropLimits) -> None:
    if not 1 <= len(names) <= limits.files_max:
        raise BadDrop(MANIFEST, f"files: allowed are 1 to {limits.files_max}")
    for name in names:
        if not _NAME.fullmatch(name):
            raise BadDrop(MANIFEST, f"name of a file: allowed is {_NAME_ALLOWED}")
    if len({name.lower() for name in names}) < len(names):
        raise BadDrop(MANIFEST, "files: allowed is each name once, whatever its case")


def _kind(name: str) -> Kind:
    return Kind(name.rpartition(".")[2])
