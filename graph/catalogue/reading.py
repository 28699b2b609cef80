"""Reads an edition of the catalogue from CSV. A table with a fault is no edition: it is refused whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from graph.catalogue.definitions import PROPAGATING, Edition, MeasureDefinition, Trigger
from graph.catalogue.executors import executor_types
from graph.model.measures import EXECUTORS, Mode, TargetType

COLUMNS: Final = (
    *("code", "zh", "english", "executors", "targets", "trigger", "mode"),
    *("reversible", "basis", "validFrom", "validTo", "verified", "notes"),
)
FIRST_COLUMNS: Final = ("code", "zh", "english", "executors", "targets", "mode", "basis", "verified")
BYTES_MAX: Final = 1 << 20
ROWS_MAX: Final = 1_000
FAULTS_MAX: Final = 20
SHOWN_MAX: Final = 60
NAME_FORM: Final = "1 to 40 capital letters, digits and hyphens"
_NAME: Final = re.compile(r"[A-Z0-9-]{1,40}")
_DAY_FORM: Final = "a day as 2026-01-31"

_Word = TypeVar("_Word", bound=StrEnum)


class Fault(NamedTuple):
    """`line` of the file, its header being line 1; `code` as the row has it; `column` is empty for a whole row."""

    line: int
    code: str
    column: str
    value: str
    allowed: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f" ({_shown(self.code)})" if self.code else "")
        what = f"{self.column} is {_shown(self.value)!r}" if self.column else _shown(self.value)
        return f"{where}: {what}; allowed: {self.allowed}"


class UnreadableEdition(ValueError):
    """A table that is no edition; `faults` are the first of at most 20 rows, one a row."""

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(f"{file}, {fault}" for fault in faults))
        self.faults = faults


class _Wrong(Exception):
    def __init__(self, *, column: str, allowed: str) -> None:
        super().__init__(column)
        self.column = column
        self.allowed = allowed


class _Row(NamedTuple):
    line: int
    cells: dict[str, str]


def read_edition(path: Path, *, name: str, in_force_from: date) -> Edition:
    """The edition in a file, at most 1 MiB of UTF-8 with the columns of `COLUMNS`, under a name of its own.

    Raises UnreadableEdition with row, column, value and what is allowed; OSError for no readable file.
    """
    with path.open("rb") as file:
        content = file.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise _unreadable(path.name, "a longer file", f"{BYTES_MAX} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path.name, f"byte {error.start} is no UTF-8", "UTF-8") from None
    return edition_of(text, name=name, in_force_from=in_force_from, file=path.name)


def edition_of(text: str, *, name: str, in_force_from: date, file: str = "edition") -> Edition:
    """The edition in a text. Raises UnreadableEdition as `read_edition`."""
    return Edition(
        name=name, in_force_from=in_force_from, definitions=_read(text, name, file, COLUMNS, _definition)
    )


def first_edition(text: str, *, name: str, file: str) -> Edition:
    """An edition from before there were executor types and triggers: one to be read, not to order under."""
    return Edition(name=name, in_force_from=None, definitions=_read(text, name, file, FIRST_COLUMNS, _first))


def _read(
    text: str,
    edition: str,
    file: str,
    columns: tuple[str, ...],
    definition: Callable[[dict[str, str], str], MeasureDefinition],
) -> tuple[MeasureDefinition, ...]:
    if not _NAME.fullmatch(edition):
        raise _unreadable(file, "the edition's name has another form", NAME_FORM)
    found: dict[tuple[str, Mode], MeasureDefinition] = {}
    faults: list[Fault] = []
    for row in _rows(text, file, columns):
        try:
            one = definition(row.cells, edition)
            if (one.measure_code, one.mode) in found:
                raise _Wrong(column="mode", allowed="each mode of a code once")
            found[one.measure_code, one.mode] = one
        except _Wrong as wrong:
            faults.append(Fault(row.line, row.cells["code"], wrong.column, row.cells[wrong.column], wrong.allowed))
            if len(faults) == FAULTS_MAX:
                break
    if faults:
        raise UnreadableEdition(file, tuple(faults))
    if not found:
        raise _unreadable(file, "no row", "at least one")
    return tuple(found.values())


def _rows(text: str, file: str, columns: tuple[str, ...]) -> Iterator[_Row]:
    """The rows by column, in whatever order the header has these; empty lines are passed over."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(lines, [])
        if sorted(header) != sorted(columns):
            raise _unreadable(file, "another header", f"the columns {', '.join(columns)}, each once")
        count = 0
        for cells in lines:
            if not cells:
                continue
            count += 1
            if count > ROWS_MAX:
                raise _unreadable(file, "more rows", str(ROWS_MAX), lines.line_num)
            if len(cells) != len(header):
                raise _unreadable(file, f"{len(cells)} cells", str(len(header)), lines.line_num)
            yield _Row(lines.line_num, dict(zip(header, cells, strict=True)))
    except csv.Error:
        raise _unreadable(file, "no well-formed table", "CSV as in RFC 4180", lines.line_num) from None


