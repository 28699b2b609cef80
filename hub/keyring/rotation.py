"""The steps of a rotation of keys on a hub's folder: which may be taken now, and taking them."""

from __future__ import annotations

from hub.keyring.keys import replace_ring, stored_ring
from hub.keyring.ring import CannotRotate, StoredRing, prints
from hub.keyring.use import Use, ring_locked, uses
from hub.settings.config import Settings


def add_next(settings: Settings, *, matching: bool, sealing: bool) -> StoredRing:
    """Puts new keys on the ring, to be read by. Raises CannotRotate, KeyUnusable."""
    _check_file(settings)
    with ring_locked(settings, alone=True):
        ring = stored_ring(settings, make=False).with_next(matching=matching, sealing=sealing)
        replace_ring(settings, ring)
        return ring


def turn(settings: Settings) -> StoredRing:
    """Makes the keys current that came next, or finds that they are. Raises CannotRotate, KeyUnusable.

    Not before every process that runs reads by them, nor while a load writes under others: either would miss
    somebody. Nor while a load was begun and not finished: it would take its own rows for others.
    """
    with ring_locked(settings, alone=True):
        ring = stored_ring(settings, make=False)
        turned = ring.turned()
        wanted = prints(turned.ring())
        current = (turned.match, turned.sealing)
        behind = [use for use in uses(settings) if any(use.keys.get(name) != key for name, key in wanted.items())]
        if behind:
            raise CannotRotate(
                f"{_named(behind)} run without the keys that come next: restart them, then run this again"
            )
        if writing := [use for use in uses(settings) if use.writes and use.current != current]:
            raise CannotRotate(f"{_named(writing)} load under the keys before: let them end, then run this again")
        if ring != turned:
            if unfinished := sorted((settings.data / "loads").glob("*.sqlite")):
                raise CannotRotate(
                    f"{len(unfinished)} loads were begun and not finished: run them again to their end first"
                )
            replace_ring(settings, turned)
        return turned


def drop(settings: Settings, key_id: str) -> None:
    """Takes a key off the ring; that nothing of the graph needs it is the caller's to know.

    Raises CannotRotate, KeyUnusable.
    """
    with ring_locked(settings, alone=True):
        ring = stored_ring(settings, make=False).without(key_id)
        if writing := [use for use in uses(settings) if key_id in use.current]:
            raise CannotRotate(f"{_named(writing)} run with {key_id} as their own: restart them first")
        replace_ring(settings, ring)


def check_drop(settings: Settings, key_id: str) -> None:
    """As `drop`, without doing it."""
    _check_file(settings)
    stored_ring(settings, make=False).without(key_id)


def _check_file(settings: Settings) -> None:
    if settings.keys_command is not None:
        raise CannotRotate("the keys come from HUB_KEYS_COMMAND: change them where it gets them")


def _named(some: list[Use]) -> str:
    ids = ", ".join(str(use.pid) for use in some[:5]) + (", …" if len(some) > 5 else "")
    return f"{len(some)} processes ({ids})"
