"""`[[reads]]` of a mapping file: what a record becomes, held against the model before any record is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.agencies.forms import FITS, Family
from adapters.agencies.mapping import (
    HELD,
    RECORDS,
    Codes,
    EventKind,
    EventSpec,
    Field,
    NodeSpec,
    Read,
    RelationSpec,
    Template,
    Told,
)
from adapters.agencies.mapping_fields import (
    ENTRY_FORM,
    ENTRY_RULE,
    conditions,
    entry_name,
    field_name,
    key_template,
    place,
    read_fields,
    template,
    where,
)
from adapters.agencies.mapping_held import read_held
from adapters.agencies.protocols import Chosen
from adapters.agencies.section import Section, listed
from graph.catalogue import measure_codes
from graph.model import MODEL
from graph.model.declare import Access, Attribute, Grade, NodeKind, RelationKind, Type

LISTS: Final = (Type.TEXTS, Type.CHOICES)
_FIXED: Final = "a text, a number, true or false, or a list of texts"
# The hub's own conclusions and decisions are no source's rows.
_KINDS: Final = tuple(name for name, kind in MODEL.nodes.items() if kind.shown and name != "GRANT")
_RELATIONS: Final = tuple(name for name in MODEL.relations if name != "SAME_AS")


def read_reads(sections: tuple[Section, ...], codes: Mapping[str, Codes], chosen: Chosen) -> tuple[Read, ...]:
    reads: list[Read] = []
    for section in sections:
        reads.append(_read(section, codes, chosen, [read.name for read in reads]))
    return tuple(reads)


def _read(section: Section, codes: Mapping[str, Codes], chosen: Chosen, taken: list[str]) -> Read:
    name = entry_name(section, taken)
    record = section.choice("record", RECORDS)
    path, files = where(section, chosen)
    fields = read_fields(section.section("fields", required=True), codes)
    nodes: list[NodeSpec] = []
    for inner in section.sections("nodes"):
        nodes.append(_node(inner, fields, {node.name: node for node in nodes}))
    by_name = {node.name: node for node in nodes}
    read = Read(
        name=name,
        record=record,
        path=path,
        files=files,
        at=place(section, "at"),
        fields=fields,
        nodes=tuple(nodes),
        relations=tuple(_relation(inner, fields, by_name) for inner in section.sections("relations")),
        event=_event(section, fields, RECORDS.get(record)),
        grade=section.choice("grade", tuple(Grade), required=False) or None,
        access=section.choice("access", tuple(Access), required=False) or None,
        held=read_held(section, record, fields),
    )
    if not (read.relations or read.event or record == HELD or any(node.stated for node in nodes)):
        section.fault("nodes", None, "nothing comes of a record; allowed: [[reads.nodes]], [[reads.relations]]")
    _check_used(section, read)
    section.close()
    return read


def _node(section: Section, fields: Mapping[str, Field], taken: Mapping[str, NodeSpec]) -> NodeSpec:
    name = section.text("as", ENTRY_RULE, form=ENTRY_FORM)
    if name in taken:
        section.fault("as", name, "there twice; allowed: a name of its own")
    kind = section.choice("kind", _KINDS)
    stated = section.flag("stated", True)
    key = key_template(section, "key", fields) or Template()
    told = (
        _told(section, fields, MODEL.nodes.get(kind), key.fields)
        if stated
        else Told(when=conditions(section, fields))
    )
    section.close()
    return NodeSpec(name=name, kind=kind, key=key, stated=stated, told=told)


def _relation(section: Section, fields: Mapping[str, Field], nodes: Mapping[str, NodeSpec]) -> RelationSpec:
    kind = section.choice("kind", _RELATIONS)
    declared = MODEL.relations.get(kind)
    relation = RelationSpec(
        kind=kind,
        source=_ends(section, "from", nodes, declared.sources if declared else ()),
        target=_ends(section, "to", nodes, declared.targets if declared else ()),
        told=_told(section, fields, declared),
    )
    section.close()
    return relation


def _ends(section: Section, key: str, nodes: Mapping[str, NodeSpec], kinds: tuple[str, ...]) -> tuple[str, ...]:
    names = section.choices(key, nodes)
    for name in names:
        if kinds and nodes[name].kind and nodes[name].kind not in kinds:
            section.fault(key, name, f"is a {nodes[name].kind}; allowed at this end: {listed(kinds)}")
    return names


def _told(
    section: Section,
    fields: Mapping[str, Field],
    kind: NodeKind | RelationKind | None,
    keyed: tuple[str, ...] = (),
) -> Told:
    """`keyed` are the fields of the node's key: without them there is no node."""
    attributes = {attribute.name: attribute for attribute in kind.attributes} if kind else {}
    told = Told(
        values=_values(section, fields, attributes),
        fixed=_fixed(section, attributes),
        when=conditions(section, fields),
        item=key_template(section, "item", fields, required=False),
        valid_from=field_name(section, "valid_from", fields, (Family.DATE,)),
        valid_to=field_name(section, "valid_to", fields, (Family.DATE,)),
    )
    for name, attribute in attributes.items():
        if attribute.required and name not in told.fixed and not _is_certain(told.values.get(name), fields, keyed):
            reason = f"every {kind.name if kind else ''} needs it; allowed: a required field in values, or fixed"
            section.fault("values", name, reason)
        if name in told.fixed and name in told.values:
            section.fault("fixed", name, "also in values; allowed: one of the two")
    return told


