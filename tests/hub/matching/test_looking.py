"""What one inquiry asks of the graph: how often, and of how many at once."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from graph.plan import Find, KeyScheme, Slice
from graph.rules.matching.judge import Band
from hub.matching.looking import IDS_AT_ONCE, Asked, Remembered, look_up
from hub.matching.records import read_record
from hub.settings.limits import MatchLimits
from tests.graphs import RING

TIME: Final = Slice(as_of="2026-01-07", known_at="2026-01-07T00:00:00.000000Z")
LIMITS: Final = MatchLimits(namesakes=20, patterns=100, alike=20, reviews=100)


def asked(given: dict[str, Any], **more: Any) -> Asked:
    return Asked(record=read_record(given, "court a", RING, date(2026, 1, 7)), **more)


def finds_of(some: list[Asked]) -> list[Find]:
    """All that is asked where the graph knows nobody."""
    inquiry, finds = look_up(some, TIME, LIMITS), list[Find]()
    answer: Any = None
    try:
        while True:
            found = inquiry.send(answer)
            finds += found
            answer = [([[] if each.each else None for _ in each.keys], None) for each in found]
    except StopIteration as ended:
        assert [one.ranked for one in ended.value] == [[]] * len(some)
    return finds


def test_five_hundred_equal_names_are_one_lookup() -> None:
    [find] = finds_of([asked({"key": str(each), "kind": "PERSON", "name": "张伟"}) for each in range(500)])
    assert find.keys == ((KeyScheme.NAME, "张伟"),)
    [find] = finds_of([asked({"kind": "PERSON", "name": f"张伟{each}"}) for each in range(3)])
    assert len(find.keys) == 3


@pytest.mark.parametrize("how", ["also", "remembered"])
def test_subjects_asked_for_by_id_are_read_so_many_at_once(how: str) -> None:
    ids = tuple(f"{each:032}" for each in range(2 * IDS_AT_ONCE + 1))
    told = {"at": TIME.known_at}
    remembered = [Remembered(candidate=id_, band=Band.SAME, told=told) for id_ in ids]
    named = {"also": ids} if how == "also" else {"remembered": remembered}
    [_, *judging] = finds_of([asked({"kind": "PERSON", "name": "张伟"}, **named)])
    assert [len(find.keys) for find in judging] == [IDS_AT_ONCE, IDS_AT_ONCE, 1]
    assert [id_ for find in judging for _, id_ in find.keys] == list(ids)
