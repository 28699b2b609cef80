"""Which message of a line goes next, and when a line is to be looked at: pure.

A line is what one agency is told of one subject, in the order of its numbers. A message that fails holds those
behind it back, and one that is dead (no further try, a human has to look) does so until it is put back. Two things
do not wait for that, since nothing may keep a measure alive that has ended (法〔2021〕322号 第二十三条):

    what tells of an end (LIFT, WITHDRAW) passes over what failed or is dead, and what that holds back
    of an instruction whose end is told, what was told before and has not arrived is overtaken: never sent any more
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

URGENT_LANE: Final = 0
LANE: Final = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """One message that is not known to have arrived; `due_at` a stored instant, `tries` those that failed."""

    key: str
    number: int
    instruction: str
    urgent: bool
    due_at: str
    tries: int = 0
    dead: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """`message` is to be sent now; `wakes_at` is when there is one next (stored), None: not before something new.

    `urgent`: something that tells of an end waits on the line, so all before it is in a hurry, too.
    """

    message: Waiting | None
    overtaken: tuple[Waiting, ...]
    wakes_at: str | None
    urgent: bool


def turn_of(waiting: Sequence[Waiting], now: str) -> Turn:
    """Of all that waits on one line at an instant."""
    ordered = sorted(waiting, key=lambda each: each.number)
    ends = {each.instruction: each.number for each in ordered if each.urgent}
    overtaken = tuple(each for each in ordered if each.number < ends.get(each.instruction, 0))
    left = [each for each in ordered if each not in overtaken]
    free = _free(left)
    due = [each for each in free if each.due_at <= now]
    return Turn(
        message=min(due, key=lambda each: (not each.urgent, each.number), default=None),
        overtaken=overtaken,
        wakes_at=min((each.due_at for each in free), default=None),
        urgent=any(each.urgent and not each.dead for each in left),
    )


def _free(left: Sequence[Waiting]) -> list[Waiting]:
    """Those that wait for no other: the first one, and ends before which everything failed or is held back."""
    found: list[Waiting] = []
    for place, each in enumerate(left):
        if each.dead or not (place == 0 or each.urgent):
            continue
        found.append(each)
        if not each.tries:
            break
    return found


def work_of(agency: str, urgent: bool, wakes_at: str) -> str:
    """What a line says of its work, so that one range of an index holds what of an agency's is due, in order."""
    return f"{agency}|{URGENT_LANE if urgent else LANE}|{wakes_at}"
