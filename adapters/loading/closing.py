"""Closing what a complete delivery no longer lists: superseded without a successor, never deleted.

A fact must not lapse by a typing error, so a row that was rejected still counts as listed. Where its key is
what is wrong, it may be about another fact: then all that it may be about stays open, and a note says so.

The graph is looked through in parts, by ranges of the nodes' ids. These are random, so equal ranges hold about
equally many, and a range of ids is a quick look into an index on both engines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from adapters.loading.facts import record_key
from adapters.loading.ledger import Ledger
from adapters.loading.seen import slot_digest
from adapters.loading.summary import Counts, Outcome, Progress, count
from graph.cypher import load
from graph.engine import Engine, Transaction
from graph.model import MODEL
from graph.slots import ends_of

PART_NODES: Final = 2_000  # nodes of one part, about
PARTS_DIGITS_MAX: Final = 5
PARTS_MAX: Final = 16**PARTS_DIGITS_MAX
READ_SECONDS: Final = 60

_AGAIN: Final = "correct the rejected and send all again"
_PAST_HEX: Final = "g"  # sorts after every id


def closable(
    kinds: Sequence[str], doubts: Mapping[str, tuple[int, int]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds of which something may be closed, and notes on what is not. `doubts` as of `Ledger.doubts`."""
    if unknown := doubts.get("", (0, 0))[0]:
        return (), (f"nothing was closed: any fact may be meant by {_rows(unknown)} of unknown kind; {_AGAIN}",)
    closed, notes = [], []
    for kind in kinds:
        anywhere, at_an_end = doubts.get(kind, (0, 0))
        if anywhere:
            meant = f"any fact may be meant by {_rows(anywhere)} without a usable key"
            notes.append(f"nothing of {kind.lower()} was closed: {meant}; {_AGAIN}")
            continue
        closed.append(kind)
        if at_an_end:
            meant = f"any fact at the other end may be meant by {_rows(at_an_end)} with one wrong end"
            notes.append(f"of {kind.lower()} not all was closed: {meant}; {_AGAIN}")
    return tuple(closed), tuple(notes)


def _rows(number: int) -> str:
    return f"{number} rejected row{'s' * (number > 1)}"


async def close_unlisted(
    engine: Engine,
    ledger: Ledger,
    *,
    kinds: Sequence[str],
    system: str,
    at: str,
    counts: Counts,
    on_progress: Callable[[Progress], None],
) -> None:
    """Supersedes the system's open facts of these kinds, recorded before `at`, that the ledger has not seen.

    Counts them as `closed`. Goes on where a killed load stopped. Raises EngineError, sqlite3.Error.
    """
    assert ledger.state is not None, "rows come before closing"
    parts = ledger.state.closing_parts
    if not parts:
        nodes = (await engine.read(load.count_nodes(), timeout_seconds=READ_SECONDS))[0][0]
        parts = next((16**n for n in range(PARTS_DIGITS_MAX) if 16**n * PART_NODES >= nodes), PARTS_MAX)
        ledger.commit_closing(parts=parts, done=0, counts=counts)
    node_kinds = [kind for kind in kinds if kind in MODEL.nodes]
    doubted = ledger.doubts()
    relation_kinds = [kind for kind in kinds if kind in MODEL.relations]
    for part in range(ledger.state.closing_done, parts):
        id_from, id_to = _range(part, parts)
        scope = {"system": system, "recorded_before": at}
        stale: dict[str, dict[str, tuple[str, str]]] = {}  # by kind and slot: (slim end's rk, hash)
        if node_kinds:
            rows = await _read(engine, load.open_statements(id_from, id_to, kinds=node_kinds, **scope))
            for slot, kind, digest in _unlisted(ledger, rows):
                stale.setdefault(kind, {})[slot] = ("", digest)
        for kind in relation_kinds:
            rows = await _read(engine, load.open_relations(kind, id_from, id_to, **scope))
            for slot, rk, digest in _unlisted(ledger, rows):
                ends = (record_key(*end) for end in ends_of(slot))
                if not (kind in doubted and ledger.is_doubted(kind, *ends)):
                    stale.setdefault(kind, {})[slot] = (rk, digest)
        closed = {kind: len(slots) for kind, slots in stale.items()}
        if closed:
            ledger.expect(json.dumps([part, closed]))
            await engine.transact(partial(_close, stale=stale, at=at))
        elif ledger.expected:
            # Killed between the graph's commit and the ledger's: it is done, and not counted yet.
            expected, before = json.loads(ledger.expected)
            closed = before if expected == part else {}
        for kind, number in closed.items():
            count(counts, kind, Outcome.CLOSED, number)
        ledger.commit_closing(parts=parts, done=part + 1, counts=counts)
        on_progress(Progress(done=part + 1, total=parts, document="", closing=True))


async def _read(engine: Engine, statement: Any) -> list[list[Any]]:
    found: list[list[Any]] = (await engine.read(statement, timeout_seconds=READ_SECONDS))[0][0]
    return found


def _unlisted(ledger: Ledger, rows: Sequence[list[Any]]) -> Iterable[list[Any]]:
    digests = [slot_digest(row[0]) for row in rows]
    seen = ledger.look_up(digests)
    return (row for row, digest in zip(rows, digests, strict=True) if digest not in seen)


async def _close(tx: Transaction, stale: Mapping[str, Mapping[str, tuple[str, str]]], at: str) -> None:
    for kind, slots in stale.items():
        hashes = {slot: digest for slot, (_, digest) in slots.items()}
        if kind in MODEL.nodes:
            await tx.run(load.supersede_statements(list(hashes.items()), at))
        else:
            ends = sorted({rk for rk, _ in slots.values()})
            await tx.run(load.supersede_relations(kind, ends, hashes, at))


def _range(part: int, parts: int) -> tuple[str, str]:
    digits = len(f"{parts - 1:x}") if parts > 1 else 0
    if not digits:
        return "", _PAST_HEX
    return f"{part:0{digits}x}", f"{part + 1:0{digits}x}" if part + 1 < parts else _PAST_HEX
