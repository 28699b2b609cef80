"""Whoever is listed must be restricted, too (限消规定 第一条第二款): what is left to do until then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.lifecycle.machine import Deadline, Event, Guard, Step
from graph.lifecycle.scene import Scene

RESTRICTION: Final = "RESTRICTION"
LAW: Final = "法释〔2015〕17号 第一条第二款"
RESTRICTED: Final = Event(
    name="RESTRICTED", zh="已限制消费", doc="A restriction of the same file stands against whom it meets."
)
STANDS: Final = ("SERVED", "DELIVERED")  # the latter: a delivery brought it


def stands(scene: Scene) -> bool:
    """Whether an order of the same file stands against the same debtor."""
    orders = scene.beside.get(RESTRICTION, ())
    return any(each["state"] in STANDS and each["target"] == scene.target.id for each in orders)


def seen(scene: Scene) -> Mapping[str, Any]:
    """What the list notes of one that stands."""
    return {"restrictedOn": scene.today.isoformat()} if stands(scene) else {}


def _stands(scene: Scene) -> str | None:
    return None if stands(scene) else "no restriction of the file stands against it; allowed: once one is served"


def noted(state: str) -> Step:
    """The hub's own step in a state: the order is there, nothing is left to do."""
    return Step(to=state, law=LAW, hub=True, needs=(Guard(rule="RESTRICTION", law=LAW, check=_stands),), sets=seen)


def missing(*states: str) -> Deadline:
    """The clock of what is left to do."""
    return Deadline(
        name="RESTRICTION",
        zh="应同时限制消费",
        states=states,
        since="publishedOn",
        limit="LISTING_RESTRICTION",
        unless=("restrictedOn", "endedOn"),
        answered=(RESTRICTION, RESTRICTED.name),
    )
