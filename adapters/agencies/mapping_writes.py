"""`[[writes]]` of a mapping file: that what goes out says who, what and by which case, and can be read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.agencies.bodies import is_xml
from adapters.agencies.forms import Family, Form
from adapters.agencies.instructions import SCHEMES, SOURCES, Source
from adapters.agencies.mapping import Answered, AnswerSpec, Codes, InstructionKind, Sent, Write
from adapters.agencies.mapping_fields import entry_name, form_and_codes, place, where
from adapters.agencies.protocols import Chosen
from adapters.agencies.section import Section, listed
from adapters.protocols.xml_body import NAME, NAME_RULE
from graph.catalogue import measure_definitions
from graph.rules.identifiers import USCC

NEEDED: Final = ("id", "sequence", "target.name", "target.number", "case_number")
IRREVERSIBLE: Final = "JP-A01"  # a transfer of clues to a crime: no credit measure, so no instruction
MASKS: Final = ("full", "masked")


def read_writes(
    sections: tuple[Section, ...], codes: Mapping[str, Codes], measures: tuple[str, ...], chosen: Chosen
) -> tuple[Write, ...]:
    writes: list[Write] = []
    for section in sections:
        write = _write(section, codes, measures, chosen, [write.name for write in writes])
        for kind in write.kinds:
            if any(kind in other.kinds for other in writes):
                section.fault("kinds", kind, "written by another entry; allowed: each kind of instruction once")
        writes.append(write)
    told = {kind for write in writes for kind in write.kinds}
    if InstructionKind.ISSUE in told and InstructionKind.LIFT not in told:
        sections[0].fault("kinds", None, "what is issued cannot be lifted; allowed: LIFT in an entry, too")
    return tuple(writes)


def _write(
    section: Section, codes: Mapping[str, Codes], measures: tuple[str, ...], chosen: Chosen, taken: list[str]
) -> Write:
    name = entry_name(section, taken)
    kinds = tuple(map(InstructionKind, section.choices("kinds", tuple(InstructionKind))))
    path, files = where(section, chosen)
    fields = section.section("fields", required=True)
    sent = _sent(fields, codes) if fields is not None else ()
    if fields is not None:
        _check_complete(fields, sent, kinds, measures)
        _check_names(fields, sent, chosen)
    write = Write(
        name=name,
        kinds=kinds,
        path=path,
        files=files,
        sent=sent,
        acknowledgement=_answer(section, "acknowledgement", codes, chosen),
        feedback=_answer(section, "feedback", codes, chosen),
    )
    specs = [spec for spec in (write.acknowledgement, write.feedback) if spec is not None]
    if not any(Answered.EXECUTED in spec.statuses.ours.values() for spec in specs):
        section.fault(
            "acknowledgement",
            None,
            "nothing tells of execution; allowed: a status in it or in feedback that is EXECUTED",
        )
    if IRREVERSIBLE in measures:
        section.fault("kinds", IRREVERSIBLE, "no instruction may name it; allowed: an agency without it")
    section.close()
    return write


def _sent(section: Section, codes: Mapping[str, Codes]) -> tuple[Sent, ...]:
    found = []
    for name in section.named():
        inner = section.section(name)
        if inner is not None:
            found.append(_sent_value(name, inner, codes))
    names = [value.name for value in found]
    for value in found:
        if any(other != value.name and other.startswith(f"{value.name}.") for other in names):
            section.fault(value.name, None, "a value and an object under one name; allowed: one of the two")
    return tuple(found)


def _sent_value(name: str, section: Section, codes: Mapping[str, Codes]) -> Sent:
    at = tuple(name.split("."))
    if not all(at):
        section.fault("", name, "an empty name between dots; allowed: names with dots between")
    if section.has("fixed"):
        value = section.table["fixed"]
        if isinstance(value, (dict, list)):
            section.fault("fixed", value, "not allowed; allowed: a text, a number, true or false")
        section.close()
        return Sent(name=name, at=at, fixed=value)
    source = section.choice("from", SOURCES)
    form, table = form_and_codes(section, codes)
    sent = Sent(
        name=name,
        at=at,
        source=source,
        form=None if table else form,
        codes=table,
        masked=section.choice("number", MASKS, required=False) == "masked",
        required=section.flag("required", source != "due_on"),
    )
    if source:
        _check_form(section, SOURCES[source], sent, form)
    if sent.masked and source != "target.number":
        section.fault("number", "masked", "nothing to mask; allowed: beside from = target.number")
    section.close()
    return sent


def _check_form(section: Section, source: Source, sent: Sent, form: Form) -> None:
    if sent.codes is not None:
        if len(sent.codes.theirs) < len(sent.codes.ours):
            reason = "two of its codes mean the same; allowed to write by: a table with each of ours once"
            section.fault("codes", sent.codes.name, reason)
        if source.family is not Family.TEXT:
            section.fault("codes", sent.codes.name, f"a {source.family} has no codes; allowed: a form")
        return
    if source.family in (Family.DATE, Family.TIME):
        fits = {Family.DATE: (Family.DATE,), Family.TIME: (Family.DATE, Family.TIME)}[source.family]
        if form.family not in fits or form.write is None:
            section.fault("form", form.name, f"writes no {source.family}; allowed: forms of {listed(fits)}")
    elif form.name != "text":
        section.fault("form", form.name, "not needed; allowed: the form left out")


def _check_complete(
    section: Section, sent: tuple[Sent, ...], kinds: tuple[InstructionKind, ...], measures: tuple[str, ...]
) -> None:
    """That the payload says who, what and by which case, and that every value has its code."""
    by_source = {value.source: value for value in sent if value.source}
    needed = [*NEEDED, *(["kind"] if len(kinds) > 1 else []), *(["measure"] if len(measures) > 1 else [])]
    for name in needed:
        if name not in by_source or not by_source[name].required:
            section.fault(
                "", None, f"no field is sent from {name}; allowed: a required field from each of {needed}"
            )
    if len({value.source for value in sent if value.source in needed}) < sum(v.source in needed for v in sent):
        section.fault("", None, "one of them is sent twice; allowed: one field from each of " + ", ".join(needed))
    sendable = _sendable(kinds, measures)
    for value in sent:
        if value.codes is None or not value.source:
            continue
        needed_codes = sendable.get(value.source, SOURCES[value.source].among)
        for ours in needed_codes:
            if value.codes.ours and ours not in value.codes.theirs:
                place_ = ("codes", value.codes.name, "map")
                reason = f"no code of theirs for it; allowed: a code for each of {listed(needed_codes)}"
                section.faults.add(place_, ours, reason)
    number = by_source.get("target.number")
    if number is not None and number.masked:
        for row in measure_definitions():
            if row.measure_code in measures and row.mode == "INSTRUCTION":
                reason = (
                    f"{row.measure_code} is an instruction and needs the number itself; allowed: number = full"
                )
                section.fault(number.name, "masked", reason)


def _check_names(section: Section, sent: tuple[Sent, ...], chosen: Chosen) -> None:
    """That a table has only columns, and XML only names of elements."""
    for value in sent:
        if chosen.text("table") in ("csv", "xlsx") and len(value.at) > 1:
            section.fault(value.name, None, "an object in a table; allowed: names without dots")
        if is_xml(chosen) and not all(map(NAME.fullmatch, value.at)):
            section.fault(value.name, None, f"no name of an element; allowed: {NAME_RULE}")


def _sendable(kinds: tuple[InstructionKind, ...], measures: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Which values can go out: those of these kinds and measures, and the numbers of whom the measures may meet.

    Of modes and kinds of target all can: what was issued under another edition must still be lifted.
    """
    types = {name for row in measure_definitions() if row.measure_code in measures for name in row.target_types}
    units = (USCC,) if "UNIT" in types else ()
    persons = tuple(scheme for scheme in SCHEMES if scheme != USCC) if types - {"UNIT"} else ()
    return {"kind": tuple(kinds), "measure": measures, "target.scheme": (*persons, *units)}


