"""The integrated share of one holder in every company, least and greatest.

With W[i][j] the direct share of j held by i and N = (I - W)^-1, it is N[i][j] / N[i][i]: the chance that a walk
from company j up the registers, stepping to each holder with the chance of its share, ever meets i. So it solves

    v(i) = 1,   v(c) = sum over holders h of c of share(h, c) * v(h)

and grows with every share. The least is at the lower ends. The greatest is a Markov decision problem: each
company gives what is free to its unknown holders, those with the greatest v first. Policy iteration finds it:
solve for the filling at hand, fill anew by the solution, stop when no company gains. Each v is the true value of
a filling, a filling is changed only for a gain, and there are finitely many: the end is the greatest share, not
near it. One filling is the best for all companies at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graph.rules.ownership.limits import Limits
from graph.rules.ownership.linear import Singular, System
from graph.rules.ownership.table import Table, spread

if TYPE_CHECKING:
    from graph.rules.ownership.linear import Mask, Vector

GAIN: Final = 1e-13  # below it a new filling is rounding, not a gain


class TooFar(Exception):
    """The share was not worked out: by a bound (a field of `Limits`), or `ring` if a filling hardly leaves one."""

    def __init__(self, reached: str) -> None:
        super().__init__(reached)
        self.reached = reached


def least(table: Table, holder: str, within: Mask | None = None) -> Vector:
    """The least share of `holder` in each company of the table. Raises TooFar."""
    passage = _Passage(table, holder, within)
    return passage.solve(table.lower, table.unread * 0.0)


class Work:
    """What one calculation may still spend on greatest shares."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.work

    def spend(self, stakes: int) -> None:
        """Raises TooFar."""
        if self._limits.expired():
            raise TooFar("expired")
        self._left -= stakes
        if self._left < 0:
            raise TooFar("work")

    @property
    def policy_iterations(self) -> int:
        return self._limits.policy_iterations


def greatest(table: Table, holder: str, work: Work, within: Mask | None = None) -> Vector | None:
    """The greatest share of `holder` in each company of the table; None if it is the least. Raises TooFar.

    within   companies to leave it at, if only one above which these are is asked about
    """
    work.spend(len(table.held))
    passage = _Passage(table, holder, within)
    if not passage.may_gain:
        return None
    try:
        return _improved(passage, table, work, passage.filled(table.lower, passage.nearness()))
    except TooFar as bound:
        if bound.reached != "ring":
            raise
    return _improved(passage, table, work, table.lower)  # nearness closed a ring that need not be


def _improved(passage: _Passage, table: Table, work: Work, shares: Vector) -> Vector:
    """Policy iteration from one filling."""
    for _ in range(work.policy_iterations):
        work.spend(len(table.held))
        found = passage.solve(shares, table.unread)
        better = passage.filled(shares, found)
        if better is shares:
            return found
        shares = better
    raise TooFar("policy_iterations")


class _Passage:
    """The equations of one holder, whose own register does not count: a walk ends where it meets the holder.

    `shares` in the methods are those of all stakes of the table under one filling.
    """

    def __init__(self, table: Table, holder: str, within: Mask | None) -> None:
        import numpy as np

        self._table = table
        self._own = table.stakes_of(holder)
        below = table.below(table.unread > 0.0, self._own)
        if within is not None:
            below &= within
        at = table.company_at.get(holder)
        if at is not None:
            below[at] = False
        self._below = below
        leads = self._own.copy()
        inner = table.inner >= 0
        leads[inner] |= below[table.inner[inner]]
        leads &= below[table.held]
        self._stakes = np.flatnonzero(leads)
        # Stakes with room above their lower end, of companies with something to give: only these are filled.
        room = table.upper - table.lower
        unread = table.unread[table.held] > 0.0
        self._open = np.flatnonzero(leads & (room > 0.0) & (table.free[table.held] > 0.0) & ~unread)
        self._room = room[self._open]
        self._unread = below & (table.unread > 0.0)
        self.may_gain = bool(len(self._open)) or bool(self._unread.any())

    def solve(self, shares: Vector, unread: Vector) -> Vector:
        """The holder's part under one filling and with `unread`, which is anybody's. Rings lead nowhere."""
        import numpy as np

        table = self._table
        given = shares[self._stakes]
        own, held, inner = self._own[self._stakes], table.held[self._stakes], table.inner[self._stakes]
        constant = np.where(self._below, unread, 0.0)
        np.add.at(constant, held[own], given[own])
        between = ~own & (given > 0.0)
        met = spread(constant > 0.0, inner[between], held[between])
        between[between] &= met[held[between]] & met[inner[between]]
        place = np.cumsum(met) - 1
        system = System(int(met.sum()), place[held[between]], place[inner[between]], given[between])
        found = np.zeros(len(met))
        try:
            found[met] = system.solve(constant[met]).clip(0.0, 1.0)
        except Singular as singular:
            raise TooFar("ring") from singular
        return found

    def nearness(self) -> Vector:
        """More for companies that fewer steps lead to the holder: where to begin, so that few fillings follow."""
        import numpy as np

        table = self._table
        near = np.zeros(len(table.companies))
        own, held, inner = self._own[self._stakes], table.held[self._stakes], table.inner[self._stakes]
        front = self._unread.copy()
        front[held[own]] = True
        steps = 1
        while front.any():
            near[front] = 1.0 / (1 + steps)
            after = np.zeros_like(front)
            after[held[~own][front[inner[~own]]]] = True
            front = after & (near == 0.0)
            steps += 1
        return near

    def filled(self, shares: Vector, value: Vector) -> Vector:
        """A filling that gains by `value`, what the holder has of each company; `shares` itself if none does.

        Only a gain counts, so that no filling closes a ring: on a ring that nothing leaves, nothing gains.
        """
        import numpy as np

        table, stakes = self._table, self._open
        if not len(stakes):
            return shares
        worth = np.where(self._own[stakes], 1.0, value[table.inner[stakes]])
        held = table.held[stakes]
        order = np.lexsort((-worth, held))
        wanted = np.where(worth > 0.0, self._room, 0.0)[order]
        company = held[order]
        so_far = np.cumsum(wanted) - wanted
        first = np.r_[True, company[1:] != company[:-1]]
        so_far -= so_far[np.flatnonzero(first)][np.cumsum(first) - 1]
        new = np.empty(len(stakes))
        new[order] = table.lower[stakes][order] + (table.rest[company] - so_far).clip(0.0).clip(max=wanted)
        gain = np.bincount(held, weights=(new - shares[stakes]) * worth, minlength=len(table.companies))
        gains = gain[held] > GAIN
        if not gains.any():
            return shares
        better = shares.copy()
        better[stakes[gains]] = new[gains]
        return better
