"""Small ways to write graphs of control down, and random ones."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from graph.model.declare import Grade
from graph.rules.control.control import Control
from graph.rules.control.thresholds import Limits, Thresholds
from graph.rules.control.ties import Concert, Holding, Share, Ties

DAY = "2026-11-28"
SUBJECTS = tuple("PQRABCDEF")
PERSONS = frozenset("PQR")
COMPANIES = tuple("ABCDEF")

Stake = tuple[str, str, int, int]  # holder, held, lower and upper end in twentieths


def stake(
    holder: str, held: str, share: float | tuple[float, float] | None, grade: Grade = Grade.A, number: int = 0
) -> Holding:
    """A capital stake, exact, from a pair of ends, or unknown; its fact names it."""
    capital = None
    if share is not None:
        ends = share if isinstance(share, tuple) else (share, share)
        capital = Share(lower=ends[0], upper=ends[1])
    return Holding(fact=(holder, held, number), grade=grade, holder=holder, held=held, capital=capital)


def ties(*stakes: tuple[str, str, float | tuple[float, float] | None], **more: Any) -> Ties:
    holdings = tuple(stake(*each, number=number) for number, each in enumerate(stakes))
    return Ties(day=DAY, holdings=holdings, **more)


def graph(
    *stakes: tuple[str, str, float | tuple[float, float] | None],
    thresholds: Thresholds | None = None,
    limits: Limits | None = None,
    **more: Any,
) -> Control:
    return Control(ties(*stakes, **more), thresholds, limits)


def concert(*members: str, grade: Grade = Grade.A) -> Concert:
    return Concert(fact=("concert", *members), grade=grade, members=members)


def of_stakes(stakes: list[Stake], concerts: tuple[Concert, ...] = ()) -> Control:
    return graph(*((a, c, (low / 20, high / 20)) for a, c, low, high in stakes), concerts=concerts)


@st.composite
def registers(draw: st.DrawFn, ranged: int = 0, overfull: bool = False) -> list[Stake]:
    """Stakes with circles, stakes in oneself and parallel stakes; at most `ranged` of them not known exactly.

    A register's lower ends sum to 1 at most, unless it may be `overfull`.
    """
    stakes: list[Stake] = []
    for company in COMPANIES:
        left = 20
        for _ in range(draw(st.integers(0, 4))):
            share = draw(st.integers(0, 20 if overfull else left))
            holder = draw(st.sampled_from(SUBJECTS))
            upper = share
            if ranged and draw(st.booleans()):
                ranged -= 1
                upper = draw(st.integers(share, 20))
            left -= share
            stakes.append((holder, company, share, upper))
    return draw(st.permutations(stakes))


def concerts() -> st.SearchStrategy[tuple[Concert, ...]]:
    pairs = st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(SUBJECTS), st.sampled_from(tuple(Grade)))
    return st.lists(pairs, max_size=3).map(
        lambda drawn: tuple(concert(one, other, grade=grade) for one, other, grade in drawn)
    )
