"""A page of an agency's records into rows of the model: pure, and total. A record ends as rows or as a reject.

A page that is not of the shape is `UnreadablePage`: it stops that agency's run and loses nothing, since nothing of
it was taken. A record with a fault is one `Reject` that names their field; the other records go on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from adapters.agencies.forms import Family, text
from adapters.agencies.mapping import AgencyMapping, Condition, EventKind, EventSpec, Field, HeldSpec, Read, Told
from adapters.agencies.pages import count_of, records_of, value_at
from adapters.agencies.section import listed
from adapters.formats.record import Document, FactMeta, NodeRow, Reject, RelationRow, Row
from adapters.formats.shown import shown
from adapters.loading.readers import MAX_TEXT, MAX_TEXTS, Fault
from graph.rules.reconciling import Held, There

MAX_CUT_FROM: Final = 100_000  # characters of a text that is cut
MAX_PASSED_OVER: Final = 50  # fields that the mapping does not name, told of a page
CUT: Final = "..."  # as the sign for it is in NFKC, in which all texts are stored
_CUT_NUMBER: Final = re.compile(r"[0-9Xx]+$", re.ASCII)  # a number cut in two would no longer be masked

Value = str | list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseEvent:
    """What happened in a case, for the desk: `amount` in yuan, `whole` whether nothing is owed any more."""

    kind: EventKind
    case_number: str | None  # None for money that nobody has claimed to a case yet
    on: str
    amount: str | None = None
    whole: bool | None = None
    document: str | None = None  # number of the paper that was served, or of the receipt
    paper: str | None = None  # which kind of case it decides


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordRead:
    """What one record says. `told_by` gives, for each row, their field by our name of what it tells."""

    line: int
    rows: tuple[Row, ...]
    told_by: tuple[Mapping[str, str], ...] = field(repr=False)
    event: CaseEvent | None = None
    held: Held | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PageRead:
    """All records of a page: read, or rejected. `passed_over` are fields that the mapping does not name; `count`
    is how many of what they hold there are in all, by their own word.
    """

    records: tuple[RecordRead, ...]
    rejects: tuple[Reject, ...]
    passed_over: tuple[str, ...]
    count: int | None = None


def read_page(
    mapping: AgencyMapping,
    read: Read,
    page: object,
    document: Document,
    today: date,
    line_of: Callable[[int], int] = lambda place: place + 1,
) -> PageRead:
    """`line_of` gives the line of a record by its place from 0. Raises UnreadablePage."""
    found = records_of(mapping, read, page)
    taken: list[RecordRead] = []
    rejects: list[Reject] = []
    known = {each.at[0] for each in read.fields.values()}
    passed_over: dict[str, None] = {}
    for place, record in enumerate(found):
        try:
            taken.append(_record(read, record, document, line_of(place), today))
        except Fault as fault:
            rejects.append(
                Reject(
                    file=document.name,
                    line=line_of(place),
                    field=fault.field,
                    value=fault.value,
                    reason=fault.reason,
                )
            )
        if isinstance(record, dict) and len(passed_over) < MAX_PASSED_OVER:
            passed_over.update(dict.fromkeys(shown(name) for name in record if name not in known))
    return PageRead(
        records=tuple(taken),
        rejects=tuple(rejects),
        passed_over=tuple(passed_over)[:MAX_PASSED_OVER],
        count=count_of(mapping, read, page),
    )


def _record(read: Read, record: object, document: Document, line: int, today: date) -> RecordRead:
    if not isinstance(record, dict):
        raise Fault("not an object; allowed: an object with the fields of the mapping", record)
    read_values = {name: field_value(spec, value_at(record, spec.at), today) for name, spec in read.fields.items()}
    values = {name: value for name, value in read_values.items() if value is not None}
    rows: list[tuple[Row, Mapping[str, str]]] = []
    keys: dict[str, str] = {}
    for node in read.nodes:
        key = node.key.fill(values) if _holds(node.told.when, values) else None
        if key is not None:
            keys[node.name] = str(key)
        if key is not None and node.stated:
            told_by = {"key": _theirs(read, node.key.fields)} | _told_by(read, node.told)
            whole = _whole(read, node.told, values, document, line)
            rows.append((NodeRow(kind=node.kind, key=str(key), **whole), told_by))
    for relation in read.relations:
        source = next((keys[name] for name in relation.source if name in keys), None)
        target = next((keys[name] for name in relation.target if name in keys), None)
        if source is not None and target is not None and _holds(relation.told.when, values):
            whole = _whole(read, relation.told, values, document, line)
            row = RelationRow(kind=relation.kind, source_key=source, target_key=target, **whole)
            rows.append((row, _told_by(read, relation.told)))
    if not rows and read.event is None and read.held is None:
        raise Fault("nothing comes of it; allowed: a record of which a node or relation of the mapping holds", "")
    return RecordRead(
        line=line,
        rows=tuple(row for row, _ in rows),
        told_by=tuple(told_by for _, told_by in rows),
        event=_event(read.event, values),
        held=_held(read.held, values),
    )


def field_value(spec: Field, value: object, today: date) -> Value | None:
    """A value as the mapping reads it, None if it is absent. Raises Fault with their field's name."""
    name = ".".join(spec.at)
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        if spec.required:
            raise Fault("missing; allowed: a value in every record", "", field=name)
        return None
    try:
        if not spec.separator:
            return _one(spec, value, today)
        return [_one(spec, item, today) for item in _items(spec, value)]
    except Fault as fault:
        if spec.lenient:
            return None
        if spec.form.family is Family.PERSONAL:
            fault.value = "***"
        fault.field = name
        raise


