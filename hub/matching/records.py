"""Records of a list, checked: what they say of who somebody is.

Every value passes the reader that the loaders use. Numbers are hashed, masked and sealed here; in clear they go no
further.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from adapters.loading.readers import MAX_NAME, READERS, Fault, Scene
from graph.model.declare import Attribute
from graph.model.matching import RECORD
from graph.rules.identifiers import InvalidIdentifier, birth_date, citizen_id
from graph.rules.identity import Identity, Kind
from graph.rules.names import compact, fold_name
from graph.rules.sealing import KeyRing, Protected
from hub.matching.memory import Marks, marks_of

# A field of a record, and the attribute by which the graph keeps it.
FIELDS: Final[Mapping[str, str]] = {
    "list": "recordList",
    "key": "recordKey",
    "kind": "recordKind",
    "name": "recordName",
    "uscc": "recordUscc",
    "citizenId": "recordCitizenId",
    "documentType": "documentType",
    "documentNumber": "recordDocumentNumber",
    "birthDate": "recordBirthDate",
    "region": "recordRegion",
    "phone": "recordPhone",
    "address": "recordAddress",
    "legalRepresentative": "recordRepresentative",
}
ATTRIBUTES: Final[Mapping[str, Attribute]] = {attribute.name: attribute for attribute in RECORD}
_NUMBERS: Final = ("recordUscc", "recordCitizenId", "recordDocumentNumber")
# What only a record of that kind has, so that it tells the kind.
_OWN: Final[Mapping[Kind, Set[str]]] = {
    Kind.ORGANISATION: frozenset(("recordUscc", "recordRepresentative")),
    Kind.PERSON: frozenset(("recordCitizenId", "recordDocumentNumber", "recordBirthDate")),
}
_CITIZEN: Final = "citizenMatch"  # the scheme's name among the numbers of an identity (`graph.rules.told`)
_DAY: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))", re.ASCII)


@dataclass(frozen=True, slots=True)
class BadRecord(Exception):
    """What is wrong with a record: the field, why and what is allowed, what may be shown of it; the record's own
    key, if that can be read. Raised for one that cannot be matched.
    """

    field: str
    reason: str
    value: str = ""
    key: str | None = None

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRecord:
    """A record as it is matched. `given` are its values by attribute, as they were written; `hashes` the keyed
    hashes of each person's number by the key's id, today's first. `problems`: numbers that do not hold (a check
    digit, the form); they identify nobody, and stand in nothing else of the record.
    """

    key: str | None
    given: Mapping[str, Any]
    identity: Identity
    hashes: Mapping[str, Mapping[str, str]]
    marks: Marks
    problems: tuple[BadRecord, ...] = ()

    @property
    def problem(self) -> str | None:
        return "; ".join(map(str, self.problems)) or None

    def facing(self, other: Identity) -> Identity:
        """Its identity with each number hashed by the key that the other's has: keys may be in rotation."""
        told = {scheme: value.partition(":")[0] for scheme, value in other.identifiers if scheme in self.hashes}
        if not told:
            return self.identity
        numbers = {(scheme, value) for scheme, value in self.identity.identifiers if scheme not in told}
        for scheme, value in other.identifiers:
            if scheme in self.hashes:
                by_key = self.hashes[scheme]
                numbers.add((scheme, by_key.get(value.partition(":")[0], next(iter(by_key.values())))))
        return replace(self.identity, identifiers=frozenset(numbers))


def read_record(given: Mapping[str, Any], desk: str, ring: KeyRing, today: date) -> ListRecord:
    """The record, its fields named as in `FIELDS`; `desk` is whose it is. Raises BadRecord."""
    try:
        return _record(given, desk, ring, today)
    except BadRecord as bad:
        raise replace(bad, key=_key(given, ring, today)) from None


