"""What a page's records say happened in a case, told to its desk; what is not taken is a reject of the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from adapters.agencies.mapping import EventKind, Read
from adapters.agencies.pulling import PulledPage
from adapters.agencies.reading import CaseEvent
from adapters.formats.record import Reject
from graph.rules.courts import court_of, line_up
from hub.cases.hearing import SERVED, Heard, Hearing, PaperServed, WholePerformed

# Both say of a file whether anything is owed any more: what was performed, and what was paid in.
_PERFORMS: Final = frozenset({EventKind.PERFORMED, EventKind.RECEIVED})


@dataclass(kw_only=True, slots=True)
class Telling:
    """Of one system in one run. By so many events a case was `moved`; for those `unheard` there is no desk."""

    hearing: Hearing
    system: str
    courts: tuple[str, ...] = ()  # for which it speaks, and for all below them; for all where there are none
    moved: int = field(default=0, init=False)
    unheard: int = field(default=0, init=False)

    async def page(self, read: Read, page: PulledPage) -> list[Reject]:
        """Raises EngineError, RecordUnavailable: the page is to be asked for again, and told again."""
        rejects = []
        for record in page.accepted.records:
            event = record.event
            if event is None:
                continue
            heard = await self._heard(event)
            if heard is None:
                self.unheard += event.kind not in _PERFORMS
                continue
            self.moved += heard.moved
            if heard.refused is None:
                continue
            assert read.event is not None  # a record of it says so
            rejects.append(
                Reject(
                    file=page.document.name,
                    line=record.line,
                    field=read.event.case,
                    value=str(event.case_number),
                    reason=f"the desk: {heard.refused}",
                )
            )
        return rejects

    async def _heard(self, event: CaseEvent) -> Heard | None:
        """None for an event that no desk takes, and for money that is claimed to no case yet."""
        number, system = event.case_number, self.system
        if number is None:
            return None
        if event.kind is EventKind.SERVED and event.paper in SERVED and event.document is not None:
            if not self._speaks_for(number):
                return self._strange()
            paper = PaperServed(
                number=number, on=event.on, kind=event.paper, document=event.document, system=system
            )
            return await self.hearing.served(paper)
        if event.kind in _PERFORMS and event.whole is not None:
            if not self._speaks_for(number):
                return self._strange()
            said = WholePerformed(number=number, on=event.on, receipt=event.document, system=system)
            return await (self.hearing.performed(said) if event.whole else self.hearing.performed_in_part(said))
        return None

    def _speaks_for(self, number: str) -> bool:
        code = court_of(number)
        return not self.courts or (code is not None and not set(line_up(code)).isdisjoint(self.courts))

    def _strange(self) -> Heard:
        why = f"a file of a court for which {self.system} does not speak; allowed: {', '.join(self.courts)}"
        return Heard(moved=False, refused=why)
