"""What one request carries besides its text: the clock it is answered by, keys, and faults of single rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from graph.plan import Slice
from graph.rules.days import legal_day, stored_instant
from graph.rules.sealing import KeyRing


@dataclass(slots=True)
class Asking:
    """One request's clock, key ring and list of field errors; `viewer` gives what `viewer` answers."""

    now: datetime
    ring: KeyRing
    viewer: Callable[[], dict[str, Any]]
    errors: list[dict[str, Any]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return date.fromisoformat(legal_day(self.now))

    @property
    def instant(self) -> str:
        return stored_instant(self.now)

    def slice(self, arguments: Mapping[str, Any]) -> Slice:
        """The slice a root field asks for: today and now unless it says otherwise."""
        return Slice(
            as_of=arguments.get("asOf") or legal_day(self.now),
            known_at=arguments.get("knownAt") or self.instant,
        )

    def fault(self, message: str, path: list[str | int], code: str = "BAD_INPUT") -> None:
        """A row's fault: its value is null, the others stand."""
        self.errors.append({"message": message, "path": path, "extensions": {"code": code}})
