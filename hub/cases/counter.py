"""What the schema's fields know of the desk of cases: one caller's place at it for one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from graph.plan import Slice
from hub.read.fields import Inquiry
from hub.read.keys import Key

# Fetches a case by its id as the selection wants it: its node (row, slice), None where it is not seen.
Fetch = Callable[[str, Slice], Inquiry[tuple[list[Any], Slice] | None]]


class CaseCounter(Protocol):
    async def open(
        self, kind: str, target: Key | None, given: Mapping[str, Any], key: str | None, fetch: Fetch
    ) -> tuple[list[Any], Slice]:
        """A case of the kind made. Raises HubError BAD_INPUT, FORBIDDEN, GUARD_FAILED (with rule, law)."""

    async def advance(
        self,
        kind: str,
        id_: str,
        version: int,
        event: tuple[str, Mapping[str, Any]],
        key: str | None,
        fetch: Fetch,
    ) -> tuple[list[Any], Slice]:
        """The case moved. Raises HubError as `open`, and STALE, ILLEGAL_STEP (with `allowed`)."""
