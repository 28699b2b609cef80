from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.loading.fingerprints import PLACES_MIN, Fingerprints
from adapters.loading.seen import slot_digest

DIGESTS = st.lists(st.binary(min_size=16, max_size=16), max_size=60)


@given(DIGESTS)
def test_what_was_added_may_be_known(digests: list[bytes]) -> None:
    known = Fingerprints(1)
    known.add(digests)
    assert known.among(digests) == digests


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=60, unique=True))
def test_digests_that_meet_in_one_place_are_all_kept(place: int, rests: list[int]) -> None:
    digests = [place.to_bytes(8, "little") + rest.to_bytes(8, "little") for rest in rests]
    known = Fingerprints(1)
    known.add(digests)
    assert known.among(digests) == digests


def test_what_was_not_added_is_not_known() -> None:
    known = Fingerprints(2_000)
    known.add(slot_digest(str(number)) for number in range(2_000))
    assert known.among(slot_digest(str(number)) for number in range(2_000, 20_000)) == []


def test_a_full_table_excludes_nothing() -> None:
    known = Fingerprints(1)
    known.add(slot_digest(str(number)) for number in range(PLACES_MIN))
    others = [slot_digest("other"), slot_digest("0")]
    assert known.among(others) == others
