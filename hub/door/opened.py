"""Sealed texts in an answer, opened as it is written: for who was let see them, and counted for the record."""

from __future__ import annotations

from typing import Any, Final

import orjson
import structlog

from graph.rules.field_cipher import open_text
from graph.rules.sealing import CannotOpen, KeyRing, open_sealed
from hub.errors import ErrorCode
from hub.read.view import Sealed, SealedNumber

INSTRUCTION: Final = "instruction to an executor"
_log = structlog.get_logger(__name__)


def written(body: dict[str, Any], ring: KeyRing) -> tuple[bytes, int]:
    """An answer as JSON, and how much of it was opened; what cannot be is null, with an error."""
    opening = Opening(ring)
    text = orjson.dumps(body, default=opening)
    if opening.shut:
        body["errors"] = [*body.get("errors", ()), *opening.errors()]
        text = orjson.dumps(body, default=Opening(ring))
    return text, opening.opened


class Opening:
    """What the writer of JSON calls with a value that it does not know. `opened` were, `shut` could not be."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self.opened = 0
        self.shut = 0

    def __call__(self, value: Any) -> str | None:
        if not isinstance(value, Sealed | SealedNumber):
            raise TypeError(f"{type(value).__name__} is no value of an answer")
        try:
            text = self._text(value)
        except CannotOpen as shut:
            self.shut += 1
            _log.error("a sealed text cannot be opened", reason=str(shut))
            return None
        self.opened += 1
        return text

    def _text(self, value: Sealed | SealedNumber) -> str:
        if isinstance(value, Sealed):
            return open_text(value.text, self._ring, slot=value.slot, name=value.name)
        # That it was opened is in the record's entry of the request, whose answer leaves after that.
        return open_sealed(value.protected, self._ring, lambda opening: None, INSTRUCTION)

    def errors(self) -> list[dict[str, Any]]:
        """One error for all that are null for want of a key, or because somebody altered them."""
        message = f"{self.shut} sealed texts cannot be opened; the hub's log tells why"
        return [{"message": message, "extensions": {"code": ErrorCode.UNAVAILABLE.value}}] if self.shut else []
