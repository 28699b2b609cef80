"""The ring of keys as it is stored: which keys there are, which one is new numbers', which one comes next.

A rotation has three steps, each safe whatever is running: `with_next` adds keys that are read by and not yet
written with; `turned` makes them current, once every process reads by them; `without` takes a key away that
nothing needs any more. Pure, but for fresh random keys.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graph.rules.sealing import KEY_BYTES, KeyRing
from hub.record.commitments import mark_key

FIRST_SEALING: Final = "s1"
FIRST_MATCH: Final = "m1"
_NUMBERED: Final = re.compile(r"([a-z])([0-9]{1,9})")


class BadRing(ValueError):
    """A text that is no ring of keys; says nothing of what it holds."""


class CannotRotate(Exception):
    """A step of a rotation that cannot be taken now; the text says what comes first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRing:
    """`match` and `sealing` are the current keys' ids; `next_match` and `next_sealing` those that come next."""

    match_keys: Mapping[str, bytes] = field(repr=False)
    match: str
    sealing_keys: Mapping[str, bytes] = field(repr=False)
    sealing: str
    next_match: str | None = None
    next_sealing: str | None = None
    mark_keys: Mapping[str, bytes] = field(repr=False, default_factory=dict)

    @classmethod
    def fresh(cls) -> StoredRing:
        return cls(
            match_keys={FIRST_MATCH: secrets.token_bytes(KEY_BYTES)},
            match=FIRST_MATCH,
            sealing_keys={FIRST_SEALING: secrets.token_bytes(KEY_BYTES)},
            sealing=FIRST_SEALING,
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> StoredRing:
        """Raises BadRing."""
        try:
            told = json.loads(content)
            found = cls(
                match_keys={told["match_key_id"]: _key(told["match_key"]), **_keys(told, "other_match_keys")},
                match=told["match_key_id"],
                sealing_keys=_keys(told, "sealing_keys"),
                sealing=told["current"],
                next_match=told.get("next_match"),
                next_sealing=told.get("next_sealing"),
                mark_keys=_keys(told, "mark_keys"),
            )
            found.ring()
            if not ({found.next_match} <= {None, *found.match_keys}) or not (
                {found.next_sealing} <= {None, *found.sealing_keys}
            ):
                raise ValueError
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadRing("not a ring of keys") from None
        return found

    def to_bytes(self) -> bytes:
        others = {name: key for name, key in self.match_keys.items() if name != self.match}
        told: dict[str, Any] = {
            "match_key_id": self.match,
            "match_key": _text(self.match_keys[self.match]),
            "current": self.sealing,
            "sealing_keys": {name: _text(key) for name, key in self.sealing_keys.items()},
        }
        told |= {"other_match_keys": {name: _text(key) for name, key in others.items()}} if others else {}
        told |= {"mark_keys": {name: _text(key) for name, key in self.mark_keys.items()}} if self.mark_keys else {}
        told |= {"next_match": self.next_match} if self.next_match else {}
        told |= {"next_sealing": self.next_sealing} if self.next_sealing else {}
        return json.dumps(told, indent=1).encode()

    def ring(self) -> KeyRing:
        """The keys as the rest of the house uses them. ValueError for keys that cannot be."""
        return KeyRing(
            match_key=self.match_keys[self.match],
            match_key_id=self.match,
            other_match_keys={name: key for name, key in self.match_keys.items() if name != self.match},
            sealing_keys=self.sealing_keys,
            current=self.sealing,
            mark_keys=self.mark_keys,
        )

    # -- the three steps -------------------------------------------------------------------------------

    def with_next(self, *, matching: bool, sealing: bool) -> StoredRing:
        """Raises CannotRotate while a rotation is under way: a third key of a kind would help nobody."""
        if self.next_match or self.next_sealing:
            raise CannotRotate("new keys are on the ring already; `hub keys reseal` comes first")
        for asked, keys in ((matching, self.match_keys), (sealing, self.sealing_keys)):
            if asked and len(keys) > 1:
                old = ", ".join(sorted(keys.keys() - {self.match, self.sealing}))
                raise CannotRotate(
                    f"{old} is still on the ring; `hub keys reseal`, then `hub keys retire` come first"
                )
        found = self
        if matching:
            name = _following([*self.match_keys, *self.mark_keys])
            fresh = {**self.match_keys, name: secrets.token_bytes(KEY_BYTES)}
            found = replace(found, match_keys=fresh, next_match=name)
        if sealing:
            name = _following(list(self.sealing_keys))
            fresh = {**self.sealing_keys, name: secrets.token_bytes(KEY_BYTES)}
            found = replace(found, sealing_keys=fresh, next_sealing=name)
        return found

    def turned(self) -> StoredRing:
        """The keys that came next are current."""
        return replace(
            self,
            match=self.next_match or self.match,
            sealing=self.next_sealing or self.sealing,
            next_match=None,
            next_sealing=None,
        )

    def without(self, key_id: str) -> StoredRing:
        """Raises CannotRotate for a key that is current, comes next, or is not there.

        Of a match key what the record's marks follow from stays, so that looks of its time are still found.
        """
        known = ", ".join((*self.match_keys, *self.sealing_keys))
        if key_id in (self.match, self.sealing, self.next_match, self.next_sealing):
            raise CannotRotate(f"{key_id} is in use for new numbers, or will be; on the ring: {known}")
        if key_id in self.match_keys:
            marks = {**self.mark_keys, key_id: mark_key(self.match_keys[key_id])}
            return replace(self, match_keys=_less(self.match_keys, key_id), mark_keys=marks)
        if key_id in self.sealing_keys:
            return replace(self, sealing_keys=_less(self.sealing_keys, key_id))
        raise CannotRotate(f"no such key; on the ring: {known}")


def prints(ring: KeyRing) -> dict[str, str]:
    """What tells two keys of one id apart, and helps to find neither."""
    keys = {**ring.match_keys, **ring.sealing_keys}
    return {name: hashlib.sha256(b"hub: key on a ring\0" + key).hexdigest()[:16] for name, key in keys.items()}


def _less(keys: Mapping[str, bytes], key_id: str) -> dict[str, bytes]:
    return {name: key for name, key in keys.items() if name != key_id}


def _following(names: list[str]) -> str:
    """The id after the last one: m1, m2, …; ids are never used again."""
    found = [_NUMBERED.fullmatch(name) for name in names]
    letters = {match[1] for match in found if match}
    letter = letters.pop() if len(letters) == 1 else "k"
    return f"{letter}{1 + max((int(match[2]) for match in found if match), default=0)}"


def _keys(told: Mapping[str, Any], name: str) -> dict[str, bytes]:
    return {str(key_id): _key(text) for key_id, text in told.get(name, {}).items()}


def _text(key: bytes) -> str:
    return base64.urlsafe_b64encode(key).decode()


def _key(text: str) -> bytes:
    return base64.b64decode(text, altchars=b"-_", validate=True)
