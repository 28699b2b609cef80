"""A kind of case as one table, and the one function that moves it.

    refused, because                        the caller is told
    the state does not take the event       IllegalStep: what it takes instead
    another has to do it                    NotYours: who
    a rule stands in the way                GuardFailed: rule, law, what is allowed

A step says where it leads, who does it, what must hold, what becomes known by it and what else must happen in
the same transaction. From the same rows come the inputs and `allowedEvents` of the API, the deadlines, who may do
what, and a text that a lawyer reads (`docs/LIFECYCLES.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from graph.catalogue.definitions import Trigger
from graph.lifecycle.scene import Actor, Scene
from graph.model.declare import Attribute
from graph.rules.clocks import Due, Limit
from graph.rules.days import end_of_legal_day

Setting = Callable[[Scene], Mapping[str, Any]]


class Effect(StrEnum):
    """What a step brings about besides, in the same transaction."""

    TELL = "TELL"  # from now on it is told to whoever may ask about measures
    REST = "REST"  # limits on transport rest until the day that the event names
    INSTRUCT = "INSTRUCT"  # whoever carries its measures out is told to
    CORRECT = "CORRECT"  # whoever was told is told what is right
    LIFT = "LIFT"  # whoever was told is told to lift it
    WITHDRAW = "WITHDRAW"  # whoever was told is told that it should never have been
    REPAIR = "REPAIR"  # use of what it is about stops, and whoever was told of that is told so
    STOP = "STOP"  # nobody outside the courts reads it any more, in none of its versions
    END = "END"  # every measure of the file that performance ends, ends
    SEND = "SEND"  # of an instruction: its executor is told


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One thing that an event brings."""

    attribute: Attribute
    required: bool = True


