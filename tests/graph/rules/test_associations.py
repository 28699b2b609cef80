"""What is shared, by how many, and whether it is a clue: beside a count over all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rules.associations import Kind, Limits, Medium, associations

LIMITS = Limits(clue=3, counted=6)


def medium(users: int, *, whole: bool = True, kind: Kind | None = Kind.PHONE, id_: str = "m") -> Medium:
    return Medium(id=id_, kind=kind, users={f"s{n}": (f"{id_}{n}",) for n in range(users)}, whole=whole)


@pytest.mark.parametrize(
    ("users", "others", "at_least", "clue"),
    [(2, 1, False, True), (3, 2, False, True), (4, 3, False, False), (7, 6, False, False), (8, 6, True, False)],
)
def test_the_count_is_exact_up_to_the_bound_and_the_limit_itself_is_a_clue(
    users: int, others: int, at_least: bool, clue: bool
) -> None:
    [found] = associations("s0", [medium(users)], LIMITS)
    assert (found.others, found.at_least, found.clue) == (others, at_least, clue)
    assert len(found.sharers) == (others if clue else 0)


def test_what_was_not_read_whole_is_at_least_so_many_and_a_clue_only_if_that_is_certain() -> None:
    [few] = associations("s0", [medium(2, whole=False)], LIMITS)
    assert (few.others, few.at_least, few.clue, few.sharers) == (1, True, None, ())
    [many] = associations("s0", [medium(4, whole=False)], LIMITS)
    assert (many.others, many.at_least, many.clue) == (3, True, False)


def test_what_nobody_else_has_is_not_shared() -> None:
    assert associations("s0", [medium(1), medium(0)], LIMITS) == []
    assert associations("x", [medium(3)], LIMITS) == []


@pytest.mark.parametrize("kind", [*Kind, None])
def test_the_sentences_tell_number_kind_and_verdict(kind: Kind | None) -> None:
    told = {
        users: associations("s0", [medium(users, kind=kind, whole=users != 3)], LIMITS)[0] for users in (2, 3, 8)
    }
    assert "1 other has" in told[2].en and "clue and no finding" in told[2].en and "另有1个" in told[2].zh
    assert "At least 2" in told[3].en and "cannot be told" in told[3].en and "至少2个" in told[3].zh
    assert "At least 6" in told[8].en and "nothing of any" in told[8].en and "不足以说明" in told[8].zh
    texts = {text for found in told.values() for text in (found.en, found.zh)}
    assert len(texts) == 6


USERS = st.dictionaries(st.sampled_from([f"s{n}" for n in range(10)]), st.just(("f",)), max_size=10)


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=3),
        st.tuples(st.sampled_from([*Kind, None]), USERS, st.booleans()),
        max_size=6,
    ),
    st.none() | st.sets(st.sampled_from(Kind)),
    st.integers(2, 6),
    st.integers(1, 8),
)
def test_against_a_count_over_all(
    drawn: dict[str, tuple[Kind | None, dict[str, tuple[str, ...]], bool]],
    kinds: set[Kind] | None,
    clue: int,
    counted: int,
) -> None:
    media = [Medium(id=id_, kind=kind, users=users, whole=whole) for id_, (kind, users, whole) in drawn.items()]
    found = associations("s0", media, Limits(clue=clue, counted=counted), kinds)
    expected = {
        id_
        for id_, (kind, users, _) in drawn.items()
        if "s0" in users and set(users) != {"s0"} and (kinds is None or kind in kinds)
    }
    assert {each.medium for each in found} == expected and len(found) == len(expected)
    for each in found:
        _, users, whole = drawn[each.medium]
        others = set(users) - {"s0"}
        assert each.others <= len(others)
        assert each.at_least or each.others == len(others)
        if each.clue is True:
            assert whole and len(users) <= clue and {sharer.subject for sharer in each.sharers} == others
        else:
            assert each.sharers == ()
            assert each.clue is None or len(users) > clue
    rarity = [each.others for each in found]
    assert rarity == sorted(rarity)
    assert found == associations("s0", media[::-1], Limits(clue=clue, counted=counted), kinds)
