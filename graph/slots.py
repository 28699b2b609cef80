"""A fact's slot as text: how it is written, and what can be read off it.

    system|kind|key|item                                    a statement
    system|kind|from's system|from|to's system|to|item      a relation
    system|kind|from's system|from|to's system|to|key|item  one to which its source gives a key of its own

A bar inside a part is escaped, so that different parts never give one slot.
"""

from __future__ import annotations

from typing import Final

_BAR: Final = "|"
_KEYED_PARTS: Final = 8


def slot_of(*parts: str) -> str:
    return _BAR.join(map(_part, parts))


def under_kind(slot: str, kind: str) -> str:
    """The slot of the same key under another kind."""
    system, _, rest = slot.split(_BAR, 2)
    return slot_of(system, kind) + _BAR + rest


def kind_of(slot: str) -> str:
    """The kind of the fact."""
    return slot.split(_BAR, 2)[1]


def ends_of(slot: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """(system, key) of the record that a relation leads from, and of the one it leads to."""
    _, _, from_system, source, to_system, target, *_ = _parts(slot)
    return (from_system, source), (to_system, target)


def key_of(slot: str) -> str:
    """The key under which its source states a relation.

    Its own one, where the source gives it one; else the keys of its ends and its item, if there is one, as
    `from|to|item`. A slot of any other form comes as it stands.
    """
    parts = _parts(slot)
    if len(parts) == _KEYED_PARTS:
        return parts[-2]
    if len(parts) == _KEYED_PARTS - 1:
        _, _, _, source, _, target, item = parts
        return _BAR.join((source, target, item) if item else (source, target))
    return slot


def _parts(slot: str) -> list[str]:
    return [part.replace("%7C", _BAR).replace("%25", "%") for part in slot.split(_BAR)]


def _part(text: str) -> str:
    return text.replace("%", "%25").replace(_BAR, "%7C") if _BAR in text or "%" in text else text
