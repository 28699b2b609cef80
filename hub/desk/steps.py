"""What may happen to a grant, and what each event writes: pure, from what is known to the facts that come of it.

    state     AMEND                          END
    PENDING   other terms from its first     it never holds
              day on, or from a later one
    ACTIVE    other terms from today on,     it ends today, or on a later day
              or from a later day
    ENDED     –                              –

A grant that a delivery brought takes no event: its next edition changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from adapters.loading.facts import NodeFact
from adapters.loading.readers import Fault, free_text
from graph.rules.history import Known, Piece, State, cut
from graph.rules.sealing import KeyRing
from hub.callers.caller import Caller
from hub.desk.moving import stale
from hub.desk.terms import ended, fact_of
from hub.errors import ErrorCode, HubError, bad_input

OPEN: Final = "OPEN"
AMEND: Final = "AMEND"
END: Final = "END"
STEPS: Final[Mapping[State, tuple[str, ...]]] = {
    State.PENDING: (AMEND, END),
    State.ACTIVE: (AMEND, END),
    State.ENDED: (),
}
# Of one grant: each is one change, and all of them are read to show one. The last one is left for its end.
VERSIONS_MAX: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Writing:
    """What a move writes about a record: (slot, hash) of what it closes, (slot, properties) of what it says."""

    closes: tuple[tuple[str, str], ...]
    says: tuple[tuple[str, Mapping[str, Any]], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """A grant as an event finds it: its key, what is known of it, the events it takes now; who moves it, when."""

    key: str
    told: Known
    steps: tuple[str, ...]
    caller: Caller
    today: date
    ring: KeyRing

    @property
    def day(self) -> str:
        return self.today.isoformat()


def step(standing: Standing, version: int, event: Mapping[str, Any]) -> Writing:
    """What the event writes. Raises HubError STALE, ILLEGAL_STEP (with `allowed`), BAD_INPUT."""
    told = standing.told
    if version != told.version:
        raise stale("the grant", told.version, version)
    [(given, facts)] = event.items()
    name, write = _EVENTS[given]
    if name not in standing.steps:
        steps, state = standing.steps, told.state(standing.day)
        allowed = f"allowed: {', '.join(steps)}" if steps else "no event is allowed any more"
        raise HubError(ErrorCode.ILLEGAL_STEP, f"{name} of this grant ({state}): {allowed}", allowed=list(steps))
    by = moved(name, standing.caller, _reason(facts["reason"], standing.today))
    return write(standing, facts, by)


def steps_of(state: State, version: int) -> tuple[str, ...]:
    """The events that a grant of the desk takes: after the last change that is allowed it can still be ended."""
    return tuple(each for each in STEPS[state] if version < VERSIONS_MAX or each == END)


def moved(event: str, caller: Caller, reason: str | None = None) -> dict[str, str]:
    """What each statement of a move says of it."""
    by = {"event": event, "movedBy": caller.subject, "movedAs": caller.role.value}
    return by if reason is None else {**by, "reason": reason}


def check_not_own(fact: NodeFact, caller: Caller) -> None:
    """Raises HubError FORBIDDEN: nobody gives a grant to himself, whatever other role he may come in."""
    if fact.properties.get("holder") == caller.subject:
        raise HubError(ErrorCode.FORBIDDEN, "holder: nobody gives a grant to himself")


def _amend(standing: Standing, facts: Mapping[str, Any], by: Mapping[str, str]) -> Writing:
    given, told = facts["grant"], standing.told
    begins = given.get("validFrom") or max(standing.day, told.valid_from)
    _check_to_come("validFrom", begins, standing.day)
    item = str(told.version + 1)
    fact = fact_of(given, key=standing.key, item=item, begins=begins, today=standing.today, ring=standing.ring)
    check_not_own(fact, standing.caller)
    before = _cut(told, begins, by)
    return Writing(closes=before.closes, says=(*before.says, (fact.slot, {**fact.properties, **by})))


def _end(standing: Standing, facts: Mapping[str, Any], by: Mapping[str, str]) -> Writing:
    day, told = facts.get("on") or standing.day, standing.told
    _check_to_come("on", day, standing.day)
    if told.version >= VERSIONS_MAX and day != standing.day:
        raise bad_input(f"on: {day}; a grant that was changed so often can end today only", field="on")
    if day >= told.valid_to:
        raise bad_input(f"on: the grant ends on {told.valid_to} as it is; allowed: a day before that", field="on")
    return _cut(told, day, by)


def _cut(told: Known, day: str, by: Mapping[str, str]) -> Writing:
    """Nothing of what is told holds from the day on."""
    pieces: list[tuple[Piece, str]] = list(cut(told.pieces, day))
    return Writing(
        closes=tuple((str(piece["slot"]), str(piece["hash"])) for piece, _ in pieces),
        says=tuple((str(piece["slot"]), {**ended(piece, valid_to), **by}) for piece, valid_to in pieces),
    )


_EVENTS: Final[Mapping[str, tuple[str, Callable[[Standing, Mapping[str, Any], Mapping[str, str]], Writing]]]] = {
    "amend": (AMEND, _amend),
    "end": (END, _end),
}


def _check_to_come(name: str, day: str, today: str) -> None:
    """What was in force stays what it was: only from today on can it become another."""
    if day < today:
        raise bad_input(f"{name}: {day} is past; allowed: from {today} on", field=name)


def _reason(text: str, today: date) -> str:
    try:
        return free_text(text, today)
    except Fault as fault:
        what = f"{fault.value}: " if fault.value else ""
        raise bad_input(f"reason: {what}{fault.reason}", field="reason") from None
