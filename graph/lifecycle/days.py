"""Rules about days that several tables share."""

from __future__ import annotations

from graph.lifecycle.machine import Guard, Setting
from graph.lifecycle.scene import Scene


def not_before(name: str, earlier: str, rule: str, law: str) -> Guard:
    """The one day is not before the other, where both are known."""

    def check(scene: Scene) -> str | None:
        day, bound = scene.day(name), scene.day(earlier)
        if day is None or bound is None or day >= bound:
            return None
        return f"{name}: {day} is before {earlier}, {bound}; allowed: from {bound} on"

    return Guard(rule=rule, law=law, check=check)


def past(name: str, law: str) -> Guard:
    """What is said to have happened has: its day is today or past."""

    def check(scene: Scene) -> str | None:
        day = scene.day(name)
        if day is None or day <= scene.today:
            return None
        return f"{name}: {day} is still to come; allowed: up to {scene.today}"

    return Guard(rule="NOT_TO_COME", law=law, check=check)


def happened(name: str, earlier: str, law: str) -> tuple[Guard, Guard]:
    """It has happened, and not before the other."""
    return past(name, law), not_before(name, earlier, "ORDER_OF_DAYS", law)


def today(*names: str) -> Setting:
    """What the hub does itself is done today, whatever day somebody would like it to have been."""
    return lambda scene: dict.fromkeys(names, scene.today.isoformat())
