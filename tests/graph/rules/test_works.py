"""Who stands where on a project, whoever asks."""

from __future__ import annotations

from graph.rules.works import Part, Works
from tests.graph.rules.test_contracts import CHAIN, SUB, role


def test_each_stands_as_high_as_its_highest_part() -> None:
    roles = (role("both", SUB), role("both", Part.DEVELOPER), role("labour", Part.LABOUR_SUBCONTRACTOR))
    ranks = Works(contracts=CHAIN, roles=roles).ranks
    assert (ranks["both"], ranks["general"], ranks["sub"], ranks["labour"]) == (0, 1, 2, 3)
    assert "nobody" not in ranks
