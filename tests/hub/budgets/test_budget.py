"""Whose budget a request is counted in, and how large it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.model.roles import Role
from hub.budgets.budget import Accounts, Amount, budgets_of
from hub.callers.caller import Agency, Caller
from hub.settings.config import BadSetting, Settings
from tests.graphs import RING


def caller(subject: str, *, role: Role = Role.PARTNER, agency: Agency | None = None) -> Caller:
    return Caller(role=role, agency=agency, court=None, subject=subject, token_id="t", expires_at=0)


def accounts(tmp_path: Path, budgets: str = "") -> Accounts:
    settings = Settings(data=tmp_path, budgets=budgets, rate_per_minute=7, cost_per_minute=70)
    return Accounts(settings, RING)


def test_all_callers_of_an_agency_share_one_account(tmp_path: Path) -> None:
    of = accounts(tmp_path).of
    assert of(caller("a", agency=Agency.RAILWAY)) == of(caller("b", agency=Agency.RAILWAY))
    assert of(caller("a", agency=Agency.RAILWAY)) != of(caller("a", agency=Agency.BANKING))


def test_a_caller_without_an_agency_has_an_account_that_does_not_tell_the_name(tmp_path: Path) -> None:
    of = accounts(tmp_path).of
    mine, others = of(caller("110101199003070118", role=Role.JUDGE)), of(caller("b", role=Role.JUDGE))
    assert mine.name != others.name and mine == of(caller("110101199003070118", role=Role.JUDGE))
    assert mine.name != of(caller("110101199003070118", role=Role.CLERK)).name
    assert "110101199003070118" not in mine.name
    assert mine.name not in Agency.__members__


def test_an_agency_may_have_a_budget_of_its_own(tmp_path: Path) -> None:
    of = accounts(tmp_path, "RAILWAY:6000:2000000, BANKING:1:1").of
    assert of(caller("a", agency=Agency.RAILWAY)).budget == Amount(6000, 2_000_000)
    assert of(caller("a", agency=Agency.BANKING)).budget == Amount(1, 1)
    assert of(caller("a", agency=Agency.MARKET)).budget == Amount(7, 70)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("RAILWAYS:1:1", "AGENCY is one of RAILWAY"),
        ("RAILWAY:1", "AGENCY:REQUESTS:COST is allowed"),
        ("RAILWAY:1:1:1", "AGENCY:REQUESTS:COST is allowed"),
        ("RAILWAY:-1:1", "AGENCY:REQUESTS:COST is allowed"),
        ("RAILWAY:１:1", "AGENCY:REQUESTS:COST is allowed"),
        ("RAILWAY:0:1", "1 to 2147483647"),
        ("RAILWAY:1:2147483648", "1 to 2147483647"),
        ("RAILWAY:1:1,RAILWAY:2:2", "stands there twice"),
    ],
)
def test_a_budget_that_cannot_be_is_refused_with_what_is_allowed(text: str, why: str) -> None:
    with pytest.raises(BadSetting, match=why):
        budgets_of(text)
