"""Seats: of what somebody may hold only so many at once, over all hubs.

`(:Seat {key, holder, until})` is one thing held; it counts until `until`, an instant as text, which its hub moves
on while it holds it. `(:SeatHolder {key, until, by})` is there to be written first, so that two hubs do not both
take the last seat. Both hang on nothing; `expiring` forgets them.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.statement import Statement

_TAKE = """\
MERGE (h:SeatHolder {key: $holder})
SET h.by = $key, h.until = $holderUntil
WITH h
OPTIONAL MATCH (s:Seat {holder: $holder}) WHERE s.until > $now AND NOT s.key IN $left
WITH count(s) AS taken WHERE taken < $most
CREATE (:Seat {key: $key, holder: $holder, until: $until})
RETURN taken"""

_RENEW = """\
UNWIND $seats AS seat
MERGE (s:Seat {key: seat[0]}) ON CREATE SET s.holder = seat[1]
SET s.until = $until"""


def take_seat(
    key: str, holder: str, most: int, *, now: str, until: str, holder_until: str, left: Sequence[str]
) -> Statement:
    """-> one row [how many were taken before] if the holder now has the seat `key`, else none.

    `left` are seats that are free already, though they may still stand in the graph.
    """
    return Statement(
        text=_TAKE,
        parameters={
            "key": key,
            "holder": holder,
            "most": most,
            "now": now,
            "until": until,
            "holderUntil": holder_until,
            "left": list(left),
        },
        name="take seat",
    )


def leave_seats(keys: Sequence[str]) -> Statement:
    """Takes away seats that were given back before their time."""
    return Statement(
        text="UNWIND $keys AS key MATCH (s:Seat {key: key}) DELETE s",
        parameters={"keys": list(keys)},
        name="leave seats",
    )


def renew_seats(seats: Sequence[tuple[str, str]], until: str) -> Statement:
    """Has the seats, as (key, holder), count until then; one that was forgotten is there again."""
    return Statement(
        text=_RENEW, parameters={"seats": [list(seat) for seat in seats], "until": until}, name="renew"
    )
