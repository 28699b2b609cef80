"""What one agency was told by this hub, and how far each message came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.reconciling import instructions_of, messages_of
from graph.lifecycle.instruction import ACKNOWLEDGED, IN_FORCE
from graph.rules.reconciling import Here, Told
from hub.cases.following import REPORTED
from hub.door.door import Door
from hub.relaying.hearing import DELIVERED, DUPLICATE

PAGE: Final = 1_000  # messages read at a time
PAGES_MAX: Final = 20_000
_NOTHING: Final[Sequence[Any]] = ("", "", None, True)
_ARRIVED: Final = frozenset({DELIVERED, DUPLICATE, REPORTED})
_DISPUTED: Final = frozenset({"OBJECTED", "RETURNED"})
# By state; any other is one of an end.
_HERE: Final[Mapping[str, Here]] = {
    state: Here.DISPUTED if state in _DISPUTED else Here.IN_FORCE for state in IN_FORCE
}


class TooManyMessages(Exception):
    """An agency was told more than one run reads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ours:
    door: Door
    agency: str
    page: int = PAGE
    pages_max: int = PAGES_MAX

    async def told(self) -> list[Told]:
        """All instructions to the agency, by their first messages. Raises EngineError, TooManyMessages.

        A message is read before its instruction, and a later one of the same afterwards: no state is told without
        the message that brought it.
        """
        found: dict[str, _Gathered] = {}
        after = ""
        for _ in range(self.pages_max):
            rows = await self.door.own_range(messages_of(self.agency, after, self.page))
            await self._gather(found, rows)
            if len(rows) < self.page:
                return [each.told(key) for key, each in found.items()]
            after = str(rows[-1][0])
        allowed = f"allowed: {self.pages_max} pages in one run"
        raise TooManyMessages(f"{self.agency}: more messages than are compared; {allowed}")

    async def _gather(self, found: dict[str, _Gathered], rows: Sequence[Sequence[Any]]) -> None:
        keys = list(dict.fromkeys(str(row[2]) for row in rows))
        told = {row[0]: row[1:] for row in await self.door.own(instructions_of(keys))} if keys else {}
        for _, message, key, pending, dead, ended, ended_at in rows:
            state, measure, case_number, notice = told.get(key, _NOTHING)
            if notice:
                continue  # nobody carries it out
            each = found.setdefault(key, _Gathered(state=state, measure=measure, case_number=case_number))
            each.state = state
            each.ids.append(message)
            each.waits = each.waits or (pending and not dead)
            if ended in _ARRIVED:
                each.arrived = max(each.arrived or ("", ""), (ended_at, message))


@dataclass(kw_only=True, slots=True)
class _Gathered:
    """One instruction, message by message; what is read last of it counts."""

    state: str
    measure: str
    case_number: str | None
    ids: list[str] = field(default_factory=list)
    arrived: tuple[str, str] | None = None  # the last one: its instant, its id
    waits: bool = False

    def told(self, key: str) -> Told:
        return Told(
            key=key,
            measure=self.measure,
            case_number=self.case_number,
            state=self.state,
            here=_HERE.get(self.state, Here.ENDED),
            ids=tuple(self.ids),
            # What its executor acknowledged has arrived, by whichever way.
            arrived=self.arrived is not None or self.state in ACKNOWLEDGED,
            arrived_at=None if self.arrived is None else self.arrived[0],
            arrived_id=None if self.arrived is None else self.arrived[1],
            waits=self.waits,
        )
