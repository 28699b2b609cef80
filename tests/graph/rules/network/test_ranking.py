"""The order of ties beside one that tries every way; and what is another, beside the difference of two sets."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from graph.rules.network.change import Snapshot, change, first_of
from graph.rules.network.ranking import nodes_of, ranked
from graph.rules.network.relevance import relevance
from graph.rules.network.ties import Key, NetworkTie

NODES = [f"n{n}" for n in range(7)]
Ties = dict[Key, NetworkTie]


@st.composite
def graphs(draw: st.DrawFn) -> Ties:
    found: Ties = {}
    for _ in range(draw(st.integers(0, 14))):
        tie = NetworkTie(
            relation=draw(st.sampled_from(["SHAREHOLDER_OF", "EMPLOYS", "GUARANTOR_OF"])),
            source=draw(st.sampled_from(NODES)),
            target=draw(st.sampled_from(NODES)),
            share=draw(st.sampled_from([None, 0.1, 0.5, 1.0])),
        )
        found[tie.key] = tie
    return found


def degrees_of(ties: Ties) -> dict[str, int]:
    return {node: sum(node in key[1:] for key in ties) for node in NODES}


def tried(ties: Ties, open_: set[str], degrees: dict[str, int], hops: int) -> dict[Key, tuple[float, int]]:
    """Of each tie the worth of the best way that ends with it, and that way's least length: every way is tried."""
    best: dict[Key, tuple[float, int]] = {}

    def go(node: str, worth: float, length: int) -> None:
        if node not in open_ or length == hops:
            return
        for tie in ties.values():
            if node in (tie.source, tie.target):
                far = tie.target if node == tie.source else tie.source
                whole = worth * relevance(tie, degrees.get(far, 1))
                known = best.get(tie.key, (0.0, 0))
                if (-whole, length + 1) < (-known[0], known[1]):
                    best[tie.key] = whole, length + 1
                go(far, whole, length + 1)

    go("n0", 1.0, 0)
    return best


@given(graphs(), st.sets(st.sampled_from(NODES)), st.integers(1, 3))
def test_the_order_is_that_of_the_best_way_to_each(ties: Ties, open_: set[str], hops: int) -> None:
    degrees = degrees_of(ties)
    order = ranked("n0", ties, open_, degrees, hops)
    expected = tried(ties, open_, degrees, hops)
    assert {each.tie.key for each in order} == set(expected)
    for each in order:
        worth, length = expected[each.tie.key]
        assert math.isclose(each.worth, worth, rel_tol=1e-12) and each.hops == length
    assert [-each.worth for each in order] == sorted(-each.worth for each in order)
    assert ranked("n0", dict(reversed(ties.items())), open_, degrees, hops) == order


@given(graphs(), st.sets(st.sampled_from(NODES)), st.integers(1, 3), st.integers(0, 14))
def test_any_beginning_hangs_together(ties: Ties, open_: set[str], hops: int, first: int) -> None:
    order = ranked("n0", ties, open_, degrees_of(ties), hops)[:first]
    reached = {"n0"}
    for each in order:
        assert each.near in reached
        reached.add(each.far)
    assert set(nodes_of("n0", order)) == reached


@given(graphs(), st.integers(1, 3), st.integers(1, 14))
def test_what_no_first_tie_leads_to_needs_not_be_looked_behind(ties: Ties, hops: int, first: int) -> None:
    degrees, whole = degrees_of(ties), ranked("n0", ties, NODES, degrees_of(ties), hops)
    open_ = {"n0"}
    for hop in range(1, hops):
        met = {key: tie for key, tie in ties.items() if not open_.isdisjoint(key[1:])}
        open_ |= {end for each in ranked("n0", met, open_, degrees, hop)[:first] for end in each.tie.key[1:]}
    met = {key: tie for key, tie in ties.items() if not open_.isdisjoint(key[1:])}
    assert ranked("n0", met, open_, degrees, hops)[:first] == whole[:first]


def within(ties: Ties, closed: set[str], hops: int) -> set[Key]:
    """Ties that a search by levels meets."""
    level, seen, found = {"n0"}, {"n0"}, set[Key]()
    for _ in range(hops):
        met = {key for key in ties for node in level - closed if node in key[1:]}
        found |= met
        level = {end for key in met for end in key[1:]} - seen
        seen |= level
    return found


