"""What every section yields: the name of a kind in the exchange format, and one of its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from adapters.sample.days import ISO

Row: TypeAlias = dict[str, object]
Emitted: TypeAlias = tuple[str, Row]
Section: TypeAlias = Iterator[Emitted]


def tie(source: str, target: str, since: int | None = None, until: int | None = None, item: str = "") -> Row:
    """A relation's line with its validity; `until` is the first day on which it no longer holds."""
    row: Row = {"from": source, "to": target}
    if item:
        row["item"] = item
    if since is not None:
        row["validFrom"] = ISO[since]
    if until is not None:
        row["validTo"] = ISO[until]
    return row


def yuan(fen: int) -> str:
    """Money as the exchange format writes it: a decimal string with two places."""
    return f"{fen // 100}.{fen % 100:02}"
