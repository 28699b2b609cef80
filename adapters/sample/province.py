"""Writes a synthetic province: the same seed and scale always give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.sample.business import companies as company_rows
from adapters.sample.cases import Cases
from adapters.sample.census import Census
from adapters.sample.companies import Companies
from adapters.sample.courts import courts
from adapters.sample.debts import Debts
from adapters.sample.holdings import Holdings
from adapters.sample.institutions import Institutions
from adapters.sample.money import Money
from adapters.sample.numbers import Numbers
from adapters.sample.officers import Officers
from adapters.sample.orders import measure_rows
from adapters.sample.people import People
from adapters.sample.projects import Projects
from adapters.sample.rows import Section
from adapters.sample.ties import Ties
from adapters.sample.writing import Writer

DEFAULT_SCALE: Final = 2_000
DEFAULT_SEED: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleSummary:
    """What was written: rows by kind (names of the exchange format), subjects among them, the folder."""

    folder: Path
    scale: int
    seed: int
    subjects: int
    debtors: int
    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def write_province(
    folder: Path,
    *,
    scale: int = DEFAULT_SCALE,
    seed: int = DEFAULT_SEED,
    on_progress: Callable[[int], None] | None = None,
) -> SampleSummary:
    """Writes one `<kind>.jsonl` a kind into `folder`, which is made if it is not there.

    `scale` is the number of subjects, 1,000 to 10,000,000; memory does not grow with it. `on_progress` is
    told the rows written so far. A sample that is there is replaced once all is written. Raises
    ScaleOutOfRange and FolderTaken before anything is written, OSError where the folder cannot be written.
    """
    census = Census.of(scale)
    mark = f'{{"scale": {scale}, "seed": {seed}}}\n'.encode()
    with Writer(folder, mark, on_progress) as writer:
        for section in _sections(census, seed):
            writer.write(section)
    return SampleSummary(
        folder=folder,
        scale=scale,
        seed=seed,
        subjects=census.subjects,
        debtors=census.debtors,
        rows=dict(sorted(writer.rows.items())),
    )


def _sections(census: Census, seed: int) -> Iterator[Section]:
    numbers = Numbers(seed)
    people = People(census, seed)
    companies = Companies(census, seed, numbers)
    holdings = Holdings(census, seed, people, companies)
    officers = Officers(seed, people, companies, holdings)
    institutions = Institutions(census, seed, numbers, people, companies)
    projects = Projects(census, seed, companies)
    money = Money(census, seed, people, companies, projects)
    ties = Ties(census, seed, people, companies, holdings)
    yield courts(numbers)
    yield institutions.bodies()
    yield institutions.institutions()
    yield institutions.unions()
    yield institutions.mediators()
    yield people.rows()
    yield company_rows(companies, holdings, officers, people, seed)
    yield ties.arrangements()
    yield ties.appointments()
    yield ties.guarantees()
    yield ties.concert()
    yield ties.nominees()
    yield ties.relatives()
    yield ties.employment()
    yield projects.rows()
    yield money.accounts()
    yield money.transfers()
    yield money.media()
    yield measure_rows()
    yield Cases(seed, people, companies, officers, Debts(census, seed, people, companies)).rows()
