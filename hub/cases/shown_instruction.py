"""An instruction as the schema names it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from graph.lifecycle.actors import EXECUTOR
from graph.lifecycle.instruction import INSTRUCTION
from graph.rules.clocks import overdue
from graph.rules.days import stored_instant
from graph.rules.moves import read
from hub.cases.limits import dues_of, law_of
from hub.cases.numbered import Numbered
from hub.cases.repairing import REPAIRED

_AS_STORED: Final = (
    "measure",
    "edition",
    "mode",
    "executor",
    "agency",
    "legalBasis",
    "repairs",
    "caseNumber",
    "courtName",
)
_OF_WHOM: Final = ("caseNumber", "courtName")
# What each event brought; later than asked for, it is not shown.
_TOLD: Final = ("OPEN", "REISSUE", "CORRECT")
_BROUGHT: Final = {
    event.name: tuple(fact.attribute.name for fact in event.facts) for event in INSTRUCTION.events if event.facts
}


def shown(
    told: Mapping[str, Any], whom: Numbered, now: datetime, *, executes: bool, until: str | None = None
) -> dict[str, Any]:
    """To an executor with the number in clear and without names of officers; to a court the other way round.

    `until`: as it stood at that instant, so that the same key is answered the same.
    """
    moves = [move for move in read(told["moves"]) if until is None or move["at"] <= until]
    # What was reported before it was told again is no report on what it says now; it stays in the history.
    again = max(place for place, move in enumerate(moves) if move["event"] in _TOLD)
    happened = {str(move["event"]) for move in moves[again:]}
    brought = {
        name: told.get(name) if event in happened else None for event, names in _BROUGHT.items() for name in names
    }
    state = str(moves[-1]["state"])
    if executes and REPAIRED in told:
        # Use has stopped (信用修复管理办法): that there was one is left, so that its sequence has no gap.
        whom, told = (
            Numbered(kind=whom.kind, name=None),
            {name: told[name] for name in told if name not in _OF_WHOM},
        )
    known = {**told, **brought}
    return {
        "id": told["key"],
        "state": state,
        "version": moves[-1]["version"],
        **{name: told.get(name) for name in _AS_STORED},
        **brought,
        "issuedOn": told["issuedOn"],
        "target": {
            "kind": whom.kind,
            "name": whom.name,
            "type": told["targetType"],
            "scheme": whom.scheme,
            "number": whom.number if executes else None,
            "numberMasked": whom.mask,
        },
        "allowedEvents": list(INSTRUCTION.allowed(state)),
        "deadlines": _deadlines(state, known, now),
        "history": [{**_NOBODY, **move, **(_NOBODY if executes and _of_court(move) else {})} for move in moves],
    }


_NOBODY: Final = {"by": None, "role": None, "remark": None}


def _of_court(move: Mapping[str, Any]) -> bool:
    return move.get("role") != EXECUTOR.role


def _deadlines(state: str, known: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    number = known.get("caseNumber")
    return [
        {
            "name": running.deadline.name,
            "dueAt": stored_instant(running.due.at),
            "provisional": running.due.provisional,
            "overdue": overdue(running.due, now),
            "law": law_of(running.deadline.limit, number) if running.deadline.limit else running.deadline.law,
        }
        for running in INSTRUCTION.running(state, known, dues_of(number))
    ]
