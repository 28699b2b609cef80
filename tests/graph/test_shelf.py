from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.model.declare import Access
from graph.shelf import LEVELS, SHELVES, open_levels, shelf_number, shelf_of

IDS = st.uuids(version=4).map(lambda uuid: uuid.hex)
CLASSES = st.lists(st.sampled_from([access.value for access in Access]), unique=True)


@given(IDS, IDS)
def test_shelves_follow_the_order_of_ids(one: str, other: str) -> None:
    first, second = sorted((one, other))
    assert 0 <= shelf_number(first) <= shelf_number(second) < SHELVES


@given(IDS, st.text())
def test_no_id_after_a_cursor_stands_before_its_shelf(record_id: str, after: str) -> None:
    assert record_id <= after or shelf_number(after) <= shelf_number(record_id)


def test_ids_fill_all_shelves_alike() -> None:
    found = [shelf_number(format(place, "03x")) for place in range(16**3)]
    assert {found.count(number) for number in range(SHELVES)} == {16**3 // SHELVES}


@given(IDS, CLASSES.filter(bool), CLASSES)
def test_whoever_may_see_a_fact_looks_at_the_level_of_its_record(
    record_id: str, facts: list[str], seen: list[str]
) -> None:
    level = min(shelf_of(record_id, access) for access in facts)[0]
    assert level in open_levels(seen) or not set(facts) & set(seen)


def test_whoever_may_see_nothing_looks_nowhere() -> None:
    assert open_levels([]) == []


def test_a_level_is_one_character() -> None:
    assert {len(level) for level in LEVELS.values()} == {1}
