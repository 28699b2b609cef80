"""Sealed texts in an answer, opened as it is written: for who was let see them, and counted for the record."""

from __future__ import annotations

from typing import Any

import structlog

from graph.rules.field_cipher import open_text
from graph.rules.sealing import CannotOpen, KeyRing
from hub.errors import ErrorCode
from hub.read.view import Sealed

_log = structlog.get_logger(__name__)


class Opening:
    """What the writer of JSON calls with a value that it does not know. `opened` were, `shut` could not be."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring
        self.opened = 0
        self.shut = 0

    def __call__(self, value: Any) -> str | None:
        if not isinstance(value, Sealed):
            raise TypeError(f"{type(value).__name__} is no value of an answer")
        try:
            text = open_text(value.text, self._ring, slot=value.slot, name=value.name)
        except CannotOpen as shut:
            self.shut += 1
            _log.error("a sealed text cannot be opened", reason=str(shut))
            return None
        self.opened += 1
        return text

    def errors(self) -> list[dict[str, Any]]:
        """One error for all that are null for want of a key, or because somebody altered them."""
        message = f"{self.shut} sealed texts cannot be opened; the hub's log tells why"
        return [{"message": message, "extensions": {"code": ErrorCode.UNAVAILABLE.value}}] if self.shut else []
