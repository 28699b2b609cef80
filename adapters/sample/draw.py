"""Chance by index: what is drawn for a thing depends on the seed, the section and its number alone.

So any fact can be had again when it is needed (the birth date of a shareholder, the name of a parent company)
and nothing has to be kept: memory does not grow with the scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from math import gcd
from typing import Final, TypeVar

T = TypeVar("T")

_BYTES: Final = 64
_LOW: Final = 1 << 96  # below this many bits left, the modulus of a draw would show: draw new ones
_UNIT: Final = 1 << 32


class Draw:
    """The draws for one thing, one after the other."""

    __slots__ = ("_bits",)

    def __init__(self, bits: int) -> None:
        self._bits = bits

    def below(self, n: int) -> int:
        """0 … n-1, evenly; n is at most 2**32."""
        if self._bits < _LOW:
            self._bits = int.from_bytes(blake2b(self._bits.to_bytes(_BYTES, "little")).digest(), "little")
        self._bits, drawn = divmod(self._bits, n)
        return drawn

    def between(self, low: int, high: int) -> int:
        """low … high, both included; low where high is less."""
        return low + self.below(high - low + 1) if high > low else low

    def chance(self, per_mille: int) -> bool:
        return self.below(1000) < per_mille

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def skewed(self, n: int) -> int:
        """0 … n-1, small numbers far more often: what is drawn so gets a power law of degrees."""
        unit = self.below(_UNIT) / _UNIT
        return int(n * (unit * unit * unit))


class Draws:
    """The draws of one section, found by the number of the thing."""

    __slots__ = ("_base",)

    def __init__(self, seed: int, section: str) -> None:
        self._base = blake2b(f"{seed}|{section}|".encode(), digest_size=_BYTES)

    def at(self, index: int) -> Draw:
        mixed = self._base.copy()
        mixed.update(index.to_bytes(8, "little"))
        return Draw(int.from_bytes(mixed.digest(), "little"))


class Shuffle:
    """A one-to-one map of 0 … n-1 onto itself that looks disordered: distinct picks without a list."""

    __slots__ = ("_offset", "_step", "size")

    def __init__(self, size: int, seed: int, section: str) -> None:
        draw = Draws(seed, f"shuffle {section}").at(size)
        self.size = size
        self._offset = draw.below(max(size, 1))
        self._step = max(int(size * 0.6180339887) + draw.below(max(size // 16, 1)), 1)
        while gcd(self._step, size) > 1:  # ends: a prime that does not divide the size is always near
            self._step += 1

    def __call__(self, index: int) -> int:
        return (index * self._step + self._offset) % self.size
