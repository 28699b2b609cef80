"""A message as it leaves: whom the measure meets by its number, in the agency's own words, in an envelope.

The number is looked up when the message is sent, and opened then; that it was is on the hub's own record before
anything leaves. Nobody is told by a name alone: a subject without a number is not told of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from adapters.agencies.instructions import InstructionTold, Refused, TargetTold
from adapters.agencies.mapping import AgencyMapping, InstructionKind
from adapters.agencies.writing import payload
from adapters.protocols.envelope import Envelope
from graph.lifecycle.instruction import INSTRUCTION
from graph.rules.sealing import CannotOpen, KeyRing, open_sealed
from hub.cases.limits import dues_of
from hub.cases.numbered import Numbered, numbered
from hub.door.door import Door
from hub.read.asking import present
from hub.read.view import SealedNumber
from hub.record.entry import Entry, EntryKind
from hub.record.writer import Record
from hub.relaying.hearing import Dead
from hub.relaying.lines import Claimed

NAME: Final = "hub relay"
SOURCE: Final = "urn:enforcement-hub"
NO_NUMBER: Final = "no number: nobody is told by a name alone"
_PURPOSE: Final = "instruction to an executor"


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """Makes envelopes; `user` is who runs the relay, for the record."""

    door: Door
    ring: KeyRing
    record: Record
    user: str
    clock: Callable[[], datetime]

    async def envelope(self, mapping: AgencyMapping, claimed: Claimed) -> Envelope | Dead:
        """Raises RecordUnavailable: nothing was opened. Raises EngineError, BadEnvelope."""
        told, now = claimed.instruction, self.clock()
        whom = (await numbered(self.door, [told["subject"]], present(now))).get(told["subject"])
        if whom is None or whom.number is None or whom.scheme is None:
            return Dead(reason=NO_NUMBER)
        sealed = whom.number if isinstance(whom.number, SealedNumber) else None
        await self._note(told, opened=sealed is not None)
        try:
            number = str(whom.number) if sealed is None else self._opened(sealed)
        except CannotOpen:
            return Dead(reason="its number cannot be opened with the keys of this hub")
        said = _told(claimed, whom, number)
        made = payload(mapping, said)
        if isinstance(made, Refused):
            return Dead(reason=f"{made.field}: {made.value}: {made.reason}")
        return Envelope(
            id=claimed.key,
            source=SOURCE,
            type=f"instruction.{claimed.message.lower()}",
            subject=told["subject"],
            time=datetime.fromisoformat(claimed.delivery["at"]),
            sequence=claimed.delivery["number"],
            fence=claimed.fence,
            data=_within(mapping.writing.text("batch_at"), made),
        )

    def _opened(self, sealed: SealedNumber) -> str:
        # It is on the record already.
        return open_sealed(sealed.protected, self.ring, lambda opening: None, _PURPOSE)

    async def _note(self, told: Mapping[str, Any], *, opened: bool) -> None:
        await self.record.append(
            Entry(
                request_id=uuid4().hex,
                time=datetime.now(UTC),
                kind=EntryKind.OPENING,
                subject=self.user,
                agency=told["agency"],
                case_number=told.get("caseNumber"),
                operation_name=NAME,
                rows=int(opened),
                touched=self.record.touched({told["subject"]}),
            )
        )


def _told(claimed: Claimed, whom: Numbered, number: str) -> InstructionTold:
    told = claimed.instruction
    number_of_case = told.get("caseNumber")
    running = INSTRUCTION.running(told["state"], told, dues_of(number_of_case))
    due = next((each.due.on.isoformat() for each in running if each.due.on is not None), None)
    return InstructionTold(
        id=claimed.key,
        sequence=claimed.delivery["number"],
        kind=InstructionKind(claimed.message),
        measure=told["measure"],
        edition=told["edition"],
        mode=told["mode"],
        target=TargetTold(
            kind=whom.kind,
            target_type=told["targetType"],
            name=whom.name or "",
            scheme=whom.scheme or "",
            number=number,
        ),
        case_number=number_of_case or "",
        court=told.get("courtName", ""),
        legal_basis=told["legalBasis"],
        issued_at=told["issuedAt"],
        due_on=due,
    )


def _within(at: str, made: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where an agency takes several at once, it is told one at a time all the same."""
    found: Any = made
    if at:
        found = [made]
        for name in reversed(at.split(".")):
            found = {name: found}
    return dict(found)
