"""Who sits at the desk for one request, and how the graph is asked from there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol

from graph.cypher.rows import NODE_ID
from graph.model import MODEL
from graph.plan import Find, KeyScheme, Select, Slice
from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.errors import bad_input
from hub.read.fields import Inquiry
from hub.read.keys import Key

_NUMBERS: Final = (KeyScheme.UNIFIED_CODE, KeyScheme.CITIZEN, KeyScheme.DOCUMENT)


class Inquire(Protocol):
    def __call__(self, inquiry: Inquiry[Any], closed: bool = False) -> Awaitable[Any]:
        """`closed`: the file that the purpose names may be closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseSeat:
    """Who sits at the desk for one request; `inquire` asks the graph with the caller's rights and has the file
    that the purpose names looked up, `note` puts a move on record before its commit, `touch` is told what is seen.
    """

    caller: Caller
    errand: Errand
    now: datetime
    present: Slice
    note: Callable[[str, str], Awaitable[None]]
    touch: Callable[[str], None]
    inquire: Inquire

    async def file(self, *, closed: bool) -> None:
        """Has the file that the purpose names looked up. Raises HubError as for every question in it."""
        await self.inquire(finding(None, self.present, blind=False), closed=closed)

    @property
    def today(self) -> date:
        return date.fromisoformat(self.present.as_of)


def finding(key: Key | None, now: Slice, *, blind: bool) -> Inquiry[str | None]:
    """The id of the subject that a key names, if the caller may see it; asked in any case, so that the file of the
    purpose is looked up whatever the key.

    `blind`: an agency names by its number whom it may not see otherwise, as in a screening; one that is several
    subjects names none.
    """
    if blind and key is not None and key[0] not in _NUMBERS:
        raise bad_input("subject: an agency names it by uscc, citizenId or document", field="subject")
    keys = () if key is None else (key,)
    [(rows, _)] = yield (Find(keys=keys, kinds=MODEL.subjects, time=now, node=Select(), blind=blind),)
    found = rows[0] if blind and rows else rows
    return str(found[0][NODE_ID]) if len(found) == 1 and found[0] is not None else None
