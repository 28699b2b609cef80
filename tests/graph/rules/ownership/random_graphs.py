"""Small random graphs of holdings with circles, self-holdings and parallel rows; shares in hundredths."""

from __future__ import annotations

from hypothesis import strategies as st

from graph.rules.ownership.holdings import HolderKind, Holding, OwnershipGraph

COMPANIES = ["A", "B", "C", "D"]
PERSONS = ["p", "q", "r"]
EVERYBODY = COMPANIES + PERSONS
KINDS = {name: HolderKind.COMPANY for name in COMPANIES} | {name: HolderKind.NATURAL_PERSON for name in PERSONS}


def graph_of(holdings: list[Holding], cut: tuple[str, ...] = ()) -> OwnershipGraph:
    return OwnershipGraph.of(holdings, KINDS, cut)


@st.composite
def registers(draw: st.DrawFn, company: str, *, unknown: int, leak: int = 1, full: bool = False) -> list[Holding]:
    """A register: up to 100 - `leak` known hundredths, `unknown` of its rows ranges; `full`: 100 exactly."""
    holders = draw(st.lists(st.sampled_from(EVERYBODY), max_size=5))
    left = 100 if full else 100 - leak
    rows = []
    for number, holder in enumerate(holders):
        lower = draw(st.integers(0, left))
        if full and number == len(holders) - 1:
            lower = left
        left -= lower
        upper = draw(st.integers(lower, 100)) if number < unknown else lower
        rows.append(
            Holding(
                holder=holder,
                held=company,
                lower=lower / 100,
                upper=upper / 100,
                fact=f"{holder}{company}{number}",
            )
        )
    return rows


@st.composite
def exact(draw: st.DrawFn) -> list[Holding]:
    """All shares known, and somebody outside or nobody has a hundredth of each: I - W is regular."""
    return [row for company in COMPANIES for row in draw(registers(company, unknown=0))]


@st.composite
def with_rings(draw: st.DrawFn) -> list[Holding]:
    """All shares known, many registers full: closed rings, and companies that only rings hold."""
    return [
        row
        for company in COMPANIES
        for row in draw(registers(company, unknown=0, leak=0, full=draw(st.booleans())))
    ]


@st.composite
def ranged(draw: st.DrawFn) -> list[Holding]:
    """Up to two ranges in a register; what is known leaves a hundredth at least."""
    return [
        row for company in COMPANIES for row in draw(registers(company, unknown=draw(st.sampled_from([0, 1, 2]))))
    ]
