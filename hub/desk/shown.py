"""A grant as the schema names it, made of what was known of it at an instant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.loading.systems import DESK
from graph.model.declare import OPEN_FROM, OPEN_TO, Access
from graph.plan import Slice
from graph.rules.history import Change, Known, Piece, State, changes, known
from hub.desk.counter import shown_name
from hub.desk.rights import Right
from hub.desk.steps import END, steps_of
from hub.desk.terms import ATTRIBUTES

LOAD: Final = "LOAD"  # a delivery said it, or said it otherwise
WITHDRAW: Final = "WITHDRAW"  # a complete delivery no longer lists it
_FILES: Final = "files"


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """A grant's record with every version of its statements, as `graph.cypher.desk.told_of` gives it."""

    id: str
    rk: str
    system: str
    key: str
    told: tuple[Piece, ...]

    @classmethod
    def of(cls, row: Sequence[Any]) -> Record:
        id_, rk, system, key, told = row
        return cls(id=id_, rk=rk, system=system, key=key, told=tuple(told))

    @property
    def is_desks(self) -> bool:
        return self.system == DESK

    def steps(self, state: State, version: int) -> tuple[str, ...]:
        return steps_of(state, version) if self.is_desks else ()

    def is_there_for(self, right: Right) -> bool:
        """Whoever may only read sees no grant that opens sealed facts, or ever did."""
        return right is Right.WRITE or not any(Access.SEALED in piece.get("classes", ()) for piece in self.told)


def shown(record: Record, time: Slice, right: Right) -> dict[str, Any] | None:
    """The grant without its history; None where it is not there for the caller, or was not known yet."""
    now = known(record.told, time.known_at) if record.is_there_for(right) else None
    if now is None:
        return None
    piece, state = now.on(time.as_of), now.state(time.as_of)
    return {
        "id": record.id,
        "version": now.version,
        "state": state.value,
        "allowedEvents": list(record.steps(state, now.version)),
        **{shown_name(name): piece.get(name) for name in _names(right)},
        "validFrom": _day(now.valid_from),
        "validTo": _day(now.valid_to),
        "source": {
            "system": record.system,
            "key": record.key,
            **{name: piece[name] for name in ("recordedAt", "document", "hash", "grade")},
        },
    }


def with_history(grant: dict[str, Any], record: Record, time: Slice, right: Right) -> dict[str, Any]:
    """The grant with every change that was known at the instant."""
    return {**grant, "history": [_change(change, right) for change in changes(record.told, time.known_at)]}


def _names(right: Right) -> Iterator[str]:
    return (name for name in ATTRIBUTES if right is Right.WRITE or name != _FILES)


def _change(change: Change, right: Right) -> dict[str, Any]:
    last = change.came[-1] if change.came else None
    event = last.get("event") or LOAD if last is not None else WITHDRAW
    by = last if last is not None and "event" in last else {}
    return {
        "version": change.since.version,
        "at": change.at,
        "event": event,
        "by": by.get("movedBy"),
        "role": by.get("movedAs"),
        "reason": by.get("reason"),
        "effectiveOn": _effective(event, change.came),
        "changes": list(_differences(change.before, change.since, right)),
    }


def _effective(event: str, came: Sequence[Piece]) -> str | None:
    """The first day on which the event shows."""
    if event == END:
        return _day(min(str(piece["validTo"]) for piece in came))
    begun = [str(piece["validFrom"]) for piece in came if piece["validFrom"] < piece["validTo"]]
    return _day(max(begun)) if begun else None


def _differences(before: Known | None, since: Known, right: Right) -> Iterator[dict[str, Any]]:
    """Field by field what the last piece and the period say now and did not before."""
    earlier, later = _told(before, right), _told(since, right)
    for name in later:
        if earlier.get(name) != later[name]:
            yield {"field": name, "before": earlier.get(name), "after": later[name]}


def _told(at: Known | None, right: Right) -> dict[str, list[str] | None]:
    if at is None:
        return {}
    told = {shown_name(name): _texts(at.latest.get(name)) for name in _names(right)}
    return {**told, "validFrom": _texts(_day(at.valid_from)), "validTo": _texts(_day(at.valid_to))}


def _texts(value: Any) -> list[str] | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return [str(value).lower()]
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _day(stored: str) -> str | None:
    return None if stored in (OPEN_FROM, OPEN_TO) else stored
