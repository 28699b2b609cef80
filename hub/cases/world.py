"""What guards look at besides the case itself, read by the hub for itself.

Whether the target may be met is judged on what is recorded, not on what the caller may see of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from graph.cypher import desk
from graph.cypher.rows import FACT_GRADE, FACT_HEAD, FACT_TYPE, NODE_ID, NODE_KIND, Layout
from graph.lifecycle.scene import Target
from graph.model import MODEL
from graph.model.courts import ANY_PARTY
from graph.model.declare import Grade
from graph.model.offices import HOLDERS
from graph.plan import Direction, Expand, Find, KeyScheme, Select, Slice
from graph.rules.responsible_persons import finding_refusal
from hub.door.door import Door
from hub.errors import ErrorCode, HubError
from hub.read.by_id import nodes_by_id
from hub.read.view import NodeView

PARTIES_MAX: Final = 1_000  # of one case
OFFICERS_MAX: Final = 1_000  # of one unit
ORDERS_MAX: Final = 1_000  # against one subject
RECORDS_MAX: Final = 100  # of one court
IDS_MAX: Final = 1_000  # of one subject
DEBTOR: Final = "JUDGMENT_DEBTOR"
# A register or the court says who is a party; what a party states of another is no ground for a measure.
ON_RECORD: Final = (Grade.A, Grade.B)
ROLES: Final[Mapping[str, str]] = {
    "LEGAL_REP_OF": "LEGAL_REPRESENTATIVE",
    "PRINCIPAL_OF": "PRINCIPAL_OFFICER",
}

_NUMBERS: Final = ("uscc", "citizenMatch", "documentMatch")
_TARGET: Final = Select(properties=("birthDate", *_NUMBERS))
_PARTIES: Final = Expand(
    relations=("PARTY_TO",),
    direction=Direction.IN,
    kinds=ANY_PARTY,
    first=PARTIES_MAX,
    properties=("partyRole",),
    separate=True,
)
_OFFICERS: Final = Expand(
    relations=tuple(ROLES),
    direction=Direction.IN,
    kinds=HOLDERS,
    first=OFFICERS_MAX,
    separate=True,
    ended=False,
)
_ORDER: Final = Select(properties=("state", "caseNumber", "liftedOn"))
_ORDERS: Final = Expand(
    relations=("TARGETS",),
    direction=Direction.IN,
    kinds=MODEL.relations["TARGETS"].sources,
    first=ORDERS_MAX,
    node=_ORDER,
)
_MET: Final = Select(edges=(_ORDERS,))
_CASE: Final = Select(edges=(_PARTIES,))
_UNIT: Final = Select(edges=(_OFFICERS,))


async def target_of(door: Door, id_: str, case_number: str | None, role_on: date | None, now: Slice) -> Target:
    """The target as recorded; `role_on`: the day on which its roles in the case's debtors are asked."""
    row = await door.own_find(nodes_by_id([id_], _TARGET, now))
    if row is None:
        raise HubError(ErrorCode.UNAVAILABLE, "whom the case meets is not in the graph any more")
    view = NodeView(row, Layout.of(_TARGET), now)
    # Its subject's id: the record that was met may have been merged since.
    id_ = str(row[NODE_ID])
    debtors = await debtors_of(door, case_number, now) if case_number is not None else {}
    units = {unit: kind for unit, kind in debtors.items() if kind != "PERSON"}
    person = str(row[NODE_KIND]) == "PERSON"
    today = await _held(door, id_, units, date.fromisoformat(now.as_of), now) if person else {}
    then = await _held(door, id_, units, role_on, now) if person and role_on is not None else {}
    held_then = frozenset(role for roles in then.values() for role in roles)
    return Target(
        id=id_,
        kind=str(row[NODE_KIND]),
        born=tuple(date.fromisoformat(day) for day in view.every("birthDate")),
        debtor=id_ in debtors,
        debtors=debtors,
        # A former officer is met on a finding of the court only (`graph.lifecycle.responsible`).
        held=frozenset(role for unit, roles in then.items() for role in roles & today.get(unit, set())),
        held_then=held_then,
        heads=frozenset(today),
        numbered=any(view.pick(name) is not None for name in _NUMBERS),
    )


