"""How what restricts a debtor ends: a clerk may record performance; whatever else ends it, a judge decides."""

from __future__ import annotations

from graph.lifecycle.actors import CLERK, JUDGE
from graph.lifecycle.days import happened
from graph.lifecycle.machine import Effect, Setting, Step
from graph.lifecycle.scene import Scene


def ending(
    to: str, *, since: str, law: str, sets: Setting = lambda scene: {}, effects: tuple[Effect, ...] = ()
) -> tuple[Step, Step]:
    """Both ways of END to a state; `since` names the day before which nothing ends it."""
    needs = happened("endedOn", since, law)
    return (
        Step(
            to=to,
            law=law,
            by=(JUDGE, CLERK),
            needs=needs,
            sets=sets,
            effects=effects,
            when=_performed,
            only="it was performed",
        ),
        Step(to=to, law=law, by=(JUDGE,), needs=needs, sets=sets, effects=effects, only="for any other cause"),
    )


def _performed(scene: Scene) -> bool:
    return scene.facts.get("liftCause") == "PERFORMED"
