"""An agency that takes pushed instructions, as one would: by signature, id and fence.

It keeps what it got by id, so a message that comes twice has one effect; of each party it passes over what comes
with a smaller fence than it has seen. Of a party, a measure and a file it holds one thing, as the last message
says, under the id by which it was ordered last.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from adapters.agencies.bodies import BadBody, is_xml, parsed, written
from adapters.agencies.mapping import AgencyMapping, Answered, InstructionKind, Write
from adapters.agencies.pages import value_at
from adapters.agencies.writing import ENDING, read_back
from adapters.loading.readers import Fault
from adapters.protocols.binary import check_binary, envelope_of
from adapters.protocols.envelope import BadEnvelope, Envelope
from adapters.protocols.keys import CheckingKey
from adapters.protocols.signing import ID_HEADER, NotSigned, check
from adapters.simulating.answers import Said, answer, answers
from adapters.simulating.bearing import bears
from adapters.simulating.trouble import Met, Trouble
from graph.rules.days import stored_instant
from graph.rules.reconciling import Held, There

KEPT_MAX: Final = 100_000  # messages of one agency; the oldest are forgotten
FEEDBACK_MAX: Final = 1_000  # of the latest, in one answer
Whom = tuple[str, str, str]  # party, measure, file
_NO_REASON: Final = "不予办理"  # not carried out


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One that arrived: `sequence` is its number among those of the party, `payload` the agency's own object."""

    id: str
    kind: InstructionKind
    subject: str
    measure: str
    case_number: str
    sequence: int
    fence: int
    payload: Mapping[str, Any] = field(repr=False)


