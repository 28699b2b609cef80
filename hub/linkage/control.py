"""Sole control: what subjects control, and who controls a company."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.rules.control.control import Control
from graph.rules.control.sole import Controls, controls
from graph.rules.control.thresholds import Limits
from hub.errors import ErrorCode, HubError, too_costly
from hub.linkage.below import read_below
from hub.linkage.beside import Beside
from hub.linkage.registers import Bounds, Registers
from hub.linkage.ties import ties_of
from hub.read.fields import Inquiry, Walk
from hub.read.inquiry import answered
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
    page = wanted_page(walk.arguments, (str,), walk.cursors)
    after = page.after[0] if page.after else ""
    found = yield from controlled(walk)
    shown = {id_: [each for each in sorted(companies) if each > after] for id_, companies in found.items()}
    nodes = yield from walk.nodes(each for companies in shown.values() for each in companies[: page.first])
    return {
        id_: connection(
            [(nodes[each], walk.cursors.write((each,))) for each in companies[: page.first] if each in nodes],
            further=len(companies) > page.first,
            after=page.after,
            total=len(found[id_]),
        )
        for id_, companies in shown.items()
    }


def controlled(walk: Walk) -> Inquiry[dict[str, Sequence[str]]]:
    """By subject the companies that it controls alone, nearest first. Raises HubError TOO_COSTLY, UNAVAILABLE."""
    registers, bounds = Registers(), Bounds(walk.limits)
    found: dict[str, Controls] = {}

    def judge() -> dict[str, Controls]:
        control = Control(ties_of(registers, Beside(), walk.time.as_of), limits=limits_of(bounds))
        return bounds.judged(walk.ids, lambda id_: controls(control, id_))

    def commanding() -> Inquiry[Iterable[str]]:
        nonlocal found
        found = judge()
        return answered([each for answer in found.values() for each in answer.companies])

    yield from read_below(registers, walk.ids, commanding, walk.time, bounds)
    most = max(answer.count for answer in found.values()) if found else 0
    if most > bounds.limits.companies:
        raise too_costly("companies controlled", most, bounds.limits.companies)
    cut = registers.cut | registers.cut_below
    if not found or cut.intersection(_met(found)) or any(answer.truncated for answer in found.values()):
        # A list has no place to say that it is cut short.
        raise HubError(ErrorCode.UNAVAILABLE, "what is controlled could not be told in time, or within bounds")
    return {id_: answer.companies for id_, answer in found.items()}


def _met(found: Mapping[str, Controls]) -> Iterable[str]:
    return (each for id_, answer in found.items() for each in (id_, *answer.companies))
