"""What has been leased of somebody's budget for one window: all hubs on one engine count in the same node.

`(:Allowance {key, until, requests, cost, by})` hangs on nothing and no question reads it. `key` is unique and
names the account and the window; `until` is an instant as text, after which `expiring` forgets the node.
`requests` and `cost` only grow.
"""

from __future__ import annotations

from graph.statement import Statement

_LEASE = """\
MERGE (a:Allowance {key: $key}) ON CREATE SET a.until = $until, a.requests = 0, a.cost = 0
SET a.by = $by
WITH a, $requests - a.requests AS requestsLeft, $cost - a.cost AS costLeft
WITH a,
  CASE WHEN requestsLeft < $requestsNeeded THEN 0 WHEN requestsLeft < $requestsWanted THEN requestsLeft
    ELSE $requestsWanted END AS requests,
  CASE WHEN costLeft < $costNeeded THEN 0 WHEN costLeft < $costWanted THEN costLeft
    ELSE $costWanted END AS cost
SET a.requests = a.requests + requests, a.cost = a.cost + cost
RETURN requests, cost, $requests - a.requests, $cost - a.cost"""


def lease(
    key: str, until: str, by: str, *, budget: tuple[int, int], needed: tuple[int, int], wanted: tuple[int, int]
) -> Statement:
    """-> one row [requests, cost, requests left, cost left]: what is leased, and what is left for all after it.

    The pairs are (requests, cost). Of each is given what is wanted or what is left, and nothing if that is less
    than what is needed. Written first, counted then: of two that lease at once one waits, or is tried again.
    """
    return Statement(
        text=_LEASE,
        parameters={
            "key": key,
            "until": until,
            "by": by,
            "requests": budget[0],
            "cost": budget[1],
            "requestsNeeded": needed[0],
            "costNeeded": needed[1],
            "requestsWanted": wanted[0],
            "costWanted": wanted[1],
        },
        name="lease allowance",
    )
