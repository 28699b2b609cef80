"""Unified codes and telephone numbers that are well formed, distinct, and belong to nobody.

Organisation codes start with `YX`, mobile numbers with 100, and fixed lines with 0 after the area code:
none of these is given out.
"""

from __future__ import annotations

from enum import IntEnum
from itertools import product
from typing import Final

from adapters.sample.draw import Draw, Shuffle
from graph.rules.identifiers import complete_organisation_code, complete_unified_code

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_TRIPLES: Final = ["".join(letters) for letters in product(_ALPHABET, repeat=3)]


class Holder(IntEnum):
    """Who holds a unified code; keeps the numbers of the kinds apart."""

    COURT = 0
    BODY = 1
    UNION = 2
    MEDIATOR = 3
    COMPANY = 4


class Numbers:
    """The codes of one province."""

    def __init__(self, seed: int) -> None:
        self._shuffled = Shuffle(len(_TRIPLES) ** 2, seed, "organisation codes")

    def unified_code(self, holder: Holder, index: int, prefix: str, region: str) -> str:
        """The code of the holder's thing of that index, below 100 million."""
        left, right = divmod(self._shuffled(index * len(Holder) + holder), len(_TRIPLES))
        organisation = complete_organisation_code(f"YX{_TRIPLES[left]}{_TRIPLES[right]}")
        return complete_unified_code(f"{prefix}{region:0<6}{organisation}")


def mobile(draw: Draw) -> str:
    return f"100{draw.below(100_000_000):08}"


def fixed_line(draw: Draw) -> str:
    return f"027-0{draw.below(10_000_000):07}"
