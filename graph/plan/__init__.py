"""Questions as values: what a request wants of the graph, before anyone asks it.

A plan is frozen and knows neither caller nor database. `hub.rights.policy.narrow` puts the caller's rights into it
(`Rights`), `graph.cypher.compile` turns it into one statement, `hub.read.view` reads the rows back by the
same plan. A plan without rights does not compile: there is no way around narrowing.
"""

from __future__ import annotations

from graph.plan.rights import Courts, Extent, Part, Rights, Scope
from graph.plan.roots import Find, KeyScheme, Page, Plan, Root, Search, Slice, Tally
from graph.plan.selecting import Direction, Expand, Select

__all__ = [
    "Courts",
    "Direction",
    "Expand",
    "Extent",
    "Find",
    "KeyScheme",
    "Page",
    "Part",
    "Plan",
    "Rights",
    "Root",
    "Scope",
    "Search",
    "Select",
    "Slice",
    "Tally",
]
