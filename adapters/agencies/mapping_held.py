"""`[reads.held]` of a mapping file: what an agency holds of what it was told, and nothing for the graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from adapters.agencies.forms import Family
from adapters.agencies.mapping import HELD, Field, HeldSpec, Read
from adapters.agencies.mapping_fields import field_name, place
from adapters.agencies.section import Section, listed
from graph.rules.reconciling import There

_ROWS: Final = ("nodes", "relations", "grade", "access")


def read_held(section: Section, record: str, fields: Mapping[str, Field]) -> HeldSpec | None:
    """None for a record of another kind, and where there are faults."""
    if record != HELD:
        if section.has("held"):
            section.fault("held", None, f"this record tells nothing of it; allowed: it with record = {HELD}")
        return None
    for key in _ROWS:
        if section.has(key):
            section.fault(key, None, "nothing of it goes into the graph; allowed: it left out")
    inner = section.section("held", required=True)
    if inner is None:
        return None
    spec = HeldSpec(
        id=field_name(inner, "id", fields, (Family.TEXT,), required=True),
        status=field_name(inner, "status", fields, (Family.CODES,), required=True),
        since=field_name(inner, "since", fields, (Family.DATE, Family.TIME)),
        count_at=place(inner, "count_at"),
    )
    for key, name in (("id", spec.id), ("status", spec.status)):
        if name and not fields[name].required:
            inner.fault(key, name, "may be absent; allowed: a required field")
        if name and fields[name].separator:
            inner.fault(key, name, "a list for one value; allowed: a field of one value")
    _check_statuses(inner, fields.get(spec.status))
    inner.close()
    return spec


def _check_statuses(section: Section, field: Field | None) -> None:
    if field is None or field.codes is None:
        return
    table, allowed = field.codes, listed([each.value for each in There])
    for theirs, ours in table.ours.items():
        if ours not in set(There):
            section.faults.add(("codes", table.name, "map", theirs), ours, f"no status; allowed: {allowed}")
    if table.fallback:
        # Nothing may count as lifted because its code is new.
        place_ = ("codes", table.name, "fallback")
        section.faults.add(place_, table.fallback, "a status is guessed; allowed: no fallback")


def check_held(sections: Sequence[Section], reads: Sequence[Read], *, writes: bool) -> None:
    """That there is one list of what is held, of an agency that is told something."""
    held = [section for section, read in zip(sections, reads, strict=True) if read.record == HELD]
    if held and not writes:
        held[0].fault("record", HELD, "it is told nothing; allowed: it beside [[writes]]")
    for section in held[1:]:
        section.fault("record", HELD, "there twice; allowed: one list of all that it holds")
