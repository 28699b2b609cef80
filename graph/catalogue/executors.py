"""Who may carry a measure out, by type (`executors.csv`): which agency answers for it, and whether it is bound.

An agency is a caller of the hub; a type is what the law names. Many types have no agency of their own (`OTHER`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from graph.model.measures import EXECUTORS, TargetType

NEVER_BOUND: Final = ("BANK", "TRADE_ASSOCIATION", "MEDIA")  # 国办发〔2020〕49号: informed, never compelled


@dataclass(frozen=True, kw_only=True, slots=True)
class ExecutorType:
    """`bound`: a law or a policy of the centre obliges it to carry instructions out; `meets`: whom it may meet."""

    name: str
    zh: str
    english: str
    agency: str
    bound: bool
    meets: tuple[TargetType, ...]


@cache
def executor_types() -> Mapping[str, ExecutorType]:
    """The closed set by name. Raises ValueError as `read_executor_types`."""
    return read_executor_types(
        resources.files("graph.catalogue").joinpath("executors.csv").read_text(encoding="utf-8")
    )


def read_executor_types(text: str) -> Mapping[str, ExecutorType]:
    """A table of types. Raises ValueError for a type that stands twice, an unknown agency or target, and for
    one that nobody may instruct and the table calls bound.
    """
    types = [_executor_type(row) for row in csv.DictReader(text.splitlines())]
    found = {each.name: each for each in types}
    if len(found) != len(types):
        raise ValueError("executors.csv: a type stands twice")
    return MappingProxyType(found)


def is_bound(name: str) -> bool:
    """Whether the type may be instructed; what is no type may not."""
    found = executor_types().get(name)
    return found is not None and found.bound


def _executor_type(row: dict[str, str]) -> ExecutorType:
    name = row["type"]
    if row["agency"] not in EXECUTORS:
        raise _wrong(row, "agency", ", ".join(EXECUTORS))
    if row["bound"] not in ("true", "false"):
        raise _wrong(row, "bound", "true, false")
    bound = row["bound"] == "true"
    if bound and (name in NEVER_BOUND or row["agency"] == "BANKING"):
        raise _wrong(row, "bound", "false, as banks, associations and media are never compelled")
    meets = row["meets"].split() or list(TargetType)
    if not set(meets) <= set(TargetType):
        raise _wrong(row, "meets", f"{', '.join(TargetType)}; empty for all")
    return ExecutorType(
        name=name,
        zh=row["zh"],
        english=row["english"],
        agency=row["agency"],
        bound=bound,
        meets=tuple(TargetType(each) for each in meets),
    )


def _wrong(row: dict[str, str], column: str, allowed: str) -> ValueError:
    return ValueError(f"executors.csv, {row['type']}: {column} is {row[column]!r}; allowed: {allowed}")
