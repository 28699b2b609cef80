"""What a subscription's field is told: who watches, what for, the record, and what follows parties for it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.record.writer import Record

# From the arguments of a screening to the rows that are told: all, then those that changed.
Follow = Callable[[Mapping[str, Any]], Awaitable[AsyncGenerator[list[dict[str, Any]]]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """The context of a subscription's field."""

    caller: Caller
    errand: Errand
    record: Record
    follow: Follow
