"""An agency's list against what it was told: each class by hand, and what must hold whatever the two say."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.reconciling import Difference, Found, Held, Here, Listed, Reconciled, There, Told, reconcile

GRACE = "2026-06-02T00:00:00.000000Z"  # what arrived after it may not be in their list
LONG_AGO, JUST_NOW = "2026-06-01T08:00:00.000000Z", "2026-06-02T08:00:00.000000Z"
STATES = {Here.IN_FORCE: "ACKED", Here.DISPUTED: "OBJECTED", Here.ENDED: "LIFTED"}
IN_FORCE, LIFTED = There.IN_FORCE, There.LIFTED


def told(here: Here = Here.IN_FORCE, key: str = "i", *ids: str, **more: Any) -> Told:
    plain = Told(
        key=key,
        measure="JP-701",
        case_number="（2026）鄂0112执1号",
        state=STATES[here],
        here=here,
        ids=ids or ("m",),
        arrived=True,
        arrived_at=LONG_AGO,
        arrived_id=(ids or ("m",))[-1],
    )
    return replace(plain, **more)


def held(status: There, id: str = "m", since: str | None = None) -> Held:
    return Held(id=id, status=status, since=since)


def of(ours: list[Told], *theirs: Held, count: int | None = None, whole: bool = True) -> Reconciled:
    return reconcile(ours, Listed(entries=theirs, count=count, whole=whole), GRACE)


def classes(found: Reconciled) -> list[str]:
    return [each.difference.value for each in found.differences]


def test_what_both_hold_agrees() -> None:
    found = of([told(), told(Here.ENDED, "j", "n")], held(IN_FORCE), held(LIFTED, "n"), count=2)
    assert found == Reconciled(
        ours=2,
        ours_in_force=1,
        theirs=2,
        theirs_in_force=1,
        agreed=2,
        under_way=0,
        unjudged=0,
        differences=(),
    )


def test_a_measure_that_ended_here_and_goes_on_there_is_told_with_all_that_is_known_of_it() -> None:
    [found] = of([told(Here.ENDED)], held(IN_FORCE, since="2026-05-01")).differences
    assert found == Found(
        difference=Difference.STILL_IN_FORCE_THERE,
        instruction="i",
        id="m",
        case_number="（2026）鄂0112执1号",
        measure="JP-701",
        ours="LIFTED",
        theirs="IN_FORCE",
        since="2026-05-01",
    )


def test_what_arrived_and_is_not_in_their_list_is_missing_since_it_arrived() -> None:
    [found] = of([told()]).differences
    assert (found.difference, found.id, found.theirs, found.since) == ("MISSING_THERE", "m", "", LONG_AGO)


def test_what_they_have_in_force_that_was_never_sent_is_unknown() -> None:
    [found] = of([], held(IN_FORCE, "strange", "2026-05-01")).differences
    assert (found.difference, found.instruction, found.id) == ("UNKNOWN_HERE", "", "strange")
    assert (found.theirs, found.since) == ("IN_FORCE", "2026-05-01")


def test_what_they_lifted_and_was_never_sent_harms_nobody() -> None:
    assert of([], held(LIFTED, "strange")).differences == ()


def test_what_they_lifted_of_their_own_is_found() -> None:
    assert classes(of([told()], held(LIFTED))) == ["LIFTED_THERE"]


def test_what_no_try_is_made_of_any_more_is_found_where_they_do_not_have_it() -> None:
    dead = told(arrived=False, arrived_at=None, arrived_id=None)
    assert classes(of([dead])) == ["NEVER_ARRIVED"]
    # Their answer was not understood: they have it, and nothing is wrong.
    assert of([dead], held(IN_FORCE)).agreed == 1


def test_an_end_that_nobody_could_tell_them_is_found() -> None:
    assert classes(of([told(Here.ENDED, arrived_at=None)], held(IN_FORCE))) == ["STILL_IN_FORCE_THERE"]


@pytest.mark.parametrize("theirs", [[], [held(LIFTED)], [held(IN_FORCE)]])
def test_what_they_returned_or_object_to_is_for_the_court_and_no_difference(theirs: list[Held]) -> None:
    assert of([told(Here.DISPUTED)], *theirs).agreed == 1


@pytest.mark.parametrize("theirs", [[], [held(LIFTED)]])
def test_what_ended_here_need_not_be_in_their_list(theirs: list[Held]) -> None:
    assert of([told(Here.ENDED)], *theirs).agreed == 1


@pytest.mark.parametrize("fresh", [{"arrived_at": JUST_NOW}, {"waits": True}])
@pytest.mark.parametrize(
    ("here", "theirs"),
    [(Here.IN_FORCE, []), (Here.IN_FORCE, [held(LIFTED)]), (Here.ENDED, [held(IN_FORCE)])],
)
def test_what_is_on_its_way_is_counted_and_no_difference(
    here: Here, theirs: list[Held], fresh: dict[str, Any]
) -> None:
    found = of([told(here, **fresh)], *theirs)
    assert (found.under_way, found.agreed, found.differences) == (1, 0, ())


def test_what_arrived_at_the_very_instant_is_settled() -> None:
    assert classes(of([told(arrived_at=GRACE)])) == ["MISSING_THERE"]


def test_a_count_that_is_not_that_of_the_list_is_found_and_nothing_else() -> None:
    found = of([told()], held(IN_FORCE), count=2)
    assert classes(found) == ["COUNT"] and found.agreed == 1
    assert (found.differences[0].ours, found.differences[0].theirs) == ("1", "2")


def test_an_entry_that_stands_twice_is_one() -> None:
    found = of([told()], held(IN_FORCE), held(IN_FORCE), count=1)
    assert (found.theirs, found.differences) == (1, ())


def test_in_force_under_any_of_its_messages_is_in_force() -> None:
    ended = told(Here.ENDED, "i", "order", "end")
    for entries in ([IN_FORCE, LIFTED], [LIFTED, IN_FORCE]):
        theirs = [held(status, id) for status, id in zip(entries, ("order", "end"), strict=True)]
        assert classes(of([ended], *theirs)) == ["STILL_IN_FORCE_THERE"]
    assert classes(of([ended], held(LIFTED), held(IN_FORCE, "order"), held(LIFTED, "order"))) == [
        "STILL_IN_FORCE_THERE"
    ]


def test_a_list_that_is_not_whole_proves_nothing_by_what_is_absent() -> None:
    ours = [told(Here.ENDED, "ended", "a"), told(Here.IN_FORCE, "absent", "b"), told(Here.IN_FORCE, "off", "c")]
    found = of(ours, held(IN_FORCE, "a"), held(LIFTED, "c"), held(IN_FORCE, "d"), count=9, whole=False)
    assert classes(found) == ["STILL_IN_FORCE_THERE", "UNKNOWN_HERE", "LIFTED_THERE"]
    assert (found.unjudged, found.agreed) == (1, 0)


def test_one_dropped_and_one_added_are_two_differences_where_a_count_finds_none() -> None:
    ours = [told(Here.IN_FORCE, "i", "a"), told(Here.IN_FORCE, "j", "b")]
    found = of(ours, held(IN_FORCE, "a"), held(IN_FORCE, "strange"), count=2)
    assert found.theirs == found.ours and found.theirs_in_force == found.ours_in_force
    assert classes(found) == ["UNKNOWN_HERE", "MISSING_THERE"]


# --- whatever the two say -------------------------------------------------------------------------

OURS = st.lists(
    st.builds(
        Told,
        key=st.integers(0, 10**6).map(str),
        measure=st.just("JP-701"),
        case_number=st.none(),
        state=st.just("ACKED"),
        here=st.sampled_from(Here),
        ids=st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=2).map(tuple),
        arrived=st.booleans(),
        arrived_at=st.sampled_from([None, LONG_AGO, JUST_NOW]),
        waits=st.booleans(),
    ),
    max_size=6,
)
THEIRS = st.lists(st.builds(Held, id=st.sampled_from("abcdefghij"), status=st.sampled_from(There)), max_size=10)


@given(OURS, THEIRS, st.booleans(), st.none() | st.integers(0, 12))
def test_each_of_ours_is_told_of_once(
    ours: list[Told], theirs: list[Held], whole: bool, count: int | None
) -> None:
    found = of(ours, *theirs, whole=whole, count=count)
    ours_told = [each for each in found.differences if each.instruction]
    assert found.agreed + found.under_way + found.unjudged + len(ours_told) == len(ours) == found.ours
    if not whole:
        assert not {"MISSING_THERE", "NEVER_ARRIVED", "COUNT"} & set(classes(found))
    else:
        assert found.unjudged == 0


@given(OURS, THEIRS, st.randoms(use_true_random=False))
def test_the_order_in_which_they_list_says_nothing(ours: list[Told], theirs: list[Held], random: Random) -> None:
    mixed = list(theirs)
    random.shuffle(mixed)
    assert of(ours, *theirs) == of(ours, *mixed)


@given(OURS, THEIRS)
def test_what_ended_here_is_never_in_force_there_in_silence(ours: list[Told], theirs: list[Held]) -> None:
    settled = [replace(each, waits=False, arrived_at=LONG_AGO) for each in ours]
    in_force = {each.id for each in theirs if each.status is IN_FORCE}
    harmed = sorted(each.key for each in settled if each.here is Here.ENDED and in_force & set(each.ids))
    said = [each for each in of(settled, *theirs).differences if each.difference == "STILL_IN_FORCE_THERE"]
    assert sorted(each.instruction for each in said) == harmed


@given(st.lists(st.sampled_from(Here), max_size=8), st.data())
def test_an_agency_that_does_as_it_is_told_differs_in_nothing(states: list[Here], data: st.DataObject) -> None:
    ours = [told(here, f"i{place}", f"m{place}") for place, here in enumerate(states)]
    theirs = [
        held(LIFTED if each.here is Here.ENDED else IN_FORCE, each.ids[0])
        for each in ours
        if each.here is Here.IN_FORCE or data.draw(st.booleans())
    ]
    found = of(ours, *theirs, count=len(theirs))
    assert (found.differences, found.agreed) == ((), len(ours))
