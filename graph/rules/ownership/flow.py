"""Where the whole of a company goes at the lower ends of all shares: one solve for all holders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.rules.ownership.rings import Sound

if TYPE_CHECKING:
    from graph.rules.ownership.linear import Vector


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """Walks from one company up the registers, stepping to a holder with the chance of its share.

    visits   N[c][company]: expected visits to each company of the table, itself included
    ends     least integrated share of each end of the table
    free     what unknown shares may add, in all: nobody's greatest share is more than the least one and this
    """

    visits: Vector
    ends: Vector
    free: float


def flow(sound: Sound, company: str) -> Flow:
    """The flow of `company`."""
    import numpy as np

    table = sound.table
    visits = np.zeros(len(table.companies))
    start = (sound.kept == table.company_at.get(company, -1)).astype(float)
    if start.any():
        visits[sound.kept] = sound.system.solve(start, transposed=True).clip(0.0)
    outer = table.end >= 0
    parts = visits[table.held[outer]] * table.lower[outer]
    ends = np.bincount(table.end[outer], weights=parts, minlength=len(table.ends))
    return Flow(visits=visits, ends=ends.clip(0.0, 1.0), free=min(float(visits @ table.free), 1.0))