def _items(spec: Field, value: object) -> list[object]:
    items = value if isinstance(value, list) else text(value, date.max).split(spec.separator)
    found = [item for item in items if item is not None and not (isinstance(item, str) and not item.strip())]
    if not 0 < len(found) <= MAX_TEXTS:
        raise Fault(f"{len(found)} items; allowed: 1 to {MAX_TEXTS}", "a list")
    return found


def _one(spec: Field, value: object, today: date) -> str:
    if spec.cut and isinstance(value, str):
        value = _cut(value)
    read = spec.form.read(value, today)
    if spec.codes is None:
        return read
    ours = spec.codes.ours.get(read, spec.codes.fallback)
    if not ours:
        raise Fault(f"no code of {spec.codes.name}; allowed: {listed(spec.codes.ours)}", value)
    return ours


def _cut(value: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", value[:MAX_CUT_FROM]).split())
    return plain if len(plain) <= MAX_TEXT else _CUT_NUMBER.sub("", plain[: MAX_TEXT - len(CUT)]) + CUT


def _holds(conditions: Sequence[Condition], values: Mapping[str, Value]) -> bool:
    return all(_is_one_of(values.get(condition.field), condition.values) for condition in conditions)


def _is_one_of(value: Value | None, allowed: Sequence[str]) -> bool:
    return any(item in allowed for item in (value if isinstance(value, list) else [value]))


def _values(told: Told, values: Mapping[str, Value]) -> dict[str, object]:
    found = {name: template.fill(values) for name, template in told.values.items()}
    return {**told.fixed, **{name: value for name, value in found.items() if value is not None}}


def _whole(read: Read, told: Told, values: Mapping[str, Value], document: Document, line: int) -> dict[str, Any]:
    """What a row has besides its kind and keys."""
    meta = FactMeta(
        valid_from=_text(values.get(told.valid_from)),
        valid_to=_text(values.get(told.valid_to)),
        grade=read.grade,
        access=read.access,
    )
    item = told.item.fill(values) if told.item is not None else None
    return {
        "values": _values(told, values),
        "document": document,
        "line": line,
        "item": "" if item is None else str(item),
        "meta": meta,
    }


def _told_by(read: Read, told: Told) -> dict[str, str]:
    found = {name: _theirs(read, template.fields) for name, template in told.values.items()}
    periods = {"validFrom": told.valid_from, "validTo": told.valid_to}
    return found | {ours: _theirs(read, (name,)) for ours, name in periods.items() if name}


def _theirs(read: Read, names: Sequence[str]) -> str:
    return ", ".join(".".join(read.fields[name].at) for name in names)


def _event(spec: EventSpec | None, values: Mapping[str, Value]) -> CaseEvent | None:
    if spec is None or not _holds(spec.when, values):
        return None
    whole = values.get(spec.whole)
    return CaseEvent(
        kind=spec.kind,
        case_number=_text(values.get(spec.case)),
        on=str(values[spec.on]),
        amount=_text(values.get(spec.amount)),
        whole=None if whole is None else whole == "true",
        document=_text(values.get(spec.document)),
        paper=_text(values.get(spec.paper)),
    )


def _held(spec: HeldSpec | None, values: Mapping[str, Value]) -> Held | None:
    if spec is None:
        return None
    status = There(str(values[spec.status]))
    return Held(id=str(values[spec.id]), status=status, since=_text(values.get(spec.since)))


def _text(value: Value | None) -> str | None:
    return None if value is None else str(value)
