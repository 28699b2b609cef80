"""The FinBench sample over HTTP: the largest company's money, as the rules tell it of the whole file."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from adapters.formats.finbench import FinBench
from adapters.formats.record import RelationRow
from adapters.loading.loader import LoadSettings, load
from graph.engine import Engine
from graph.rules.money.matching import TracingRule
from graph.rules.money.tracing import FlowDirection, Tracing
from graph.rules.money.transfers import Books, Transfer
from graph.rules.simple_paths import Steps
from graph.rules.yuan import shown
from tests.graph.rules.money.test_finbench import SAMPLE, rows
from tests.graphs import RING
from tests.hub.money.made import FLOW, checked, hub_for

YEARS = {"since": "2020-01-01T00:00:00+08:00", "until": "2024-01-01T00:00:00+08:00"}
TABLES = ("Account", "Company", "CompanyOwnAccount", "AccountTransferAccount")


@pytest.mark.slow
@pytest.mark.usefixtures("case")
async def test_what_left_the_largest_company(engine: Engine, tmp_path: Path) -> None:
    form = FinBench()
    delivery = form.open(tuple(SAMPLE / f"{name}.csv.gz" for name in TABLES))
    await load(
        engine,
        form,
        delivery,
        source="finbench",
        data=tmp_path,
        key_ring=RING,
        now=lambda: datetime.now(UTC),
        settings=LoadSettings(),
        on_progress=lambda _: None,
    )
    degrees = Counter(end for row in rows("AccountTransferAccount") for end in (row["fromId"], row["toId"]))
    owned: dict[str, list[str]] = {}
    for row in rows("CompanyOwnAccount"):
        owned.setdefault(row["companyId"], []).append(row["accountId"])
    company = max(owned, key=lambda name: sum(degrees[id_] for id_ in owned[name]))
    key = {"source": {"system": "finbench", "key": f"company:{company}"}}
    books = _books()
    limits = {"money_seconds": 60, "money_steps": 10_000_000, "first_root_max": 1_000, "money_rounds": 56}
    async with hub_for(engine, tmp_path, **limits) as client:
        for rule in TracingRule:
            for direction in FlowDirection:
                asked = {"key": key, **YEARS, "rule": rule.value, "direction": direction.value, "hops": 3}
                found = (await client.ask(FLOW, {**asked, "first": 1_000}))["moneyFlow"]
                checked(found, whole=not found["transfersLeftOut"])
                assert found["bounds"] in ([], ["FIRST"]) and found["busyAccounts"] == []
                tracing = Tracing(owned[company], direction, rule, Steps(10_000_000))
                trace = tracing.trace(books)
                for _ in range(2):
                    for id_ in sorted(trace.accounts):
                        tracing.follow(id_, books.account(id_))
                    trace = tracing.trace(books)
                assert found["accountsReached"] == len(trace.accounts)
                assert len(found["transfers"]) + found["transfersLeftOut"] == len(trace.parts)
                told = Counter((each["transfer"]["amount"], each["traced"]) for each in found["transfers"])
                known = Counter(
                    (shown(books.transfers[key].amount), shown(part)) for key, part in trace.parts.items()
                )
                assert told <= known and (found["transfersLeftOut"] or told == known)


def _books() -> Books:
    """The file read again, by the adapter's own reading of amounts and times."""
    form = FinBench()
    delivery = form.open((SAMPLE / "AccountTransferAccount.csv.gz",))
    transfers = []
    for number, row in enumerate(form.read(delivery)):
        assert isinstance(row, RelationRow)
        source, target = (key.removeprefix("account:") for key in (row.source_key, row.target_key))
        fen = int(Decimal(str(row.values["amount"])) * 100)
        transfers.append(Transfer(f"{number:06d}", source, target, fen, str(row.values["occurredAt"])))
    return Books.of(transfers)
