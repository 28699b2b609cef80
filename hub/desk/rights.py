"""Who may come to the desk of grants, what for, and what they may do there. One table.

A grant is no secret from whom it concerns, but the list of all is the desk's. Whoever may only read learns nothing
of sealed files from it: a grant that ever opened SEALED is not there for them, byte for byte as if it were not,
and no grant tells them numbers of files, since a number alone says that the file exists. ADMIN sees all: whoever
gives such a grant must be able to find it again and end it.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hub.callers.caller import Caller, Role
from hub.errors import ErrorCode, HubError
from hub.purpose import Errand, Purpose


class Right(StrEnum):
    READ = "READ"  # but nothing of sealed files
    WRITE = "WRITE"  # and read all


DESK: Final[Mapping[tuple[Role, Purpose], Right]] = {
    (Role.ADMIN, Purpose.DEVELOPMENT): Right.WRITE,
    (Role.AUDITOR, Purpose.AUDIT): Right.READ,
    (Role.DATA_PROTECTION_OFFICER, Purpose.AUDIT): Right.READ,
}


READERS: Final = frozenset(role for role, _ in DESK)
WRITERS: Final = frozenset(role for (role, _), right in DESK.items() if right is Right.WRITE)


def right_of(caller: Caller, errand: Errand | None) -> Right:
    """What the caller may do at the desk. Raises HubError FORBIDDEN for whoever has no business there."""
    right = DESK.get((caller.role, errand.purpose)) if errand is not None else None
    if right is None:
        raise HubError(ErrorCode.FORBIDDEN, f"the list of grants is for {', '.join(sorted(READERS))}")
    return right


def must_write(right: Right) -> None:
    """Raises HubError FORBIDDEN for whoever may only read."""
    if right is not Right.WRITE:
        raise HubError(
            ErrorCode.FORBIDDEN, f"grants are given, changed and ended by {', '.join(sorted(WRITERS))} only"
        )
