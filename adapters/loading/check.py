"""The check at the edge: a row becomes a fact, or one `Reject` with its first fault.

Faults are looked for in a fixed order: kind, keys, validity, grade, access, unknown attributes, then the
attributes as the model declares them, then what must hold between them. Past this point nobody checks again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from adapters.formats.record import FactMeta, Manifest, NodeRow, Reject, RelationRow, Row
from adapters.formats.shown import shown
from adapters.loading.facts import Fact, NodeFact, RelationFact, content_hash, record_key
from adapters.loading.readers import READERS, Fault, Scene, SealedText, contains_citizen_id, day, plain_text
from adapters.loading.systems import MAX_SYSTEM, SYSTEM
from adapters.loading.whole import check_whole, read_items
from graph.model import MODEL
from graph.model.declare import OPEN_FROM, OPEN_TO, Access, Attribute, Grade, NodeKind, RelationKind, Type
from graph.rules.courts import court_of
from graph.rules.identifiers import InvalidIdentifier, file_number
from graph.rules.names import compact, fold_name, name_keys
from graph.rules.sealing import KeyRing, Protected
from graph.slots import slot_of

MAX_KEY: Final = 200  # characters of a source's key, and of an item
MAX_KEYED_NAMES: Final = 20  # names and aliases of one statement that the full-text index holds
DEFAULT_GRADE: Final = Grade.C  # a source that says nothing of its evidence makes its own statement


@dataclass(frozen=True, kw_only=True, slots=True)
class Checker:
    """Checks the rows of one load. `today` is the legal day: nobody is born after it."""

    system: str
    manifest: Manifest
    key_ring: KeyRing = field(repr=False)
    today: date

    def check(self, row: Row) -> Fact | Reject:
        """The fact, or the first fault with its value short and masked."""
        try:
            return self._node(row) if isinstance(row, NodeRow) else self._relation(row)
        except Fault as fault:
            return Reject(
                file=row.document.name, line=row.line, field=fault.field, value=fault.value, reason=fault.reason
            )

    def slot(self, row: Row) -> str | None:
        """The slot a row speaks of, or None if its keys cannot be read. Even a faulty row says it is there."""
        try:
            return self._slot(row)
        except Fault:
            return None

    def _node(self, row: NodeRow) -> NodeFact:
        shape = _shape(_NODES, row.kind)
        slot = self._slot(row)
        key = row.key.strip()
        columns = self._columns(row.meta, shape, row)
        numbers: list[tuple[str, Protected]] = []
        attributes, content = ({}, {}) if row.stands else self._attributes(row.values, shape, slot, numbers)
        filed = _file(row.meta, attributes.get(shape.filed_by) if shape.filed_by else None)
        properties = {**columns, **filed, **attributes, **_names(attributes, shape)}
        properties["hash"] = digest = content_hash(columns, _says(row.meta, filed, content))
        return NodeFact(
            kind=row.kind,
            system=self.system,
            key=key,
            item=row.item.strip(),
            rk=record_key(self.system, key),
            slot=slot,
            hash=digest,
            properties=properties,
            document=row.document,
            line=row.line,
            stands=row.stands,
            publications=row.publications,
            numbers=tuple(numbers),
        )

    def _relation(self, row: RelationRow) -> RelationFact:
        shape = _shape(_RELATIONS, row.kind)
        slot = self._slot(row)
        columns = self._columns(row.meta, shape, row)
        properties: dict[str, Any]
        if row.stands:
            # The graph has the rest; this delivery is what ends it.
            properties = {"system": self.system, "document": columns["document"]}
            digest = content_hash(columns, {"ends": row.ends})
        else:
            attributes, content = self._attributes(row.values, shape, slot, [])
            filed = _file(row.meta, None)
            digest = content_hash(columns, _says(row.meta, filed, content))
            properties = {**columns, **filed, **attributes, "hash": digest}
        return RelationFact(
            kind=row.kind,
            source=record_key(row.source_system or self.system, row.source_key.strip()),
            target=record_key(row.target_system or self.system, row.target_key.strip()),
            slot=slot,
            hash=digest,
            properties=properties,
            document=row.document,
            line=row.line,
            stands=row.stands,
            ends=row.ends,
            publications=row.publications,
        )

    def _slot(self, row: Row) -> str:
        item = _key("item", row.item, required=False)
        if isinstance(row, NodeRow):
            key = _key("key", row.key)
            if row.kind == "PERSON" and contains_citizen_id(key, self.today):
                raise Fault("a citizen ID cannot serve as key; allowed: the source's own number", key, field="key")
            return slot_of(self.system, row.kind, key, item)
        source, target = _key("from", row.source_key), _key("to", row.target_key)
        from_system = _other_system("fromSystem", row.source_system) or self.system
        to_system = _other_system("toSystem", row.target_system) or self.system
        ends = (from_system, source, to_system, target)
        own = _key("key", row.key, required=False)
        return slot_of(self.system, row.kind, *ends, *((own, item) if own else (item,)))

    def _columns(self, meta: FactMeta, shape: _Shape, row: Row) -> dict[str, Any]:
        valid_from = _legal_day("validFrom", meta.valid_from) or OPEN_FROM
        valid_to = _legal_day("validTo", meta.valid_to) or OPEN_TO
        if valid_from >= valid_to:
            raise Fault("not after validFrom; allowed: a later day", valid_to, field="validTo")
        grade = _one_of("grade", Grade, meta.grade) or self.manifest.grade or DEFAULT_GRADE.value
        access = _one_of("access", Access, meta.access) or self.manifest.access or shape.access
        return {
            "system": self.system,
            "document": f"{row.document.name}#{row.document.digest[:16]}",
            "grade": grade,
            "access": access,
            "validFrom": valid_from,
            "validTo": valid_to,
        }

    def _attributes(
        self, values: Mapping[str, object], shape: _Shape, slot: str, numbers: list[tuple[str, Protected]]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The stored properties, and the content that tells whether something changed.

        Numbers that the graph may have under another key go into `numbers`, by the property of their hash.
        """
        for name in values:
            if name not in shape.names:
                allowed = ", ".join(shape.names) or "none"
                raise Fault(f"no such attribute of {shape.kind}; allowed: {allowed}", "", field=shown(name))
        stored: dict[str, Any] = {}
        content: dict[str, Any] = {}
        scene = Scene(key_ring=self.key_ring, today=self.today, values=values, slot=slot)
        for attribute in shape.attributes:
            raw = values.get(attribute.name)
            if raw is None or raw == "" or raw == []:
                if attribute.required:
                    raise Fault(f"missing; every {shape.kind} needs it", "", field=attribute.name)
                continue
            try:
                value = READERS[attribute.type](raw, attribute, scene)
                value = read_items(shape.kind, attribute, value, scene)
            except Fault as fault:
                fault.field = attribute.name
                raise
            if isinstance(value, Protected):
                stored.update(zip(attribute.properties, (value.match, value.mask, value.sealed), strict=True))
                content[attribute.name] = value.match  # the sealed number is another one each time
                if value.before:
                    numbers.append((attribute.properties[0], value))
            elif isinstance(value, SealedText):
                stored[attribute.name], content[attribute.name] = value.sealed, value.digest
            else:
                stored[attribute.name] = content[attribute.name] = value
        check_whole(shape.kind, stored)
        return stored, content


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shape:
    """What the checker wants to know of a kind, looked up once."""

    kind: str
    access: str
    attributes: tuple[Attribute, ...]
    names: Mapping[str, None]
    name: str | None
    filed_by: str | None


