"""What a subscription's field is told: who watches, what for, and the record that it may tell of."""

from __future__ import annotations

from dataclasses import dataclass

from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.record.writer import Record


@dataclass(frozen=True, kw_only=True, slots=True)
class Watch:
    """The context of a subscription's field."""

    caller: Caller
    errand: Errand
    record: Record
