"""What one hub holds of one account's budget in one window. Pure: what it is told, it counts."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.budgets.budget import Account, Amount


@dataclass(slots=True)
class Ledger:
    """`held` is leased and not spent. `left` is the most that all hubs together may still lease: what others
    lease meanwhile is not known here, but nothing is ever given back in a window, so it only shrinks.
    """

    account: Account
    window: int
    leases: int  # into how many the budget is cut
    held: Amount = field(default_factory=Amount)
    left: Amount = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.account.budget

    @property
    def slice(self) -> Amount:
        """What is leased at a time."""
        budget = self.account.budget
        return Amount(max(1, budget.requests // self.leases), max(1, budget.cost // self.leases))

    def spend(self, amount: Amount) -> bool:
        """Whether it is covered by what is held, and spent from it then."""
        if not self.held.covers(amount):
            return False
        self.held -= amount
        return True

    def beyond(self, amount: Amount) -> bool:
        """Whether nothing that may still be leased in this window would cover it."""
        return not (self.held + self.left).covers(amount)

    def wanted(self, needed: Amount) -> Amount:
        """What to lease so that `needed` is covered, and what comes next too; nothing where enough is held.

        Enough is half a slice: with less, the next lease is begun beside the requests.
        """
        portion, lacking = self.slice, self.lacking(needed)
        low_requests = lacking.requests or (2 * self.held.requests < portion.requests and self.left.requests)
        low_cost = lacking.cost or (2 * self.held.cost < portion.cost and self.left.cost)
        return Amount(
            max(portion.requests, lacking.requests) if low_requests else 0,
            max(portion.cost, lacking.cost) if low_cost else 0,
        )

    def lacking(self, needed: Amount) -> Amount:
        """What is needed beyond what is held."""
        short = needed - self.held
        return Amount(max(0, short.requests), max(0, short.cost))

    def take(self, leased: Amount, left: Amount) -> None:
        """A lease was given, and this was left for all hubs after it."""
        self.held += leased
        self.left = Amount(max(0, min(self.left.requests, left.requests)), max(0, min(self.left.cost, left.cost)))
