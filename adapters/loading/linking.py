"""Merging what was just loaded with what is there: candidates by index, the decision by `clusters`, the edges.

A batch is linked after it was written. Done twice it changes nothing, so a kill in between only repeats it.
A merge stays when a later version no longer holds the number it rested on: what was concluded was true of
what was known, and taking it back is for a human (`undo_merge`), whose word automation never overrides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from adapters.loading.check import HUB
from adapters.loading.clusters import Edge, Join, Record, join
from adapters.loading.facts import NodeFact, slot_of
from adapters.loading.readers import utc
from graph.cypher import linking, load
from graph.engine import Engine, Transaction
from graph.model.declare import OPEN_FROM, OPEN_INSTANT, OPEN_TO, Access, Grade
from graph.rules.identity import Identity, Outcome, compare
from graph.rules.told import family, identity_told

MAX_CANDIDATES: Final = 50  # records compared with one row for one reason; the rest is left for a review
READ_SECONDS: Final = 60
IDENTIFIERS: Final = ("uscc", "citizenMatch", "documentMatch", "registryId")
# With a name but none of these there is nothing to merge on.
SECOND: Final = ("birthDate", "phone", "address", "legalRepresentativeName")

_KIND: Final = "SAME_AS"


class NotMerged(Exception):
    """The record is in no merge that could be undone; the message says what is allowed."""


async def link(engine: Engine, facts: Sequence[NodeFact], at: str) -> list[tuple[str, str]]:
    """Merges the records of these facts; (rk, kind) of each that is joined to another since `at`.

    `at` is the load's instant. Raises EngineError.
    """
    subjects = [fact for fact in facts if family(fact.kind) is not None]
    pairs = await _candidates(engine, subjects)
    if not pairs:
        return []

    async def work(tx: Transaction) -> list[tuple[str, str]]:
        await tx.run(linking.lock_linking(at))
        records = await _records(tx, {rk for pair in pairs for rk in pair})
        joins = join(records, pairs)
        await _write(tx, joins, at)
        new = {each.member.rk: each.member.kind for each in joins}
        touched = {records[rk].representative for pair in pairs for rk in pair if rk in records}
        new.update(
            (record.rk, record.kind)
            for record in records.values()
            if record.edge is not None
            and not record.edge.undone
            and record.edge.recorded_at == at
            and record.representative in touched
        )
        return sorted(new.items())

    return await engine.transact(work)


async def undo_merge(engine: Engine, member_id: str, now: datetime) -> None:
    """Takes a record out of its subject, by a newer fact: before `now` the merge still shows.

    The record is never merged again without a human. Raises NotMerged, EngineError.
    """
    at = utc(now)

    async def work(tx: Transaction) -> None:
        await tx.run(linking.lock_linking(at))
        found = await tx.run(linking.find_rk(member_id))
        if not found:
            raise NotMerged("no such record; allowed: the id of a record that is merged into another")
        rk = found[0][0]
        edge = (await _fetch(tx, [rk]))[rk].edge
        if edge is None or edge.undone:
            raise NotMerged("the record is merged into no other; allowed: the id of one that is")
        slot = _slot(rk)
        await tx.run(load.supersede_relations(_KIND, [rk], {slot: edge.hash}, at))
        properties = _properties(rk, edge.to, ("merge undone",), Access.PUBLIC, at)
        void = {**properties, "validFrom": OPEN_FROM, "validTo": OPEN_FROM, "grade": Grade.B.value}
        await tx.run(load.create_relations(_KIND, [(rk, edge.to, void)]))

    await engine.transact(work)


async def _candidates(engine: Engine, facts: Sequence[NodeFact]) -> list[tuple[str, str]]:
    """Pairs (a record of these facts, another one) that share a number, or a name and perhaps more."""
    sharing: dict[tuple[str, ...], list[str]] = {}
    for name in IDENTIFIERS:
        values = {fact.properties[name] for fact in facts if name in fact.properties}
        if values:
            rows = await engine.read(
                linking.find_sharing(name, sorted(values), MAX_CANDIDATES + 1), timeout_seconds=READ_SECONDS
            )
            sharing.update(((name, value), rks) for value, rks in rows[0][0])
    named = {fact.properties["foldedName"] for fact in facts if _has_second(fact)}
    bearers: dict[str, list[tuple[str, Identity]]] = {}
    if named:
        common = set()
        rows = await engine.read(
            linking.find_namesakes(sorted(named), MAX_CANDIDATES + 1), timeout_seconds=READ_SECONDS
        )
        for name, statements, told in rows[0][0]:
            if statements > MAX_CANDIDATES:
                common.add(name)
            else:
                bearers[name] = [
                    (rk, identity_told(of, [_judged(row)])) for rk, kind, *row in told if (of := family(kind))
                ]
        sharing.update(await _born(engine, facts, common))
    return list(_pairs(facts, sharing, bearers))


async def _born(engine: Engine, facts: Sequence[NodeFact], common: set[str]) -> dict[tuple[str, ...], list[str]]:
    """A name too common to compare all its bearers: those born on the same day, by the index over both."""
    wanted = {
        (fact.properties["foldedName"], fact.properties["birthDate"])
        for fact in facts
        if "birthDate" in fact.properties and fact.properties.get("foldedName") in common
    }
    if not wanted:
        return {}
    rows = await engine.read(linking.find_born(sorted(wanted), MAX_CANDIDATES + 1), timeout_seconds=READ_SECONDS)
    return {("birthDate", name, born): rks for name, born, rks in rows[0][0]}


def _pairs(
    facts: Sequence[NodeFact],
    sharing: Mapping[tuple[str, ...], Sequence[str]],
    bearers: Mapping[str, Sequence[tuple[str, Identity]]],
) -> Iterator[tuple[str, str]]:
    for fact in facts:
        others: dict[str, None] = {}
        for key in _keys(fact):
            others.update(dict.fromkeys(sorted(sharing.get(key, ()))))
        others.update(dict.fromkeys(_like(fact, bearers)))
        yield from ((fact.rk, other) for other in others if other != fact.rk)


def _keys(fact: NodeFact) -> Iterator[tuple[str, ...]]:
    properties = fact.properties
    for name in IDENTIFIERS:
        if name in properties:
            yield name, properties[name]
    if "foldedName" in properties and "birthDate" in properties:
        yield "birthDate", properties["foldedName"], properties["birthDate"]


def _like(fact: NodeFact, bearers: Mapping[str, Sequence[tuple[str, Identity]]]) -> list[str]:
    """Those among the bearers of its name who are the same by what one statement says of each.

    Only they are worth a transaction: a common name has many bearers, and nearly none is the same.
    """
    of = family(fact.kind)
    some = bearers.get(fact.properties.get("foldedName", ""), ())
    if of is None or len(some) < 2 or not _has_second(fact):
        return []
    ours = identity_told(of, [_judged([fact.properties.get(name) for name in linking.JUDGED_BY])])
    return sorted({rk for rk, theirs in some if rk != fact.rk and compare(ours, theirs).outcome is Outcome.SAME})


def _has_second(fact: NodeFact) -> bool:
    return "foldedName" in fact.properties and any(name in fact.properties for name in SECOND)


async def _records(tx: Transaction, rks: Iterable[str]) -> dict[str, Record]:
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
    told = [_judged(row) for row in statements]
    return Record(
        rk=rk,
        kind=kind,
        first=first or OPEN_INSTANT,
        identity=identity_told(of, told),
        sealed=any(row["access"] == Access.SEALED for row in told),
        edge=_edge(*edges[0]) if edges else None,
    )


def _judged(values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(linking.JUDGED_BY, values, strict=True))


def _edge(to: str, digest: str, reasons: Sequence[str] | None, recorded_at: str, undone: bool) -> Edge:
    return Edge(to=to, hash=digest, reasons=tuple(reasons or ()), recorded_at=recorded_at, undone=undone)


async def _write(tx: Transaction, joins: Sequence[Join], at: str) -> None:
    moved = {_slot(each.member.rk): each.member for each in joins if each.member.edge is not None}
    if moved:
        hashes = {slot: member.edge.hash for slot, member in moved.items() if member.edge is not None}
        await tx.run(load.supersede_relations(_KIND, [member.rk for member in moved.values()], hashes, at))
    if joins:
        rows = [
            (each.member.rk, each.to, _properties(each.member.rk, each.to, each.reasons, each.access, at))
            for each in joins
        ]
        await tx.run(load.create_relations(_KIND, rows))


def _slot(rk: str) -> str:
    """Without the other end: a record has one place in one subject, and a unique `open` holds it to that."""
    return slot_of(HUB, _KIND, *rk.split("|", 1))


def _properties(rk: str, to: str, reasons: Sequence[str], access: Access, at: str) -> dict[str, Any]:
    slot = _slot(rk)
    digest = hashlib.sha256("\n".join((to, access, *reasons)).encode()).hexdigest()[:32]
    return {
        "open": slot,
        "slot": slot,
        "system": HUB,
        "document": "",
        "hash": digest,
        "grade": Grade.D.value,
        "access": access.value,
        "validFrom": OPEN_FROM,
        "validTo": OPEN_TO,
        "recordedAt": at,
        "supersededAt": OPEN_INSTANT,
        "reasons": list(reasons),
    }
