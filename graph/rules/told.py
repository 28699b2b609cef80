"""What several statements together say of who their subject is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from graph.model import MODEL
from graph.rules.identity import Identity, Kind

# The stored properties of a statement that identity is judged by.
JUDGED_BY: Final = (
    "validFrom",
    "name",
    "aliases",
    "uscc",
    "citizenMatch",
    "documentType",
    "documentMatch",
    "registryId",
    "birthDate",
    "address",
    "phone",
    "legalRepresentativeName",
    "region",
)
_IDENTIFIERS: Final = ("uscc", "citizenMatch")
_FAMILIES: Final = {"person": Kind.PERSON, "organisation": Kind.ORGANISATION}


def family(kind: str) -> Kind | None:
    """What a kind of node is to the rules of identity; None for one that is never merged."""
    node = MODEL.nodes.get(kind)
    return _FAMILIES.get(node.family) if node is not None and node.subject else None


def identity_told(of: Kind, statements: Sequence[Mapping[str, Any]]) -> Identity:
    """All names and numbers of the statements, and the latest of the rest; each maps `JUDGED_BY` to a value."""
    told = sorted(statements, key=_age, reverse=True)
    latest = {name: value for row in reversed(told) for name, value in row.items() if value is not None}
    return Identity(
        kind=of,
        names=tuple(dict.fromkeys(name for row in told for name in _names(row))),
        identifiers=frozenset(pair for row in told for pair in _numbers(row)),
        birth_date=latest.get("birthDate"),
        address=latest.get("address"),
        phone=latest.get("phone"),
        legal_representative=latest.get("legalRepresentativeName"),
        region=latest.get("region"),
    )


def _age(row: Mapping[str, Any]) -> tuple[str, str]:
    """Later statements are greater; among those of one day any fixed order does."""
    return row["validFrom"], repr(sorted((name, value) for name, value in row.items() if value is not None))


def _names(row: Mapping[str, Any]) -> Iterator[str]:
    if row["name"] is not None:
        yield row["name"]
    yield from row["aliases"] or ()


def _numbers(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in _IDENTIFIERS:
        if row[name] is not None:
            yield name, row[name]
    if row["documentMatch"] is not None:
        yield row["documentType"] or "document", row["documentMatch"]
    if row["registryId"] is not None:
        scheme, _, number = row["registryId"].partition(":")
        yield scheme, number
