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

from graph.model.roles import Purpose, Role
from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.errands.serving import Serves


class Right(StrEnum):
    READ = "READ"  # but nothing of sealed files
    WRITE = "WRITE"  # and read all


DESK: Final[Mapping[tuple[Role, Purpose], Right]] = {
    (Role.ADMIN, Purpose.DEVELOPMENT): Right.WRITE,
    (Role.AUDITOR, Purpose.AUDIT): Right.READ,
    (Role.DATA_PROTECTION_OFFICER, Purpose.AUDIT): Right.READ,
}


READERS: Final = Serves(frozenset(DESK))
WRITERS: Final = Serves(frozenset(pair for pair, right in DESK.items() if right is Right.WRITE))


def right_of(caller: Caller, errand: Errand) -> Right:
    """What a caller whom the desk serves may do there. KeyError for any other: they were refused before."""
    return DESK[caller.role, errand.purpose]
