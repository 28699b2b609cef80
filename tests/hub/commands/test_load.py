"""`hub load` as an agency sees it: one line of result, and beside it what it should know."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hub.commands.cli import hub


@pytest.mark.slow
def test_a_load_tells_its_kinds_and_what_it_could_not_know(tmp_path: Path) -> None:
    delivery = tmp_path / "delivery"
    delivery.mkdir()
    (delivery / "company.csv").write_text("key,name\nc1,甲公司\nc2,乙公司\n")
    (delivery / "union.csv").write_text("key,name\nu1,甲工会\nu2,乙工会\n")
    data = tmp_path / "data"
    first = hub(data, "load", "rows", str(delivery))
    assert (first.code, first.err.split("\n")[-3:]) == (0, ["company: 2 new", "union: 2 new", ""])

    (delivery / "manifest.json").write_text('{"complete": true}')
    (delivery / "company.csv").write_text("key,name\nc1,甲公司\n,乙公司\n")
    (delivery / "union.csv").write_text("key,name\nu1,甲工会\n")
    (delivery / "companies.csv").write_text("key,name\nc3,丙公司\n")
    second = hub(data, "load", "rows", str(delivery))
    assert second.code == 3
    assert second.out.startswith("loaded rows: 0 new, 0 changed, 2 unchanged, 1 rejected (")
    assert second.out.count("\n") == 1
    told = [line for line in second.err.splitlines() if line.strip()]
    assert told[:3] == [
        "company: 1 unchanged, 1 rejected",
        "union: 1 unchanged, 1 closed",
        "note: passed over companies.csv",
    ]
    assert told[3].startswith("note: nothing of company was closed: any fact may be meant by 1 rejected row")
