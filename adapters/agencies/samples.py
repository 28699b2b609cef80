"""An agency's samples through its mapping: what becomes of each record, and whether it is what was expected.

Samples of what is read are pages as the agency sends them (`.json`, `.xml`, or `.csv` for a file drop); beside one
may lie `NAME.expected.json` with the rows that must come of it. A sample of what is written holds an instruction,
the payload that must come of it, and answers with what they must mean; where the agency speaks XML, answers may
stand there as text, as it gives them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from adapters.agencies.accepting import Accepted, accept
from adapters.agencies.bodies import BadBody, parsed, xml_body
from adapters.agencies.instructions import InstructionTold, Refused, TargetTold
from adapters.agencies.json_lines import line_in
from adapters.agencies.mapping import AgencyMapping, InstructionKind, Read, Write
from adapters.agencies.pages import UnreadablePage
from adapters.agencies.reading import CaseEvent, read_page
from adapters.agencies.sample_page import UnusableSample, parsed_json, sample_page, text_of
from adapters.agencies.section import MappingFault
from adapters.agencies.writing import identity, payload, read_answers, read_back
from adapters.formats.record import Document, Manifest, RelationRow, Row
from adapters.formats.shown import shown
from adapters.loading.check import Checker
from adapters.loading.readers import Fault
from adapters.protocols.xml_body import BadXml, from_xml, to_xml
from graph.rules.reconciling import Held
from graph.rules.sealing import passing_ring

MAX_EXACT: Final = 50  # rejects of a sample that are told with the line of their field, not of their record
EXPECTED: Final = ".expected.json"
_INSTRUCTION: Final = "instruction, payload, and answers (acknowledgement, feedback) with told"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """What became of one sample: counts of records and faults; `passed_over` fields that nothing names."""

    entry: str
    file: str
    records: int
    taken: int
    rejected: tuple[MappingFault, ...]
    passed_over: tuple[str, ...] = ()


def try_samples(mapping: AgencyMapping, folder: Path, today: date) -> tuple[Tried, ...]:
    """Every sample that the mapping names, in its order. Raises UnusableSample."""
    ring = passing_ring()  # nothing of a sample is kept
    checker = Checker(system=mapping.system, manifest=Manifest(), key_ring=ring, today=today)
    tried = []
    for read in mapping.reads:
        tried += [_try_read(mapping, read, folder / name, checker) for name in mapping.samples[read.name]]
    for write in mapping.writes:
        tried += [_try_write(mapping, write, folder / name, today) for name in mapping.samples[write.name]]
    return tuple(tried)


def told(accepted: Accepted, count: int | None = None) -> dict[str, Any]:
    """What came of a page, as expectations are written down; `held` and `count` only of what tells of them."""
    rows = [row for record in accepted.records for row in record.rows]
    events = [_event_told(record.event) for record in accepted.records if record.event is not None]
    held = [_held_told(record.held) for record in accepted.records if record.held is not None]
    found: dict[str, Any] = {"rows": [_row_told(row) for row in rows], "events": events}
    return found | ({"held": held} if held else {}) | ({} if count is None else {"count": count})


def _try_read(mapping: AgencyMapping, read: Read, path: Path, checker: Checker) -> Tried:
    sample = sample_page(path, read, mapping)
    document = Document(name=path.name, path=path, digest=hashlib.sha256(path.read_bytes()).hexdigest(), rows=0)
    try:
        found = read_page(mapping, read, sample.page, document, checker.today)
    except UnreadablePage as error:
        reject = MappingFault(file=str(path), line=sample.line(read.at), key="page", value="", reason=error.reason)
        return Tried(entry=read.name, file=path.name, records=0, taken=0, rejected=(reject,))
    accepted = accept(found, checker)
    rejected = [
        MappingFault(
            file=str(path),
            line=sample.line_of(read, each, exact=number < MAX_EXACT),
            key=each.field,
            value=each.value,
            reason=each.reason,
        )
        for number, each in enumerate(accepted.rejects)
    ]
    expected = path.with_name(path.name.removesuffix(path.suffix) + EXPECTED)
    if expected.exists():
        rejected += _differences(
            expected, parsed_json(expected, text_of(expected, "utf-8")), told(accepted, found.count)
        )
    return Tried(
        entry=read.name,
        file=path.name,
        records=len(found.records) + len(found.rejects),
        taken=len(accepted.records),
        rejected=tuple(rejected),
        passed_over=found.passed_over,
    )


def _try_write(mapping: AgencyMapping, write: Write, path: Path, today: date) -> Tried:
    text = text_of(path, "utf-8")
    sample = parsed_json(path, text)
    if not isinstance(sample, dict) or not {"instruction", "payload"} <= sample.keys():
        raise UnusableSample(f"{path}: not a sample of what is written; allowed: an object with {_INSTRUCTION}")
    rejected = [
        MappingFault(
            file=str(path), line=line_in(text, place), key=".".join(map(str, place)), value="", reason=reason
        )
        for place, reason in _faults_of_write(mapping, write, path, sample, today)
    ]
    return Tried(entry=write.name, file=path.name, records=1, taken=int(not rejected), rejected=tuple(rejected))


def _faults_of_write(
    mapping: AgencyMapping, write: Write, path: Path, sample: Mapping[str, Any], today: date
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    instruction = _instruction(path, sample["instruction"])
    if instruction.kind not in write.kinds:
        yield ("instruction", "kind"), f"not written by {write.name}; allowed: {', '.join(write.kinds)}"
        return
    made = payload(mapping, instruction)
    if isinstance(made, Refused):
        yield ("instruction",), f"refused for {made.field}: {made.reason}"
        return
    if made != sample["payload"]:
        wrong = next(
            name for name in {**made, **sample["payload"]} if made.get(name) != sample["payload"].get(name)
        )
        yield ("payload", wrong), f"another than the mapping makes; allowed: {shown(made.get(wrong))}"
    try:
        if read_back(mapping, write, _sent(mapping, made)) != identity(mapping, instruction):
            yield ("payload",), "read back it is another instruction; allowed: one that says which it is"
    except Fault as fault:
        yield ("payload", fault.field), fault.reason
    except BadXml as error:
        yield ("payload",), str(error)
    for name, spec in (("acknowledgement", write.acknowledgement), ("feedback", write.feedback)):
        if spec is None:
            continue
        if name not in sample:
            yield (), f"no {name}; allowed: an answer as the agency gives it, and under told what it means"
            continue
        try:
            said = _said(mapping, sample[name])
            read = read_answers(mapping, write, spec, said, frozenset({instruction.id}), today)
        except BadBody as error:
            yield (name,), str(error)
            continue
        except UnreadablePage as error:
            yield (name,), error.reason
            continue
        for refused in read.refused:
            yield (name,), f"{refused.field}: {refused.reason}"
        meant = [[answer.id, answer.status.value, answer.reason] for answer in read.answers]
        wanted = sample.get("told", {}).get(name)
        if not read.refused and meant != wanted:
            yield ("told", name), f"another than it means; allowed: {json.dumps(meant, ensure_ascii=False)}"


def _sent(mapping: AgencyMapping, made: Mapping[str, Any]) -> Mapping[str, Any]:
    """A payload as it arrives. Raises BadXml for one that no document can hold."""
    body = xml_body(mapping.writing)
    return made if body is None else from_xml(to_xml(made, body), body.encoding)


def _said(mapping: AgencyMapping, answer: object) -> object:
    """Raises BadBody."""
    body = xml_body(mapping.writing)
    if body is None or not isinstance(answer, str):
        return answer
    return parsed(mapping.writing, answer.encode(body.encoding, "replace"))


def _instruction(path: Path, value: Any) -> InstructionTold:
    try:
        members = dict(value)
        target = TargetTold(**members.pop("target"))
        return InstructionTold(target=target, **members | {"kind": InstructionKind(members["kind"])})
    except (TypeError, ValueError, KeyError, AttributeError):
        names = ", ".join((*InstructionTold.__slots__, *(f"target.{name}" for name in TargetTold.__slots__)))
        raise UnusableSample(f"{path}: no instruction; allowed: an object with {names}") from None


def _differences(path: Path, expected: Any, found: dict[str, Any]) -> list[MappingFault]:
    """The first place in which what was expected differs from what came."""
    place = _first_difference(expected, found)
    if place is None:
        return []
    came: Any = found
    for step in place:
        members = came if isinstance(came, dict) else dict(enumerate(came)) if isinstance(came, list) else {}
        came = members.get(step)
    key = ".".join(str(step + 1) if isinstance(step, int) else step for step in place)
    reason = f"not what comes of the sample; allowed: {'nothing' if came is None else shown(came)}"
    line = line_in(text_of(path, "utf-8"), place)
    return [MappingFault(file=str(path), line=line, key=key or "file", value="", reason=reason)]


def _first_difference(expected: Any, found: Any) -> tuple[str | int, ...] | None:
    if isinstance(expected, dict) and isinstance(found, dict):
        names: list[Any] = list({**expected, **found})
        pairs = [(name, expected.get(name), found.get(name)) for name in names]
    elif isinstance(expected, list) and isinstance(found, list):
        pairs = list(_by_place(expected, found))
    else:
        return None if expected == found else ()
    for step, one, other in pairs:
        inner = _first_difference(one, other)
        if inner is not None:
            return (step, *inner)
    return None


def _by_place(one: list[Any], other: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    for place, pair in enumerate(zip_longest(one, other)):
        yield place, *pair


def _row_told(row: Row) -> dict[str, Any]:
    ends: dict[str, Any]
    if isinstance(row, RelationRow):
        ends = {"kind": row.kind, "from": row.source_key, "to": row.target_key}
    else:
        ends = {"kind": row.kind, "key": row.key}
    meta = {"validFrom": row.meta.valid_from, "validTo": row.meta.valid_to, "item": row.item or None}
    rights = {"grade": row.meta.grade, "access": row.meta.access}
    given = {name: value for name, value in (meta | rights).items() if value is not None}
    return {**ends, **given, "values": dict(row.values)}


def _held_told(held: Held) -> dict[str, Any]:
    told_ = {"id": held.id, "status": held.status.value, "since": held.since}
    return {name: value for name, value in told_.items() if value is not None}


def _event_told(event: CaseEvent) -> dict[str, Any]:
    told_ = {
        "kind": event.kind.value,
        "caseNumber": event.case_number,
        "on": event.on,
        "amount": event.amount,
        "whole": event.whole,
        "document": event.document,
        "paper": event.paper,
    }
    return {name: value for name, value in told_.items() if value is not None}
