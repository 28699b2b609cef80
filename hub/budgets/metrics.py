"""Leases and refusals as metrics."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from hub.budgets.budgets import Budgets


class BudgetMetrics(Collector):
    """Read when somebody asks for metrics: a request pays nothing for them."""

    def __init__(self, budgets: Budgets) -> None:
        self._budgets = budgets

    def collect(self) -> Iterator[CounterMetricFamily]:
        counters = self._budgets.counters
        yield CounterMetricFamily("hub_budget_leases", "Parts of budgets that were leased", value=counters.leases)
        yield CounterMetricFamily(
            "hub_budget_lease_failures", "Leases that the engine did not give", value=counters.failures
        )
        refusals = CounterMetricFamily(
            "hub_budget_refusals", "Requests refused, by the budget that was used up", labels=["budget"]
        )
        for budget, number in self._budgets.refused.items():
            refusals.add_metric([budget], number)
        yield refusals