def _shape_of(kind: NodeKind | RelationKind) -> _Shape:
    told = kind.delivered
    named = (a.name for a in told if a.type is Type.NAME)
    return _Shape(
        kind=kind.name,
        access=kind.access.value,
        attributes=told,
        names=dict.fromkeys(a.name for a in told),
        name=next(named, None),
        filed_by=kind.filed_by if isinstance(kind, NodeKind) else None,
    )


_NODES: Final = {name: _shape_of(kind) for name, kind in MODEL.nodes.items()}
# A merge is the hub's conclusion (`adapters.loading.linking`), never a source's row.
_RELATIONS: Final = {name: _shape_of(kind) for name, kind in MODEL.relations.items() if name != "SAME_AS"}


def _shape(shapes: Mapping[str, _Shape], kind: str) -> _Shape:
    if kind not in shapes:
        raise Fault(f"no such kind; allowed: {', '.join(shapes)}", kind)
    return shapes[kind]


def _key(name: str, text: str, *, required: bool = True) -> str:
    """A source's key as it stands, but for space around it: two keys that differ in width are two."""
    if not text and not required:
        return ""
    if text.isascii() and text.isprintable() and 0 < len(key := text.strip()) <= MAX_KEY:
        return key
    try:
        plain_text(text, longest=MAX_KEY)
    except Fault as fault:
        fault.field = name
        raise
    return text.strip()


def _other_system(name: str, text: str | None) -> str | None:
    if text is not None and not SYSTEM.fullmatch(text):
        raise Fault(f"no name of a system; allowed: 1 to {MAX_SYSTEM} of a-z 0-9 _ . -", text, field=name)
    return text


def _legal_day(name: str, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return day(text)
    except Fault as fault:
        fault.field = name
        raise


def _file(meta: FactMeta, own: str | None) -> dict[str, str]:
    """Whose file a fact belongs to: as the row says, else the number that the thing itself carries."""
    number = own
    if meta.case_file is not None:
        try:
            number = file_number(meta.case_file)
        except InvalidIdentifier as fault:
            raise Fault(fault.reason, meta.case_file, field="caseFile") from None
    if number is None:
        return {}
    court = court_of(number)
    return {"caseFile": number} if court is None else {"caseFile": number, "court": court}


def _says(meta: FactMeta, filed: Mapping[str, str], content: dict[str, Any]) -> dict[str, Any]:
    """The content, with the file that the row itself names: in another file it is another fact."""
    return content if meta.case_file is None else {**content, "caseFile": filed["caseFile"]}


def _one_of(name: str, allowed: type[Grade] | type[Access], text: str | None) -> str | None:
    if text is not None and text not in set(allowed):
        raise Fault(f"not a known value; allowed: {', '.join(allowed)}", text, field=name)
    return text


def _names(attributes: Mapping[str, Any], shape: _Shape) -> dict[str, Any]:
    """What a subject is found by: its folded name, all names without separators, the index keys of all."""
    name = attributes.get(shape.name) if shape.name else None
    if name is None:
        return {}
    folded = dict.fromkeys(map(fold_name, [name, *attributes.get("aliases", ())][:MAX_KEYED_NAMES]))
    letters = dict.fromkeys(filter(None, map(compact, folded)))
    keys = dict.fromkeys(key for each in folded for key in name_keys(each).split())
    found: dict[str, Any] = {"foldedName": next(iter(folded))}
    if letters:
        found["compactNames"] = "\n".join(["", *letters, ""])
        found["nameKeys"] = " ".join(keys)
    return found
