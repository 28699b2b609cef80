"""The steps of a rotation on the ring alone."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.identifiers import CITIZEN_ID
from graph.rules.sealing import match_hash, match_hashes
from hub.keyring.ring import BadRing, CannotRotate, StoredRing
from hub.record.commitments import Commitments
from tests.graphs import CITIZEN

STEPS = st.lists(
    st.sampled_from(["both", "matching", "sealing", "turn", "drop m1", "drop m2", "drop s1", "drop s2"]),
    max_size=12,
)


def step(ring: StoredRing, name: str) -> StoredRing:
    if name == "turn":
        return ring.turned()
    if name.startswith("drop "):
        return ring.without(name[5:])
    return ring.with_next(matching=name != "sealing", sealing=name != "matching")


def walked(steps: list[str]) -> list[StoredRing]:
    """The ring after each step that could be taken."""
    rings = [StoredRing.fresh()]
    for name in steps:
        try:
            rings.append(step(rings[-1], name))
        except CannotRotate:
            continue
    return rings


@given(STEPS)
def test_a_ring_is_read_back_as_it_was_written(steps: list[str]) -> None:
    for ring in walked(steps):
        assert StoredRing.from_bytes(ring.to_bytes()) == ring


@given(STEPS)
def test_who_reads_by_a_ring_finds_what_is_written_by_the_next(steps: list[str]) -> None:
    """So processes may be restarted one after another: the hash that a step writes, the step before looks up."""
    rings = walked(steps)
    for before, after in pairwise(rings):
        written = match_hash(CITIZEN, CITIZEN_ID, after.ring())
        assert written in match_hashes(CITIZEN, CITIZEN_ID, before.ring())
        assert after.sealing in before.sealing_keys


@given(STEPS)
def test_no_step_loses_a_mark_of_the_record(steps: list[str]) -> None:
    rings = walked(steps)
    last = Commitments(rings[-1].ring()).marks_of(["a"])
    for ring in rings:
        assert set(Commitments(ring.ring()).touched(["a"]).marks) <= last


@given(STEPS)
def test_an_id_is_never_another_keys(steps: list[str]) -> None:
    keys: dict[str, bytes] = {}
    for ring in walked(steps):
        for name, key in {**ring.match_keys, **ring.sealing_keys}.items():
            assert keys.setdefault(name, key) == key


def test_a_retired_key_is_gone_and_only_marks_can_be_made_of_what_stays() -> None:
    ring = StoredRing.fresh().with_next(matching=True, sealing=False).turned()
    key = ring.match_keys["m1"]
    left = ring.without("m1")
    assert "m1" not in left.match_keys and list(left.mark_keys) == ["m1"]
    assert key not in left.mark_keys.values()
    assert len(match_hashes(CITIZEN, CITIZEN_ID, left.ring())) == 1


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        (["both"], "both"),
        (["both", "turn"], "both"),
        (["both", "turn", "drop m1"], "sealing"),
        (["matching"], "drop m1"),
        (["matching"], "drop m2"),
        ([], "drop s1"),
        ([], "drop x"),
    ],
)
def test_what_comes_too_early_is_refused(steps: list[str], refused: str) -> None:
    with pytest.raises(CannotRotate):
        step(walked(steps)[-1], refused)


def test_a_ring_of_an_earlier_hub_is_read() -> None:
    told = json.loads(StoredRing.fresh().to_bytes())
    assert sorted(told) == ["current", "match_key", "match_key_id", "sealing_keys"]


@pytest.mark.parametrize(
    "change",
    [
        {"next_match": "m9"},
        {"next_sealing": 7},
        {"other_match_keys": {"m1": "AAAA"}},
        {"mark_keys": []},
        {"current": "s9"},
    ],
)
def test_what_is_no_ring_is_refused_and_not_shown(change: dict[str, object]) -> None:
    told = {**json.loads(StoredRing.fresh().to_bytes()), **change}
    with pytest.raises(BadRing) as caught:
        StoredRing.from_bytes(json.dumps(told).encode())
    assert str(caught.value) == "not a ring of keys"
    for content in (b"", b"[]", b"{}", b"\xff", b"null"):
        with pytest.raises(BadRing):
            StoredRing.from_bytes(content)
