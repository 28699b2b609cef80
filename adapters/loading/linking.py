"""Merging what was just loaded with what is there: candidates by index, the decision by `clusters`, the edges.

A batch is linked after it was written. Done twice it changes nothing, so a kill in between only repeats it.
A merge stays when a later version no longer holds the number it rested on: what was concluded was true of
what was known, and taking it back is for a human (`unmerging`), whose word automation never overrides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from adapters.loading.clusters import join
from adapters.loading.facts import NodeFact
from adapters.loading.merges import judged, read_groups, write_joins
from graph.cypher import linking
from graph.engine import Engine, Transaction
from graph.rules.identity import Identity, Outcome, compare
from graph.rules.told import family, identity_told

MAX_CANDIDATES: Final = 50  # records compared with one row for one reason; the rest is left for a review
READ_SECONDS: Final = 60
IDENTIFIERS: Final = ("uscc", "citizenMatch", "documentMatch", "registryId")
# With a name but none of these there is nothing to merge on.
SECOND: Final = ("birthDate", "phone", "address", "legalRepresentativeName")


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
        records = await read_groups(tx, {rk for pair in pairs for rk in pair})
        joins = join(records, pairs)
        await write_joins(tx, joins, at)
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
                    (rk, identity_told(of, [judged(row)])) for rk, kind, *row in told if (of := family(kind))
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
    ours = identity_told(of, [judged([fact.properties.get(name) for name in linking.JUDGED_BY])])
    return sorted({rk for rk, theirs in some if rk != fact.rk and compare(ours, theirs).outcome is Outcome.SAME})


def _has_second(fact: NodeFact) -> bool:
    return "foldedName" in fact.properties and any(name in fact.properties for name in SECOND)
