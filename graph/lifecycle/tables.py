"""All tables, by kind of case. A kind may have several; which one a case follows, an attribute of it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.lifecycle.assessment import ECONOMIC_IMPACT
from graph.lifecycle.detention import JUDICIAL_DETENTION
from graph.lifecycle.exit_ban import EXIT_BAN
from graph.lifecycle.finding import ROLE_FINDING
from graph.lifecycle.fine import JUDICIAL_FINE
from graph.lifecycle.freeze import ACCOUNT_FREEZE
from graph.lifecycle.listing_court import COURT_DISHONEST
from graph.lifecycle.listing_wage import HRSS_WAGE
from graph.lifecycle.machine import Event, Machine
from graph.lifecycle.objection import CORRECTION
from graph.lifecycle.performance import FULL_PERFORMANCE
from graph.lifecycle.repair import COURT_REPAIR, WAGE_REPAIR
from graph.lifecycle.restriction import CONSUMPTION
from graph.lifecycle.scene import Actor

# What leads a case out: neither a file that is closed nor a history that is full keeps a measure alive.
LEADS_OUT: Final = frozenset(
    (
        "END",
        "TERM_ENDS",
        "ALLOW_EARLY_DELETION",
        "DELETE",
        "LIFT",
        "RELEASE",
        "RELEASE_EXCESS",
        "REMOVE",
        "WITHDRAW",
        "CONFIRM_LIFTED",
        "DECIDE_REVIEW",
    )
)
# What may be done in a file that is closed: that, and what corrects what is in force.
AFTER_CLOSING: Final = LEADS_OUT | {
    "FIND_FAULT",
    "FIND_EXCESS",
    "BANK_ANSWERED",
    "CORRECT",
    "REFUSE_EARLY_DELETION",
    "OBJECT",
    "UPHOLD",
    "DISMISS",
    "SERVE_DISMISSAL",
    "REMEDY",
    "CLOSE",
    "ASK_REVIEW",
    "PAY",
    "ACCEPT_APPLICATION",
    "RETURN_APPLICATION",
    "RESUBMIT",
    "GRANT_REPAIR",
    "REFUSE_REPAIR",
    "ABANDON",
}
# What is opened in a file that is closed, too.
OPENS_AFTER_CLOSING: Final = frozenset(("OBJECTION", "CREDIT_REPAIR"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Lifecycle:
    """The tables of one kind; `told_by` names the attribute whose value is the table of a case."""

    kind: str
    told_by: str
    tables: tuple[Machine, ...]

    def machine(self, known: Mapping[str, Any]) -> Machine | None:
        """The table that a case follows; None for one that no desk opened."""
        return next((each for each in self.tables if each.table == known.get(self.told_by)), None)

    @property
    def events(self) -> tuple[Event, ...]:
        """Of all tables, each once."""
        return tuple({event.name: event for each in self.tables for event in each.events}.values())

    @property
    def openers(self) -> frozenset[Actor]:
        return frozenset(actor for each in self.tables for actor in each.opening[1].by)

    @property
    def movers(self) -> frozenset[Actor]:
        return frozenset(
            actor for each in self.tables for ways in each.steps.values() for way in ways for actor in way.by
        )


LIFECYCLES: Final[Mapping[str, Lifecycle]] = {
    each.kind: each
    for each in (
        Lifecycle(kind="LISTING", told_by="list", tables=(COURT_DISHONEST, HRSS_WAGE)),
        Lifecycle(kind="RESTRICTION", told_by="order", tables=(CONSUMPTION,)),
        Lifecycle(kind="JUDICIAL_FINDING", told_by="procedure", tables=(ROLE_FINDING,)),
        Lifecycle(kind="EXIT_BAN", told_by="procedure", tables=(EXIT_BAN,)),
        Lifecycle(kind="DETENTION", told_by="procedure", tables=(JUDICIAL_DETENTION,)),
        Lifecycle(kind="FINE", told_by="procedure", tables=(JUDICIAL_FINE,)),
        Lifecycle(kind="FREEZE", told_by="procedure", tables=(ACCOUNT_FREEZE,)),
        Lifecycle(kind="IMPACT_ASSESSMENT", told_by="procedure", tables=(ECONOMIC_IMPACT,)),
        Lifecycle(kind="OBJECTION", told_by="procedure", tables=(CORRECTION,)),
        Lifecycle(kind="PERFORMANCE", told_by="procedure", tables=(FULL_PERFORMANCE,)),
        Lifecycle(kind="CREDIT_REPAIR", told_by="procedure", tables=(COURT_REPAIR, WAGE_REPAIR)),
    )
}
