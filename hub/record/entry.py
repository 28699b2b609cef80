"""One entry of the record: who asked what for, which subjects that touched, what came of it.

Its canonical bytes are the leaf that is hashed: one JSON object, keys sorted, no spaces, nothing that is not
known, and nothing that belongs to a person. It holds neither variables nor answers: the operation by name
and by the hash of its text, the subjects as keyed marks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

import orjson

from graph.rules.days import stored_instant
from hub.record.commitments import Touched
from hub.scrub import HIDDEN, holds_citizen_id, scrubbed, scrubbed_name

DECISION_OK: Final = "OK"
DECISION_CANCELLED: Final = "CANCELLED"  # its client left before the answer was made
TEXT_LENGTH_MAX: Final = 200


class EntryKind(StrEnum):
    REQUEST = "REQUEST"
    EVENT = "EVENT"  # one delivered event of a subscription
    MUTATION = "MUTATION"  # one mutation, before it is committed; the entry of its request says how that ended
    OPENING = "OPENING"  # sealed values of the subjects were opened, so many as `rows` says


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """`decision` is OK, CANCELLED or the code of the error that failed the request; `duration_ms` runs to the
    moment of writing. What is not known (no caller behind a bad token) is None.
    """

    request_id: str
    time: datetime
    kind: EntryKind = EntryKind.REQUEST
    decision: str = DECISION_OK
    subject: str | None = None  # of the token: who asked
    role: str | None = None
    agency: str | None = None
    court: str | None = None
    purpose: str | None = None
    case_number: str | None = None
    operation_name: str | None = None
    operation_hash: str | None = None
    fields: int | None = None
    rows: int | None = None
    opened: int | None = None  # sealed texts that the answer held in clear
    touched: Touched | None = None
    reason: str | None = None  # what was said for a change made on the command line
    duration_ms: float | None = None

    def to_bytes(self) -> bytes:
        """The leaf. What the caller chose is scrubbed and cut to 200 characters."""
        values: dict[str, Any] = {name: value for name in _PLAIN if (value := getattr(self, name)) is not None}
        for name, clean in _CLEANED:
            if (text := getattr(self, name)) is not None:
                values[name] = clean(text)[:TEXT_LENGTH_MAX]
        values["time"] = stored_instant(self.time)
        if self.case_number is not None:
            values["case_number"] = _case(self.case_number, self.time.astimezone(UTC).date())[:TEXT_LENGTH_MAX]
        if self.duration_ms is not None:
            values["duration_ms"] = round(self.duration_ms, 3)
        if self.touched is not None and self.touched.marks:
            values["touched"] = self.touched.marks
            values["touched_key"] = self.touched.key
        return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)

    @classmethod
    def from_bytes(cls, leaf: bytes) -> Entry:
        """The entry of a leaf; names that a later hub added are passed over. ValueError for anything else."""
        try:
            values = orjson.loads(leaf)
            marks, key = values.pop("touched", None), values.pop("touched_key", None)
            known = {name: value for name, value in values.items() if name in _NAMES}
            known["time"] = datetime.fromisoformat(values["time"])
            known["kind"] = EntryKind(values["kind"])
            if marks is not None:
                known["touched"] = Touched(key=str(key), marks=tuple(map(str, marks)))
            return cls(**known)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError("not an entry of the record") from None


def operation_hash(query: str) -> str:
    """The SHA-256 of the operation's text, as hex: tells equal operations without keeping their literals."""
    return hashlib.sha256(query.encode("utf-8", "surrogatepass")).hexdigest()


_NAMES: Final = frozenset(field.name for field in fields(Entry))
_PLAIN: Final = ("request_id", "kind", "decision", "role", "operation_hash", "fields", "rows", "opened")
_CLEANED: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    ("subject", scrubbed),
    ("agency", scrubbed),
    ("court", scrubbed),
    ("purpose", scrubbed),
    ("reason", scrubbed),
    ("operation_name", scrubbed_name),
)


def _case(number: str, today: date) -> str:
    """An agency's own file number may have 15 digits or more; it goes only if it is somebody's citizen ID."""
    return HIDDEN if holds_citizen_id(number, today) else number
