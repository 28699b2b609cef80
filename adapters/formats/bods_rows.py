"""What a BODS 0.4 record says, in kinds of the model.

Entities and persons become nodes under their `recordId`; a party that is only given as a reason for its
absence becomes a node of kind UNSPECIFIED; `bods_interests` says what becomes of a relationship's interests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from adapters.formats.bods_history import Version
from adapters.formats.bods_interests import Ends, holdings
from adapters.formats.record import Document, FactMeta, NodeRow, RelationRow
from graph.model import MODEL

ENTITY_KINDS: Mapping[str, str] = {
    "registeredEntity": "COMPANY",
    "legalEntity": "COMPANY",
    "state": "GOVERNMENT_BODY",
    "stateBody": "GOVERNMENT_BODY",
    "arrangement": "ARRANGEMENT",
    "anonymousEntity": "UNSPECIFIED",
    "unknownEntity": "UNSPECIFIED",
}
BODY_KINDS: Mapping[str, str] = {
    "state": "GOVERNMENT",
    "governmentDepartment": "DEPARTMENT",
    "stateAgency": "OTHER",
}
UNIFIED_CODE_SCHEMES = frozenset({"CN-SAIC", "CN-SAMR", "CN-USCC", "CN-USCI"})  # the register, then and now
CITIZEN_ID_SCHEME = "CHN-IDCARD"
MAX_EXPLANATION = 400  # characters: publishers put whole paragraphs of law here
PASSPORT_SUFFIX = "-PASSPORT"

_UNIFIED_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_FULL_DATE = len("YYYY-MM-DD")

KindOf = Callable[[str], str | None]


def node_kind(record_type: str, details: Mapping[str, Any]) -> str:
    """Kind of an entity's or person's record; empty for a relationship."""
    if record_type == "person":
        return "PERSON" if details["personType"] == "knownPerson" else "UNSPECIFIED"
    return ENTITY_KINDS[details["entityType"]["type"]] if record_type == "entity" else ""


def node_row(version: Version, document: Document) -> NodeRow:
    read = _person if version.type == "person" else _entity
    known = {attribute.name for attribute in MODEL.nodes[version.kind].attributes}
    values = {name: value for name, value in read(version.details).items() if value and name in known}
    return _node(version, document, version.kind, version.record, values)


def unspecified_rows(version: Version, document: Document) -> Iterator[NodeRow]:
    """Nodes for the parties of a relationship that are only given as a reason."""
    for end in ("interestedParty", "subject"):
        absent = version.details[end]
        if isinstance(absent, Mapping):
            values = {"reason": _reason(absent)}
            yield _node(version, document, "UNSPECIFIED", _end_key(version, end), values)


def relation_rows(version: Version, document: Document, kind_of: KindOf) -> Sequence[RelationRow]:
    """One row per interest, under the record's key.

    `item` stays when the record is published again: the interest's type and its place among those of the type.
    """
    source, target = _end_key(version, "interestedParty"), _end_key(version, "subject")
    ends: Ends = (_end_kind(version, "interestedParty", kind_of), _end_kind(version, "subject", kind_of))
    return [
        RelationRow(
            kind=holding.kind,
            source_key=source,
            target_key=target,
            values={name: value for name, value in holding.values.items() if value is not None},
            document=document,
            line=version.line,
            key=version.record,
            item=holding.item,
            meta=FactMeta(
                valid_from=holding.valid_from,
                valid_to=_earlier(holding.valid_to, version.day if version.closed else None),
                grade=grade(version.details),
            ),
        )
        for holding in holdings(version.details, ends)
    ]


def grade(details: Mapping[str, Any]) -> str | None:
    """A for what a register publishes or what was verified; else None, the delivery's default."""
    return "A" if {"officialRegister", "verified"} & set(details.get("sourceTypes", ())) else None


def _node(version: Version, document: Document, kind: str, key: str, values: Mapping[str, object]) -> NodeRow:
    meta = FactMeta(valid_to=version.day if version.closed else None, grade=grade(version.details))
    return NodeRow(kind=kind, key=key, values=values, document=document, line=version.line, meta=meta)


