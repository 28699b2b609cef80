"""What a checked row says, ready to be stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.formats.record import Document


@dataclass(frozen=True, kw_only=True, slots=True)
class NodeFact:
    """A statement about one record. `properties` are all stored ones but `open` and the two instants."""

    kind: str
    system: str
    key: str
    rk: str
    slot: str
    hash: str
    properties: Mapping[str, Any]
    document: Document
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RelationFact:
    """A relation between two records, by their `rk`; `properties` as for a statement."""

    kind: str
    source: str
    target: str
    slot: str
    hash: str
    properties: Mapping[str, Any]
    document: Document
    line: int


Fact = NodeFact | RelationFact


def record_key(system: str, key: str) -> str:
    """The `rk` of a record; systems hold no bar, so no two records share one."""
    return f"{system}|{key}"


def slot_of(*parts: str) -> str:
    """A fact's slot. A bar inside a part is escaped, so that different parts never give one slot."""
    return "|".join(map(_part, parts))


def _part(text: str) -> str:
    return text.replace("%", "%25").replace("|", "%7C") if "|" in text or "%" in text else text
