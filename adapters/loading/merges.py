"""The merges that are there, and writing others: records with all that they are merged with, SAME_AS edges.

A record's place in its subject is one slot, so a newer edge supersedes the one before, and one that holds at no
time (`validFrom` = `validTo`) says that a human took the record out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from adapters.loading.clusters import Edge, Join, Record
from adapters.loading.ledger import LoadFailed
from adapters.loading.systems import HUB
from graph.cypher import linking, load
from graph.engine import Transaction
from graph.model.declare import OPEN_FROM, OPEN_INSTANT, OPEN_TO, Access, Grade
from graph.rules.told import family, identity_told
from graph.slots import slot_of

_KIND: Final = "SAME_AS"


async def read_groups(tx: Transaction, rks: Iterable[str]) -> dict[str, Record]:
    """The records, with all that they are merged with now."""
    found = (await tx.run(linking.find_representatives(sorted(rks))))[0][0]
    heads = {head or rk for rk, head in found}
    members = (await tx.run(linking.find_members(sorted(heads))))[0][0]
    return await _fetch(tx, sorted(heads | {member for _, member in members} | {rk for rk, _ in found}))


async def _fetch(tx: Transaction, rks: Sequence[str]) -> dict[str, Record]:
    rows = (await tx.run(linking.find_records(rks)))[0][0]
    records = (_record(*row) for row in rows)
    return {record.rk: record for record in records if record is not None}


def _record(rk: str, kind: str, first: str | None, statements: list[Any], edges: list[Any]) -> Record | None:
    of = family(kind)
    if of is None:
        return None
    told = [judged(row) for row in statements]
    return Record(
        rk=rk,
        kind=kind,
        first=first or OPEN_INSTANT,
        identity=identity_told(of, told),
        sealed=any(row["access"] == Access.SEALED for row in told),
        edge=_edge(*edges[0]) if edges else None,
    )


def judged(values: Sequence[Any]) -> dict[str, Any]:
    """A statement's values of `linking.JUDGED_BY` by their names."""
    return dict(zip(linking.JUDGED_BY, values, strict=True))


def _edge(to: str, digest: str, reasons: Sequence[str] | None, recorded_at: str, undone: bool) -> Edge:
    return Edge(to=to, hash=digest, reasons=tuple(reasons or ()), recorded_at=recorded_at, undone=undone)


async def write_joins(tx: Transaction, joins: Sequence[Join], at: str) -> None:
    """Each member is represented by another record from `at` on, whatever represented it before.

    Raises LoadFailed where a record is gone.
    """
    await end_merges(tx, [each.member for each in joins], at)
    if joins:
        rows = [
            (each.member.rk, _slot(each.member.rk), each.to, _properties(each.to, each.reasons, each.access))
            for each in joins
        ]
        await _write(tx, rows, at)


async def end_merges(tx: Transaction, members: Iterable[Record], at: str) -> None:
    """From `at` on the records have no edge."""
    hashes = {member.rk: member.edge.hash for member in members if member.edge is not None}
    if hashes:
        by_slot = {_slot(rk): digest for rk, digest in hashes.items()}
        await tx.run(load.supersede_relations(_KIND, list(hashes), by_slot, at))


async def hold_apart(tx: Transaction, member: Record, other: str, reasons: Sequence[str], at: str) -> None:
    """A human's word, from `at` on: the record is not one with the other (its `rk`), nor with any.

    Raises LoadFailed where one is gone.
    """
    await end_merges(tx, [member], at)
    void = _properties(other, reasons, Access.PUBLIC)
    void |= {"validFrom": OPEN_FROM, "validTo": OPEN_FROM, "grade": Grade.B.value}
    await _write(tx, [(member.rk, _slot(member.rk), other, void)], at)


async def _write(tx: Transaction, rows: Sequence[tuple[str, str, str, Mapping[str, Any]]], at: str) -> None:
    created = (await tx.run(load.create_relations(_KIND, rows, at)))[0][0]
    if len(created) < len(rows):
        raise LoadFailed("records that were in the graph are gone from it; run it again")


def _slot(rk: str) -> str:
    """Without the other end: a record has one place in one subject, and a unique `open` holds it to that."""
    return slot_of(HUB, _KIND, *rk.split("|", 1))


def _properties(to: str, reasons: Sequence[str], access: Access) -> dict[str, Any]:
    digest = hashlib.sha256("\n".join((to, access, *reasons)).encode()).hexdigest()[:32]
    return {
        "system": HUB,
        "document": "",
        "hash": digest,
        "grade": Grade.D.value,
        "access": access.value,
        "validFrom": OPEN_FROM,
        "validTo": OPEN_TO,
        "reasons": list(reasons),
    }
