"""The statements of instructions and of their way to an executor.

    (:Instruction {key, …})        what one executor was told of one measure, how far it came, its `moves`
    (:Delivery {key, feed, …})     one message about it; `number` counts those of its line, from 1; `pending` is
                                   the line until it is known to have arrived
    (:DeliveryLine {key, number})  one agency and one subject: what it is told of him comes in this order; `work`
                                   says when it is to be pushed (`graph.rules.lines`), absent when nothing is

They stand beside the facts: what the hub told somebody is no fact about a subject. `feed` is
`agency|at|number|key`, so that one range of an index holds what an agency was told since an instant, in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.cypher.ranges import RangePage
from graph.statement import Statement, Value

INSTRUCTION: Final = "Instruction"
DELIVERY: Final = "Delivery"
LINE: Final = "DeliveryLine"
# Of each label: the property that is unique, and those that are looked up by.
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    INSTRUCTION: ("case",),
    DELIVERY: ("feed", "instruction", "pending", "dead"),
    LINE: ("work",),
}
# The properties of what a message `n` is about.
INSTRUCTION_TOLD: Final = "COLLECT { MATCH (i:Instruction {key: n.instruction}) RETURN properties(i) }[0]"


def _statement(name: str, text: str, **values: Value) -> Statement:
    return Statement(text=text, parameters={"p": values}, name=name)


def create_instructions(rows: Sequence[Mapping[str, Any]]) -> Statement:
    return _statement(
        "create instructions",
        "UNWIND $p.rows AS row CREATE (i:Instruction) SET i = row",
        rows=[dict(row) for row in rows],
    )


def one_instruction(key: str) -> Statement:
    """-> a row [properties], or none."""
    return _statement("instruction", "MATCH (i:Instruction {key: $p.key}) RETURN properties(i)", key=key)


def hold_instructions(case: str, claim: str) -> Statement:
    """-> a row [properties] for each of a case; none of them can be moved by another until this is over.

    `claim` differs from try to try, so that each is written and thereby locked before it is read.
    """
    return _statement(
        "hold instructions",
        "MATCH (i:Instruction {case: $p.case}) SET i.claim = $p.claim WITH i RETURN properties(i)",
        case=case,
        claim=claim,
    )


def hold_instruction(key: str, claim: str) -> Statement:
    """As `hold_instructions`, of one."""
    return _statement(
        "hold instruction",
        "MATCH (i:Instruction {key: $p.key}) SET i.claim = $p.claim WITH i RETURN properties(i)",
        key=key,
        claim=claim,
    )


def states_of(case: str) -> Statement:
    """-> one row [[state …]] of the instructions of a case."""
    return _statement(
        "states of instructions", "MATCH (i:Instruction {case: $p.case}) RETURN collect(i.state)", case=case
    )


def instructions_of(cases: Sequence[str], after: str, most: int) -> Statement:
    """-> a row [properties] for each of some cases after a key, at most so many, in order of their keys."""
    return _statement(
        "instructions of cases",
        "UNWIND $p.cases AS case MATCH (i:Instruction {case: case}) WHERE i.key > $p.after"
        " WITH i ORDER BY i.key LIMIT $p.most RETURN properties(i)",
        cases=list(cases),
        after=after,
        most=most,
    )


def change_instructions(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> Statement:
    """(key, properties that are new) …"""
    return _statement(
        "change instructions",
        "UNWIND $p.rows AS row MATCH (i:Instruction {key: row[0]}) SET i += row[1]",
        rows=[[key, dict(said)] for key, said in rows],
    )


def number_lines(lines: Sequence[tuple[str, int, str]], at: str) -> Statement:
    """(line, how many messages it gets, its work for them) … -> a row [line, the number of the last one, when it
    is told] for each: at `at`, or when the one before is, if that is later by another hub's clock.

    A line that is to be pushed earlier, or is urgent already, stays so; one that a relay holds is the relay's.
    """
    return _statement(
        "number lines",
        "UNWIND $p.rows AS row MERGE (l:DeliveryLine {key: row[0]}) ON CREATE SET l.number = 0, l.at = $p.at"
        " SET l.number = l.number + row[1],"
        " l.told = CASE WHEN coalesce(l.told, '') > $p.at THEN l.told ELSE $p.at END,"
        " l.work = CASE WHEN l.work IS NULL THEN row[2]"
        " WHEN l.lease > $p.at OR l.work < row[2] THEN l.work ELSE row[2] END"
        " RETURN l.key, l.number, l.told",
        rows=[list(row) for row in lines],
        at=at,
    )


def create_deliveries(rows: Sequence[Mapping[str, Any]]) -> Statement:
    return _statement(
        "create deliveries",
        "UNWIND $p.rows AS row CREATE (d:Delivery) SET d = row",
        rows=[dict(row) for row in rows],
    )


def feed_of(agency: str, after: str, until: str, most: int) -> RangePage:
    """-> a row [delivery, its instruction] as properties, of an agency's messages after a `feed`, in order.

    `until`: the instant up to which none can be written any more (stored).
    """
    return RangePage(
        name="feed of agency",
        label=DELIVERY,
        key="feed",
        after=max(after, f"{agency}|"),
        last=f"{agency}|{until}",
        most=most,
        told=f"properties(n), {INSTRUCTION_TOLD}",
    )
