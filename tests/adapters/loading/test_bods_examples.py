"""What each example of BODS 0.4 comes to in the graph, loaded into an empty one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.formats.bods import Bods
from adapters.loading.loader import LoadSettings, Outcome, Summary, load
from graph.engine import Engine
from tests.adapters.loading.dump import facts
from tests.graphs import RING

SAMPLES = Path(__file__).parents[2] / "samples" / "bods"

# Kinds with the number of their facts; after a slash how many of them have ended.
EXAMPLES = {
    "bods-package": "PERSON 1, COMPANY 1, SHAREHOLDER_OF 1",
    "bods-package-annotations": "COMPANY 2, INFLUENCES 1",
    "bods-package-entity-owning-entity": "COMPANY 2, SHAREHOLDER_OF 1",
    # The state over the ministry, the ministry over two companies, and what the state holds through it.
    "bods-package-fi-soe": "COMPANY 2, GOVERNMENT_BODY 2, SHAREHOLDER_OF 4, INFLUENCES 1",
    "bods-package-linking-annotations": "PERSON 1, COMPANY 1, SHAREHOLDER_OF 1",
    # Two of three holders have left; their records are closed and so are what they held.
    "fermcat": "PERSON 3/2, COMPANY 1, SHAREHOLDER_OF 3/2, DIRECTOR_OF 2/1",
    # Voting rights without an exact share stay beside the shareholding.
    "full-pep-declaration": "PERSON 1, COMPANY 1, SHAREHOLDER_OF 1, INFLUENCES 1",
    "indirect-ownership": "PERSON 1, COMPANY 2, SHAREHOLDER_OF 2, INFLUENCES 1",
    "joint-ownership": "PERSON 2, COMPANY 1, ARRANGEMENT 1, SHAREHOLDER_OF 3",
    # A trust with a class of beneficiaries that is anonymous; one person is settlor and trustee.
    "levent": "PERSON 2, ARRANGEMENT 1, UNSPECIFIED 1, INFLUENCES 4",
    "listed-company-exempt-from-disclosure": "COMPANY 1, UNSPECIFIED 1, INFLUENCES 1",
    "mixed-direct-and-indirect-ownership": "PERSON 1, COMPANY 2, SHAREHOLDER_OF 3, INFLUENCES 1",
    "multiple-indirect-ownership": "PERSON 1, COMPANY 3, SHAREHOLDER_OF 3, INFLUENCES 2",
    "multiple-tax-residencies": "PERSON 1, COMPANY 1, SHAREHOLDER_OF 1",
    "mutilple-indirect-ownership-2": "PERSON 1, COMPANY 3, SHAREHOLDER_OF 3, INFLUENCES 2",
    # Nominator and nominee are tied to the arrangement, never to each other.
    "nomination": "PERSON 2, COMPANY 1, ARRANGEMENT 1, INFLUENCES 4",
    "plc-entity-statement": "COMPANY 1",
    "simple-pep-declaration": "PERSON 1, COMPANY 1, SHAREHOLDER_OF 1, INFLUENCES 1",
    # Eleven statements tell of five records; the founder's holding and chair have ended.
    "tecido": "PERSON 1/1, COMPANY 2, SHAREHOLDER_OF 2/1, DIRECTOR_OF 1/1",
}
KINDS = (
    "PERSON",
    "COMPANY",
    "GOVERNMENT_BODY",
    "ARRANGEMENT",
    "UNSPECIFIED",
    "SHAREHOLDER_OF",
    "DIRECTOR_OF",
    "MANAGER_OF",
    "INFLUENCES",
)


async def bring(engine: Engine, data: Path, name: str) -> Summary:
    form = Bods()
    return await load(
        engine,
        form,
        form.open((SAMPLES / f"{name}.json",)),
        source="bods",
        data=data,
        key_ring=RING,
        now=lambda: datetime.now(UTC),
        settings=LoadSettings(),
        on_progress=lambda _: None,
    )


async def told(engine: Engine) -> dict[str, tuple[int, int]]:
    found = {}
    for kind in KINDS:
        newest = [fact for fact in await facts(engine, kind) if "open" in fact]
        if newest:
            found[kind] = (len(newest), sum(fact["validTo"] != "9999-12-31" for fact in newest))
    return found


def expected(text: str) -> dict[str, tuple[int, int]]:
    found = {}
    for part in text.split(", "):
        kind, numbers = part.split()
        number, _, ended = numbers.partition("/")
        found[kind] = (int(number), int(ended or 0))
    return found


def test_the_table_has_every_example() -> None:
    assert sorted(EXAMPLES) == sorted(path.stem for path in SAMPLES.glob("*.json"))


@pytest.mark.parametrize("name", EXAMPLES)
async def test_an_example_comes_in_whole_and_once(engine: Engine, tmp_path: Path, name: str) -> None:
    first = await bring(engine, tmp_path, name)
    assert (await told(engine), first.rejected) == (expected(EXAMPLES[name]), 0)
    again = await bring(engine, tmp_path, name)
    assert {outcome for of_kind in again.counts.values() for outcome in of_kind} == {"unchanged"}
    assert again.total(Outcome.UNCHANGED) == first.total(Outcome.NEW)


async def test_an_id_that_two_examples_use_is_its_firsts(engine: Engine, tmp_path: Path) -> None:
    """The company of one file and that of the other were published under one statementId."""
    await bring(engine, tmp_path, "bods-package")
    summary = await bring(engine, tmp_path, "joint-ownership")
    fields = [line.split(",")[1:3] for line in summary.reject_file.read_text(encoding="utf-8").splitlines()[1:]]
    assert fields == [["2", "statementId"], ["68", "to"]]
