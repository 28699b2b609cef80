"""One batch of rows: what is settled without asking the graph, and what the rest becomes once it was asked.

Pure: the writer (`adapters.loading.fact_writer`) asks, decides by these functions, and writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, Final, NamedTuple

from adapters.formats.record import Reject
from adapters.formats.shown import shown
from adapters.loading.facts import Fact, NodeFact, RelationFact, ended
from adapters.loading.seen import Sight
from adapters.loading.summary import Outcome
from graph.model import MODEL
from graph.shelf import shelf_of
from graph.slots import under_kind

_CODES: Final = {
    Outcome.NEW: "n",
    Outcome.CHANGED: "c",
    Outcome.UNCHANGED: "u",
    Outcome.REJECTED: "r",
}


class Entry(NamedTuple):
    """A row: the fact, or why there is none; its kind ("" if unknown) and its slot's digest, if it has one."""

    row: Fact | Reject
    kind: str
    slot: bytes | None


class Doubt(NamedTuple):
    """A rejected row of this kind that may be about another fact than it says: its key is what is wrong.

    If the key of one end is good (`end` is `from` or `to`, `rk` its record), the fact is one at that end.
    """

    kind: str
    end: str = ""
    rk: str = ""


class Version(NamedTuple):
    """The open version found in a slot."""

    hash: str
    recorded_at: str


@dataclass(kw_only=True, slots=True)
class Decision:
    """What becomes of each entry, by its place, and what is to be written."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    rejects: dict[int, Reject] = field(default_factory=dict)
    write: list[int] = field(default_factory=list)
    closes: dict[str, str] = field(default_factory=dict)  # hash of the version to supersede, by slot
    ended: dict[str, Mapping[str, Any]] = field(default_factory=dict)  # properties of what ends, by slot
    doubts: list[Doubt] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)  # slots that rejected rows speak of under another kind

    def reject(self, place: int, fact: Fact, name: str, value: str, reason: str) -> None:
        self.outcomes[place] = Outcome.REJECTED
        self.rejects[place] = Reject(
            file=fact.document.name, line=fact.line, field=name, value=shown(value), reason=reason
        )

    def codes(self, entries: int) -> str:
        """One letter an entry, for the ledger; a repetition counts as what it repeats nothing of: unchanged."""
        return "".join(_CODES[self.outcomes.get(place, Outcome.UNCHANGED)] for place in range(entries))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sifted:
    """Places of the facts to ask the graph about; repetitions, by the place of what they repeat; the rest."""

    ask: tuple[int, ...]
    repeats: Mapping[int, int]
    decided: Mapping[int, Outcome]
    rejects: Mapping[int, Reject]


def sift(entries: Sequence[Entry], seen: Mapping[bytes, Sight], files: Sequence[str]) -> Sifted:
    """Settles what this load alone tells: rejected rows, repetitions, one key with two contents.

    `seen` is what earlier batches saw in these slots; `files` are the names by number.
    """
    first: dict[bytes, int] = {}
    decision = Decision()
    repeats: dict[int, int] = {}
    for place, (row, _, slot) in enumerate(entries):
        if isinstance(row, Reject):
            decision.outcomes[place] = Outcome.REJECTED
            decision.rejects[place] = row
            continue
        assert slot is not None, "a fact has a slot"
        sight = seen.get(slot)
        if sight is not None and sight.content:
            if sight.content == bytes.fromhex(row.hash):
                decision.outcomes[place] = Outcome.UNCHANGED
            else:
                _two_contents(decision, place, row, files[sight.file], sight.line)
        elif slot in first:
            earlier = entries[first[slot]].row
            assert not isinstance(earlier, Reject)
            if earlier.hash == row.hash:
                repeats[place] = first[slot]
            else:
                _two_contents(decision, place, row, earlier.document.name, earlier.line)
        else:
            first[slot] = place
    return Sifted(ask=tuple(first.values()), repeats=repeats, decided=decision.outcomes, rejects=decision.rejects)


def decide_nodes(
    facts: Mapping[int, NodeFact],
    kinds: Mapping[str, str],
    versions: Mapping[str, Version],
    *,
    at: str,
    expected: str,
) -> Decision:
    """`kinds` by rk of the records that exist, `versions` by slot of those that are open."""
    decision = Decision()
    named: dict[str, str] = dict(kinds)
    for place, fact in facts.items():
        kind = named.setdefault(fact.rk, fact.kind)
        if kind != fact.kind:
            reason = f"the key already names a {kind}; allowed: one kind of thing for a key"
            decision.reject(place, fact, "key", fact.key, reason)
            decision.doubts.append(Doubt(fact.kind))
            decision.listed.append(under_kind(fact.slot, kind))
        else:
            _settle(decision, place, fact, versions.get(fact.slot), at, expected)
    return decision


def decide_relations(
    facts: Mapping[int, RelationFact],
    kinds: Mapping[str, str],
    versions: Mapping[str, Version],
    ending: Mapping[str, Mapping[str, Any]],
    *,
    at: str,
    expected: str,
) -> Decision:
    """As `decide_nodes`; `kinds` of the ends that exist, `ending` the open properties of facts that may end."""
    decision = Decision()
    for place, fact in facts.items():
        if fact.stands:
            version, stored = versions.get(fact.slot), ending.get(fact.slot)
            _end(decision, place, fact, version, stored, at, expected[place : place + 1])
            continue
        relation = MODEL.relations[fact.kind]
        source, target = kinds.get(fact.source), kinds.get(fact.target)
        if source in relation.sources and target in relation.targets:
            _settle(decision, place, fact, versions.get(fact.slot), at, expected)
        elif source not in relation.sources:
            good = Doubt(fact.kind, "to", fact.target) if target in relation.targets else Doubt(fact.kind)
            _wrong_end(decision, place, fact, "from", fact.source, source, relation.sources, good)
        else:
            good = Doubt(fact.kind, "from", fact.source)
            _wrong_end(decision, place, fact, "to", fact.target, target, relation.targets, good)
    return decision


def _wrong_end(
    decision: Decision,
    place: int,
    fact: RelationFact,
    name: str,
    rk: str,
    kind: str | None,
    allowed: Sequence[str],
    doubt: Doubt,
) -> None:
    reason = f"a {kind}; allowed in {fact.kind}: {', '.join(allowed)}"
    if kind is None:
        reason = "no such key in this load or in the graph; allowed: the key of a loaded record"
    decision.reject(place, fact, name, rk.partition("|")[2], reason)
    decision.doubts.append(doubt)


def new_id() -> str:
    """Of a record's node: random, so that nothing can be guessed from it."""
    return token_hex(16)


