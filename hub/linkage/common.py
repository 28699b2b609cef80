"""The rounds that walks ask, about nobody: so that the engine plans them before anybody waits."""

from __future__ import annotations

from graph.model.declare import OPEN_INSTANT
from graph.plan import Direction, Root, Slice
from hub.linkage.associations import users_of
from hub.linkage.beside import about
from hub.linkage.candidates import named
from hub.linkage.guarantees import guarantees_of
from hub.linkage.neighbours import TIES, counts_of, ties_of
from hub.linkage.network import TOLD
from hub.linkage.registers import stakes
from hub.linkage.works import works_of
from hub.money.ledger import owned_by, owners_of, transfers_of
from hub.read.limits import WalkLimits

_NOBODY = ("0" * 32,)
_NEVER = (OPEN_INSTANT, OPEN_INSTANT)


def common_rounds(time: Slice, limits: WalkLimits) -> tuple[tuple[Root, ...], ...]:
    """The roots of each round, those that most walks ask first."""
    return (
        (stakes(_NOBODY, Direction.IN, time, limits),),
        (stakes(_NOBODY, Direction.OUT, time, limits),),
        about(_NOBODY, _NOBODY, time),
        (named(_NOBODY, time),),
        (ties_of(_NOBODY, TIES, limits.paths.hub_ties, time),),
        (ties_of(_NOBODY, TIES, limits.paths.hub_ties, time, TOLD),),
        (counts_of(_NOBODY, TIES, time, passing=True),),
        (users_of(_NOBODY, time, limits.associations),),
        (guarantees_of(_NOBODY, Direction.IN, time, limits.guarantees),),
        (guarantees_of(_NOBODY, Direction.OUT, time, limits.guarantees),),
        (works_of(_NOBODY, time, limits.contracts),),
        (owned_by(_NOBODY, limits.money.starts, time),),
        (transfers_of(_NOBODY, limits.money.account_transfers, time, _NEVER),),
        (owners_of(_NOBODY, limits.money.owners, time),),
    )
