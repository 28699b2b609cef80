"""A caller's key of a subject, checked and led to what the graph looks it up by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.plan import KeyScheme
from graph.rules.identifiers import (
    CITIZEN_ID,
    DocumentType,
    InvalidIdentifier,
    citizen_id,
    document_number,
    unified_code,
)
from graph.rules.sealing import KeyRing, match_hashes

Key = tuple[KeyScheme, str | tuple[str, ...]]
LONGEST_KEY = 500


@dataclass(frozen=True, slots=True)
class BadKey(Exception):
    """The key cannot be anybody's; the message names the fault and never the number."""

    problem: str


def read_key(by: Mapping[str, Any], ring: KeyRing, today: date) -> Key:
    """One SubjectKey (already @oneOf) as (scheme, value); raises BadKey.

    An id is never malformed: what no record has is unknown.
    """
    ((member, value),) = by.items()
    try:
        match member:
            case "id":
                return KeyScheme.ID, str(value)[:LONGEST_KEY]
            case "uscc":
                return KeyScheme.UNIFIED_CODE, unified_code(value)
            case "citizenId":
                return KeyScheme.CITIZEN, _hashes(citizen_id(value, today), CITIZEN_ID, ring)
            case "document":
                kind = DocumentType(value["type"])
                return KeyScheme.DOCUMENT, _hashes(document_number(kind, value["number"]), kind, ring)
            case "source":
                return KeyScheme.SOURCE, f"{value['system']}|{value['key']}"[:LONGEST_KEY]
            case _:
                raise BadKey(f"a subject is not found by {member}")
    except InvalidIdentifier as fault:
        raise BadKey(str(fault)) from None


def _hashes(number: str, scheme: str, ring: KeyRing) -> str | tuple[str, ...]:
    """The number's hash; while keys are being rotated, all under which the graph may have it."""
    found = match_hashes(number, scheme, ring)
    return found if len(found) > 1 else found[0]
