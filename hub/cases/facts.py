"""What an event brings, read like any other source's values (`adapters.loading.readers`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from adapters.loading.readers import READERS, Fault, Scene, free_text
from graph.lifecycle.machine import Event
from graph.model.declare import Type
from graph.rules.clocks import FIRST_YEAR, LAST_YEAR
from graph.rules.sealing import KeyRing
from graph.rules.yuan import yuan
from hub.errors import bad_input

REMARK: Final = "remark"


def read_facts(event: Event, given: Mapping[str, Any], ring: KeyRing, today: date) -> dict[str, Any]:
    """As stored. Raises HubError BAD_INPUT that names the field, what is wrong and what is allowed."""
    scene = Scene(key_ring=ring, today=today, values=given)
    named = {fact.attribute.name for fact in event.facts}
    if strange := sorted(given.keys() - named - {REMARK}):
        allowed = ", ".join(sorted(named)) or "none"
        raise bad_input(f"{strange[0]}: {event.name} does not take it; allowed: {allowed}", field=strange[0])
    read: dict[str, Any] = {}
    for fact in event.facts:
        attribute = fact.attribute
        raw = given.get(attribute.name)
        if raw is None or raw in ("", []):
            if fact.required:
                raise bad_input(f"{attribute.name}: missing; {event.name} needs it", field=attribute.name)
            continue
        if attribute.type is Type.MONEY:
            raw = yuan(raw)  # the scalar has counted the fen
        try:
            value = READERS[attribute.type](raw, attribute, scene)
        except Fault as fault:
            raise _bad(attribute.name, fault) from None
        if attribute.type is Type.DATE and not _FIRST <= str(value) <= _LAST:
            raise bad_input(f"{attribute.name}: {value}; allowed: {_FIRST} to {_LAST}", field=attribute.name)
        read[attribute.name] = value
    return read


# The clocks run from no other day (`graph.rules.clocks`).
_FIRST: Final = f"{FIRST_YEAR}-01-01"
_LAST: Final = f"{LAST_YEAR}-12-31"


def read_remark(given: Mapping[str, Any], today: date) -> str | None:
    """Why, in the caller's words; a citizen ID in it is masked."""
    text = given.get(REMARK)
    if text in (None, ""):
        return None
    try:
        return free_text(text, today)
    except Fault as fault:
        raise _bad(REMARK, fault) from None


def _bad(name: str, fault: Fault) -> Exception:
    what = f"{fault.value}: " if fault.value else ""
    return bad_input(f"{name}: {what}{fault.reason}", field=name)