def _definition(cells: dict[str, str], edition: str) -> MeasureDefinition:
    trigger = _one(cells, "trigger", Trigger)
    mode = _one(cells, "mode", Mode)
    reversible = _flag(cells, "reversible")
    if reversible is (trigger is Trigger.REFERRAL):
        raise _Wrong(column="reversible", allowed="false for a referral, true for every measure")
    valid_from = _day(cells, "validFrom")
    valid_to = _day(cells, "validTo") if cells["validTo"] else None
    if valid_to is not None and valid_to <= valid_from:
        raise _Wrong(column="validTo", allowed="a day after validFrom, or nothing")
    targets = _targets(cells)
    if TargetType.RESPONSIBLE_PERSON in targets and trigger not in PROPAGATING:
        raise _Wrong(column="targets", allowed=f"RESPONSIBLE_PERSON for {', '.join(PROPAGATING)} only")
    types = _executor_types(cells, targets, mode)
    return MeasureDefinition(
        edition=edition,
        measure_code=_code(cells),
        name=_text(cells, "zh"),
        english=_text(cells, "english"),
        executors=tuple(dict.fromkeys(executor_types()[each].agency for each in types)),
        target_types=targets,
        mode=mode,
        legal_basis=_text(cells, "basis"),
        verified=_flag(cells, "verified"),
        executor_types=types,
        trigger=trigger,
        reversible=reversible,
        valid_from=valid_from,
        valid_to=valid_to,
        notes=_text(cells, "notes") if cells["notes"] else "",
    )


def _first(cells: dict[str, str], edition: str) -> MeasureDefinition:
    return MeasureDefinition(
        edition=edition,
        measure_code=_code(cells),
        name=_text(cells, "zh"),
        english=_text(cells, "english"),
        executors=_several(cells, "executors", EXECUTORS),
        target_types=_targets(cells),
        mode=_one(cells, "mode", Mode),
        legal_basis=_text(cells, "basis"),
        verified=_flag(cells, "verified"),
    )


def _executor_types(cells: dict[str, str], targets: tuple[TargetType, ...], mode: Mode) -> tuple[str, ...]:
    """Types of the closed set that fit the row: an instruction binds them, each has a target and the reverse."""
    known = executor_types()
    types = _several(cells, "executors", tuple(known))
    if mode is Mode.INSTRUCTION and not all(known[each].bound for each in types):
        unbound = ", ".join(each for each in types if not known[each].bound)
        raise _Wrong(
            column="mode", allowed=f"REFERENCE or NOTICE for {unbound}, whom nothing binds (国办发〔2020〕49号)"
        )
    met = {target for each in types for target in known[each].meets}
    if not set(targets) <= met or not all(set(known[each].meets) & set(targets) for each in types):
        raise _Wrong(column="executors", allowed="types of executor that may meet the row's targets")
    return types


def _targets(cells: dict[str, str]) -> tuple[TargetType, ...]:
    return tuple(TargetType(each) for each in _several(cells, "targets", tuple(TargetType)))


def _code(cells: dict[str, str]) -> str:
    if not _NAME.fullmatch(cells["code"]):
        raise _Wrong(column="code", allowed=NAME_FORM)
    return cells["code"]


def _text(cells: dict[str, str], column: str) -> str:
    text = cells[column]
    if not text.strip() or not text.isprintable():
        raise _Wrong(column=column, allowed="printable text on one line")
    return text


def _flag(cells: dict[str, str], column: str) -> bool:
    if cells[column] not in ("true", "false"):
        raise _Wrong(column=column, allowed="true, false")
    return cells[column] == "true"


def _day(cells: dict[str, str], column: str) -> date:
    try:
        day = date.fromisoformat(cells[column])
    except ValueError:
        raise _Wrong(column=column, allowed=_DAY_FORM) from None
    if day.isoformat() != cells[column]:
        raise _Wrong(column=column, allowed=_DAY_FORM)
    return day


def _one(cells: dict[str, str], column: str, allowed: type[_Word]) -> _Word:
    if cells[column] not in set(allowed):
        raise _Wrong(column=column, allowed=", ".join(allowed))
    return allowed(cells[column])


def _several(cells: dict[str, str], column: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    values = tuple(cells[column].split())
    if not values or not set(values) <= set(allowed) or len(set(values)) != len(values):
        raise _Wrong(column=column, allowed=f"at least one of {', '.join(allowed)}, each once, space-separated")
    return values


def _unreadable(file: str, what: str, allowed: str, line: int = 1) -> UnreadableEdition:
    return UnreadableEdition(file, (Fault(line, "", "", what, allowed),))


def _shown(value: str) -> str:
    return value if len(value) <= SHOWN_MAX else value[: SHOWN_MAX - 1] + "…"