def _record(given: Mapping[str, Any], desk: str, ring: KeyRing, today: date) -> ListRecord:
    unknown = next((name for name in given if name not in FIELDS), None)
    if unknown is not None:
        raise BadRecord("row", f"no such field; allowed: {', '.join(FIELDS)}")
    values = {FIELDS[name]: value for name, value in given.items() if value not in (None, "")}
    if isinstance(day := values.get("recordBirthDate"), str):
        values["recordBirthDate"] = _iso(day)
    if "recordKind" not in values:
        values["recordKind"] = _kind_of(values)
    kind = _checked_kind(values, ring, today)
    read, problems = _read(values, ring, today)
    values = {name: value for name, value in values.items() if name in read}
    if not {"recordName", *_NUMBERS} & read.keys():
        raise (*problems, BadRecord("row", "nothing to look it up by; allowed: a name or a number of its kind"))[0]
    hashes = dict[str, dict[str, str]]()
    if isinstance(number := read.get("recordCitizenId"), Protected):
        hashes[_CITIZEN] = _by_key(number)
    if isinstance(number := read.get("recordDocumentNumber"), Protected):
        hashes[read["documentType"]] = _by_key(number)
    identity = Identity(
        kind=kind,
        names=(read["recordName"],) if "recordName" in read else (),
        identifiers=frozenset(
            {(scheme, next(iter(by_key.values()))) for scheme, by_key in hashes.items()}
            | ({("uscc", read["recordUscc"])} if "recordUscc" in read else set())
        ),
        birth_date=_born(values, read, today),
        address=read.get("recordAddress"),
        phone=read.get("recordPhone"),
        legal_representative=read.get("recordRepresentative"),
        region=read.get("recordRegion"),
    )
    return ListRecord(
        key=read.get("recordKey"),
        given=values,
        identity=identity,
        hashes=hashes,
        marks=marks_of(desk, identity, read),
        problems=problems,
    )


def _key(given: Mapping[str, Any], ring: KeyRing, today: date) -> str | None:
    key = given.get("key")
    try:
        return None if key in (None, "") else str(_value("recordKey", {"recordKey": key}, ring, today))
    except BadRecord:
        return None


def masks(told: Mapping[str, Any]) -> dict[str, Any]:
    """A stored record as the schema names it: its numbers as courts publish them."""
    shown = {name: told.get(attribute) for name, attribute in FIELDS.items()}
    shown["citizenId"] = told.get("recordCitizenMask")
    shown["documentNumber"] = told.get("recordDocumentMask")
    return shown


def _read(values: Mapping[str, Any], ring: KeyRing, today: date) -> tuple[dict[str, Any], tuple[BadRecord, ...]]:
    """The values as they are stored, but for numbers that do not hold, and what is wrong with each of those.

    Who is meant may be told by the rest: most are typing errors, or what a spreadsheet made of a number.
    """
    read, problems = dict[str, Any](), list[BadRecord]()
    for name in values:
        try:
            read[name] = _value(name, values, ring, today)
        except BadRecord as bad:
            if name not in _NUMBERS:
                raise
            problems.append(bad)
    called = read.get("recordName")
    if called is not None and (len(called) > MAX_NAME or not compact(fold_name(called))):
        raise BadRecord("name", f"no name; allowed: 1 to {MAX_NAME} characters with a letter or digit")
    return read, tuple(problems)


def _value(name: str, values: Mapping[str, Any], ring: KeyRing, today: date) -> Any:
    try:
        scene = Scene(key_ring=ring, today=today, values=values)
        return READERS[ATTRIBUTES[name].type](values[name], ATTRIBUTES[name], scene)
    except Fault as fault:
        raise BadRecord(_field(name), fault.reason, fault.value) from None


def _field(attribute: str) -> str:
    return next(name for name, stored in FIELDS.items() if stored == attribute)


def _kind_of(values: Mapping[str, Any]) -> str:
    found = next((kind for kind, own in _OWN.items() if own & values.keys()), None)
    if found is None:
        raise BadRecord("kind", "missing, and nothing else tells it; allowed: PERSON, ORGANISATION")
    return found.value


def _checked_kind(values: Mapping[str, Any], ring: KeyRing, today: date) -> Kind:
    kind = Kind(_value("recordKind", values, ring, today))
    others = {name for each, own in _OWN.items() if each is not kind for name in own}
    wrong = next((name for name in values if name in others), None)
    if wrong is not None:
        raise BadRecord(_field(wrong), f"a record of kind {kind} has none")
    return kind


def _iso(text: str) -> str:
    """A day as lists write it (19850307, 1985/3/7, 1985年3月7日) with dashes; anything else as it stands."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return text
    year, month, day, month2, day2 = found.groups()
    return f"{year}-{month or month2:0>2}-{day or day2:0>2}"


def _born(values: Mapping[str, Any], read: Mapping[str, Any], today: date) -> str | None:
    """The day of birth as given, else as the citizen ID has it; both must be one."""
    told: str | None = read.get("recordBirthDate")
    if "recordCitizenId" not in values:
        return told
    try:
        number = birth_date(citizen_id(values["recordCitizenId"], today)).isoformat()
    except InvalidIdentifier as fault:
        raise BadRecord("citizenId", fault.reason) from None
    if told not in (None, number):
        raise BadRecord("birthDate", "another day than the citizen ID has; allowed: the same, or none")
    return number


def _by_key(number: Protected) -> dict[str, str]:
    return {value.partition(":")[0]: value for value in (number.match, *number.before)}
