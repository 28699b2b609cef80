"""Simple paths of a length, beside all orders of nodes tried one by one."""

from __future__ import annotations

from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from graph.rules.simple_paths import Steps, distances, simple_paths

NODES = "abcdefg"
PLENTY = 1_000_000
pairs = st.sets(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)), max_size=14)


def beside(edges: set[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {node: set() for node in NODES}
    for one, other in edges:
        if one != other:
            found[one].add(other)
            found[other].add(one)
    return found


def naive(graph: dict[str, set[str]], length: int, closed: set[str]) -> list[tuple[str, ...]]:
    inner = [node for node in NODES if node not in ("a", "b") and node not in closed]
    tried = (("a", *way, "b") for way in permutations(inner, length - 1))
    return sorted(way for way in tried if all(far in graph[near] for near, far in pairwise(way)))


@given(pairs, st.integers(1, 6), st.sets(st.sampled_from(NODES), max_size=3))
def test_all_simple_paths_in_order_and_no_other(
    edges: set[tuple[str, str]], length: int, closed: set[str]
) -> None:
    graph = beside(edges)
    found = list(simple_paths(graph, "a", "b", length, lambda node: node not in closed, Steps(PLENTY)))
    assert found == naive(graph, length, closed)


@given(pairs, st.integers(1, 6))
def test_few_steps_find_the_first_paths_and_say_so(edges: set[tuple[str, str]], length: int) -> None:
    graph = beside(edges)
    everything = naive(graph, length, set())
    for most in range(0, 40, 3):
        steps = Steps(most)
        found = list(simple_paths(graph, "a", "b", length, lambda _: True, steps))
        assert found == everything[: len(found)]
        assert steps.over or found == everything


@given(pairs, st.sets(st.sampled_from(NODES), max_size=3))
def test_distances_are_those_of_the_shortest_paths(edges: set[tuple[str, str]], closed: set[str]) -> None:
    graph = beside(edges)
    away = distances(graph, "a", 6, lambda node: node not in closed).get("b")
    lengths = [length for length in range(1, 7) if naive(graph, length, closed)]
    assert away == (lengths[0] if lengths else None)


def test_what_lies_on_no_way_costs_no_step() -> None:
    graph = {"a": {"m", *map(str, range(99))}, "m": {"a", "b"}, "b": {"m"}, **{str(n): {"a"} for n in range(99)}}
    steps = Steps(2)
    assert list(simple_paths(graph, "a", "b", 2, lambda _: True, steps)) == [("a", "m", "b")]
    assert not steps.over
