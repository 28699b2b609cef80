"""The memory of proofs that were used: what all workers and replicas of a hub share is the engine.

`(:UsedProof {key, until, by})` hangs on nothing and no question reads it. `key` is unique, `until` an
instant as text; `expiring` forgets it.
"""

from __future__ import annotations

from graph.statement import Statement


def use_proof(key: str, until: str, by: str) -> Statement:
    """-> one row [by]: whose use was the first; `by` is a name that only this use has.

    The node is written before anything is looked at, so of two that use one proof the engine lets one win: the
    other waits or is tried again, and then finds the winner's name.
    """
    return Statement(
        text="MERGE (p:UsedProof {key: $key}) ON CREATE SET p.until = $until, p.by = $by RETURN p.by",
        parameters={"key": key, "until": until, "by": by},
        name="use proof",
    )
