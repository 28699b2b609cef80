"""Who was looked at, so that the record alone tells nobody: each id under a keyed hash.

A mark is HMAC-SHA-256 of the node's id, cut to 128 bits. Whoever holds the ring of keys finds the entries
of an id; whoever holds the record alone sees at most that two entries touched the same unknown. The key is
derived from the ring's key for matching under a label of its own, so a mark helps nobody to match numbers.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.rules.sealing import KeyRing

MARK_BYTES: Final = 16
# A page of subjects is 100 marks, and the same ones are asked for again and again; about 6 MB.
MARKS_KEPT: Final = 16_384
_LABEL: Final = b"hub record: subjects touched"


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """What one request touched: marks of base64url without padding, sorted, under the key of that id."""

    key: str
    marks: tuple[str, ...]


class Commitments:
    """Makes marks under the keys of a ring: new ones under its current key, questions under all of them."""

    def __init__(self, ring: KeyRing) -> None:
        self._current = ring.match_key_id
        self._mark = lru_cache(MARKS_KEPT)(_mark)
        self._keys = {**ring.mark_keys, **{name: mark_key(key) for name, key in ring.match_keys.items()}}

    def touched(self, ids: Iterable[str]) -> Touched:
        """The marks of node ids, each once; sorted, since their order would tell of the answer's."""
        key = self._keys[self._current]
        return Touched(key=self._current, marks=tuple(sorted({self._mark(key, each) for each in ids})))

    def marks_of(self, ids: Iterable[str]) -> frozenset[str]:
        """Every mark that one of the ids may have in the record."""
        return frozenset(_mark(key, each) for each in ids for key in self._keys.values())


def mark_key(match_key: bytes) -> bytes:
    """The key of marks that follows from a key for matching, and from which that does not follow."""
    return hmac.digest(match_key, _LABEL, "sha256")


def mark_bytes(mark: str) -> bytes:
    """The 16 bytes behind a mark. ValueError for anything else."""
    found = base64.urlsafe_b64decode(f"{mark}==")
    if len(found) != MARK_BYTES:
        raise ValueError("a mark has 16 bytes")
    return found


def _mark(key: bytes, node_id: str) -> str:
    digest = hmac.digest(key, node_id.encode("utf-8", "surrogatepass"), "sha256")[:MARK_BYTES]
    return base64.urlsafe_b64encode(digest)[:-2].decode("ascii")
