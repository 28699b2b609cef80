"""The Beneficial Ownership Data Standard 0.4: an answer as a JSON array of statements.

Persons, entities and what one has in another; accounts, cases, media and other ties have no place in it and are
left out. Several interests of two parties are one relationship record.

Record ids are the hub's opaque ids, of relationships a digest of both ends'. A `statementId` is a digest of its
record's id, its date and what it says but for the values of identifiers: the same content has the same id in every
export, and nobody can try numbers out against it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence, Set
from hashlib import sha256
from typing import Any, Final

from adapters.exports.facts import Answer, Role, Thing, Tie

PUBLISHER: Final = "Enforcement hub"
_ENTITIES: Final[Mapping[str, str]] = {
    "COMPANY": "registeredEntity",
    "ARRANGEMENT": "arrangement",
    "GOVERNMENT_BODY": "stateBody",
    "COURT": "stateBody",
    "UNION": "legalEntity",
    "MEDIATION_ORG": "legalEntity",
    "UNSPECIFIED": "unknownEntity",
}
_INTERESTS: Final[Mapping[str, str]] = {
    "SHAREHOLDER_OF": "shareholding",
    "DIRECTOR_OF": "boardMember",
    "MANAGER_OF": "seniorManagingOfficial",
    "INFLUENCES": "otherInfluenceOrControl",
    "UNKNOWN": "unknownInterest",
}
# The codelist interestType of the standard.
_INTEREST_TYPES: Final = frozenset(
    [
        "shareholding",
        "votingRights",
        "appointmentOfBoard",
        "otherInfluenceOrControl",
        "seniorManagingOfficial",
        "settlor",
        "trustee",
        "protector",
        "beneficiaryOfLegalArrangement",
        "rightsToSurplusAssetsOnDissolution",
        "rightsToProfitOrIncome",
        "rightsGrantedByContract",
        "conditionalRightsGrantedByContract",
        "controlViaCompanyRulesOrArticles",
        "controlByLegalFramework",
        "boardMember",
        "boardChair",
        "unknownInterest",
        "unpublishedInterest",
        "enjoymentAndUseOfAssets",
        "rightToProfitOrIncomeFromAssets",
        "nominee",
        "nominator",
    ]
)
_REASONS: Final = frozenset(
    [
        "noBeneficialOwners",
        "subjectUnableToConfirmOrIdentifyBeneficialOwner",
        "interestedPartyHasNotProvidedInformation",
        "subjectExemptFromDisclosure",
        "interestedPartyExemptFromDisclosure",
        "unknown",
        "informationUnknownToPublisher",
    ]
)
_SOURCES: Final[Mapping[str, str]] = {
    "A": "officialRegister",
    "B": "thirdParty",
    "C": "selfDeclaration",
    "D": "primaryResearch",
}
_NOT_TOLD: Final = "informationUnknownToPublisher"
# Identifiers by attribute: the scheme where it is a number that others may look up, else its name only.
_SCHEMES: Final[Mapping[str, tuple[str, str]]] = {
    "uscc": ("scheme", "CN-SAMR"),
    "citizenIdMasked": ("schemeName", "公民身份号码（掩码）"),
    "documentNumberMasked": ("schemeName", "证件号码（掩码）"),
}


def bods(answer: Answer) -> str:
    """The statements as JSON text: things first, then components, then what they are components of."""
    things = {thing.id: thing for thing in answer.things if thing.kind == "PERSON" or thing.kind in _ENTITIES}
    ties = [tie for tie in answer.ties if _has_place(tie, things)]
    between = {id_ for tie in ties if tie.role is Role.WHOLE for id_ in tie.components}
    components = (between & things.keys()) - {answer.subject}
    statements = [_thing(answer, thing, thing.id in components) for thing in things.values()]
    for roles in ((Role.COMPONENT,), (Role.FACT, Role.WHOLE)):
        statements += _relationships(answer, [tie for tie in ties if tie.role in roles], ties, components)
    return json.dumps(statements, ensure_ascii=False, separators=(",", ":"))


def _has_place(tie: Tie, things: Mapping[str, Thing]) -> bool:
    target = things.get(tie.target)
    return (
        tie.relation in _INTERESTS
        and target is not None
        and target.kind != "PERSON"
        and (tie.source is None or tie.source in things)
    )


def _relationships(
    answer: Answer, some: Sequence[Tie], ties: Sequence[Tie], between: Set[str]
) -> Iterator[dict[str, Any]]:
    by_pair: dict[tuple[Role, str | None, str], list[Tie]] = {}
    for tie in some:
        by_pair.setdefault((tie.role, tie.source, tie.target), []).append(tie)
    people = {thing.id for thing in answer.things if thing.kind == "PERSON"}
    for (role, source, target), of in by_pair.items():
        details: dict[str, Any] = {
            "isComponent": role is Role.COMPONENT,
            "subject": target,
            "interestedParty": source
            if source is not None
            else _absent("", "Not traced to anybody (未穿透部分)."),
            "interests": [interest for tie in of for interest in _interests(tie, tie.source in people)],
        }
        if role is Role.WHOLE and (records := _components(of, ties, between)):
            details["componentRecords"] = records
        day = max((tie.recorded_on for tie in of), default="") or answer.published_on
        statement = _statement(answer, _record(role, source, target), "relationship", day, details)
        yield {**statement, **_source(of)}


def _components(of: Sequence[Tie], ties: Sequence[Tie], known: Set[str]) -> list[str]:
    """The things between and the links of them, by record."""
    between = dict.fromkeys(id_ for tie in of for id_ in tie.components if id_ in known)
    if not between:
        return []
    ends = {*between, *(tie.target for tie in of), *(tie.source for tie in of)}
    links = (tie for tie in ties if tie.role is Role.COMPONENT and {tie.source, tie.target} <= ends)
    return list(dict.fromkeys([*between, *(_record(tie.role, tie.source, tie.target) for tie in links)]))


def _interests(tie: Tie, person: bool) -> Iterator[dict[str, Any]]:
    told = tie.interest if tie.interest in _INTEREST_TYPES else None
    interest: dict[str, Any] = {"type": told or _INTERESTS[tie.relation]}
    if tie.interest is not None and told is None:
        interest["details"] = tie.interest
    interest["directOrIndirect"] = (tie.directness or "UNKNOWN").lower()
    if tie.beneficial is not None:
        interest["beneficialOwnershipOrControl"] = tie.beneficial and person
    if tie.share is not None:
        interest["share"] = _share(*tie.share)
    for name, day in (("startDate", tie.valid_from), ("endDate", tie.valid_to)):
        if day is not None:
            interest[name] = day
    yield interest
    if tie.votes is not None:
        yield {**interest, "type": "votingRights", "share": _share(tie.votes, tie.votes)}


def _share(lower: float, upper: float) -> dict[str, float]:
    if lower == upper:
        return {"exact": _percent(lower)}
    return {"minimum": _percent(lower), "maximum": _percent(upper)}


def _percent(fraction: float) -> float:
    """Ten decimals of a percent: what is beyond is an artefact of binary fractions."""
    return min(100.0, max(0.0, round(fraction * 100, 10)))


def _thing(answer: Answer, thing: Thing, component: bool) -> dict[str, Any]:
    type_, details = ("person", _person(thing)) if thing.kind == "PERSON" else ("entity", _entity(thing))
    details = {"isComponent": component, **details}
    if numbers := list(_identifiers(thing.values)):
        details["identifiers"] = numbers
    return _statement(answer, thing.id, type_, thing.stated_on or answer.published_on, details)


def _person(thing: Thing) -> dict[str, Any]:
    if thing.name is None:
        return {"personType": "anonymousPerson", "unspecifiedPersonDetails": _absent("", "")}
    details: dict[str, Any] = {"personType": "knownPerson", "names": [{"fullName": thing.name}]}
    if nationality := thing.values.get("nationality"):
        country = {"name": nationality}
        details["nationalities"] = [{**country, "code": nationality} if len(nationality) == 2 else country]
    if born := thing.values.get("birthDate"):
        details["birthDate"] = born
    return details


def _entity(thing: Thing) -> dict[str, Any]:
    type_ = _ENTITIES[thing.kind]
    if thing.name is None and type_ != "unknownEntity":
        type_ = "anonymousEntity"
    details: dict[str, Any] = {"entityType": {"type": type_}}
    if type_ in ("anonymousEntity", "unknownEntity"):
        reason, _, more = thing.values.get("reason", "").partition(": ")
        details["unspecifiedEntityDetails"] = _absent(reason, more)
    if thing.name is not None:
        details["name"] = thing.name
    if founded := thing.values.get("establishedOn"):
        details["foundingDate"] = founded
    return details


def _identifiers(values: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for name, (member, scheme) in _SCHEMES.items():
        if name in values:
            yield {"id": values[name], member: scheme}
    scheme, colon, number = values.get("registryId", "").partition(":")
    if colon:
        yield {"id": number, "scheme": scheme}


def _absent(reason: str, more: str) -> dict[str, str]:
    found = {"reason": reason if reason in _REASONS else _NOT_TOLD}
    return {**found, "description": more} if more else found


def _source(ties: Sequence[Tie]) -> dict[str, Any]:
    types = sorted({_SOURCES[tie.grade] for tie in ties if tie.grade is not None})
    systems = sorted({tie.system for tie in ties if tie.system is not None})
    source: dict[str, Any] = {"type": types} if types else {}
    if systems:
        source["description"] = ", ".join(systems)
    return {"source": source} if source else {}


def _record(role: Role, source: str | None, target: str) -> str:
    return sha256(json.dumps([role, source, target]).encode()).hexdigest()[:32]


def _statement(answer: Answer, record: str, type_: str, day: str, details: dict[str, Any]) -> dict[str, Any]:
    said = {**details, "identifiers": len(details.get("identifiers", ()))}
    content = json.dumps([record, day, said], ensure_ascii=False, sort_keys=True)
    return {
        "statementId": sha256(content.encode()).hexdigest(),
        "declarationSubject": answer.subject,
        "statementDate": day,
        "publicationDetails": {
            "publicationDate": answer.published_on,
            "bodsVersion": "0.4",
            "publisher": {"name": PUBLISHER},
        },
        "recordId": record,
        "recordStatus": "new",
        "recordType": type_,
        "recordDetails": details,
    }
