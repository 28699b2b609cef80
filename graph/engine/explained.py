"""An engine's own plan of a statement, in lines: no values stand in it, since a statement has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from neo4j import ResultSummary

_LINES_MAX = 2_000


def plan_lines(summary: ResultSummary, rows: Sequence[Sequence[Any]]) -> list[str]:
    """Of a plan that came beside the rows, operator by operator; else the rows themselves, which then tell it."""
    plan = summary.profile or summary.plan
    found = _steps(plan, 0) if plan else _texts(rows)
    return [line for line, _ in zip(found, range(_LINES_MAX), strict=False)]


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


def _texts(rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    for row in rows:
        for value in row:
            if isinstance(value, str):
                yield from value.splitlines()
