"""Writes batches: one transaction with the graph, then the merges, then the reject file and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from adapters.formats.record import Reject
from adapters.loading.batch import Decision, Doubt, Entry, Sifted, sift
from adapters.loading.fact_writer import FactWriter
from adapters.loading.facts import NodeFact
from adapters.loading.ledger import Ledger, LoadFailed
from adapters.loading.linking import link
from adapters.loading.rejects import RejectFile
from adapters.loading.seen import Sight, slot_digest
from adapters.loading.summary import Counts, Outcome, count
from graph.engine import Engine
from graph.failures import OutcomeUnknown, UniqueViolation

RACES_MAX: Final = 5  # tries of a batch that another loader came before, or whose commit nobody answered


class Writer:
    """Writes the batches of one load in their order. `files` are the delivery's names, by number.

    `first_load`: no other load of the source ever began, so its facts are expected to be new.
    """

    def __init__(
        self,
        engine: Engine,
        ledger: Ledger,
        rejects: RejectFile,
        files: Sequence[str],
        at: str,
        counts: Counts,
        *,
        first_load: bool,
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._rejects = rejects
        self._files = list(files)
        self._numbers = {name: number for number, name in enumerate(files)}
        self._at = at
        self._facts = FactWriter(ledger, at, first_load=first_load)
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
                return await self._engine.transact(lambda tx: self._facts.write(tx, entries, sifted))
            except (UniqueViolation, OutcomeUnknown):
                continue
        raise LoadFailed(
            f"a batch could not be written in {RACES_MAX} tries: another load is changing the same facts; "
            "run it again to go on"
        )

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


def _same_fault(reject: Reject, entry: Entry) -> Reject:
    assert not isinstance(entry.row, Reject)
    return Reject(
        file=entry.row.document.name,
        line=entry.row.line,
        field=reject.field,
        value=reject.value,
        reason=reject.reason,
    )
