"""What an agency was told, in pages: what its own list is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from graph.statement import Statement


def messages_of(after: str, before: str, most: int) -> Statement:
    """-> a row [feed, key, its instruction, whether it waits, whether it is dead, how it ended, at which instant]
    for each message between two `feed`s, both left out, in their order.

    One range of the index. Its bounds are parameters of their own and nothing is matched beside it: from a map,
    or before a second MATCH, ArcadeDB reads all messages of all agencies (0.27 s of 40,000 instead of 4 ms). It
    sorts all of the range, so that should be short.
    """
    return Statement(
        text="MATCH (d:Delivery) WHERE d.feed > $after AND d.feed < $before WITH d ORDER BY d.feed LIMIT $most"
        " RETURN d.feed, d.key, d.instruction, d.pending IS NOT NULL, d.dead IS NOT NULL, d.ended, d.endedAt",
        parameters={"after": after, "before": before, "most": most},
        name="messages of agency",
    )


def instructions_of(keys: Sequence[str]) -> Statement:
    """-> a row [key, state, measure, case number, whether it is a notice of repair] for each."""
    return Statement(
        text="UNWIND $keys AS key MATCH (i:Instruction {key: key})"
        " RETURN i.key, i.state, i.measure, i.caseNumber, i.repairs IS NOT NULL",
        parameters={"keys": list(keys)},
        name="instructions told",
    )
