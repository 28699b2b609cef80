"""Sole control: what subjects control, and who controls a company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.plan import Direction
from graph.rules.control.control import Control
from graph.rules.control.sole import controls
from graph.rules.control.thresholds import Limits
from hub.errors import ErrorCode, HubError, too_costly
from hub.linkage.beside import Beside
from hub.linkage.registers import Bounds, Registers, asked
from hub.linkage.ties import ties_of
from hub.read.cursor import write_cursor
from hub.read.fields import Inquiry, Walk
from hub.read.pages import connection, wanted_page

LISTED_MAX = 1_000  # of `controls`; `controlled` pages through any number


def limits_of(bounds: Bounds) -> Limits:
    """The same bounds, for the rules."""
    return Limits(told=bounds.limits.companies, expired=bounds.expired)


def walk_controls(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`controls` of all parents. Raises HubError TOO_COSTLY beyond the list's bound, or the walk's."""
    found = yield from controlled(walk)
    for companies in found.values():
        if len(companies) > LISTED_MAX:
            raise too_costly(
                "companies in `controls`; `controlled` gives them page by page", len(companies), LISTED_MAX
            )
    nodes = yield from walk.nodes(company for companies in found.values() for company in companies)
    return {id_: [nodes[each] for each in companies if each in nodes] for id_, companies in found.items()}


def walk_controlled(walk: Walk) -> Inquiry[Mapping[str, Any]]:
    """`controlled` of all parents: a page of the companies in order of id."""
    page = wanted_page(walk.arguments, (str,))
    after = page.after[0] if page.after else ""
    found = yield from controlled(walk)
    shown = {id_: [each for each in sorted(companies) if each > after] for id_, companies in found.items()}
    nodes = yield from walk.nodes(each for companies in shown.values() for each in companies[: page.first])
    return {
        id_: connection(
            [(nodes[each], write_cursor((each,))) for each in companies[: page.first] if each in nodes],
            further=len(companies) > page.first,
            after=page.after,
            total=len(found[id_]),
        )
        for id_, companies in shown.items()
    }


def controlled(walk: Walk) -> Inquiry[dict[str, Sequence[str]]]:
    """By subject the companies that it controls alone, nearest first.

    Each step asks what those who command hold, then for the whole registers of what they may have the majority of:
    a register that sums to more than the whole makes nobody's majority certain.
    """
    registers, bounds = Registers(), Bounds(walk.limits)
    found: dict[str, Sequence[str]] = {}
    below: set[str] = set()
    frontier = list(walk.ids)
    while frontier:
        if not bounds.round(registers):
            raise too_costly("rounds and holdings of a walk", len(registers.stakes), bounds.limits.holdings)
        below.update(frontier)
        yield from asked(registers, frontier, Direction.OUT, walk.time, bounds)
        likely = [id_ for id_ in _half_held(registers, below) if id_ not in registers.read]
        if likely:
            yield from asked(registers, likely, Direction.IN, walk.time, bounds)
        control = Control(ties_of(registers, Beside(), walk.time.as_of), limits=limits_of(bounds))
        answers = {id_: controls(control, id_) for id_ in walk.ids}
        most = max(answer.count for answer in answers.values())
        if most > bounds.limits.companies:
            raise too_costly("companies controlled", most, bounds.limits.companies)
        if any(answer.truncated for answer in answers.values()):
            # A list has no place to say that it is cut short.
            raise HubError(ErrorCode.UNAVAILABLE, "what is controlled could not be told in time, or within bounds")
        found = {id_: answer.companies for id_, answer in answers.items()}
        taken = dict.fromkeys(each for companies in found.values() for each in companies)
        frontier = [each for each in taken if each not in below]
    return found


def _half_held(registers: Registers, holders: Iterable[str]) -> list[str]:
    """Companies of which these holders together may have more than a half."""
    commanding = set(holders)
    held: dict[str, float] = {}
    for stake in registers.stakes.values():
        if stake.holder in commanding:
            share = stake.voting if stake.voting is not None else stake.lower
            held[stake.held] = held.get(stake.held, 0.0) + share
    return [company for company, share in held.items() if share > 0.499_999]