def _entity(details: Mapping[str, Any]) -> dict[str, object]:
    kind, subtype = details["entityType"]["type"], details["entityType"].get("subtype", "")
    numbers = _identifiers(details)
    codes = [number for scheme, number in numbers if _is_unified_code(scheme, number)]
    others = [f"{scheme}:{number}" for scheme, number in numbers if not _is_unified_code(scheme, number)]
    return {
        "name": details.get("name"),
        "aliases": _others(details.get("alternateNames", []), details.get("name")),
        "uscc": codes[0].upper() if codes else None,
        "registryId": others[0] if others else None,
        "establishedOn": details.get("foundingDate"),
        "status": "DEREGISTERED" if details.get("dissolutionDate") else None,
        "listed": details.get("publicListing", {}).get("hasPublicListing"),
        "bodyKind": BODY_KINDS.get(kind) or BODY_KINDS.get(subtype),
        "level": "STATE" if kind == "state" else None,
        "address": _address(details),
        "reason": _reason(details.get("unspecifiedEntityDetails")),
    }


def _person(details: Mapping[str, Any]) -> dict[str, object]:
    names = sorted(details.get("names", []), key=lambda name: name.get("type", "legal") != "legal")
    full = [name["fullName"] for name in names]
    nation: Mapping[str, Any] = next(iter(details.get("nationalities", [])), {})
    numbers = _identifiers(details)
    citizen = [number for scheme, number in numbers if scheme == CITIZEN_ID_SCHEME]
    passports = [number for scheme, number in numbers if scheme.endswith(PASSPORT_SUFFIX)]
    others = [
        f"{scheme}:{number}"
        for scheme, number in numbers
        if scheme != CITIZEN_ID_SCHEME and not scheme.endswith(PASSPORT_SUFFIX)
    ]
    born = details.get("birthDate", "")
    return {
        "name": full[0] if full else None,
        "aliases": _others(full[1:], full[0]) if full else None,
        "citizenId": citizen[0] if citizen else None,
        "documentType": "PASSPORT" if passports else None,
        "documentNumber": passports[0] if passports else None,
        "registryId": others[0] if others else None,
        "birthDate": born if len(born) == _FULL_DATE else None,
        "nationality": nation.get("code") or nation.get("name"),
        "address": _address(details),
        "reason": _reason(details.get("unspecifiedPersonDetails")),
    }


def _identifiers(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Identifiers that name a scheme, as (scheme, number)."""
    return [
        (number["scheme"].strip().upper(), number["id"].strip())
        for number in details.get("identifiers", [])
        if number.get("scheme", "").strip() and number.get("id", "").strip()
    ]


def _is_unified_code(scheme: str, number: str) -> bool:
    """The register's 15-digit numbers from before 2015 stand under the same scheme and are no such code."""
    return scheme in UNIFIED_CODE_SCHEMES and _UNIFIED_CODE.fullmatch(number.upper()) is not None


def _others(names: Sequence[str], name: str | None) -> list[str]:
    return [other for other in dict.fromkeys(names) if other and other != name]


def _address(details: Mapping[str, Any]) -> str | None:
    """The first address with its post code and country, in the source's words."""
    for address in details.get("addresses", []):
        parts = (address.get("address"), address.get("postCode"), address.get("country", {}).get("name"))
        if text := ", ".join(part.strip() for part in parts if part and part.strip()):
            return text
    return None


def _reason(absent: Mapping[str, Any] | None) -> str | None:
    if absent is None:
        return None
    reason: str = absent["reason"]
    return f"{reason}: {absent['description']}"[:MAX_EXPLANATION] if absent.get("description") else reason


def _end_key(version: Version, end: str) -> str:
    record = version.details[end]
    if isinstance(record, str):
        return record
    return f"{version.record}#unspecified" + ("-subject" if end == "subject" else "")


def _end_kind(version: Version, end: str, kind_of: KindOf) -> str | None:
    record = version.details[end]
    return kind_of(record) if isinstance(record, str) else "UNSPECIFIED"


def _earlier(one: str | None, other: str | None) -> str | None:
    return min(filter(None, (one, other)), default=None)
