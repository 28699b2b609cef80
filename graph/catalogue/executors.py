"""Who may carry a measure out, by type (`executors.csv`): which agency answers for it, and whether it is bound.

An agency is a caller of the hub; a type is what the law names. Many types have no agency of their own (`OTHER`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from graph.catalogue.rows import Row, built_in, rows_of
from graph.model.measures import EXECUTORS, TargetType

_FILE: Final = "executors.csv"
COLUMNS: Final = ("type", "zh", "english", "agency", "bound", "meets")
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
    return read_executor_types(built_in(_FILE))


def read_executor_types(text: str) -> Mapping[str, ExecutorType]:
    """A table of types. Raises ValueError naming the row: one that stands twice, an unknown agency or target, or
    one that nobody may instruct and the table calls bound.
    """
    found: dict[str, ExecutorType] = {}
    for row in rows_of(text, file=_FILE, columns=COLUMNS):
        made = _executor_type(row)
        if made.name in found:
            raise row.fault("stands twice")
        found[made.name] = made
    return MappingProxyType(found)


def is_bound(name: str) -> bool:
    """Whether the type may be instructed; what is no type may not."""
    found = executor_types().get(name)
    return found is not None and found.bound


def _executor_type(row: Row) -> ExecutorType:
    name, agency = row.text("type"), row.one_of("agency", EXECUTORS)
    bound = row.one_of("bound", ("true", "false")) == "true"
    if bound and (name in NEVER_BOUND or agency == "BANKING"):
        raise row.refused("bound", "false, as banks, associations and media are never compelled")
    meets = row.values["meets"].split() or list(TargetType)
    if not set(meets) <= set(TargetType):
        raise row.refused("meets", f"{', '.join(TargetType)}; empty for all")
    return ExecutorType(
        name=name,
        zh=row.text("zh"),
        english=row.text("english"),
        agency=agency,
        bound=bound,
        meets=tuple(TargetType(each) for each in meets),
    )
