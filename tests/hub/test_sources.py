"""`source { system key }`: the key under which a source states a thing or a tie, for each format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.formats import FORMATS
from adapters.loading.loader import LoadSettings, load
from graph.engine import Engine
from tests.graphs import RING, bring_in, case_of_the_purpose
from tests.hub.serving import served

SAMPLES = Path(__file__).parents[1] / "samples"
QUERY = """query ($by: SubjectKey!) { subject(by: $by) { sources { system key }
  ... on Company {
    shareholders { edges { source { system key } } }
    directors { edges { source { system key } } } } } }"""
ROWS = {
    "company.csv": "key,name\nc1,甲公司\n",
    "person.csv": "key,name\np1,张三\n",
    "shareholder_of.csv": "from,to,share\np1,c1,0.4\n",
    "director_of.csv": "from,to,item,title\np1,c1,2,董事\n",
}
FINBENCH = {
    "Company.csv": "companyId|companyName|isBlocked|createTime\n7|甲|false|2020-01-01 00:00:00.000\n",
    "Person.csv": "personId|personName|isBlocked|createTime\n7|张三|false|2020-01-01 00:00:00.000\n",
    "PersonInvestCompany.csv": "investorId|companyId|ratio|createTime\n7|7|0.5|2020-01-02 00:00:00.000\n",
}


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


async def bring(engine: Engine, data: Path, format_name: str, path: Path, system: str) -> None:
    form = FORMATS[format_name]
    await load(
        engine,
        form,
        form.open((path,)),
        source=system,
        data=data,
        key_ring=RING,
        now=lambda: datetime.now(UTC),
        settings=LoadSettings(),
        on_progress=lambda _: None,
    )


@pytest.mark.parametrize(
    ("format_name", "system", "key", "shareholding", "office"),
    [
        ("rows", "market", "c1", "p1|c1", "p1|c1|2"),
        ("finbench", "finbench", "company:7", "person:7|company:7", None),
        # BODS gives a relationship an id of its own; its interests are all stated under that.
        ("bods", "register", "01B68D7633", "02089A4E68", None),
    ],
    ids=["rows", "finbench", "bods"],
)
async def test_a_tie_is_named_by_the_key_that_its_source_gives_it(
    engine: Engine, tmp_path: Path, format_name: str, system: str, key: str, shareholding: str, office: str | None
) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    path = SAMPLES / "bods" / "tecido.json" if format_name == "bods" else folder
    written(folder, {"rows": ROWS, "finbench": FINBENCH}.get(format_name, {}))
    await bring_in(engine, tmp_path, [case_of_the_purpose()], source="court")
    await bring(engine, tmp_path, format_name, path, system)
    async with served(engine, tmp_path) as client:
        subject = (await client.ask(QUERY, {"by": {"source": {"system": system, "key": key}}}))["subject"]
    assert subject["sources"] == [{"system": system, "key": key}]
    assert _sources(subject["shareholders"]) == [{"system": system, "key": shareholding}]
    assert _sources(subject["directors"]) == ([{"system": system, "key": office}] if office else [])


def _sources(connection: dict[str, Any]) -> list[dict[str, str]]:
    return [edge["source"] for edge in connection["edges"]]
