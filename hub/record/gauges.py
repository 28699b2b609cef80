"""The record's counters as metrics."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry

from hub.record.writer import Record
from hub.telemetry.gauges import register


def register_gauges(record: Record, registry: CollectorRegistry) -> None:
    counters, witness = record.counters, record.witness
    read: dict[str, tuple[str, Callable[[], float]]] = {
        "entries": ("Entries on disk since the start", lambda: counters.entries),
        "syncs": ("Batches of entries that were synced", lambda: counters.batches),
        "failures": ("Batches that could not be written", lambda: counters.failures),
        "checkpoints": ("Checkpoints signed", lambda: counters.checkpoints),
        "checkpoint_failures": ("Checkpoints that could not be written", lambda: counters.checkpoint_failures),
        "waiting": ("Entries that wait for the disk", lambda: record.waiting),
    }
    if witness is not None:
        read["witness_copies"] = ("Checkpoints copied to the witness folder", lambda: witness.copied)
        read["witness_failures"] = ("Copies to the witness folder that failed", lambda: witness.failures)
    register("hub_record", read, registry)
