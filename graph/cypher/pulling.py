"""Where the next pull of an agency goes on: no fact, but in the graph, so that a restore takes both back together.

`(:PullCursor {key, since, began, cursor, at})`, one a source system and kind of record. `since` is the instant
since which is asked, `cursor` the agency's own within that; without one, the pull before came to its end, and the
next one is since that one's beginning.
"""

from __future__ import annotations

from typing import Final

from graph.statement import Statement

CURSOR: Final = "PullCursor"


def find_cursor(key: str) -> Statement:
    """-> a row [since, began, cursor or null] if there is one."""
    return Statement(
        text=f"MATCH (c:{CURSOR} {{key: $p.key}}) RETURN c.since, c.began, c.cursor",
        parameters={"p": {"key": key}},
        name="find pull cursor",
    )


def keep_cursor(key: str, since: str, began: str, cursor: str | None, at: str) -> Statement:
    """Has the next pull go on there; `at` is the instant of the writing."""
    return Statement(
        text=f"MERGE (c:{CURSOR} {{key: $p.key}})"
        " SET c.since = $p.since, c.began = $p.began, c.cursor = $p.cursor, c.at = $p.at",
        parameters={"p": {"key": key, "since": since, "began": began, "cursor": cursor, "at": at}},
        name="keep pull cursor",
    )