async def delivered(
    door: Door, kind: str, id_: str, case_number: str | None, now: Slice
) -> list[Mapping[str, Any]]:
    """Cases of the kind and the file against the subject that a delivery brought and that are in force or to come.

    They have no state of ours: `DELIVERED` stands for it.
    """
    row = await door.own_find(nodes_by_id([id_], _MET, now)) if case_number is not None else None
    if row is None:
        return []
    edges = _whole(NodeView(row, Layout.of(_MET), now).edges(_ORDERS), ORDERS_MAX, "orders against the subject")
    views = [NodeView(node, Layout.of(_ORDER), now) for node, _, _ in edges if node[NODE_KIND] == kind]
    return [
        {"state": "DELIVERED"}
        for view in views
        if view.pick("state") is None and view.pick("caseNumber") == case_number and view.pick("liftedOn") is None
    ]


async def ids_of(door: Door, id_: str) -> frozenset[str]:
    """Under which ids the subject stands and stood: a case names the one that it met."""
    lines = await door.ids_of(id_, IDS_MAX + 1)
    if len(lines) > IDS_MAX:
        raise HubError(ErrorCode.UNAVAILABLE, f"whom the case meets was merged more than {IDS_MAX} times")
    return frozenset((id_, *(str(line[0]) for line in lines)))


async def court_name(door: Door, code: str | None) -> str | None:
    """The name of the court of a code, where the graph has the court."""
    if code is None:
        return None
    [[rows]] = await door.own(desk.open_by("COURT", "courtCode", code, RECORDS_MAX))
    names = sorted(str(piece["name"]) for *_, told in rows for piece in told if "name" in piece)
    return names[0] if names else None


async def debtors_of(door: Door, case_number: str, now: Slice) -> dict[str, str]:
    """The judgment debtors on record, their kind by id."""
    find = Find(keys=((KeyScheme.CASE_NUMBER, case_number),), kinds=("CASE",), time=now, node=_CASE)
    row = await door.own_find(find)
    if row is None:
        return {}
    edges = _whole(NodeView(row, Layout.of(_CASE), now).edges(_PARTIES), PARTIES_MAX, "parties of the case")
    return {
        str(node[NODE_ID]): str(node[NODE_KIND])
        for node, fact, _ in edges
        if fact[FACT_HEAD] == DEBTOR and fact[FACT_GRADE] in ON_RECORD
    }


async def _held(door: Door, id_: str, units: Iterable[str], on: date, now: Slice) -> dict[str, set[str]]:
    """In which of the units it has which offices on the day."""
    time, ids = Slice(as_of=on.isoformat(), known_at=now.known_at), sorted(units)
    rows = await door.own_rows(nodes_by_id(ids, _UNIT, time)) if ids else []
    held: dict[str, set[str]] = {}
    for unit, row in zip(ids, rows, strict=True):
        if row is None:
            continue
        edges = _whole(
            NodeView(row, Layout.of(_UNIT), time).edges(_OFFICERS), OFFICERS_MAX, "officers of a debtor"
        )
        for node, fact, _ in edges:
            role = ROLES[fact[FACT_TYPE]]
            if node[NODE_ID] == id_ and finding_refusal(role, Grade(fact[FACT_GRADE])) is None:
                held.setdefault(unit, set()).add(role)
    return held


def _whole(edges: list[list[Any]], most: int, what: str) -> list[list[Any]]:
    """All of them, or nothing is judged by some."""
    if len(edges) > most:
        raise HubError(ErrorCode.UNAVAILABLE, f"{what}: more than {most}, too many to judge by")
    return edges