def _values(
    section: Section, fields: Mapping[str, Field], attributes: Mapping[str, Attribute]
) -> Mapping[str, Template]:
    inner = section.section("values")
    if inner is None:
        return {}
    found: dict[str, Template] = {}
    for name in inner.named():
        attribute = attributes.get(name)
        if attribute is None:
            inner.fault(name, None, f"no such attribute; allowed: {listed(attributes)}")
            continue
        value = template(inner, name, fields)
        if value is not None:
            found[name] = value
            _check_fit(inner, name, attribute, value, fields)
    return found


def _check_fit(
    section: Section, name: str, attribute: Attribute, value: Template, fields: Mapping[str, Field]
) -> None:
    field = fields.get(value.single) if value.single else None
    if field is None:
        if not value.single and attribute.type not in FITS[Family.TEXT]:
            section.fault(name, value.text, f"a text for a {attribute.type}; allowed: a field that reads into one")
        return
    if attribute.type not in FITS[field.form.family]:
        reads = sorted(family for family, types in FITS.items() if attribute.type in types)
        reason = f"reads into a {field.form.family}, not a {attribute.type}; allowed: forms of {listed(reads)}"
        section.fault(name, value.text, reason)
    if bool(field.separator) != (attribute.type in LISTS):
        reason = "a list for one value" if field.separator else "one value for a list"
        section.fault(name, value.text, f"{reason}; allowed: a separator for {', '.join(LISTS)}, none else")
    if field.codes is not None and attribute.choices:
        for theirs, ours in (*field.codes.ours.items(), ("fallback", field.codes.fallback)):
            if ours and ours not in attribute.choices:
                where_ = ("codes", field.codes.name, *(("map", theirs) if theirs != "fallback" else ("fallback",)))
                reason = f"{attribute.name} does not know it; allowed: {listed(attribute.choices)}"
                section.faults.add(where_, ours, reason)


def _fixed(section: Section, attributes: Mapping[str, Attribute]) -> Mapping[str, object]:
    inner = section.section("fixed")
    if inner is None:
        return {}
    found: dict[str, object] = {}
    for name in inner.named():
        attribute, value = attributes.get(name), inner.table[name]
        if attribute is None:
            inner.fault(name, None, f"no such attribute; allowed: {listed(attributes)}")
        elif isinstance(value, dict) or (isinstance(value, list) and attribute.type not in LISTS):
            inner.fault(name, value, f"not allowed for a {attribute.type}; allowed: {_FIXED}")
        elif attribute.choices and not set(_listed_values(value)) <= set(attribute.choices):
            inner.fault(name, value, f"not known; allowed: {listed(attribute.choices)}")
        elif name == "measures" and not set(_listed_values(value)) <= measure_codes():
            inner.fault(name, value, f"not of the catalogue; allowed: {listed(sorted(measure_codes()))}")
        else:
            found[name] = value
    return found


def _listed_values(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _is_certain(value: Template | None, fields: Mapping[str, Field], keyed: tuple[str, ...]) -> bool:
    """Whether it is there wherever the row is."""
    if value is None:
        return False
    return all(name in keyed or (name in fields and fields[name].required) for name in value.fields)


def _event(section: Section, fields: Mapping[str, Field], kind: EventKind | None) -> EventSpec | None:
    if kind is None:
        if section.has("event"):
            section.fault("event", None, "nothing happens in a case by this record; allowed: it left out")
        return None
    inner = section.section("event", required=True)
    if inner is None:
        return None
    event = EventSpec(
        kind=kind,
        case=field_name(inner, "case", fields, (Family.TEXT,), required=True),
        on=field_name(inner, "on", fields, (Family.DATE,), required=True),
        amount=field_name(inner, "amount", fields, (Family.MONEY,)),
        whole=field_name(inner, "whole", fields, (Family.CODES,)),
        document=field_name(inner, "document", fields, (Family.TEXT,)),
        paper=field_name(inner, "paper", fields, (Family.CODES,)),
        when=conditions(inner, fields),
    )
    if event.case and fields[event.case].form.name != "case-number":
        inner.fault("case", event.case, "not read as a case number; allowed: a field of the form case-number")
    for name in ("case", "on"):
        field = fields.get(getattr(event, name))
        unknown_money = name == "case" and kind is EventKind.RECEIVED
        if field is not None and not field.required and not unknown_money:
            inner.fault(name, field.name, "may be absent; allowed: a required field")
    if event.whole and (table := fields[event.whole].codes) is not None:
        for value in {*table.ours.values(), *filter(None, [table.fallback])} - {"true", "false"}:
            inner.fault("whole", value, "neither yes nor no; allowed: a code table into true and false")
    inner.close()
    return event


def _check_used(section: Section, read: Read) -> None:
    """Every field is used, or said to be checked only: a slip in a name must not lose a column."""
    told = [*(node.told for node in read.nodes), *(relation.told for relation in read.relations)]
    used = {name for entry in told for value in entry.values.values() for name in value.fields}
    used |= {name for node in read.nodes for name in node.key.fields}
    used |= {name for entry in told for name in (*(entry.item.fields if entry.item else ()),)}
    used |= {name for entry in told for name in (entry.valid_from, entry.valid_to)}
    used |= {condition.field for entry in told for condition in entry.when}
    if (event := read.event) is not None:
        used |= {event.case, event.on, event.amount, event.whole, event.document, event.paper}
        used |= {condition.field for condition in event.when}
    if (held := read.held) is not None:
        used |= {held.id, held.status, held.since}
    for name, field in read.fields.items():
        place_ = (*section.place, "fields", name)
        if field.kept and name not in used:
            section.faults.add(place_, None, "nothing uses it; allowed: a field that is used, or kept = false")
        if not field.kept and name in used:
            section.faults.add(place_, None, "it is used; allowed: kept = false only where nothing uses a field")
