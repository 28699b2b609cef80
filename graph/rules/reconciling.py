"""Whether an agency holds what it was told, by its own list and count: pure, both ways.

    STILL_IN_FORCE_THERE   ended here, and whoever carries it out has it in force: the one that harms somebody
    UNKNOWN_HERE           in force there under an id that was never sent
    LIFTED_THERE           in force here, and lifted there
    MISSING_THERE          in force here and known to have arrived, and not in their list
    NEVER_ARRIVED          in force here, no further try is made to tell it, and not in their list
    COUNT                  their count is not that of their list

What would be one of these and is still on its way is none: a message waits to be sent, or arrived so lately that
their list may be of before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Here(StrEnum):
    """How an instruction stands with us. DISPUTED: returned or objected to, so either is right there."""

    IN_FORCE = "IN_FORCE"
    DISPUTED = "DISPUTED"
    ENDED = "ENDED"


class There(StrEnum):
    IN_FORCE = "IN_FORCE"
    LIFTED = "LIFTED"


class Difference(StrEnum):
    """In the order in which a human should look."""

    STILL_IN_FORCE_THERE = "STILL_IN_FORCE_THERE"
    UNKNOWN_HERE = "UNKNOWN_HERE"
    LIFTED_THERE = "LIFTED_THERE"
    MISSING_THERE = "MISSING_THERE"
    NEVER_ARRIVED = "NEVER_ARRIVED"
    COUNT = "COUNT"


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One instruction of ours at the agency: `ids` are those of its messages, under which it was sent; `state` is
    that of its table, of which `here` is the sense.

    `arrived`: at least one did; `arrived_at` the last such instant (stored) and `arrived_id` which one, if known.
    `waits`: one is to be sent yet.
    """

    key: str
    measure: str
    case_number: str | None
    state: str
    here: Here
    ids: tuple[str, ...]
    arrived: bool
    arrived_at: str | None = None
    arrived_id: str | None = None
    waits: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One entry of their list; `since` as they say it."""

    id: str
    status: There
    since: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """Their list. One that is not `whole` proves nothing by what is absent from it; `count` is their own total."""

    entries: Sequence[Held]
    count: int | None = None
    whole: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One difference. `instruction` is our key; `id` theirs, or the one of ours that arrived last."""

    difference: Difference
    instruction: str = ""
    id: str = ""
    case_number: str = ""
    measure: str = ""
    ours: str = ""
    theirs: str = ""
    since: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reconciled:
    """Each of `ours` is agreed, under way, unjudged (absent from a list that is not whole) or a difference."""

    ours: int
    ours_in_force: int
    theirs: int
    theirs_in_force: int
    agreed: int
    under_way: int
    unjudged: int
    differences: tuple[Found, ...]


def reconcile(ours: Iterable[Told], listed: Listed, settled_until: str) -> Reconciled:
    """`settled_until`: what arrived after it (stored) may not be in their list yet.

    An id that stands twice is one entry. In force counts before lifted, also where an instruction is listed under
    several of its messages: whoever holds it in force under any of them carries it out.
    """
    theirs = _by_id(listed.entries)
    found: list[Found] = []
    known: set[str] = set()
    number = in_force = agreed = under_way = unjudged = 0
    for told in ours:
        number += 1
        in_force += told.here is not Here.ENDED
        known.update(told.ids)
        entry = _entry_of(told, theirs)
        difference = _difference(told, entry)
        if difference is None:
            agreed += 1
        elif told.waits or (told.arrived_at or "") > settled_until:
            under_way += 1
        elif entry is None and not listed.whole:
            unjudged += 1
        else:
            found.append(_found(difference, told, entry))
    found += [
        Found(difference=Difference.UNKNOWN_HERE, id=each.id, theirs=each.status.value, since=each.since or "")
        for each in theirs.values()
        if each.id not in known and each.status is There.IN_FORCE
    ]
    if listed.whole and listed.count is not None and listed.count != len(theirs):
        found.append(Found(difference=Difference.COUNT, ours=str(len(theirs)), theirs=str(listed.count)))
    rank = {each: place for place, each in enumerate(Difference)}
    return Reconciled(
        ours=number,
        ours_in_force=in_force,
        theirs=len(theirs),
        theirs_in_force=sum(each.status is There.IN_FORCE for each in theirs.values()),
        agreed=agreed,
        under_way=under_way,
        unjudged=unjudged,
        differences=tuple(sorted(found, key=lambda each: (rank[each.difference], each.instruction, each.id))),
    )


def _by_id(entries: Iterable[Held]) -> dict[str, Held]:
    found: dict[str, Held] = {}
    for entry in entries:
        before = found.get(entry.id)
        if before is None or before.status is There.LIFTED:
            found[entry.id] = entry
    return found


def _entry_of(told: Told, theirs: Mapping[str, Held]) -> Held | None:
    entries = [theirs[each] for each in told.ids if each in theirs]
    return min(entries, key=lambda each: each.status is not There.IN_FORCE, default=None)


def _difference(told: Told, entry: Held | None) -> Difference | None:
    if entry is not None and entry.status is There.IN_FORCE:
        return Difference.STILL_IN_FORCE_THERE if told.here is Here.ENDED else None
    if told.here is not Here.IN_FORCE:
        return None
    if entry is not None:
        return Difference.LIFTED_THERE
    return Difference.MISSING_THERE if told.arrived else Difference.NEVER_ARRIVED


def _found(difference: Difference, told: Told, entry: Held | None) -> Found:
    return Found(
        difference=difference,
        instruction=told.key,
        id=entry.id if entry is not None else told.arrived_id or "",
        case_number=told.case_number or "",
        measure=told.measure,
        ours=told.state,
        theirs="" if entry is None else entry.status.value,
        since=(entry.since if entry is not None else None) or told.arrived_at or "",
    )
