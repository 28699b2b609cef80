"""Which digests were certainly never added: a table of fingerprints in bounded memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from struct import Struct
from typing import Final

PLACES_MIN: Final = 2**12
PLACES_MAX: Final = 2**24  # of four bytes: 64 MiB, room for twelve million
FILLED_MAX: Final = 0.75  # past this the next free place is far away
_PARTS: Final = Struct("<QQ").unpack
_FINGERPRINT: Final = 2**32 - 1


class Fingerprints:
    """A set of 16-byte digests that may hold more than was added to it, and never less.

    Each digest leaves 32 bits in the first free place from its own on (open addressing), so an absent one is
    taken for a known one about once in five hundred million times at worst. `entries` is how many are expected;
    once the table is full, every digest may be known.
    """

    def __init__(self, entries: int) -> None:
        wanted = 1 << (2 * max(1, entries) - 1).bit_length()
        places = min(max(wanted, PLACES_MIN), PLACES_MAX)
        self._table = array("I", [0]) * places
        self._last = places - 1
        self._free = int(places * FILLED_MAX)

    def add(self, digests: Iterable[bytes]) -> None:
        table, last = self._table, self._last
        for digest in digests:
            at, rest = _PARTS(digest)
            at &= last
            mine = rest & _FINGERPRINT or 1  # 0 is a free place
            while (there := table[at]) and there != mine:
                at = at + 1 & last
            if not there:
                if not self._free:
                    return
                self._free -= 1
                table[at] = mine

    def among(self, digests: Iterable[bytes]) -> list[bytes]:
        """Those that may have been added; of those that were, all."""
        if not self._free:
            return list(digests)
        table, last = self._table, self._last
        found = []
        for digest in digests:
            at, rest = _PARTS(digest)
            at &= last
            mine = rest & _FINGERPRINT or 1
            while there := table[at]:
                if there == mine:
                    found.append(digest)
                    break
                at = at + 1 & last
        return found
