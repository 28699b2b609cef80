"""One party's standing as a signed message, sent until the partner's address has taken it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import uuid4

from adapters.protocols.answer import DONE, WORTH_RETRYING
from adapters.protocols.envelope import Envelope
from adapters.protocols.http import AgencyClient
from adapters.protocols.keys import SigningKey
from adapters.protocols.push import push
from adapters.protocols.retrying import Retrying
from hub.screening.parties import Party

SOURCE: Final = "urn:enforcement-hub"
TYPE: Final = "standing.changed"
SUBJECT_CHARACTERS: Final = 32


Screening = Mapping[str, Any]

# A fault of the address or of what proves us to it: the next message would fare no better.
_OF_ADDRESS: Final = frozenset({401, 403, 404, 405, 410})


class NotTaken(Exception):
    """The partner's address takes nothing; the text says why, without a number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Posted:
    """What was sent last; `refused` says why it was not taken, if it was this message that they refused."""

    screening: Screening
    refused: str = ""


@dataclass(kw_only=True, slots=True)
class Poster:
    """Tells one address. Of two messages about a party the one with the greater fence counts, else the one with
    the greater sequence: `fence` is greater in each later run, the sequence grows with each message of a run.
    """

    client: AgencyClient
    path: str
    key: SigningKey = field(repr=False)
    fence: int
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    retrying: Retrying = field(default_factory=lambda: Retrying(last_seconds=300, tries_max=50))
    _sequence: int = field(default=0, init=False)

    async def post(self, party: Party, newest: Callable[[], Screening]) -> Posted:
        """As it was when the last try began. Raises NotTaken."""
        failed, screening = 0, newest()
        envelope = self._envelope(party, screening)
        while True:
            answer = await push(self.client, self.path, envelope, (self.key,), now=self.clock())
            if answer.outcome in DONE:
                return Posted(screening=screening)
            reason = answer.reason or f"status {answer.status}"
            if answer.outcome not in WORTH_RETRYING and answer.status not in _OF_ADDRESS:
                return Posted(screening=screening, refused=reason)
            if answer.outcome not in WORTH_RETRYING:
                raise NotTaken(f"the address refused it: {reason}")
            failed += 1
            wait = self.retrying.wait_seconds(failed, random.random(), asked_seconds=answer.retry_after_seconds)
            if wait is None:
                raise NotTaken(f"line {party.line} was not taken {failed} times: {reason}")
            await asyncio.sleep(wait)
            if (now := newest()) != screening:  # else it is the same message, under the same id
                screening = now
                envelope = self._envelope(party, screening)

    def _envelope(self, party: Party, screening: Screening) -> Envelope:
        self._sequence += 1
        return Envelope(
            id=uuid4().hex,
            source=SOURCE,
            type=TYPE,
            subject=subject_of(party),
            time=self.clock(),
            sequence=self._sequence,
            fence=self.fence,
            data={"record": party.record, "line": party.line, "screening": screening},
        )


def subject_of(party: Party) -> str:
    """Names a party in an envelope by the partner's own reference, and by no number."""
    named = party.record or f"line {party.line}"
    return sha256(named.encode()).hexdigest()[:SUBJECT_CHARACTERS]