def facts(*needed: Attribute, may: tuple[Attribute, ...] = ()) -> tuple[Fact, ...]:
    """What an event must bring, and what it may."""
    return (*(Fact(attribute=each) for each in needed), *(Fact(attribute=each, required=False) for each in may))


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """What may happen. Its name is the API's, in capitals."""

    name: str
    zh: str
    doc: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard:
    """A rule that must hold. `check` gives None, or one sentence: what is wrong, and what is allowed."""

    rule: str
    law: str
    check: Callable[[Scene], str | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One cell of the table. `hub`: the hub itself may do it, when a clock is over or a report says so.

    Of several steps for one state and event the first whose condition `when` holds is taken; the last has none.
    `only` is the condition in words.
    """

    to: str
    law: str
    by: tuple[Actor, ...] = ()
    needs: tuple[Guard, ...] = ()
    sets: Setting = field(default=lambda scene: {})
    effects: tuple[Effect, ...] = ()
    hub: bool = False
    when: Callable[[Scene], bool] = field(default=lambda scene: True)
    only: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """A clock that runs in some states: from a day or an instant that is known, for a limit of the catalogue with
    its law; without one the day itself is the last, by the `law` named. `fires`: what the hub does when over.
    `warns`: the limit so many days before whose end it is warned of, where it has none itself. `unless`: known of
    the case, it does not run. `answered`: a kind of case, and what the hub does here once one of it lets it.
    """

    name: str
    zh: str
    states: tuple[str, ...]
    since: str
    limit: str | None = None
    law: str = ""
    fires: str | None = None
    warns: str | None = None
    unless: tuple[str, ...] = ()
    answered: tuple[str, str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """A deadline of one case."""

    deadline: Deadline
    due: Due


@dataclass(frozen=True, kw_only=True, slots=True)
class Stepped:
    """What an event makes of a case: its state, all that is known of it then, what else must happen."""

    state: str
    known: Mapping[str, Any]
    effects: tuple[Effect, ...]


class StepRefused(Exception):
    """The event does not happen."""


class IllegalStep(StepRefused):
    """The state does not take it; `allowed` are those that it takes."""

    def __init__(self, event: str, state: str, allowed: tuple[str, ...]) -> None:
        takes = f"allowed: {', '.join(allowed)}" if allowed else "no event is allowed any more"
        super().__init__(f"{event} in state {state}: {takes}")
        self.allowed = allowed


class NotYours(StepRefused):
    """Somebody else has to do it."""


class GuardFailed(StepRefused):
    """A rule stands in the way."""

    def __init__(self, guard: Guard, why: str) -> None:
        super().__init__(why)
        self.rule, self.law = guard.rule, guard.law


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """The table of one kind of case. `opening` makes a case: its step leads to the first state.

    `states` by name: what it is called. `trigger`: which measures of the catalogue follow from it, None for none.
    `beside`: kinds of case in the same file that its rules look at.
    """

    kind: str
    table: str
    zh: str
    doc: str
    states: Mapping[str, str]
    opening: tuple[Event, Step]
    steps: Mapping[tuple[str, Event], tuple[Step, ...]]
    deadlines: tuple[Deadline, ...] = ()
    trigger: Trigger | None = None
    beside: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        named = self.states.keys()
        for (state, event), ways in self.steps.items():
            if state not in named or not ways or any(way.to not in named for way in ways):
                raise ValueError(f"{self.table}: {event.name} in {state} names a state that is none")
        if self.opening[1].to not in self.states:
            raise ValueError(f"{self.table}: it opens in a state that is none")
        for deadline in self.deadlines:
            if (deadline.limit is None) is not bool(deadline.law):
                raise ValueError(f"{self.table}: {deadline.name} has its law or a limit that has one")
            if deadline.fires is not None and any(
                (state, deadline.fires) not in self._cells for state in deadline.states
            ):
                raise ValueError(f"{self.table}: {deadline.name} fires what not all its states take")
            if deadline.answered is not None and any(
                (state, deadline.answered[1]) not in self._cells for state in deadline.states
            ):
                raise ValueError(f"{self.table}: {deadline.name} is answered by what not all its states take")

    @property
    def _cells(self) -> dict[tuple[str, str], tuple[Step, ...]]:
        return {(state, event.name): ways for (state, event), ways in self.steps.items()}

    @property
    def events(self) -> tuple[Event, ...]:
        """Those that a case takes once it is open, in the order of the table."""
        return tuple({event.name: event for _, event in self.steps}.values())

    @property
    def instructs(self) -> bool:
        """Whether its cases lead to instructions."""
        ways = [self.opening[1], *(way for ways in self.steps.values() for way in ways)]
        return any({Effect.INSTRUCT, Effect.REPAIR} & set(way.effects) for way in ways)

    @property
    def actors(self) -> frozenset[Actor]:
        """All who may do something here."""
        ways = [self.opening[1], *(way for ways in self.steps.values() for way in ways)]
        return frozenset(actor for way in ways for actor in way.by)

    def allowed(self, state: str) -> tuple[str, ...]:
        """The events that a state takes from somebody."""
        return tuple(
            event.name for (of, event), ways in self.steps.items() if of == state and any(way.by for way in ways)
        )

    def open(self, scene: Scene, actor: Actor | None) -> Stepped:
        """The case made. Raises StepRefused."""
        event, step = self.opening
        return self._take(event, (step,), scene, actor)

    def step(self, event: str, scene: Scene, actor: Actor | None) -> Stepped:
        """The case moved; `actor` None: by the hub itself. Raises StepRefused."""
        ways = self._cells.get((scene.state, event))
        if ways is None or (actor is not None and event not in self.allowed(scene.state)):
            raise IllegalStep(event, scene.state, self.allowed(scene.state))
        named = next(each for each in self.events if each.name == event)
        return self._take(named, ways, scene, actor)

    def running(
        self, state: str, known: Mapping[str, Any], due: Callable[[str | Limit, date], Due]
    ) -> Iterator[Running]:
        """The deadlines of a case in this state, in the order of the table."""
        for deadline in self.deadlines:
            since = known.get(deadline.since)
            ended = any(known.get(name) is not None for name in deadline.unless)
            if state in deadline.states and since is not None and not ended:
                start = datetime.fromisoformat(since) if "T" in since else date.fromisoformat(since)
                ends = _on(start) if deadline.limit is None else due(deadline.limit, start)
                yield Running(deadline=deadline, due=ends)

    def _take(self, event: Event, ways: tuple[Step, ...], scene: Scene, actor: Actor | None) -> Stepped:
        way = next(each for each in ways if each.when(scene))
        if not way.hub if actor is None else actor not in way.by:
            who = ", ".join(dict.fromkeys(map(str, way.by))) or "the hub itself"
            raise NotYours(f"{event.name} is done by {who}")
        for guard in way.needs:
            if (why := guard.check(scene)) is not None:
                raise GuardFailed(guard, why)
        brought = {
            fact.attribute.name: value
            for fact in event.facts
            if (value := scene.facts.get(fact.attribute.name)) is not None
        }
        known = {**scene.known, **brought, **way.sets(scene)}
        return Stepped(state=way.to, known=known, effects=way.effects)


def _on(day: date) -> Due:
    """A day that is itself the last one."""
    return Due(on=day, at=end_of_legal_day(day), provisional=False)
