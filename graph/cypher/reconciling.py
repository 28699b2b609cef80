"""What an agency was told, in pages: what its own list is compared with."""

from __future__ import annotations

from collections.abc import Sequence

from graph.cypher.instructions import DELIVERY
from graph.cypher.ranges import RangePage
from graph.statement import Statement


def messages_of(agency: str, after: str, most: int) -> RangePage:
    """-> a row [feed, key, its instruction, whether it waits, whether it is dead, how it ended, at which instant]
    for each of an agency's messages after a `feed`, in their order.
    """
    return RangePage(
        name="messages of agency",
        label=DELIVERY,
        key="feed",
        after=max(after, f"{agency}|"),
        last=f"{agency}}}",  # '}' is the character after '|'
        most=most,
        told="n.feed, n.key, n.instruction, n.pending IS NOT NULL, n.dead IS NOT NULL, n.ended, n.endedAt",
    )


def instructions_of(keys: Sequence[str]) -> Statement:
    """-> a row [key, state, measure, case number, whether it is a notice of repair] for each."""
    return Statement(
        text="UNWIND $keys AS key MATCH (i:Instruction {key: key})"
        " RETURN i.key, i.state, i.measure, i.caseNumber, i.repairs IS NOT NULL",
        parameters={"keys": list(keys)},
        name="instructions told",
    )
