"""What a checked row says, ready to be stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from adapters.formats.record import Document, Publication
from graph.model import MODEL
from graph.rules.sealing import Protected

_HASH_HEX: Final = 32  # of SHA-256: 128 bits tell the contents of one slot apart


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeFact:
    """A statement about one record. `properties` are all stored ones but `open`, `slot` and the two instants.

    One that `stands` changes nothing: the graph has it from a newer statement of its source.
    """

    kind: str
    system: str
    key: str
    item: str
    rk: str
    slot: str
    hash: str
    properties: Mapping[str, Any]
    document: Document
    line: int
    stands: bool = False
    publications: tuple[Publication, ...] = ()
    # By the property of their hash, while the graph may have them under other keys.
    numbers: tuple[tuple[str, Protected], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RelationFact:
    """A relation between two records, by their `rk`; `properties` as for a statement.

    Of one that `stands` the graph has the content, and it may end on the day `ends`.
    """

    kind: str
    source: str
    target: str
    slot: str
    hash: str
    properties: Mapping[str, Any]
    document: Document
    line: int
    stands: bool = False
    ends: str | None = None
    publications: tuple[Publication, ...] = ()


Fact = NodeFact | RelationFact


def record_key(system: str, key: str) -> str:
    """The `rk` of a record; systems hold no bar, so no two records share one."""
    return f"{system}|{key}"


def content_hash(columns: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """Digest of what a fact says; not of the file that said it, nor of what differs by chance or by clock."""
    says = [columns["grade"], columns["access"], columns["validFrom"], columns["validTo"], content]
    return hashlib.sha256(orjson.dumps(says, option=orjson.OPT_SORT_KEYS)).hexdigest()[:_HASH_HEX]


def ended(fact: RelationFact, stored: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the graph has of a fact that `stands`, as it is once it has ended; None if it held on no day.

    The same as if its row were sent again with that end, so that either way says nothing new after the other.
    """
    assert fact.ends is not None, "only what ends has an end"
    if fact.ends <= stored["validFrom"]:
        return None
    properties = {**stored, **fact.properties, "validTo": fact.ends}
    names = (attribute.name for attribute in MODEL.relations[fact.kind].attributes)
    content = {name: properties[name] for name in names if name in properties}
    return {**properties, "hash": content_hash(properties, content)}
