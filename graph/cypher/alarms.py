"""The clocks of cases and of what executors were told, and what was said of them: derived from both, and no facts.

`(:CaseClock {key, case, kind, name, court, law, dueAt, breachAt, provisional, wakesAt})` is a deadline that runs,
one a case and name, or an instruction and name: then it has `instruction`, `measure`, `executor`, `agency` too,
and so has what was said of it. `wakesAt` is the instant at which somebody has to look at the case; `breachAt` is
there only where somebody had to act in time. `(:CaseAlert {key, case, kind, name, call, …, at})` is what was
said, once: its unique key holds what it was said of. `(:ClockEdition {name, edition})` tells by which tables and
calendar all were set.

Whoever sets clocks or says an alert has locked the case's record before (`graph.cypher.desk.lock_record`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from graph.cypher.dialects import Dialect
from graph.model.declare import OPEN_INSTANT
from graph.plan import Courts
from graph.shelf import LEVELS, SHELVES, shelf_number
from graph.statement import Statement, Value

CLOCK, ALERT, EDITION = "CaseClock", "CaseAlert", "ClockEdition"
_EDITION: Final = "clocks"
_WITHIN: Final = (
    "($p.all OR c.court IN $p.also OR (any(code IN $p.prefixes WHERE c.court STARTS WITH code)"
    " AND NOT c.court IN $p.besides))"
)


def set_clocks(rows: Sequence[Mapping[str, Any]], gone: Sequence[str]) -> list[Statement]:
    """Takes away the clocks of the keys `gone` and has those of the rows be as they say."""
    statements = []
    if gone:
        text = f"UNWIND $p.gone AS key MATCH (c:{CLOCK} {{key: key}}) DELETE c"
        statements.append(Statement(text=text, parameters={"p": {"gone": list(gone)}}, name="stop clocks"))
    if rows:
        text = f"UNWIND $p.rows AS row MERGE (c:{CLOCK} {{key: row.key}}) SET c = row"
        said: list[Value] = [dict(row) for row in rows]
        statements.append(Statement(text=text, parameters={"p": {"rows": said}}, name="set clocks"))
    return statements


def wake(keys: Sequence[str], at: str) -> Statement:
    """Has somebody look at these clocks from an instant on; a key that has none is passed over."""
    return Statement(
        text=f"UNWIND $p.keys AS key MATCH (c:{CLOCK} {{key: key}}) SET c.wakesAt = $p.at",
        parameters={"p": {"keys": list(keys), "at": at}},
        name="wake clocks",
    )


def find_waking(now: str, after: tuple[str, str], most: int, courts: Courts | None) -> Statement:
    """-> a row [wakesAt, key, kind, case] for each of at most so many clocks that have to be looked at by `now`,
    in that order, after the place `after` (wakesAt, key).
    """
    return Statement(
        text=f"MATCH (c:{CLOCK}) WHERE c.wakesAt >= $from AND c.wakesAt <= $now WITH c"
        f" WHERE (c.wakesAt > $from OR c.key > $p.key) AND {_WITHIN}"
        " WITH c ORDER BY c.wakesAt, c.key LIMIT $p.most RETURN c.wakesAt, c.key, c.kind, c.case",
        parameters={"now": now, "from": after[0], "p": {"key": after[1], "most": most, **_courts(courts)}},
        name="find waking",
    )


def count_waiting(now: str, courts: Courts | None) -> Statement:
    """-> one row [how many clocks of cases, how many of instructions wait for an instant after `now`]."""
    return Statement(
        text=f"MATCH (c:{CLOCK}) WHERE c.wakesAt > $now AND c.wakesAt < $never WITH c WHERE {_WITHIN}"
        " RETURN count(c) - count(c.instruction), count(c.instruction)",
        parameters={"now": now, "never": OPEN_INSTANT, "p": _courts(courts)},
        name="count waiting",
    )


def find_said(keys: Sequence[str]) -> Statement:
    """-> one row [[key …]] of those that were said."""
    return Statement(
        text=f"UNWIND $p.keys AS key MATCH (a:{ALERT} {{key: key}}) RETURN collect(a.key)",
        parameters={"p": {"keys": list(keys)}},
        name="find said",
    )


def say(rows: Sequence[Mapping[str, Any]]) -> Statement:
    """Says them; refused by the unique key where one was said."""
    return Statement(
        text=f"UNWIND $p.rows AS row CREATE (a:{ALERT}) SET a = row",
        parameters={"p": {"rows": [dict(row) for row in rows]}},
        name="say alerts",
    )


def breached(now: str, after: tuple[str, str], most: int, courts: Courts | None) -> Statement:
    """-> one row [[clock's properties …]] of at most so many clocks that were over by `now` and on which somebody
    had to act, after the place `after` (breachAt, key), the oldest first.
    """
    return Statement(
        text=f"MATCH (c:{CLOCK}) WHERE c.breachAt >= $from AND c.breachAt <= $now WITH c"
        f" WHERE (c.breachAt > $from OR c.key > $p.key) AND {_WITHIN}"
        " WITH c ORDER BY c.breachAt, c.key LIMIT $p.most RETURN collect(properties(c))",
        parameters={"now": now, "from": after[0], "p": {"key": after[1], "most": most, **_courts(courts)}},
        name="breached clocks",
    )


LAST: Final = ("\uffff", "")  # a place that all alerts come after, the newest first


def said_before(after: tuple[str, str], most: int, courts: Courts | None) -> Statement:
    """-> one row [[alert's properties …]] of at most so many alerts after the place `after` (at, key), the newest
    first.
    """
    return Statement(
        text=f"MATCH (c:{ALERT}) WHERE c.at <= $from WITH c WHERE (c.at < $from OR c.key < $p.key) AND {_WITHIN}"
        " WITH c ORDER BY c.at DESC, c.key DESC LIMIT $p.most RETURN collect(properties(c))",
        parameters={"from": after[0], "p": {"key": after[1], "most": most, **_courts(courts)}},
        name="alerts",
    )


def clocks_edition() -> Statement:
    """-> one row [[edition]], [[]] where no clock was ever set."""
    return Statement(
        text=f"MATCH (e:{EDITION} {{name: $p.name}}) RETURN collect(e.edition)",
        parameters={"p": {"name": _EDITION}},
        name="edition of clocks",
    )


def set_edition(edition: str) -> Statement:
    return Statement(
        text=f"MERGE (e:{EDITION} {{name: $p.name}}) SET e.edition = $p.edition",
        parameters={"p": {"name": _EDITION, "edition": edition}},
        name="set edition of clocks",
    )


def list_made(kind: str, system: str, after: str, most: int, dialect: Dialect) -> Statement:
    """-> one row [[id …]] of the records of a kind that a source made, after an id, in order of id."""
    return Statement(
        text="UNWIND range($p.first, $p.last) AS shelf UNWIND $p.levels AS level"
        f" MATCH (n:Node {{kind: $p.kind, shelf: level + toString(shelf)}}){dialect.on_shelf('n')}"
        " WITH n WHERE n.id > $p.after AND n.system = $p.system"
        " WITH n.id AS id ORDER BY id LIMIT $p.most RETURN collect(id)",
        parameters={
            "p": {
                "kind": kind,
                "system": system,
                "first": shelf_number(after),
                "last": SHELVES - 1,
                "levels": list(LEVELS.values()),
                "after": after,
                "most": most,
            }
        },
        name="list made",
    )


def _courts(courts: Courts | None) -> dict[str, Any]:
    if courts is None:
        return {"all": True, "prefixes": [], "also": [], "besides": []}
    return {
        "all": False,
        "prefixes": list(courts.prefixes),
        "also": list(courts.also),
        "besides": list(courts.besides),
    }
