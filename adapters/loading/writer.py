"""Writes batches: one transaction that looks up, decides and writes, then the merges, then the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from adapters.formats.record import Reject
from adapters.loading.batch import (
    Decision,
    Doubt,
    Entry,
    Sifted,
    Version,
    decide_nodes,
    decide_relations,
    new_node,
    sift,
    stored,
)
from adapters.loading.facts import Fact, NodeFact, RelationFact
from adapters.loading.ledger import Ledger, LoadFailed
from adapters.loading.linking import link
from adapters.loading.recall import remembered
from adapters.loading.rejects import RejectFile
from adapters.loading.seen import Sight, slot_digest
from adapters.loading.summary import Counts, Outcome, count
from graph.cypher import load
from graph.engine import Engine, Transaction
from graph.failures import OutcomeUnknown, UniqueViolation

RACES_MAX: Final = 5  # tries of a batch that another loader came before, or whose commit nobody answered
KNOWN_MAX: Final = 100_000  # records whose kind is remembered; none is ever deleted, so it stays true


class Writer:
    """Writes the batches of one load in their order. `files` are the delivery's names, by number."""

    def __init__(
        self, engine: Engine, ledger: Ledger, rejects: RejectFile, files: Sequence[str], at: str, counts: Counts
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._rejects = rejects
        self._files = list(files)
        self._numbers = {name: number for number, name in enumerate(files)}
        self._at = at
        self._known: dict[str, str] = {}
        self.counts = counts

    async def write(self, entries: Sequence[Entry], done: int) -> None:
        """Rows up to `done` are in the graph, in the reject file and in the ledger when this returns.

        Raises EngineError, LoadFailed, OSError, sqlite3.Error; the batch is then done again by the next try.
        """
        seen = self._ledger.look_up([entry.slot for entry in entries if entry.slot is not None])
        sifted = sift(entries, seen, self._files)
        decision = await self._insist(entries, sifted)
        outcomes = {**sifted.decided, **decision.outcomes}
        rejects = {**sifted.rejects, **decision.rejects}
        for place, first in sifted.repeats.items():
            if outcomes[first] is Outcome.REJECTED:
                outcomes[place] = Outcome.REJECTED
                rejects[place] = _same_fault(rejects[first], entries[place])
            else:
                outcomes[place] = Outcome.UNCHANGED
        stated = [
            entry.row
            for place, entry in enumerate(entries)
            if isinstance(entry.row, NodeFact) and outcomes[place] in (Outcome.NEW, Outcome.CHANGED)
        ]
        merged = await link(self._engine, stated, self._at) if stated else []
        for place, entry in enumerate(entries):
            count(self.counts, entry.kind, outcomes[place])
        self._ledger.commit(
            done=done,
            reject_bytes=self._rejects.write(rejects[place] for place in sorted(rejects)),
            counts=self.counts,
            seen=self._sights(entries, outcomes, decision.listed),
            merged=merged,
            doubts=[*_unkeyed(entries), *decision.doubts],
        )

    async def _insist(self, entries: Sequence[Entry], sifted: Sifted) -> Decision:
        if not sifted.ask:
            return Decision()
        for _ in range(RACES_MAX):
            try:
                return await self._engine.transact(lambda tx: self._work(tx, entries, sifted))
            except (UniqueViolation, OutcomeUnknown):
                continue
        raise LoadFailed(
            f"a batch could not be written in {RACES_MAX} tries: another load is changing the same facts; "
            "run it again to go on"
        )

    async def _work(self, tx: Transaction, entries: Sequence[Entry], sifted: Sifted) -> Decision:
        nodes: dict[int, NodeFact] = {}
        relations: dict[int, RelationFact] = {}
        for place in sifted.ask:
            row = entries[place].row
            if isinstance(row, NodeFact):
                nodes[place] = row
            elif isinstance(row, RelationFact):
                relations[place] = row
        decision = Decision()
        if nodes:
            decision = await self._nodes(tx, nodes, len(entries))
        if relations:
            decision = await self._relations(tx, relations, len(entries))
        return decision

    async def _nodes(self, tx: Transaction, facts: Mapping[int, NodeFact], entries: int) -> Decision:
        rows = await tx.run(load.find_statements([(fact.rk, fact.slot) for fact in facts.values()]))
        rks = {fact.slot: fact.rk for fact in facts.values()}
        found = rows[0][0]
        kinds = {rks[slot]: kind for slot, kind, _, _ in found}
        versions = {slot: Version(*version) for slot, _, *version in found if version[0] is not None}
        decision = decide_nodes(facts, kinds, versions, at=self._at, expected=self._ledger.expected)
        self._ledger.expect(decision.codes(entries))
        if decision.closes:
            await tx.run(load.supersede_statements(list(decision.closes.items()), self._at))
        created: list[tuple[dict[str, Any], dict[str, Any]]] = []
        added: list[tuple[str, dict[str, Any]]] = []
        for place in decision.write:
            fact = facts[place]
            if fact.rk in kinds:
                added.append((fact.rk, stored(fact, self._at)))
            else:
                kinds[fact.rk] = fact.kind
                created.append((new_node(fact), stored(fact, self._at)))
        if created:
            await tx.run(load.create_nodes(created))
        if added:
            await tx.run(load.create_statements(added))
        await self._remember(tx, facts, decision)
        return decision

    async def _relations(self, tx: Transaction, facts: Mapping[int, RelationFact], entries: int) -> Decision:
        kinds = await self._kinds(tx, {rk for fact in facts.values() for rk in (fact.source, fact.target)})
        versions: dict[str, Version] = {}
        ending: dict[str, Mapping[str, Any]] = {}
        by_kind: dict[str, list[RelationFact]] = {}
        for fact in facts.values():
            if fact.source in kinds and fact.target in kinds:
                by_kind.setdefault(fact.kind, []).append(fact)
        for kind, some in by_kind.items():
            rows = await tx.run(load.find_relations(kind, _slim(some), [fact.slot for fact in some]))
            versions.update((slot, Version(*version)) for slot, *version in rows[0][0])
            if may_end := [fact for fact in some if fact.ends is not None]:
                rows = await tx.run(load.open_versions(kind, _slim(may_end), [fact.slot for fact in may_end]))
                ending.update(dict(rows[0][0]))
        decision = decide_relations(facts, kinds, versions, ending, at=self._at, expected=self._ledger.expected)
        self._ledger.expect(decision.codes(entries))
        write = {facts[place].slot for place in decision.write}
        for kind, some in by_kind.items():
            old = [fact for fact in some if fact.slot in decision.closes]
            if old:
                hashes = {fact.slot: decision.closes[fact.slot] for fact in old}
                await tx.run(load.supersede_relations(kind, _slim(old), hashes, self._at))
            new = [
                (f.source, f.target, stored(f, self._at, decision.ended.get(f.slot)))
                for f in some
                if f.slot in write
            ]
            if new:
                await tx.run(load.create_relations(kind, new))
        await self._remember(tx, facts, decision)
        return decision

    async def _remember(self, tx: Transaction, facts: Mapping[int, Fact], decision: Decision) -> None:
        """Notes the statements that went in. One whose rows were all rejected may come again, corrected."""
        rows = dict(
            remembered(publication, fact.properties["system"], self._at)
            for place, fact in facts.items()
            if fact.publications and decision.outcomes[place] is not Outcome.REJECTED
            for publication in fact.publications
        )
        if rows:
            await tx.run(load.remember_publications(rows.items()))

    async def _kinds(self, tx: Transaction, rks: set[str]) -> dict[str, str]:
        """Kinds of the records that exist; what a read in this transaction found is committed."""
        kinds = {rk: self._known[rk] for rk in rks if rk in self._known}
        missing = sorted(rks - kinds.keys())
        if missing:
            found = dict((await tx.run(load.find_nodes(missing)))[0][0])
            if len(self._known) + len(found) > KNOWN_MAX:
                self._known.clear()
            self._known.update(found)
            kinds.update(found)
        return kinds

    def _sights(
        self, entries: Sequence[Entry], outcomes: Mapping[int, Outcome], listed: Iterable[str]
    ) -> Iterable[tuple[bytes, Sight]]:
        """Rejected rows are seen too: a complete delivery does not close what it lists with a fault."""
        yield from ((slot_digest(slot), Sight(b"", 0, 0)) for slot in listed)
        for place, (row, _, slot) in enumerate(entries):
            if slot is not None:
                name = row.file if isinstance(row, Reject) else row.document.name
                good = outcomes[place] is not Outcome.REJECTED and not isinstance(row, Reject)
                content = bytes.fromhex(row.hash) if good and not isinstance(row, Reject) else b""
                yield slot, Sight(content, self._numbers.get(name, 0), row.line)


def _unkeyed(entries: Iterable[Entry]) -> Iterable[Doubt]:
    """Rejected rows whose keys could not be read: they may be about any fact of their kind."""
    return (Doubt(entry.kind) for entry in entries if entry.slot is None)


def _slim(facts: Iterable[RelationFact]) -> list[str]:
    return sorted({load.slim_end(fact.kind, fact.source, fact.target) for fact in facts})


def _same_fault(reject: Reject, entry: Entry) -> Reject:
    assert not isinstance(entry.row, Reject)
    return Reject(
        file=entry.row.document.name,
        line=entry.row.line,
        field=reject.field,
        value=reject.value,
        reason=reject.reason,
    )
