"""Who a subject is for an executor: its name, and the number without which nobody may be met (D6.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.cypher.rows import NODE_KIND, Layout
from graph.plan import Select, Slice
from graph.rules.identifiers import CITIZEN_ID, USCC
from graph.rules.sealing import Protected
from hub.door.door import Door
from hub.read.by_id import nodes_by_id
from hub.read.view import NodeView, SealedNumber

_CITIZEN: Final = ("citizenMatch", "citizenMask", "citizenSealed")
_DOCUMENT: Final = ("documentMatch", "documentMask", "documentSealed")
_SELECT: Final = Select(properties=("name", "uscc", "documentType", *_CITIZEN, *_DOCUMENT))


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbered:
    """`number` is in clear for a unit, sealed for a person, None where no record has one; `mask` as published."""

    kind: str
    name: str | None
    scheme: str | None = None
    mask: str | None = None
    number: str | SealedNumber | None = None


async def numbered(door: Door, ids: Iterable[str], now: Slice) -> Mapping[str, Numbered]:
    """Those of the subjects that are there, by the ids asked."""
    wanted = sorted(set(ids))
    rows = await door.own_rows(nodes_by_id(wanted, _SELECT, now)) if wanted else []
    return {id_: _of(row, now) for id_, row in zip(wanted, rows, strict=True) if row is not None}


def _of(row: list[Any], now: Slice) -> Numbered:
    view = NodeView(row, Layout.of(_SELECT), now)
    kind, name = str(row[NODE_KIND]), view.pick("name")
    code = view.pick("uscc")
    if code is not None:
        return Numbered(kind=kind, name=name, scheme=USCC, mask=code, number=code)
    for names in (_CITIZEN, _DOCUMENT):
        for said in view.told((*names, "documentType")):
            match, mask, sealed = (said[each] for each in names)
            scheme = CITIZEN_ID if names is _CITIZEN else said["documentType"]
            if None not in (match, mask, sealed, scheme):
                number = SealedNumber(Protected(scheme=scheme, match=match, mask=mask, sealed=sealed))
                return Numbered(kind=kind, name=name, scheme=scheme, mask=mask, number=number)
    return Numbered(kind=kind, name=name)
