"""Where a question about money begins: an account, or all accounts of a subject; and whose accounts are whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.cypher.rows import NODE_ID, NODE_KIND
from graph.model import MODEL
from graph.plan import Find, Select, Slice
from hub.money.ledger import Bound, MoneyBounds, far_ids, owned_by, owners_of
from hub.read.fields import Inquiry
from hub.read.keys import Key


@dataclass(frozen=True, slots=True)
class Starts:
    """The accounts, in order of id; `owner`: the subject that was asked about, if it was one."""

    accounts: tuple[str, ...]
    owner: str | None = None


def read_starts(key: Key, time: Slice, bounds: MoneyBounds) -> Inquiry[Starts | None]:
    """None for whoever is not there, or is hidden; no accounts for a subject of which none is seen."""
    [(rows, _)] = yield (Find(keys=(key,), kinds=MODEL.shown, time=time, node=Select()),)
    if rows[0] is None:
        return None
    id_ = str(rows[0][NODE_ID])
    if rows[0][NODE_KIND] == "ACCOUNT":
        return Starts((id_,))
    owned = yield from read_owned([id_], time, bounds)
    return Starts(owned, id_)


def read_owned(owners: list[str], time: Slice, bounds: MoneyBounds) -> Inquiry[tuple[str, ...]]:
    """The accounts of these subjects."""
    if not owners:
        return ()
    most = bounds.limits.starts
    [(rows, _)] = yield (owned_by(owners, most, time),)
    accounts = set[str]()
    for row in rows:
        found, more = far_ids(row, most)
        accounts.update(found)
        bounds.meet(Bound.START_ACCOUNTS, when=more)
    return tuple(sorted(accounts))


def read_owners(accounts: Iterable[str], time: Slice, bounds: MoneyBounds) -> Inquiry[Mapping[str, list[str]]]:
    """By account its owners, in order of id."""
    ids, most = list(dict.fromkeys(accounts)), bounds.limits.owners
    if not ids:
        return {}
    [(rows, _)] = yield (owners_of(ids, most, time),)
    owners = {}
    for id_, row in zip(ids, rows, strict=True):
        owners[id_], more = far_ids(row, most)
        bounds.meet(Bound.OWNERS, when=more)
    return owners
