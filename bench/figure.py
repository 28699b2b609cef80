"""One figure: what was measured, its floor, its target."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A row of the table; `met` is None where there is no target."""

    what: str
    measured: str
    floor: str = ""
    target: str = ""
    met: bool | None = None


def p95(times: Sequence[float]) -> float:
    """Of at least two."""
    return statistics.quantiles(times, n=20)[-1]


def table(figures: Iterable[Figure]) -> str:
    """Markdown."""
    lines = ["| what | measured | floor in the same run | target | met |", "|---|---|---|---|---|"]
    for figure in figures:
        met = {None: "", True: "yes", False: "**no**"}[figure.met]
        lines.append(f"| {figure.what} | {figure.measured} | {figure.floor} | {figure.target} | {met} |")
    return "\n".join(lines)
