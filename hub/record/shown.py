"""What is shown of an entry, to an auditor over the API and in a subject's access report: one table.

Marks are not: they would tell which other entries touched the same unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from graph.rules.days import stored_instant
from hub.record.trail import Sighting

Read = Callable[[Sighting], Any]

# By the name that the field has in the schema and in the report.
SHOWN: Final[Mapping[str, Read]] = {
    "log": lambda seen: seen.log,
    "number": lambda seen: seen.number,
    "kind": lambda seen: seen.entry.kind.value,
    "at": lambda seen: stored_instant(seen.entry.time),
    "requestId": lambda seen: seen.entry.request_id,
    "caller": lambda seen: seen.entry.subject,
    "role": lambda seen: seen.entry.role,
    "agency": lambda seen: seen.entry.agency,
    "court": lambda seen: seen.entry.court,
    "purpose": lambda seen: seen.entry.purpose,
    "caseNumber": lambda seen: seen.entry.case_number,
    "operationName": lambda seen: seen.entry.operation_name,
    "operationHash": lambda seen: seen.entry.operation_hash,
    "fields": lambda seen: seen.entry.fields,
    "rows": lambda seen: seen.entry.rows,
    "opened": lambda seen: seen.entry.opened,
    "decision": lambda seen: seen.entry.decision,
    "reason": lambda seen: seen.entry.reason,
    "durationMs": lambda seen: seen.entry.duration_ms,
}


def shown(sighting: Sighting) -> dict[str, Any]:
    """All that is shown of one entry; what the record does not say is None."""
    return {name: read(sighting) for name, read in SHOWN.items()}
