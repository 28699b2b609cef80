"""The account that a case names, and what its file enforces, read by the hub for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher.rows import FACT_GRADE, NODE_ID, NODE_KIND, Layout
from graph.lifecycle.scene import Account, Claim
from graph.model import MODEL
from graph.plan import Direction, Expand, Find, KeyScheme, Select, Slice
from hub.cases.world import ON_RECORD
from hub.door.door import Door
from hub.errors import ErrorCode, HubError
from hub.read.by_id import ID_LENGTH_MAX, nodes_by_id
from hub.read.view import NodeView

OWNERS_MAX: Final = 1_000  # of one account
WAGES: Final = "MIGRANT_WAGES"

_OWNERS: Final = Expand(
    relations=("OWNS_ACCOUNT",),
    direction=Direction.IN,
    kinds=MODEL.relations["OWNS_ACCOUNT"].sources,
    first=OWNERS_MAX,
    separate=True,
)
_ACCOUNT: Final = Select(properties=("purpose",), edges=(_OWNERS,))
_CLAIM: Final = Select(properties=("amount", "flags"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Met:
    """The account that a case names, and what its file enforces; nothing of a case that names none."""

    account: Account | None = None
    claim: Claim = field(default_factory=Claim)


async def met_by(door: Door, known: Mapping[str, Any], number: str | None, now: Slice) -> Met:
    """By what is known of the case and brought by its event."""
    id_ = known.get("account")
    if id_ is None or number is None:
        return Met()
    return Met(account=await account_of(door, str(id_), now), claim=await claim_of(door, number, now))


async def account_of(door: Door, id_: str, now: Slice) -> Account | None:
    """None for what is no account. Raises HubError UNAVAILABLE for one that more hold than are judged by."""
    row = await door.own_find(nodes_by_id([id_[:ID_LENGTH_MAX]], _ACCOUNT, now, kinds=("ACCOUNT",)))
    if row is None:
        return None
    view = NodeView(row, Layout.of(_ACCOUNT), now)
    edges = view.edges(_OWNERS)
    if len(edges) > OWNERS_MAX:
        raise HubError(
            ErrorCode.UNAVAILABLE, f"holders of the account: more than {OWNERS_MAX}, too many to judge by"
        )
    holders = {
        str(node[NODE_ID]): str(node[NODE_KIND]) for node, fact, _ in edges if fact[FACT_GRADE] in ON_RECORD
    }
    return Account(
        id=view.id,
        purposes=frozenset(map(str, view.every("purpose"))),
        owners=frozenset(holders),
        projects=frozenset(id_ for id_, kind in holders.items() if kind == "PROJECT"),
    )


async def claim_of(door: Door, case_number: str, now: Slice) -> Claim:
    """By the source that counts most; what a party alone says of its claim counts where nobody else does."""
    find = Find(keys=((KeyScheme.CASE_NUMBER, case_number),), kinds=("CASE",), time=now, node=_CLAIM)
    row = await door.own_find(find)
    if row is None:
        return Claim()
    view = NodeView(row, Layout.of(_CLAIM), now)
    return Claim(fen=view.pick("amount"), wages=WAGES in view.every("flags"))
