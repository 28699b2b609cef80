"""Whom a root field serves and what for: said beside the field (`extensions["serves"]`), checked in one place.

A field that says nothing serves whoever acts for a purpose; what they see of the graph is then a matter of rights.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from graphql import GraphQLField

from graph.model.roles import PURPOSES, Purpose, Role
from hub.callers.caller import Caller
from hub.errands.purpose import Errand
from hub.errors import ErrorCode, HubError

_KEY: Final = "serves"


@dataclass(frozen=True, slots=True)
class Serves:
    """Pairs of a role and a purpose that it may act for."""

    pairs: frozenset[tuple[Role, Purpose]]

    @classmethod
    def roles(cls, roles: Collection[Role]) -> Serves:
        """These roles, whatever they act for."""
        return cls(frozenset((role, purpose) for role in roles for purpose in PURPOSES[role]))

    @classmethod
    def purpose(cls, purpose: Purpose) -> Serves:
        """Whoever may act for this purpose."""
        return cls(frozenset((role, purpose) for role, purposes in PURPOSES.items() if purpose in purposes))

    @property
    def extension(self) -> dict[str, Serves]:
        """What a field's `extensions` say of it."""
        return {_KEY: self}

    def offers(self, role: Role) -> bool:
        """Whether the role may ask the field for any purpose."""
        return any(of is role for of, _ in self.pairs)

    def check(self, caller: Caller, errand: Errand, name: str) -> None:
        """Raises HubError FORBIDDEN, which names who and what for is allowed."""
        if (caller.role, errand.purpose) in self.pairs:
            return
        purposes = _listed(purpose for role, purpose in self.pairs if role is caller.role)
        if purposes:
            message = f"{name} serves {', '.join(purposes)} only"
            raise HubError(ErrorCode.FORBIDDEN, message, allowed=purposes)
        raise HubError(
            ErrorCode.FORBIDDEN, f"{name} is for {', '.join(_listed(role for role, _ in self.pairs))} only"
        )


def serves_of(field: GraphQLField) -> Serves | None:
    """What the field says of itself; None for one that says nothing."""
    found: Serves | None = field.extensions.get(_KEY)
    return found


def _listed(names: Iterable[str]) -> list[str]:
    return sorted({str(name) for name in names})
