"""The rounds that walks and matching ask, about nobody: so that the engine plans them before anybody waits, and
their statements can be looked at (`tests/golden/rounds`)."""

from __future__ import annotations

from graph.model.declare import OPEN_INSTANT
from graph.plan import Direction, Root, Slice
from hub.linkage.adding import ends_of
from hub.linkage.associations import users_of
from hub.linkage.beside import about
from hub.linkage.candidates import named
from hub.linkage.guarantees import guarantees_of
from hub.linkage.neighbours import TIES, counts_of, ties_of
from hub.linkage.network import TOLD
from hub.linkage.registers import stakes
from hub.linkage.works import projects_of, works_of
from hub.matching.looking import match_rounds
from hub.money.ledger import owned_by, owners_of, transfers_of
from hub.settings.limits import WalkLimits

_NOBODY = ("0" * 32,)
_NO_KEY = ("|",)
_NEVER = (OPEN_INSTANT, OPEN_INSTANT)


def common_rounds(time: Slice, limits: WalkLimits) -> dict[str, tuple[Root, ...]]:
    """The roots of each round by its name, those that most walks ask first."""
    money = limits.money
    return {
        "holders": (stakes(_NOBODY, Direction.IN, time, limits),),
        "holdings": (stakes(_NOBODY, Direction.OUT, time, limits),),
        "beside": about(_NOBODY, _NOBODY, time),
        "names": (named(_NOBODY, time),),
        "ties": (ties_of(_NOBODY, TIES, limits.paths.hub_ties, time, whole=True),),
        "ties-weighed": (ties_of(_NOBODY, TIES, limits.paths.hub_ties, time, TOLD),),
        "ties-counted": (counts_of(_NOBODY, TIES, limits.paths.counted, time, passing=True),),
        "users": (users_of(_NOBODY, time, limits.associations),),
        "guarantors": (guarantees_of(_NOBODY, Direction.IN, time, limits.guarantees),),
        "guaranteed": (guarantees_of(_NOBODY, Direction.OUT, time, limits.guarantees),),
        "works": (works_of(_NOBODY, time, limits.contracts),),
        "projects": (projects_of(_NO_KEY, time, limits.contracts),),
        "grounds": (ends_of(_NOBODY, limits.paths.end_ties, time),),
        "accounts": (owned_by(_NOBODY, money.starts, time),),
        "transfers": (transfers_of(_NOBODY, money.account_transfers, time, _NEVER),),
        "account-owners": (owners_of(_NOBODY, money.owners, time),),
        **match_rounds(time, limits.matching),
    }
