from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.declare import OPEN_INSTANT
from hub.keeping.snapshot import Snapshot, UnsoundFacts

SLOT = "made|COMPANY|1|"

# One change of a slot: its instant, whether it says something new (or closes), whether its load has ended.
Change = tuple[str, bool, bool]


def _instant(number: int) -> str:
    return f"2026-11-24T00:00:{number:02d}.000000Z"


def _stored(changes: list[Change]) -> list[dict[str, Any]]:
    """What the loader would have left in the graph."""
    facts: list[dict[str, Any]] = []
    for at, says, _ in changes:
        if facts and "open" in facts[-1]:
            del facts[-1]["open"]
            facts[-1]["supersededAt"] = at
        if says:
            facts.append({"slot": SLOT, "open": SLOT, "recordedAt": at, "supersededAt": OPEN_INSTANT})
    return facts


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    changes: list[Change] = []
    told = False
    for number in range(draw(st.integers(1, 8))):
        says = draw(st.booleans()) or not told  # what is closed already cannot be closed
        changes.append((_instant(2 * number + 1), says, draw(st.booleans())))
        told = says
    return changes


@given(histories(), st.integers(0, 17))
def test_the_snapshot_is_what_the_ended_loads_up_to_it_would_have_left(changes: list[Change], second: int) -> None:
    at = _instant(second)
    unfinished = frozenset(instant for instant, _, ended in changes if not ended)
    known = [change for change in changes if change[0] <= at and change[2]]
    assert Snapshot(at=at, unfinished=unfinished).of(_stored(changes)) == _stored(known)


def test_a_fact_superseded_later_is_open_again() -> None:
    facts = _stored([(_instant(1), True, True), (_instant(9), True, True)])
    (fact,) = Snapshot(at=_instant(5)).of(facts)
    assert (fact["open"], fact["supersededAt"]) == (SLOT, OPEN_INSTANT)


def test_two_open_versions_of_one_slot_are_refused_without_naming_its_key() -> None:
    facts = _stored([(_instant(1), True, True)]) + _stored([(_instant(2), True, True)])
    with pytest.raises(UnsoundFacts, match=r"^a slot of COMPANY has more than one open version$"):
        Snapshot(at=_instant(5)).of(facts)


def test_a_fact_without_its_columns_is_refused() -> None:
    with pytest.raises(UnsoundFacts, match="without slot"):
        Snapshot(at=_instant(5)).of([{"open": "x"}])
