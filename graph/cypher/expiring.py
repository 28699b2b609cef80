"""How what hubs remember together is forgotten: every node of these labels has a unique `key` and an `until`.

`until` is an instant as text. The node is taken away some time after it, by whichever hub comes first. Some may be
used anew while it is on its way: it is locked first and looked at then, since neither engine isolates a read from
the write after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from graph.statement import Statement

EXPIRING: Final = ("UsedProof", "Allowance", "Seat", "SeatHolder", "IdempotencyKey")


def find_expired(label: str, now: str, batch: int) -> Statement:
    """-> a row [key] for each of at most `batch` nodes of the label whose time is over."""
    return Statement(
        text=f"MATCH (n:{_known(label)}) WHERE n.until < $now RETURN n.key LIMIT $batch",
        parameters={"now": now, "batch": batch},
        name="find expired",
    )


def forget_expired(label: str, keys: Sequence[str], now: str) -> Statement:
    """Takes away those whose time is over still: one that was used anew since it was found stays."""
    return Statement(
        text=f"UNWIND $keys AS key MATCH (n:{_known(label)} {{key: key}}) SET n.lock = true REMOVE n.lock"
        " WITH n WHERE n.until < $now DELETE n",
        parameters={"keys": list(keys), "now": now},
        name="forget expired",
    )


def _known(label: str) -> str:
    if label not in EXPIRING:
        raise ValueError(f"label {label!r}; allowed are {', '.join(EXPIRING)}")
    return label
