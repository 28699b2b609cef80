"""The transfers of the FinBench sample: sums of every company, to the fen, by every rule."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from graph.rules.money.matching import TracingRule
from graph.rules.money.tracing import FlowDirection, Sums, Tracing
from graph.rules.money.transfers import Books, Transfer
from graph.rules.simple_paths import Steps

SAMPLE = Path(__file__).parents[4] / "samples" / "finbench"
HOPS = 3


def rows(table: str) -> list[dict[str, str]]:
    with gzip.open(SAMPLE / f"{table}.csv.gz", "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="|"))


@pytest.fixture(scope="module")
def books() -> Books:
    return Books.of(
        Transfer(
            f"{number:06d}",
            row["fromId"],
            row["toId"],
            int((Decimal(row["amount"]) * 100).to_integral_value(ROUND_HALF_UP)),
            row["createTime"],
        )
        for number, row in enumerate(rows("AccountTransferAccount"))
    )


@pytest.fixture(scope="module")
def owned() -> dict[str, list[str]]:
    """By company its accounts, those first that have most transfers."""
    found: dict[str, list[str]] = {}
    for row in rows("CompanyOwnAccount"):
        found.setdefault(row["companyId"], []).append(row["accountId"])
    return found


@pytest.mark.parametrize("rule", list(TracingRule))
@pytest.mark.parametrize("direction", list(FlowDirection))
def test_sums_of_the_largest_companies(
    books: Books, owned: dict[str, list[str]], rule: TracingRule, direction: FlowDirection
) -> None:
    size = Counter(
        {
            company: sum(len(books.account(id_).outgoing) + len(books.account(id_).incoming) for id_ in ids)
            for company, ids in owned.items()
        }
    )
    for company, _ in size.most_common(2):
        starts = owned[company]
        tracing = Tracing(starts, direction, rule, Steps(50_000_000))
        followed: set[str] = set(starts)
        trace = tracing.trace(books)
        for _ in range(HOPS):
            for id_ in sorted(set(trace.accounts) - followed):
                tracing.follow(id_, books.account(id_))
                followed.add(id_)
            trace = tracing.trace(books)
        begun = returned = kept = 0
        for id_, sums in trace.accounts.items():
            first, then = (sums.came, sums.left)
            if direction is FlowDirection.UPSTREAM:
                first, then = then, first
            if id_ in starts:
                begun, returned = begun + then, returned + first
            else:
                assert 0 <= then <= first and (then == 0 or id_ in followed)
                kept += first - then
        assert begun == returned + kept > 0
        assert begun == sum(
            books.account(id_).sent if direction is FlowDirection.DOWNSTREAM else books.account(id_).received
            for id_ in starts
        )
        account = trace.accounts.get(starts[0], Sums())
        assert account.came <= books.account(starts[0]).received
        assert all(part <= books.transfers[key].amount for key, part in trace.parts.items())
