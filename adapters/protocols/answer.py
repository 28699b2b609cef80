"""What became of one request to an agency, as a value: the far side's faults are outcomes, not exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Outcome(StrEnum):
    """`DELIVERED` and `DUPLICATE` are done, `REJECTED` is never sent again; the rest is worth another try."""

    DELIVERED = "DELIVERED"  # 2xx with an answer of the kind that was asked for
    DUPLICATE = "DUPLICATE"  # 409 that names our message: it has it already
    REJECTED = "REJECTED"  # any other 4xx: it will not take this message
    BUSY = "BUSY"  # 408, 425, 429, 503, or all of our own connections to it are taken
    UNREACHABLE = "UNREACHABLE"  # no connection, no answer in time, a connection lost
    BROKEN = "BROKEN"  # any other status, or an answer that is none


DONE: Final = frozenset({Outcome.DELIVERED, Outcome.DUPLICATE})
WORTH_RETRYING: Final = frozenset({Outcome.BUSY, Outcome.UNREACHABLE, Outcome.BROKEN})


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """`reason` is one short line for people, without personal numbers and without what we sent in secret headers.

    `retry_after_seconds` is what the agency asked for, cut to the limit. `body` is that of `DELIVERED` only.
    """

    outcome: Outcome
    status: int | None = None
    reason: str = ""
    retry_after_seconds: float | None = None
    body: bytes = field(default=b"", repr=False)
