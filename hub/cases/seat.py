"""Who sits at the desk of cases for one request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from graph.plan import Slice
from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.read.fields import Inquiry


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

    @property
    def today(self) -> date:
        return date.fromisoformat(self.present.as_of)
