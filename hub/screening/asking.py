"""One request for many parties, tried again while the hub is busy or away."""

from __future__ import annotations

import asyncio
import random
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

import orjson

from adapters.formats.record import UnusableFile
from adapters.protocols.address import Address, BadRequest
from adapters.protocols.answer import DONE, WORTH_RETRYING
from adapters.protocols.http import AgencyClient
from adapters.protocols.retrying import Retrying

PATH: Final = "/graphql"
_QUERY: Final = """query ($subjects: [SubjectKey!]!, $measure: String) {
  screen(subjects: $subjects, measure: $measure) {
    underMeasure since caseNumber court asAt problem measures { code } } }"""
_AGAIN: Final = ("RATE_LIMITED", "UNAVAILABLE", "INTERNAL")


class NotAnswered(Exception):
    """The hub did not answer, or refused all of it; the text says why, without a token or a number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """Who asks, where, and of which measure; `token` goes into no message."""

    url: str
    token: str = field(repr=False)
    case_number: str
    purpose: str = "CREDIT_CHECK"
    measure: str | None = None
    retrying: Retrying = field(default_factory=lambda: Retrying(last_seconds=60, tries_max=12))

    @property
    def who(self) -> str:
        """Tells callers apart, not their tokens: one that is renewed goes on."""
        try:
            middle = self.token.split(".")[1]
            told = orjson.loads(urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
            named = [told.get(name) for name in ("iss", "sub", "role", "agency", "court")]
        except (IndexError, ValueError, AttributeError):
            named = [self.token]
        return sha256(orjson.dumps(named)).hexdigest()

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "X-Purpose": self.purpose,
            "X-Case-Number": quote(self.case_number, safe=""),
        }

    def client(self) -> AgencyClient:
        """Raises as `check`."""
        return AgencyClient(self.check())

    def check(self) -> Address:
        """Where it asks. Raises UnusableFile for an address that cannot be one, or http to another machine."""
        try:
            return Address(base_url=self.url, headers=self.headers)
        except BadRequest as bad:
            raise UnusableFile(f"--url: {bad}") from None

    async def screen(self, client: AgencyClient, keys: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """One answer for each key, in their order. Raises NotAnswered."""
        body = orjson.dumps({"query": _QUERY, "variables": {"subjects": list(keys), "measure": self.measure}})
        failed = 0
        while True:
            answer = await client.post(PATH, body, {"Content-Type": "application/json"})
            reason = answer.reason or f"status {answer.status}"
            again = answer.outcome in WORTH_RETRYING
            if answer.outcome in DONE:
                told, reason, again = _told(answer.body, len(keys))
                if told is not None:
                    return told
            if not again:
                raise NotAnswered(f"the hub refused it: {reason}")
            failed += 1
            wait = self.retrying.wait_seconds(failed, random.random(), asked_seconds=answer.retry_after_seconds)
            if wait is None:
                raise NotAnswered(f"the hub was asked {failed} times: {reason}; run it again later, it goes on")
            await asyncio.sleep(wait)


def _told(body: bytes, wanted: int) -> tuple[list[dict[str, Any]] | None, str, bool]:
    """The rows, or why there are none and whether another try may help."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None, "no JSON", True
    errors = answer.get("errors") if isinstance(answer, dict) else None
    if errors:
        error = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
        code = error.get("extensions", {}).get("code")
        return None, f"{code}: {error.get('message')}", code in _AGAIN
    rows = (answer.get("data") or {}).get("screen") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or len(rows) != wanted:
        return None, f"an answer without {wanted} rows", True
    return rows, "", False
