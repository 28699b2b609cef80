"""The statements of key rotation: which numbers still stand under another key, and their change to today's.

A number is changed wherever it stands at once, in all its records and all versions of their statements: so equal
numbers have equal hashes at every instant, and identity can be told by them while keys are rotated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph.model import MODEL
from graph.model.declare import NodeKind, Type
from graph.rules.identifiers import CITIZEN_ID
from graph.statement import Statement

_SCHEMES: Final = {Type.CITIZEN_ID: f"'{CITIZEN_ID}'", Type.DOCUMENT_NUMBER: "t.documentType"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where the model keeps a protected number: the properties of its hash and of the sealed number.

    `scheme` is what says in a statement about `kinds` which kind of number it is.
    """

    match: str
    sealed: str
    scheme: str
    kinds: tuple[str, ...]


def _sealed(kind: NodeKind) -> set[str]:
    return {attribute.name for attribute in kind.attributes if attribute.type is Type.SEALED_TEXT}


def _places() -> Iterator[Place]:
    for type_, scheme in _SCHEMES.items():
        kinds: dict[tuple[str, ...], list[str]] = {}
        for kind in MODEL.nodes.values():
            for attribute in kind.attributes:
                if attribute.type is type_:
                    kinds.setdefault(attribute.stored, []).append(kind.name)
        for (match, _mask, sealed), names in kinds.items():
            yield Place(match=match, sealed=sealed, scheme=scheme, kinds=tuple(names))


PLACES: Final = tuple(_places())
# Properties that hold sealed texts, with the kinds that have them.
TEXTS: Final = {
    name: tuple(kind.name for kind in MODEL.nodes.values() if name in _sealed(kind))
    for name in sorted({name for kind in MODEL.nodes.values() for name in _sealed(kind)})
}


def find_numbers(
    place: Place, id_from: str, id_to: str, *, match_key: str, sealing_key: str, skip: Sequence[str], most: int
) -> Statement:
    """-> one row [[hash, sealed, scheme] …] of numbers of a range of ids that are not under these keys yet.

    Those whose hash is in `skip` are left out; at most so many statements are looked at.
    """
    return Statement(
        text="MATCH (n:Node) WHERE n.id >= $from AND n.id < $to WITH n WHERE n.kind IN $kinds"
        f" MATCH (n)<-[:ABOUT]-(t:Statement) WHERE t.{place.match} IS NOT NULL"
        f" AND NOT (t.{place.match} STARTS WITH $match AND t.{place.sealed} STARTS WITH $sealed)"
        f" AND NOT t.{place.match} IN $skip WITH t LIMIT $most"
        f" RETURN collect([t.{place.match}, t.{place.sealed}, {place.scheme}])",
        parameters={
            "from": id_from,
            "to": id_to,
            "kinds": list(place.kinds),
            "match": f"{match_key}:",
            "sealed": f"{sealing_key}:",
            "skip": list(skip),
            "most": most,
        },
        name="find numbers",
    )


def renew_numbers(place: Place, rows: Sequence[tuple[str, str, str]]) -> Statement:
    """(hash, new hash, newly sealed) … -> one row [[id …]] of the records whose numbers were changed."""
    return Statement(
        text=f"UNWIND $rows AS row MATCH (t:Statement {{{place.match}: row[0]}})"
        f" SET t.{place.match} = row[1], t.{place.sealed} = row[2]"
        " WITH t MATCH (t)-[:ABOUT]->(n:Node) RETURN collect(DISTINCT n.id)",
        parameters={"rows": [list(row) for row in rows]},
        name="renew numbers",
    )


def find_texts(
    name: str, id_from: str, id_to: str, *, sealing_key: str, skip: Sequence[str], most: int
) -> Statement:
    """-> one row [[id of its record, slot, sealed text] …] of a range of ids, not under the key yet."""
    return Statement(
        text="MATCH (n:Node) WHERE n.id >= $from AND n.id < $to WITH n WHERE n.kind IN $kinds"
        f" MATCH (n)<-[:ABOUT]-(t:Statement) WHERE t.{name} IS NOT NULL AND NOT t.{name} STARTS WITH $sealed"
        f" AND NOT t.slot IN $skip WITH n, t LIMIT $most RETURN collect([n.id, t.slot, t.{name}])",
        parameters={
            "from": id_from,
            "to": id_to,
            "kinds": list(TEXTS[name]),
            "sealed": f"{sealing_key}:",
            "skip": list(skip),
            "most": most,
        },
        name="find texts",
    )


def renew_texts(name: str, rows: Sequence[tuple[str, str, str]]) -> Statement:
    """(id of its record, sealed text, newly sealed) … -> one row [[id …]] of records whose texts were changed."""
    return Statement(
        text=f"UNWIND $rows AS row MATCH (n:Node {{id: row[0]}})<-[:ABOUT]-(t:Statement) WHERE t.{name} = row[1]"
        f" SET t.{name} = row[2] RETURN collect(DISTINCT n.id)",
        parameters={"rows": [list(row) for row in rows]},
        name="renew texts",
    )


def find_text_users(name: str, id_from: str, id_to: str, key_id: str) -> Statement:
    """-> one row [how many] statements about nodes of a range of ids whose text needs the key."""
    return Statement(
        text="MATCH (n:Node) WHERE n.id >= $from AND n.id < $to WITH n WHERE n.kind IN $kinds"
        f" MATCH (n)<-[:ABOUT]-(t:Statement) WHERE t.{name} STARTS WITH $key RETURN count(t)",
        parameters={"from": id_from, "to": id_to, "kinds": list(TEXTS[name]), "key": f"{key_id}:"},
        name="find text users",
    )


def find_users(place: Place, id_from: str, id_to: str, key_id: str) -> Statement:
    """-> one row [how many] statements about nodes of a range of ids that need the key."""
    return Statement(
        text="MATCH (n:Node) WHERE n.id >= $from AND n.id < $to WITH n WHERE n.kind IN $kinds"
        f" MATCH (n)<-[:ABOUT]-(t:Statement) WHERE t.{place.match} STARTS WITH $key"
        f" OR t.{place.sealed} STARTS WITH $key RETURN count(t)",
        parameters={"from": id_from, "to": id_to, "kinds": list(place.kinds), "key": f"{key_id}:"},
        name="find users",
    )


def count_publications(key_id: str) -> Statement:
    """-> one row [how many] publications whose digest was made with the key."""
    return Statement(
        text="MATCH (p:Publication) WHERE p.content STARTS WITH $key RETURN count(p)",
        parameters={"key": f"{key_id}:"},
        name="count publications",
    )
