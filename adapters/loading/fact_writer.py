"""What a batch does within its transaction: look up, decide (`adapters.loading.batch`), write.

The first load of a source finds nothing of that source, so it creates without looking; the unique keys refuse
what is there after all, and then the batch is done again with a look. So it is whenever the ledger expects
something: a try that failed or was killed may be in the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from adapters.loading.batch import (
    Decision,
    Entry,
    Sifted,
    Version,
    decide_nodes,
    decide_relations,
    new_node,
)
from adapters.loading.facts import Fact, NodeFact, RelationFact
from adapters.loading.ledger import Ledger, LoadFailed
from adapters.loading.recall import remembered
from adapters.loading.summary import Outcome
from graph.cypher import load, sealing
from graph.engine import Transaction

KNOWN_MAX: Final = 100_000  # records whose kind is remembered; none is ever deleted, so it stays true


class FactWriter:
    """Writes the facts of one load, recorded at `at`; notes in the ledger what it is about to do."""

    def __init__(self, ledger: Ledger, at: str, *, first_load: bool) -> None:
        self._ledger = ledger
        self._at = at
        self._first_load = first_load
        self._known: dict[str, str] = {}

    async def write(self, tx: Transaction, entries: Sequence[Entry], sifted: Sifted) -> Decision:
        """A batch within `tx`. Raises EngineError, LoadFailed, sqlite3.Error; UniqueViolation: do it again."""
        nodes: dict[int, NodeFact] = {}
        relations: dict[int, RelationFact] = {}
        for place in sifted.ask:
            row = entries[place].row
            if isinstance(row, NodeFact):
                nodes[place] = row
            elif isinstance(row, RelationFact):
                relations[place] = row
        look = self._must_look()
        if not look:
            self._ledger.expect(Decision(outcomes=dict.fromkeys(sifted.ask, Outcome.NEW)).codes(len(entries)))
        if nodes:
            await _renew(tx, nodes.values())
            decision = await self._nodes(tx, nodes, len(entries), look=look)
        else:
            decision = await self._relations(tx, relations, len(entries), look=look)
        await self._remember(tx, {**nodes, **relations}, decision)
        return decision

    def _must_look(self) -> bool:
        return not self._first_load or bool(self._ledger.expected)

    async def _nodes(
        self, tx: Transaction, facts: Mapping[int, NodeFact], entries: int, *, look: bool
    ) -> Decision:
        # Rows with an item are several about one record: it may be there from another batch.
        asked = [fact for fact in facts.values() if look or fact.item or fact.stands]
        kinds: dict[str, str] = {}
        versions: dict[str, Version] = {}
        if asked:
            rks = {fact.slot: fact.rk for fact in asked}
            found = (await tx.run(load.find_statements([(fact.rk, fact.slot) for fact in asked])))[0][0]
            kinds = {rks[slot]: kind for slot, kind, _, _ in found}
            versions = {slot: Version(*version) for slot, _, *version in found if version[0] is not None}
        decision = decide_nodes(facts, kinds, versions, at=self._at, expected=self._ledger.expected)
        self._ledger.expect(decision.codes(entries))
        if decision.closes:
            await tx.run(load.supersede_statements(list(decision.closes.items()), self._at))
        created: list[tuple[Mapping[str, Any], str, Mapping[str, Any]]] = []
        added: list[tuple[str, str, Mapping[str, Any]]] = []
        for place in decision.write:
            fact = facts[place]
            if fact.rk in kinds:
                added.append((fact.rk, fact.slot, fact.properties))
            else:
                kinds[fact.rk] = fact.kind
                created.append((new_node(fact), fact.slot, fact.properties))
        if created:
            await tx.run(load.create_nodes(created, self._at))
        if added:
            await tx.run(load.create_statements(added, self._at))
        return decision

    async def _relations(
        self, tx: Transaction, facts: Mapping[int, RelationFact], entries: int, *, look: bool
    ) -> Decision:
        told = {place: (fact, fact.properties) for place, fact in facts.items() if not (look or fact.stands)}
        created = await self._create(tx, told)
        rest = {place: fact for place, fact in facts.items() if place not in created}
        kinds = await self._kinds(tx, {rk for fact in rest.values() for rk in (fact.source, fact.target)})
        asked = [fact for fact in rest.values() if look or fact.stands]
        versions, ending = await self._found(
            tx, [fact for fact in asked if fact.source in kinds and fact.target in kinds]
        )
        decision = decide_relations(rest, kinds, versions, ending, at=self._at, expected=self._ledger.expected)
        decision.outcomes.update(dict.fromkeys(created, Outcome.NEW))
        self._ledger.expect(decision.codes(entries))
        for kind, some in _by_kind(fact for fact in rest.values() if fact.slot in decision.closes).items():
            hashes = {fact.slot: decision.closes[fact.slot] for fact in some}
            await tx.run(load.supersede_relations(kind, _slim(some), hashes, self._at))
        write = {
            place: (rest[place], decision.ended.get(rest[place].slot, rest[place].properties))
            for place in decision.write
        }
        if len(await self._create(tx, write)) < len(write):
            raise LoadFailed("records that were in the graph are gone from it; run the load again")
        return decision

    async def _found(
        self, tx: Transaction, facts: Sequence[RelationFact]
    ) -> tuple[dict[str, Version], dict[str, Mapping[str, Any]]]:
        """The open versions in these slots, and the properties of those that may end."""
        versions: dict[str, Version] = {}
        ending: dict[str, Mapping[str, Any]] = {}
        for kind, some in _by_kind(facts).items():
            rows = await tx.run(load.find_relations(kind, _slim(some), [fact.slot for fact in some]))
            versions.update((slot, Version(*version)) for slot, *version in rows[0][0])
            if may_end := [fact for fact in some if fact.ends is not None]:
                rows = await tx.run(load.open_versions(kind, _slim(may_end), [fact.slot for fact in may_end]))
                ending.update(dict(rows[0][0]))
        return versions, ending

    async def _create(
        self, tx: Transaction, facts: Mapping[int, tuple[RelationFact, Mapping[str, Any]]]
    ) -> set[int]:
        """Creates those, with these properties, whose ends are there and of the right kinds; their places."""
        places: dict[str, list[int]] = {}
        for place, (fact, _) in facts.items():
            places.setdefault(fact.kind, []).append(place)
        created: set[int] = set()
        for kind, of_kind in places.items():
            some = (facts[place] for place in of_kind)
            rows = [(fact.source, fact.slot, fact.target, properties) for fact, properties in some]
            done = (await tx.run(load.create_relations(kind, rows, self._at)))[0][0]
            created.update(of_kind[number] for number in done)
        return created

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


async def _renew(tx: Transaction, facts: Iterable[NodeFact]) -> None:
    """While keys are rotated: numbers of the batch that the graph has under another key get today's, wherever they
    stand. So they meet there, and no number ever stands under two.
    """
    for place in sealing.PLACES:
        numbers = {number.match: number for fact in facts for name, number in fact.numbers if name == place.match}
        rows = [(old, number.match, number.sealed) for number in numbers.values() for old in number.before]
        if rows:
            await tx.run(sealing.renew_numbers(place, rows))


def _by_kind(facts: Iterable[RelationFact]) -> dict[str, list[RelationFact]]:
    found: dict[str, list[RelationFact]] = {}
    for fact in facts:
        found.setdefault(fact.kind, []).append(fact)
    return found


def _slim(facts: Iterable[RelationFact]) -> list[str]:
    return sorted({load.slim_end(fact.kind, fact.source, fact.target) for fact in facts})
