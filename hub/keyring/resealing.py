"""Putting every protected number of the graph under the ring's current keys, in bounded batches.

Each batch is one transaction: the numbers are opened, the opening is on the record, then the new hashes and seals
are committed. What was done is never looked at again, so a walk that was killed goes on where it stopped when it
is run again. A line of the record may stand for a batch that was killed before its commit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from graph.cypher import sealing
from graph.cypher.copy import count_label, id_ranges
from graph.engine import Engine, Transaction
from graph.rules.field_cipher import open_text, seal_text
from graph.rules.sealing import CannotOpen, KeyRing, Opening, Protected, reseal

NODES_PER_RANGE: Final = 500
NUMBERS_AT_ONCE: Final = 500  # statements that are looked at for one transaction
SHUT_MAX: Final = 1_000
READ_SECONDS: Final = 600

# Told which records a batch is about and how many numbers were opened; returns once that is on the record.
OnOpening = Callable[[Sequence[str], int], Awaitable[None]]


class CannotReseal(Exception):
    """The walk cannot go on; the text says why."""


@dataclass(kw_only=True, slots=True)
class Resealed:
    """`shut` are hashes of numbers that could not be opened: altered, or their key is not on the ring."""

    numbers: int = 0
    records: int = 0
    texts: int = 0
    shut: list[str] = field(default_factory=list)
    shut_texts: list[str] = field(default_factory=list)  # slots

    def line(self) -> str:
        shut = len(self.shut) + len(self.shut_texts)
        left = f"; {shut} could not be opened and stay as they are" if shut else ""
        texts = f" and {self.texts} texts" if self.texts else ""
        return f"resealed {self.numbers} numbers of {self.records} records{texts}{left}"


async def reseal_graph(
    engine: Engine,
    ring: KeyRing,
    on_opening: OnOpening,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Resealed:
    """Walks all records; `on_progress` is told ranges done and in all.

    Raises EngineError, CannotReseal, and what `on_opening` raises: then its batch is undone.
    """
    done = Resealed()
    [[nodes]] = await engine.read(count_label("Node"), timeout_seconds=READ_SECONDS)
    ranges = list(id_ranges(nodes, NODES_PER_RANGE))
    for number, (id_from, id_to) in enumerate(ranges, 1):
        for place in sealing.PLACES:
            while found := await _found(engine, ring, place, id_from, id_to, done.shut):
                await _batch(engine, ring, place, found, on_opening, done)
        for name in sealing.TEXTS:
            while await _texts(engine, ring, name, id_from, id_to, on_opening, done):
                pass
        on_progress(number, len(ranges))
    return done


async def _found(
    engine: Engine, ring: KeyRing, place: sealing.Place, id_from: str, id_to: str, shut: Sequence[str]
) -> list[Protected]:
    """Numbers of the range that are under other keys, each once."""
    if len(shut) > SHUT_MAX:
        raise CannotReseal(f"more than {SHUT_MAX} numbers cannot be opened: these are not the keys of this graph")
    ask = sealing.find_numbers(
        place,
        id_from,
        id_to,
        match_key=ring.match_key_id,
        sealing_key=ring.current,
        skip=shut,
        most=NUMBERS_AT_ONCE,
    )
    rows: list[list[Any]] = (await engine.read(ask, timeout_seconds=READ_SECONDS))[0][0]
    found = {
        match: Protected(scheme=scheme or "", match=match, mask="", sealed=sealed or "")
        for match, sealed, scheme in rows
    }
    return list(found.values())


async def _batch(
    engine: Engine,
    ring: KeyRing,
    place: sealing.Place,
    found: Sequence[Protected],
    on_opening: OnOpening,
    done: Resealed,
) -> None:
    opened: list[Opening] = []
    rows: list[tuple[str, str, str]] = []
    for number in found:
        try:
            renewed = reseal(number, ring, opened.append)
        except (CannotOpen, ValueError):
            done.shut.append(number.match)
            continue
        rows.append((number.match, renewed.match, renewed.sealed))
    if not rows:
        return

    async def work(tx: Transaction) -> int:
        ids: list[str] = (await tx.run(sealing.renew_numbers(place, rows)))[0][0]
        await on_opening(ids, len(opened))
        return len(ids)

    done.records += await engine.transact(work)
    done.numbers += len(rows)


async def _texts(
    engine: Engine,
    ring: KeyRing,
    name: str,
    id_from: str,
    id_to: str,
    on_opening: OnOpening,
    done: Resealed,
) -> bool:
    """One batch of texts of the range that are under another key; whether there was any."""
    ask = sealing.find_texts(
        name, id_from, id_to, sealing_key=ring.current, skip=done.shut_texts, most=NUMBERS_AT_ONCE
    )
    found: list[list[Any]] = (await engine.read(ask, timeout_seconds=READ_SECONDS))[0][0]
    rows: list[tuple[str, str, str]] = []
    for node_id, slot, sealed in found:
        try:
            text = open_text(sealed, ring, slot=slot, name=name)
        except CannotOpen:
            done.shut_texts.append(slot)
            continue
        rows.append((node_id, sealed, seal_text(text, ring, slot=slot, name=name)))
    if len(done.shut_texts) > SHUT_MAX:
        raise CannotReseal(f"more than {SHUT_MAX} texts cannot be opened: these are not the keys of this graph")
    if rows:

        async def work(tx: Transaction) -> None:
            ids: list[str] = (await tx.run(sealing.renew_texts(name, rows)))[0][0]
            await on_opening(ids, len(rows))

        await engine.transact(work)
        done.texts += len(rows)
    return bool(found)


async def users_of(engine: Engine, key_id: str) -> dict[str, int]:
    """What of the graph needs the key: how many of each."""
    [[nodes]] = await engine.read(count_label("Node"), timeout_seconds=READ_SECONDS)
    found = {"numbers": 0, "texts": 0, "publications": 0}
    for id_from, id_to in id_ranges(nodes, NODES_PER_RANGE):
        for place in sealing.PLACES:
            ask = sealing.find_users(place, id_from, id_to, key_id)
            found["numbers"] += (await engine.read(ask, timeout_seconds=READ_SECONDS))[0][0]
        for name in sealing.TEXTS:
            ask = sealing.find_text_users(name, id_from, id_to, key_id)
            found["texts"] += (await engine.read(ask, timeout_seconds=READ_SECONDS))[0][0]
    ask = sealing.count_publications(key_id)
    found["publications"] = (await engine.read(ask, timeout_seconds=READ_SECONDS))[0][0]
    return {what: number for what, number in found.items() if number}
