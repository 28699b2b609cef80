"""`manifest.json`: what a delivery of rows says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from adapters.formats.probe import probe, text
from adapters.formats.record import Manifest, UnusableFile
from adapters.formats.rows_names import row_kinds
from graph.model.declare import Access, Grade

FILE_NAME = "manifest.json"
MAX_BYTES = 2**20
MEMBERS = ("complete", "kinds", "grade", "access")

Wanted = TypeVar("Wanted")


def read_manifest(path: Path, kinds_sent: tuple[str, ...]) -> Manifest:
    """The manifest, with the names of the model's kinds. `kinds_sent` is the scope of one that names none.

    Raises UnusableFile for anything but the members of the format: what it closes must not be guessed.
    """
    probe(path, line_bytes=None, file_bytes=MAX_BYTES)
    try:
        with text(path) as stream:
            members = json.load(stream)
    except (ValueError, RecursionError) as error:
        raise UnusableFile(f"{path}: no JSON; allowed: an object with {', '.join(MEMBERS)}") from error
    if not isinstance(members, dict):
        raise UnusableFile(f"{path}: not an object; allowed: an object with {', '.join(MEMBERS)}")
    for name in members:
        if name not in MEMBERS:
            raise UnusableFile(f"{path}: no member {name[:40]!r}; allowed: {', '.join(MEMBERS)}")
    complete = _member(path, members, "complete", bool, "true or false") or False
    named = _member(path, members, "kinds", list, "a list of kinds")
    return Manifest(
        complete=complete,
        kinds=kinds_sent if named is None else tuple(dict.fromkeys(_kind(path, name) for name in named)),
        grade=_choice(path, members, "grade", tuple(Grade)),
        access=_choice(path, members, "access", tuple(Access)),
    )


def _member(
    path: Path, members: Mapping[str, object], name: str, wanted: type[Wanted], allowed: str
) -> Wanted | None:
    value = members.get(name)
    if value is None or isinstance(value, wanted):
        return value
    raise UnusableFile(f"{path}: {name} is of the wrong type; allowed: {allowed}")


def _choice(path: Path, members: Mapping[str, object], name: str, choices: tuple[str, ...]) -> str | None:
    value = _member(path, members, name, str, ", ".join(choices))
    if value is not None and value not in choices:
        raise UnusableFile(f"{path}: {name} is {value[:40]!r}; allowed: {', '.join(choices)}")
    return value


def _kind(path: Path, name: object) -> str:
    row = row_kinds().get(name.lower()) if isinstance(name, str) else None
    if row is None:
        raise UnusableFile(f"{path}: no kind {str(name)[:40]!r}; allowed: {', '.join(row_kinds())}")
    return row.kind.name
