"""What of a graph was known at one instant: the rule by which a backup picks and rewrites facts.

Facts are only ever added; a later one supersedes an earlier one of its slot. So the state at an instant T
can be told at any time after: leave out what was recorded later, and open again what was superseded later.

A load records all its facts under one instant, its own, while it may still be writing. To read such facts
would be to catch a part of them, so a load that has not ended counts as not yet known, however long ago it
began: its facts are left out, and what they superseded is open again, unless a later fact took its place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graph.model.declare import OPEN_INSTANT

Properties = dict[str, Any]


class UnsoundFacts(Exception):
    """Facts that contradict the storage model; names the slot's kind, never its key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """The instant, and the instants of the loads that had not ended then."""

    at: str
    unfinished: frozenset[str] = frozenset()

    def knows(self, instant: str) -> bool:
        """Whether what was recorded (or superseded) at that instant belongs to the snapshot."""
        return instant <= self.at and instant not in self.unfinished

    def of(self, facts: Iterable[Properties]) -> list[Properties]:
        """The facts as the snapshot knows them; `facts` holds all versions of each slot it names."""
        slots: dict[str, list[Properties]] = defaultdict(list)
        for fact in facts:
            if not {"slot", "recordedAt", "supersededAt"} <= fact.keys():
                raise UnsoundFacts("a fact without slot, recordedAt or supersededAt")
            slots[fact["slot"]].append(fact)
        return [fact for slot, versions in slots.items() for fact in self._slot(slot, versions)]

    def _slot(self, slot: str, versions: Sequence[Properties]) -> list[Properties]:
        known = [self._rewritten(fact, versions) for fact in versions if self.knows(fact["recordedAt"])]
        if sum("open" in fact for fact in known) > 1:
            kind = [*slot.split("|"), "?"][1]
            raise UnsoundFacts(f"a slot of {kind} has more than one open version")
        return known

    def _rewritten(self, fact: Properties, versions: Sequence[Properties]) -> Properties:
        moments = (version[name] for version in versions for name in ("recordedAt", "supersededAt"))
        # The fact's own end, or the next known change of its slot after an end that does not count.
        ends = (moment for moment in moments if moment >= fact["supersededAt"] and self.knows(moment))
        end = min(ends, default=OPEN_INSTANT)
        columns = {**fact, "supersededAt": end}
        columns.pop("open", None)
        return columns if end != OPEN_INSTANT else {**columns, "open": fact["slot"]}