@dataclass(kw_only=True, slots=True)
class SimulatedAgency:
    """`name` is its path. `result`, `reason` and `on` (a stored instant) are what it says of a message.

    `mishap` may answer a message in its place, before it has an effect. `asked` is set once one has arrived.
    """

    name: str
    mapping: AgencyMapping
    key: CheckingKey = field(repr=False)
    token: str = field(default="", repr=False)  # that it wants besides; empty: none
    trouble: Trouble = field(default_factory=Trouble)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    result: Answered = Answered.ACKNOWLEDGED
    reason: str = _NO_REASON
    on: str | None = None
    mishap: Callable[[Message], Response | None] = lambda message: None
    arrived: list[Message] = field(default_factory=list)  # in their order, each time
    effects: dict[str, Message] = field(default_factory=dict)  # by id, the first time
    held: dict[Whom, Held] = field(default_factory=dict)
    fences: dict[str, int] = field(default_factory=dict)  # by party, the greatest
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    _requests: int = 0

    async def take(self, request: Request, write: Write) -> Response:
        """One message that was pushed to the path of `write`."""
        met = self._met()
        response = await self._taken(request, write, met)
        await asyncio.sleep(met.latency_seconds)
        return response

    async def feedback(self, write: Write) -> Response:
        """What became of the latest instructions: all are carried out."""
        met = self._met()
        await asyncio.sleep(met.latency_seconds)
        if met.status is not None or write.feedback is None:
            return _refused(met.status or 404, "away")
        latest = tuple(islice(reversed(self.effects), FEEDBACK_MAX))[::-1]
        on = stored_instant(self.clock())
        said = [Said(id=each, status=Answered.EXECUTED, on=on) for each in latest]
        listed = self.trouble.listed(self.name, "feedback", said)
        return self._say(answers(self.mapping, write.feedback, listed))

    def holds(self) -> tuple[Held, ...]:
        """In force or lifted, in the order in which it was first told."""
        return tuple(self.held.values())

    async def _taken(self, request: Request, write: Write, met: Met) -> Response:
        body = await _body(request, self.mapping.limits.body_bytes)
        if met.status is not None:
            return _refused(met.status, "away")
        if body is None:
            return _refused(413, f"allowed: {self.mapping.limits.body_bytes} bytes")
        if self.token and not bears(request.headers, self.token):
            return _refused(401, "no token of ours")
        try:
            proven = check_binary if is_xml(self.mapping.writing) else check
            proven(dict(request.headers), body, (self.key,), now=self.clock())
            message = self._message(request.headers, body, write)
        except NotSigned as error:
            return _refused(401, str(error))
        except BadEnvelope as error:
            return _refused(400, str(error))
        except Fault as fault:
            return _refused(422, f"{fault.field}: {fault.reason}")
        self.arrived.append(message)
        del self.arrived[:-KEPT_MAX]
        self.asked.set()
        if message.fence >= self.fences.get(message.subject, 0):
            if (wrong := self.mishap(message)) is not None:
                return wrong
            self.fences[message.subject] = message.fence
            if message.id not in self.effects:
                self.effects[message.id] = message
                self._carry_out(message)
            for kept in (self.fences, self.effects, self.held):
                _bounded(kept)
        if met.lost:
            return _refused(502, "taken, and the answer is lost")
        return self._say(self._answer(write, message))

    def _message(self, headers: Mapping[str, str], body: bytes, write: Write) -> Message:
        """Raises BadEnvelope; Fault for what this mapping did not make."""
        envelope = self._envelope(headers, body)
        batch = self.mapping.writing.text("batch_at")
        payload: Any = envelope.data
        if batch:
            found = value_at(payload, batch.split("."))
            several = [found] if is_xml(self.mapping.writing) else found
            payload = several[0] if isinstance(several, list) and len(several) == 1 else None
        said = read_back(self.mapping, write, payload)
        named = self.mapping.writing.text("idempotency_header")
        ids = {said.id, envelope.id, headers[ID_HEADER], headers.get(named, "") if named else said.id}
        if len(ids) != 1:
            raise Fault("not the same everywhere; allowed: one id of a message", "", field="id")
        if said.kind not in write.kinds:
            raise Fault("not taken here; allowed: " + ", ".join(write.kinds), said.kind, field="kind")
        return Message(
            id=said.id,
            kind=said.kind,
            subject=envelope.subject,
            measure=said.measure,
            case_number=said.case_number,
            sequence=envelope.sequence,
            fence=envelope.fence,
            payload=payload,
        )

    def _envelope(self, headers: Mapping[str, str], body: bytes) -> Envelope:
        """Raises BadEnvelope."""
        writing = self.mapping.writing
        if not is_xml(writing):
            return Envelope.from_bytes(body)
        try:
            return envelope_of(headers, parsed(writing, body, root=writing.text("root")))
        except BadBody as error:
            raise BadEnvelope("body", f"a document of ours; {error}") from None

    def _say(self, told: Mapping[str, Any]) -> Response:
        body, media_type = written(self.mapping.writing, told, self.mapping.writing.text("root"))
        return Response(body, media_type=media_type)

    def _carry_out(self, message: Message) -> None:
        """What it holds by then; nothing of what it returns or objects to."""
        if self.result in (Answered.RETURNED, Answered.OBJECTED):
            return
        whom = (message.subject, message.measure, message.case_number)
        at = stored_instant(self.clock())
        if message.kind not in ENDING:
            self.held[whom] = Held(id=message.id, status=There.IN_FORCE, since=at)
        elif whom in self.held:
            self.held[whom] = replace(self.held[whom], status=There.LIFTED, since=at)

    def _answer(self, write: Write, message: Message) -> dict[str, Any]:
        if write.acknowledgement is None:
            return {}
        returned = self.result in (Answered.RETURNED, Answered.OBJECTED)
        said = Said(id=message.id, status=self.result, reason=self.reason if returned else "", on=self.on)
        return answer(self.mapping, write.acknowledgement, said)

    def _met(self) -> Met:
        self._requests += 1
        return self.trouble.met(self.name, self._requests - 1)


def _bounded(kept: dict[Any, Any]) -> None:
    if len(kept) > KEPT_MAX:
        del kept[next(iter(kept))]


async def _body(request: Request, most: int) -> bytes | None:
    """None for one that is longer than the agency bears."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def _refused(status: int, reason: str) -> Response:
    return JSONResponse({"message": reason}, status_code=status)
