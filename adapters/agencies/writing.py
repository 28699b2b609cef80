"""An instruction into an agency's own payload, and its answers back: pure, by the mapping alone.

What the law does not let out is refused here once more, whatever was decided before: a measure outside the
catalogue or at another executor, another mode than the catalogue's, a target that the measure may not meet, one
without the number that says who it is. A lift is only held to what the payload needs: no new edition of the
catalogue may keep a measure alive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeGuard

from adapters.agencies.instructions import (
    SCHEMES,
    SOURCES,
    AgencyAnswer,
    Identity,
    InstructionTold,
    Refused,
)
from adapters.agencies.mapping import AgencyMapping, Answered, AnswerSpec, InstructionKind, Sent, Write
from adapters.agencies.pages import UnreadablePage, check_status, value_at
from adapters.agencies.section import listed
from adapters.formats.shown import shown
from adapters.loading.readers import Fault, free_text, plain_text
from graph.catalogue import catalogue

MAX_ANSWERS: Final = 10_000
ENDING: Final = (InstructionKind.LIFT, InstructionKind.WITHDRAW)
Payload = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """What goes out, beside the instruction that it is of, and what does not, with the reason."""

    payloads: tuple[tuple[InstructionTold, Payload], ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswersRead:
    answers: tuple[AgencyAnswer, ...]
    refused: tuple[Refused, ...]


def outgoing(mapping: AgencyMapping, instructions: Sequence[InstructionTold]) -> Outgoing:
    """The payload of each instruction; one that stands twice goes out once."""
    payloads: list[tuple[InstructionTold, Payload]] = []
    refused: list[Refused] = []
    seen: set[str] = set()
    for told in instructions:
        made = _refusal(mapping, told, seen) or payload(mapping, told)
        seen.add(told.id)
        if isinstance(made, Refused):
            refused.append(made)
        else:
            payloads.append((told, made))
    return Outgoing(payloads=tuple(payloads), refused=tuple(refused))


def payload(mapping: AgencyMapping, told: InstructionTold) -> Payload | Refused:
    """The agency's own object for one instruction."""
    refusal = _refusal(mapping, told, frozenset())
    write = mapping.write_of(told.kind)
    if refusal is not None or write is None:
        return refusal or _refused(told, "kind", told.kind, "no entry writes it")
    found: Payload = {}
    for sent in write.sent:
        value = _sent_value(sent, told)
        if isinstance(value, Refused):
            return value
        if value is not None:
            _put(found, sent.at, value)
    return found


def read_back(mapping: AgencyMapping, write: Write, sent: object) -> Identity:
    """Which instruction a payload is of. Raises Fault for one that was not made by this mapping."""
    values: dict[str, str] = {}
    for spec in write.sent:
        raw = value_at(sent, spec.at)
        if not spec.source or raw is None:
            continue
        if not isinstance(raw, str):
            raise Fault("not a text; allowed: a text", raw, field=spec.name)
        if spec.codes is not None and raw not in spec.codes.ours:
            raise Fault(f"no code of {spec.codes.name}; allowed: {listed(spec.codes.ours)}", raw, field=spec.name)
        values[spec.source] = spec.codes.ours[raw] if spec.codes is not None else raw
    # What is the same in every payload need not be sent.
    values.setdefault("kind", write.kinds[0].value)
    values.setdefault("measure", mapping.measures[0])
    for name in ("id", "sequence", "case_number", "target.number"):
        if name not in values:
            raise Fault("missing; allowed: what the mapping sends", "", field=name)
    if not values["sequence"].isdecimal():
        raise Fault("not a count; allowed: digits", values["sequence"], field="sequence")
    return Identity(
        id=values["id"],
        sequence=int(values["sequence"]),
        kind=InstructionKind(values["kind"]),
        measure=values["measure"],
        case_number=values["case_number"],
        number=values["target.number"],
    )


def identity(mapping: AgencyMapping, told: InstructionTold) -> Identity:
    """What `read_back` finds in the instruction's payload: the number as the mapping sends it."""
    write = mapping.write_of(told.kind)
    masked = write is not None and any(sent.masked for sent in write.sent)
    return Identity(
        id=told.id,
        sequence=told.sequence,
        kind=told.kind,
        measure=told.measure,
        case_number=told.case_number,
        number=told.target.masked if masked else told.target.number,
    )


def read_answers(
    mapping: AgencyMapping, write: Write, spec: AnswerSpec, answer: object, sent: frozenset[str], today: date
) -> AnswersRead:
    """What an answer says of the instructions `sent` (their ids). Raises UnreadablePage for no list and no object.

    An answer to what was not sent, a second one to the same, and one with an unknown code are refused.
    """
    check_status(
        mapping, mapping.writing.text("status_at"), mapping.writing.text("status_right"), write.name, answer
    )
    found = value_at(answer, spec.at)
    items = found if isinstance(found, list) else [found]
    if not all(map(_is_object, items)):
        where = ".".join(spec.at) or "the top"
        reason = f"no answer at {where}; allowed: an object, or a list of objects"
        raise UnreadablePage(mapping.label, write.name, reason)
    if len(items) > MAX_ANSWERS:
        raise UnreadablePage(mapping.label, write.name, f"{len(items)} answers; allowed: {MAX_ANSWERS}")
    answers: list[AgencyAnswer] = []
    refused: list[Refused] = []
    seen: set[str] = set()
    for item in filter(_is_object, items):
        told = _answer(spec, item, sent, seen, today)
        if isinstance(told, Refused):
            refused.append(told)
        else:
            seen.add(told.id)
            answers.append(told)
    return AnswersRead(answers=tuple(answers), refused=tuple(refused))


