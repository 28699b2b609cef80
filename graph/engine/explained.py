"""An engine's own plan of a statement, in lines: no values stand in it, since a statement has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from neo4j import ResultSummary

_LINES_MAX: Final = 2_000
_WHOLE: Final = "string-representation"


def plan_lines(summary: ResultSummary) -> list[str]:
    """Neo4j's, operator by operator; ArcadeDB's, which is one operator with the whole as a text."""
    plan = summary.profile or summary.plan or {}
    whole = plan.get("args", {}).get(_WHOLE, "")
    found = _texts(whole) if whole and not plan.get("children") else _steps(plan, 0) if plan else iter(())
    return list(islice(found, _LINES_MAX))


def _steps(step: Mapping[str, Any], depth: int) -> Iterator[str]:
    """An operator, then those that feed it, deeper."""
    arguments = step.get("args", {})
    name = str(step["operatorType"]).partition("@")[0]
    details = " ".join(str(arguments.get("Details", "")).split())
    numbers = [f"about {arguments['EstimatedRows']:.0f} rows"] if "EstimatedRows" in arguments else []
    if "dbHits" in step:
        numbers.append(f"{step.get('rows', 0)} came, {step['dbHits']} hits")
    told = [name, details, f"({', '.join(numbers)})" if numbers else ""]
    yield "  " * depth + " ".join(filter(None, told))
    for below in step.get("children", ()):
        yield from _steps(below, depth + 1)


def _texts(whole: str) -> Iterator[str]:
    """Its lines but for rules and empty ones."""
    yield from (line for line in whole.splitlines() if line.strip("= "))
