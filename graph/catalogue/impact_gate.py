"""Before which acts on an enterprise its economic impact is assessed, as data (`impact_gate.csv`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from graph.catalogue.limits import Law
from graph.catalogue.rows import Row, built_in, rows_of

COLUMNS: Final = (
    "act", "stage", "required", "heads", "instrument", "version", "article", "verified", "zh", "english",
)  # fmt: skip
STAGES: Final = ("PRESERVATION", "ENFORCEMENT", "CREDIT_PUNISHMENT")
_FILE: Final = "impact_gate.csv"
_FLAGS: Final = ("true", "false")


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """One row: the stage whose assessment the act needs, if it is `required`; `heads`: also where the act meets a
    person who heads the enterprise.
    """

    act: str
    stage: str
    required: bool
    heads: bool
    law: Law
    verified: bool
    zh: str
    english: str


def gate_of(act: str) -> Gate:
    """Raises LookupError for an act that has no row."""
    if (found := built_in_gates().get(act)) is None:
        raise LookupError(f"no act is named {act!r}; {_FILE} has the names")
    return found


@cache
def built_in_gates() -> Mapping[str, Gate]:
    """The rows of `impact_gate.csv` by act. Raises ValueError naming the row that is wrong."""
    return read_gates(built_in(_FILE), file=_FILE)


def read_gates(text: str, *, file: str) -> Mapping[str, Gate]:
    """The rows of a table of gates by act. Raises ValueError naming the row that is wrong."""
    found: dict[str, Gate] = {}
    for row in rows_of(text, file=file, columns=COLUMNS):
        made = _gate(row)
        if made.act in found:
            raise row.fault("stands twice")
        found[made.act] = made
    return MappingProxyType(found)


def _gate(row: Row) -> Gate:
    return Gate(
        act=row.text("act"),
        stage=row.one_of("stage", STAGES),
        required=row.one_of("required", _FLAGS) == "true",
        heads=row.one_of("heads", _FLAGS) == "true",
        law=Law(instrument=row.text("instrument"), version=row.text("version"), article=row.values["article"]),
        verified=row.one_of("verified", _FLAGS) == "true",
        zh=row.text("zh"),
        english=row.text("english"),
    )
