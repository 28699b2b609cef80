"""One request as its outlets are told of it, when it is over. Nothing in it is what the caller asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hub.telemetry.names import NOT_STORED
from hub.telemetry.timing import Timing

# Kinds of requests beside GraphQL's own three.
UNREAD: Final = "unread"  # refused before its document could be read
EVENT: Final = "event"  # one event of a subscription, from its being known to its being on the record


@dataclass(kw_only=True, slots=True)
class Seen:
    """`stored` is the SHA-256 of a stored operation; `name` is what the document calls its operation: of a stored
    one its label, of any other for the log alone. `parent` is the `traceparent` (W3C Trace Context) of a caller
    who was admitted. `operation`, a label of few values, is given by `hub.telemetry.telemetry`.
    """

    request_id: str
    kind: str
    stored: str | None
    name: str | None
    digest: Callable[[], str]  # SHA-256 of the operation's text, as hex
    decision: str  # OK, CANCELLED or the code of the error that failed it, as on the record
    rows: int
    parent: str | None
    timing: Timing
    operation: str = NOT_STORED


Outlet = Callable[[Seen], None]


def unseen(_seen: Seen) -> None:
    """The outlet of who tells nobody."""