def _answer(section: Section, key: str, codes: Mapping[str, Codes], chosen: Chosen) -> AnswerSpec | None:
    inner = section.section(key)
    if inner is None:
        return None
    status = inner.section("status", required=True)
    on = inner.section("on")
    on_form = None
    if on is not None:
        on_form, table = form_and_codes(on, {})
        if table is not None or on_form.family not in (Family.DATE, Family.TIME):
            on.fault("form", on_form.name, "reads no day; allowed: forms of date, time")
    path, files = where(inner, chosen, required=False)
    spec = AnswerSpec(
        path=path,
        files=files,
        at=place(inner, "at"),
        id=place(inner, "id", required=True),
        status=place(status, "of", required=True) if status else (),
        statuses=_statuses(status, codes),
        reason=place(inner, "reason"),
        on=place(on, "of", required=True) if on else (),
        on_form=on_form,
    )
    if {Answered.RETURNED, Answered.OBJECTED} & set(spec.statuses.ours.values()) and not spec.reason:
        inner.fault("reason", None, "missing; allowed: where it says why something is returned or objected to")
    for part in filter(None, (status, on)):
        part.close()
    inner.close()
    return spec


def _statuses(status: Section | None, codes: Mapping[str, Codes]) -> Codes:
    name = status.choice("codes", codes) if status is not None else ""
    table = codes.get(name)
    if status is None or table is None:
        return Codes(name=name, ours={})
    for theirs, ours in table.ours.items():
        if ours not in set(Answered):
            status.faults.add(
                ("codes", name, "map", theirs), ours, f"no status; allowed: {listed(tuple(Answered))}"
            )
    if table.fallback:
        # Nothing may count as carried out because its code is new.
        status.faults.add(("codes", name, "fallback"), table.fallback, "a status is guessed; allowed: no fallback")
    return table
