"""The statements of the relay: lines that are due, leases on them, what became of a message.

Neither engine isolates a read from the write after it. So a line is written first, and what it says compared then:
of two relays that claim it one finds the work changed, and whoever was overtaken finds another fence.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.cypher.instructions import DELIVERY, INSTRUCTION_TOLD, LINE
from graph.cypher.ranges import RangePage
from graph.rules.lines import work_of
from graph.statement import Statement, Value


def _statement(name: str, text: str, **values: Value) -> Statement:
    return Statement(text=text, parameters={"p": values}, name=name)


# --- lines ----------------------------------------------------------------------------------------


def due_lines(agency: str, urgent: bool, until: str, most: int) -> RangePage:
    """-> a row [line, its work] of those of an agency and lane that are due at an instant, the oldest first."""
    return RangePage(
        name="due lines",
        label=LINE,
        key="work",
        after=work_of(agency, urgent, ""),
        last=work_of(agency, urgent, until),
        most=most,
        told="n.key, n.work",
    )


def claim_line(key: str, claim: str, seen: str, work: str, until: str, floor: int) -> Statement:
    """-> a row [fence] of the lease, which ends at `until`; none if the line's work is not as seen any more.

    The fence is greater than any that the line knows of, and not below `floor`, from 1.
    """
    return _statement(
        "claim line",
        "MATCH (l:DeliveryLine {key: $p.key}) SET l.claim = $p.claim WITH l WHERE l.work = $p.seen"
        " SET l.fence = CASE WHEN coalesce(l.fence, 0) < $p.floor THEN $p.floor ELSE l.fence + 1 END,"
        " l.work = $p.work, l.lease = $p.until RETURN l.fence",
        key=key,
        claim=claim,
        seen=seen,
        work=work,
        until=until,
        floor=floor,
    )


def hold_line(key: str, claim: str) -> Statement:
    """-> a row [fence, until when it is leased], each None if never; none other writes it until this is over."""
    return _statement(
        "hold line",
        "MATCH (l:DeliveryLine {key: $p.key}) SET l.claim = $p.claim WITH l RETURN l.fence, l.lease",
        key=key,
        claim=claim,
    )


def leave_line(key: str, work: str | None) -> Statement:
    """Without a lease; `work` None: nothing is to be pushed."""
    if work is None:
        return _statement("leave line", "MATCH (l:DeliveryLine {key: $p.key}) REMOVE l.work, l.lease", key=key)
    return _statement(
        "leave line with work",
        "MATCH (l:DeliveryLine {key: $p.key}) SET l.work = $p.work REMOVE l.lease",
        key=key,
        work=work,
    )


def waiting_of(line: str, most: int) -> Statement:
    """-> a row [key, number, instruction, urgent, due, tries, dead] of what waits on a line, ends first."""
    return _statement(
        "waiting of line",
        "MATCH (d:Delivery {pending: $p.line}) WITH d ORDER BY CASE WHEN d.urgent THEN 0 ELSE 1 END, d.number"
        " LIMIT $p.most RETURN d.key, d.number, d.instruction, d.urgent, coalesce(d.dueAt, d.at),"
        " coalesce(d.tries, 0), d.dead IS NOT NULL",
        line=line,
        most=most,
    )


# --- messages -------------------------------------------------------------------------------------


def one_delivery(key: str) -> Statement:
    """-> a row [properties], or none."""
    return _statement("delivery", "MATCH (d:Delivery {key: $p.key}) RETURN properties(d)", key=key)


_ENDED = " SET d.ended = $p.how, d.endedAt = $p.at REMOVE d.pending, d.dead, d.dueAt, d.reason"


def end_deliveries(keys: Sequence[str], how: str, at: str) -> Statement:
    """They wait no more; `how`: by which way that is known."""
    return _statement(
        "end deliveries",
        f"UNWIND $p.keys AS key MATCH (d:Delivery {{key: key}}){_ENDED}",
        keys=list(keys),
        how=how,
        at=at,
    )


def end_deliveries_of(instruction: str, how: str, at: str) -> Statement:
    """As `end_deliveries`, all that wait of one instruction."""
    return _statement(
        "end deliveries of instruction",
        f"MATCH (d:Delivery {{instruction: $p.instruction}}) WHERE d.pending IS NOT NULL{_ENDED}",
        instruction=instruction,
        how=how,
        at=at,
    )


def try_again(key: str, tries: int, due_at: str, reason: str) -> Statement:
    return _statement(
        "try again",
        "MATCH (d:Delivery {key: $p.key}) SET d.tries = $p.tries, d.dueAt = $p.due_at, d.reason = $p.reason",
        key=key,
        tries=tries,
        due_at=due_at,
        reason=reason,
    )


def bury(key: str, tries: int, dead: str, reason: str) -> Statement:
    """No further try; `dead` is `agency|instant|key`, by which such messages are listed."""
    return _statement(
        "bury",
        "MATCH (d:Delivery {key: $p.key}) SET d.tries = $p.tries, d.dead = $p.dead, d.reason = $p.reason"
        " REMOVE d.dueAt",
        key=key,
        tries=tries,
        dead=dead,
        reason=reason,
    )


def put_back(key: str, at: str) -> Statement:
    """-> a row [key] if it was dead; all its tries are before it again."""
    return _statement(
        "put back",
        "MATCH (d:Delivery {key: $p.key}) WHERE d.dead IS NOT NULL"
        " SET d.tries = 0, d.dueAt = $p.at REMOVE d.dead, d.reason RETURN d.key",
        key=key,
        at=at,
    )


def dead_after(after: str, most: int) -> RangePage:
    """-> a row [properties, the instruction's] of dead messages, by agency and time."""
    return RangePage(
        name="dead deliveries",
        label=DELIVERY,
        key="dead",
        after=after,
        last="~",  # after all codes
        most=most,
        told=f"properties(n), {INSTRUCTION_TOLD}",
    )


def count_waiting(agency: str) -> Statement:
    """-> one row [how many wait, how many of them are dead] of an agency."""
    # '}' is the character after '|'.
    return Statement(
        text="MATCH (d:Delivery) WHERE d.pending > $first AND d.pending < $last RETURN count(d), count(d.dead)",
        parameters={"first": f"{agency}|", "last": f"{agency}}}"},
        name="count waiting",
    )
