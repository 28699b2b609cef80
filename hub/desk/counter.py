"""What the schema's fields know of the desk: one caller's place at it for one request.

Values go in as arguments were read and come out as the schema names them. Whom a field of the desk serves is said
beside it (`hub.desk.rights`) and checked before anybody sits down here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from graph.plan import Slice

_NAMES: Final = {"grantedCourt": "court"}


def shown_name(attribute: str) -> str:
    """What the schema calls an attribute of a grant."""
    return _NAMES.get(attribute, attribute)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which grants are listed: those after an id (in order of id) that fit all that is given; `count`: count
    all."""

    first: int
    after: str
    time: Slice
    fits: Mapping[str, Any]
    count: bool


@dataclass(frozen=True, slots=True)
class Found:
    """At most one more than wanted, and how many fit in all, where that was asked for."""

    grants: list[dict[str, Any]]
    total: int | None


class Counter(Protocol):
    async def grant(self, id_: str, time: Slice) -> dict[str, Any] | None:
        """A grant as it was known; None for one that is not there for the caller."""

    async def grants(self, wanted: Wanted) -> Found: ...

    async def open_grant(self, given: Mapping[str, Any], key: str | None) -> dict[str, Any]: ...

    async def advance_grant(
        self, id_: str, version: int, event: Mapping[str, Any], key: str | None
    ) -> dict[str, Any]:
        """Raises HubError BAD_INPUT (no such grant, or not as the event asks), STALE, ILLEGAL_STEP."""