def snapshot(ties: Ties, closed: set[str], hops: int) -> Snapshot:
    """What a reader of levels has, that does not look behind these."""
    level, read, shut = {"n0"}, set[str](), set[str]()
    for _ in range(hops):
        read |= level - closed
        shut |= level & closed
        level = {end for key in ties if not read.isdisjoint(key[1:]) for end in key[1:]} - read - shut
    met = {key: tie for key, tie in ties.items() if not read.isdisjoint(key[1:])}
    return Snapshot(centre="n0", ties=met, read=read, hubs=shut, left=(), degrees=degrees_of(ties))


SHUT = st.sets(st.sampled_from(NODES[1:]), max_size=3)


@given(graphs(), graphs(), st.integers(1, 3), SHUT, SHUT)
def test_the_change_is_the_difference_of_both(
    old: Ties, new: Ties, hops: int, one: set[str], other: set[str]
) -> None:
    found = change(snapshot(old, one, hops), snapshot(new, other, hops), hops)
    was, is_ = within(old, one, hops), within(new, other, hops)
    added, removed = {each.tie.key for each in found.added}, {each.tie.key for each in found.removed}
    told = {key for key in was & is_ if old[key].told != new[key].told}
    changed = {pair[0].tie.key for pair in found.changed}
    assert all(
        pair[0].tie == old[pair[0].tie.key] and pair[1].tie == new[pair[0].tie.key] for pair in found.changed
    )
    if found.uncertain:  # hubs on one of the days only: less is told, and nothing but what is so
        assert found.uncertain <= one ^ other
        assert added <= (is_ - was) - set(old) and removed <= (was - is_) - set(new) and changed <= told
        assert found.nodes_added == found.nodes_removed == []
        return
    assert (added, removed, changed) == (is_ - was, was - is_, told)
    assert found.unchanged == len(was & is_) - len(told)
    nodes = [{"n0", *(end for key in keys for end in key[1:])} for keys in (was, is_)]
    assert set(found.nodes_added) == nodes[1] - nodes[0]
    assert set(found.nodes_removed) == nodes[0] - nodes[1]
    assert set(found.nodes_kept) == nodes[0] & nodes[1]


@given(graphs(), graphs(), st.integers(1, 20))
def test_a_cut_keeps_the_most_relevant_of_all_kinds(old: Ties, new: Ties, first: int) -> None:
    found = change(snapshot(old, set(), 2), snapshot(new, set(), 2), 2)
    cut = first_of(found, first)
    size = len(cut.added) + len(cut.removed) + len(cut.changed)
    assert size == min(first, len(found.added) + len(found.removed) + len(found.changed))
    assert cut.changed == found.changed[: len(cut.changed)]
    assert cut.added == found.added[: len(cut.added)] and cut.removed == found.removed[: len(cut.removed)]
    least = [each.worth for each in (*cut.added, *cut.removed)]
    left = [each.worth for each in (*found.added[len(cut.added) :], *found.removed[len(cut.removed) :])]
    assert not least or not left or min(least) >= max(left)


def test_a_centre_that_was_not_there_brings_everything() -> None:
    tie = NetworkTie(relation="EMPLOYS", source="n0", target="n1")
    nobody = Snapshot(centre=None, ties={}, read=(), hubs=(), left=(), degrees={})
    now = snapshot({tie.key: tie}, set(), 1)
    come, gone = change(nobody, now, 1), change(now, nobody, 1)
    assert come.nodes_added == gone.nodes_removed == ["n0", "n1"]
    assert [each.tie for each in come.added] == [each.tie for each in gone.removed] == [tie]
    assert change(nobody, nobody, 1).nodes_kept == []


def test_a_tie_that_became_small_stands_where_it_was_great() -> None:
    """What the cut goes by is the order: fewer are the beginning of more."""

    def day(**shares: float) -> Snapshot:
        ties = [
            NetworkTie(relation="SHAREHOLDER_OF", source=node, target="n0", share=share)
            for node, share in shares.items()
        ]
        return snapshot({tie.key: tie for tie in ties}, set(), 1)

    found = change(day(n1=1.0, n2=0.2), day(n1=0.05, n2=0.3), 1)
    assert [[pair[1].tie.source for pair in first_of(found, most).changed] for most in (1, 2)] == [
        ["n1"],
        ["n1", "n2"],
    ]