def new_node(fact: NodeFact, record_id: str | None = None) -> dict[str, Any]:
    """A record's node. `record_id` is given where all runs of a transaction are to make the same one."""
    record_id = record_id or new_id()
    return {
        "id": record_id,
        "rk": fact.rk,
        "kind": fact.kind,
        "system": fact.system,
        "key": fact.key,
        "shelf": shelf_of(record_id, fact.properties["access"]),
    }


def _settle(decision: Decision, place: int, fact: Fact, version: Version | None, at: str, expected: str) -> None:
    if fact.stands:
        decision.outcomes[place] = Outcome.UNCHANGED
    elif version is None:
        decision.outcomes[place] = Outcome.NEW
        decision.write.append(place)
    elif version.recorded_at == at:
        # This load wrote it, in a try that was killed before the ledger knew.
        told = expected[place : place + 1]
        decision.outcomes[place] = {"n": Outcome.NEW, "c": Outcome.CHANGED}.get(told, Outcome.UNCHANGED)
    elif version.hash == fact.hash or version.recorded_at > at:
        # A load that began later knows better, even if this one was interrupted and goes on now.
        decision.outcomes[place] = Outcome.UNCHANGED
    else:
        decision.outcomes[place] = Outcome.CHANGED
        decision.write.append(place)
        decision.closes[fact.slot] = version.hash


def _end(
    decision: Decision,
    place: int,
    fact: RelationFact,
    version: Version | None,
    stored: Mapping[str, Any] | None,
    at: str,
    told: str,
) -> None:
    """What becomes of a fact that stands; `told` is what a killed try was about to do with it."""
    if version is None or version.recorded_at == at:
        # There is nothing to end, or no longer: then this load ended it before the ledger knew.
        decision.outcomes[place] = Outcome.CHANGED if told == "c" else Outcome.UNCHANGED
    elif fact.ends is None or stored is None or version.recorded_at > at or stored["validTo"] <= fact.ends:
        decision.outcomes[place] = Outcome.UNCHANGED
    else:
        decision.outcomes[place] = Outcome.CHANGED
        decision.closes[fact.slot] = version.hash
        properties = ended(fact, stored)
        if properties is not None:
            decision.write.append(place)
            decision.ended[fact.slot] = properties


def _two_contents(decision: Decision, place: int, fact: Fact, file: str, line: int) -> None:
    name = "key" if isinstance(fact, NodeFact) else "row"
    value = fact.key if isinstance(fact, NodeFact) else ""
    reason = f"other content under the same key, first given in {file} line {line}; allowed: one content"
    decision.reject(place, fact, name, value, reason)