def _is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def _answer(
    spec: AnswerSpec, item: Mapping[str, object], sent: frozenset[str], seen: set[str], today: date
) -> AgencyAnswer | Refused:
    try:
        name = _code(value_at(item, spec.id))
    except Fault as fault:
        return Refused(id="", field=".".join(spec.id), value=fault.value, reason=fault.reason)
    try:
        if name not in sent:
            raise Fault("nothing was sent under it; allowed: ids of instructions that were", name, field="id")
        if name in seen:
            raise Fault("answered twice; allowed: one answer to each", name, field="id")
        return _status_told(spec, item, name, today)
    except Fault as fault:
        return Refused(id=name, field=_their_field(spec, fault.field), value=fault.value, reason=fault.reason)


def _status_told(spec: AnswerSpec, item: Mapping[str, object], name: str, today: date) -> AgencyAnswer:
    try:
        code = _code(value_at(item, spec.status))
        if code not in spec.statuses.ours:
            reason = f"no code of {spec.statuses.name}; allowed: {listed(spec.statuses.ours)}"
            raise Fault(reason, code)
    except Fault as fault:
        fault.field = "status"
        raise
    status = Answered(spec.statuses.ours[code])
    return AgencyAnswer(
        id=name, status=status, reason=_reason(spec, item, status, today), on=_on(spec, item, today)
    )


def _reason(spec: AnswerSpec, item: Mapping[str, object], status: Answered, today: date) -> str:
    raw = value_at(item, spec.reason) if spec.reason else None
    if status in (Answered.ACKNOWLEDGED, Answered.EXECUTED):
        return ""
    try:
        return free_text(raw, today)
    except Fault as fault:
        fault.field = "reason"
        raise


def _on(spec: AnswerSpec, item: Mapping[str, object], today: date) -> str | None:
    raw = value_at(item, spec.on) if spec.on else None
    if raw in (None, "") or spec.on_form is None:
        return None
    try:
        return spec.on_form.read(raw, today)
    except Fault as fault:
        fault.field = "on"
        raise


def _their_field(spec: AnswerSpec, name: str) -> str:
    places = {"id": spec.id, "status": spec.status, "reason": spec.reason, "on": spec.on}
    return ".".join(places.get(name, ())) or name


def _code(value: object) -> str:
    """A code or an id: a text, or a number that JSON gave as one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return plain_text(value)


def _refusal(mapping: AgencyMapping, told: InstructionTold, seen: set[str] | frozenset[str]) -> Refused | None:
    if told.id in seen:
        return _refused(told, "id", told.id, "there twice; allowed: each instruction once")
    if mapping.write_of(told.kind) is None:
        kinds = [kind.value for write in mapping.writes for kind in write.kinds]
        return _refused(told, "kind", told.kind, f"{mapping.label} takes none; allowed: {listed(kinds)}")
    if told.target.scheme not in SCHEMES or not told.target.number.strip():
        return _refused(told, "target.number", "***", "nobody is told by a name alone; allowed: with its number")
    if told.measure not in mapping.measures:
        allowed = listed(mapping.measures)
        return _refused(
            told, "measure", told.measure, f"{mapping.label} does not carry it out; allowed: {allowed}"
        )
    return None if told.kind in ENDING else _outside_catalogue(told)


def _outside_catalogue(told: InstructionTold) -> Refused | None:
    edition = catalogue().edition(told.edition)
    rows = edition.rows(told.measure) if edition is not None else ()
    if not rows:
        editions = listed([each.name for each in catalogue().editions if each.rows(told.measure)])
        return _refused(
            told, "measure", f"{told.measure} {told.edition}", f"not of the catalogue; allowed: {editions}"
        )
    so = [row for row in rows if row.mode == told.mode]
    if not so:
        modes = listed([row.mode.value for row in rows])
        return _refused(told, "mode", told.mode, f"not the catalogue's; allowed for {told.measure}: {modes}")
    types = tuple(dict.fromkeys(each.value for row in so for each in row.target_types))
    if told.target.target_type not in types:
        reason = f"not met by {told.measure}; allowed: {listed(types)}"
        return _refused(told, "target.type", told.target.target_type, reason)
    return None


def _sent_value(sent: Sent, told: InstructionTold) -> object:
    """The value as the agency writes it, None for one that may be left out."""
    if not sent.source:
        return sent.fixed
    value = told.target.masked if sent.masked else SOURCES[sent.source].take(told)
    if not value:
        return _refused(told, sent.source, "", "missing; allowed: a value") if sent.required else None
    if sent.codes is None:
        return sent.form.write(value) if sent.form is not None and sent.form.write is not None else value
    if value not in sent.codes.theirs:
        return _refused(
            told, sent.source, value, f"no code of {sent.codes.name}; allowed: {listed(sent.codes.theirs)}"
        )
    return sent.codes.theirs[value]


def _put(found: Payload, at: Sequence[str], value: object) -> None:
    for name in at[:-1]:
        found = found.setdefault(name, {})
    found[at[-1]] = value


def _refused(told: InstructionTold, name: str, value: str, reason: str) -> Refused:
    return Refused(id=told.id, field=name, value=shown(value), reason=reason)
