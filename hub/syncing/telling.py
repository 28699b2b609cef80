"""What a page's records say happened in a case, told to its desk; what is not taken is a reject of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from adapters.agencies.mapping import EventKind, Read
from adapters.agencies.pulling import PulledPage
from adapters.agencies.reading import CaseEvent
from adapters.formats.record import Reject
from hub.cases.hearing import Hearing, WholePerformed

# Both say of a file whether anything is owed any more: what was performed, and what was paid in.
_PERFORMS: Final = frozenset({EventKind.PERFORMED, EventKind.RECEIVED})


@dataclass(kw_only=True, slots=True)
class Telling:
    """Of one system in one run. `told` events a desk took; for those `unheard` there is no desk yet."""

    hearing: Hearing
    system: str
    told: int = field(default=0, init=False)
    unheard: int = field(default=0, init=False)

    async def page(self, read: Read, page: PulledPage) -> list[Reject]:
        """Raises EngineError, RecordUnavailable: the page is to be asked for again, and told again."""
        rejects = []
        for record in page.accepted.records:
            event = record.event
            if event is None:
                continue
            if (said := self._performed(event)) is None:
                self.unheard += event.kind not in _PERFORMS
                continue
            reason = await self.hearing.performed(said)
            if reason is None:
                self.told += 1
                continue
            assert read.event is not None  # a record of it says so
            rejects.append(
                Reject(
                    file=page.document.name,
                    line=record.line,
                    field=read.event.whole,
                    value=said.number,
                    reason=f"not taken as performed in full: {reason}",
                )
            )
        return rejects

    def _performed(self, event: CaseEvent) -> WholePerformed | None:
        """None for another event, for a part, and for money that nobody has claimed to a case yet."""
        if event.kind not in _PERFORMS or not event.whole or event.case_number is None:
            return None
        return WholePerformed(number=event.case_number, on=event.on, receipt=event.document, system=self.system)
