"""The types of cases that move: what a case says of itself, and the inputs of its events, made from the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLString,
)

from graph.lifecycle.machine import Event, Fact, Machine
from graph.lifecycle.tables import LIFECYCLES, Lifecycle
from graph.model import MODEL
from graph.rules.clocks import overdue
from graph.rules.days import stored_instant
from graph.rules.moves import read
from hub.api.attributes import description, shown_type
from hub.api.making import enum_of, given, maybe
from hub.api.names import TYPES
from hub.api.queries.inputs import SubjectKey
from hub.api.scalars import DateTime
from hub.cases.limits import dues_of, law_of
from hub.read.fields import Property
from hub.read.view import NodeView

REMARK: Final = GraphQLInputField(GraphQLString, description="Why, in your own words (备注).")

CaseDeadline = GraphQLObjectType(
    "CaseDeadline",
    {
        "name": given(GraphQLString, "Which clock (期限名称)."),
        "dueAt": given(DateTime, "In time is what is done before this instant (届满时间)."),
        "provisional": given(
            GraphQLBoolean,
            "A year whose working days are not published yet decided it; computed again then (暂定).",
        ),
        "overdue": given(GraphQLBoolean, "It is past (已逾期)."),
        "law": given(GraphQLString, "Instrument and article (法律依据)."),
    },
    description="A clock of the law that runs in the case's state (期限).",
)
CaseMove = GraphQLObjectType(
    "CaseMove",
    {
        "version": given(GraphQLInt, "The version it led to (版本)."),
        "at": given(DateTime, "When it was recorded (记录时间)."),
        "event": given(GraphQLString, "What happened (事项)."),
        "state": given(GraphQLString, "Where it led (状态)."),
        "by": maybe(GraphQLString, "Whom the token named; null: the hub itself (经办人)."),
        "role": maybe(GraphQLString, "In which role (角色)."),
        "remark": maybe(GraphQLString, "Why, as said then (备注)."),
    },
    description="One move of a case (办理记录).",
)


def case_fields(kind: str) -> dict[str, GraphQLField]:
    """What a type that moves has besides its attributes; nothing for a kind that does not."""
    lifecycle = LIFECYCLES.get(kind)
    if lifecycle is None:
        return {}
    return {
        "deadlines": GraphQLField(
            GraphQLList(GraphQLNonNull(CaseDeadline)),
            description="Clocks that run now; null for what no desk here moves (期限).",
            extensions={"reads": Property(needs=_needs(lifecycle), read=lambda view: _deadlines(lifecycle, view))},
        ),
        "allowedEvents": GraphQLField(
            GraphQLList(GraphQLNonNull(event_names(kind))),
            description="What it takes in this state, from whom the table says; null for what no desk here moves"
            " (可办事项).",
            extensions={
                "reads": Property(needs=("state", lifecycle.told_by), read=lambda view: _allowed(lifecycle, view))
            },
        ),
        "history": GraphQLField(
            GraphQLList(GraphQLNonNull(CaseMove)),
            description="Its moves, the first one first; for courts' own staff (办理沿革).",
            extensions={"reads": Property(needs=("history",), read=_history)},
        ),
    }


_MOVES: Final = "history"


def _needs(lifecycle: Lifecycle) -> tuple[str, ...]:
    clocks = [deadline for machine in lifecycle.tables for deadline in machine.deadlines]
    looked_at = (name for each in clocks for name in (each.since, *each.unless))
    # Whoever does not see the moves does not see either that what a clock waits for has come.
    seen = (_MOVES,) if any(each.unless for each in clocks) else ()
    return tuple(dict.fromkeys(("state", "version", "caseNumber", lifecycle.told_by, *seen, *looked_at)))


def _history(view: NodeView) -> list[Mapping[str, Any]] | None:
    moves = view.pick(_MOVES)
    return None if moves is None else read(moves)


def _deadlines(lifecycle: Lifecycle, view: NodeView) -> list[dict[str, Any]] | None:
    known = {name: view.pick(name) for name in _needs(lifecycle)}
    machine = lifecycle.machine(known)
    if machine is None or known["state"] is None or known["version"] is None:
        return None
    now = datetime.fromisoformat(view.time.known_at)
    number = known["caseNumber"]
    return [
        {
            "name": running.deadline.name,
            "dueAt": stored_instant(running.due.at),
            "provisional": running.due.provisional,
            "overdue": overdue(running.due, now),
            "law": law_of(running.deadline.limit, number) if running.deadline.limit else running.deadline.law,
        }
        for running in machine.running(known["state"], known, dues_of(number))
        if not running.deadline.unless or known.get(_MOVES) is not None
    ]


def _allowed(lifecycle: Lifecycle, view: NodeView) -> list[str] | None:
    machine, state = lifecycle.machine({lifecycle.told_by: view.pick(lifecycle.told_by)}), view.pick("state")
    return None if machine is None or state is None else list(machine.allowed(state))


@cache
def event_names(kind: str) -> GraphQLEnumType:
    return names_of(TYPES[kind], somebodys(kind), MODEL.nodes[kind].zh)


def names_of(owner: str, events: Iterable[Event], zh: str) -> GraphQLEnumType:
    return enum_of(
        f"{owner}EventName",
        {event.name: description(event.doc, event.zh) for event in events},
        f"What may happen to a {owner} ({zh}事项).",
    )


def somebodys(kind: str) -> list[Event]:
    """The events that somebody does, not the hub itself."""
    return done_by_somebody(LIFECYCLES[kind].tables)


def done_by_somebody(tables: Iterable[Machine]) -> list[Event]:
    """As `somebodys`, each once in the order of the tables."""
    return list(
        {
            event.name: event
            for machine in tables
            for event in machine.events
            if any(way.by for (_, of), ways in machine.steps.items() if of == event for way in ways)
        }.values()
    )


def member_of(event: Event) -> str:
    """The event's name as a member of the input: ALLOW_EARLY_DELETION is `allowEarlyDeletion`."""
    first, *others = event.name.lower().split("_")
    return first + "".join(map(str.capitalize, others))


@cache
def opening_input(kind: str) -> GraphQLInputObjectType:
    """What a new case is told: whom it meets, and what its opening brings, by all tables of the kind."""
    owner, lifecycle = TYPES[kind], LIFECYCLES[kind]
    openings = [machine.opening[0] for machine in lifecycle.tables]
    facts = {fact.attribute.name: fact for event in openings for fact in event.facts}
    fields = {
        "subject": GraphQLInputField(
            GraphQLNonNull(SubjectKey), description="Whom it meets, by a number, never by a name (对象)."
        )
    }
    if len(lifecycle.tables) > 1:
        told_by = next(each for each in MODEL.nodes[kind].attributes if each.name == lifecycle.told_by)
        chosen = _input(owner, Fact(attribute=told_by))
        fields[told_by.name] = GraphQLInputField(chosen.type, description=chosen.description)
    needed = {
        name
        for name in facts
        if all(any(f.attribute.name == name and f.required for f in e.facts) for e in openings)
    }
    for name, fact in facts.items():
        fields[name] = _input(owner, Fact(attribute=fact.attribute, required=name in needed))
    return GraphQLInputObjectType(
        f"{owner}Input",
        {**fields, "remark": REMARK},
        description="; ".join(description(event.doc, event.zh) for event in openings),
    )


@cache
def event_input(kind: str) -> GraphQLInputObjectType:
    """Exactly one event."""
    return input_of(TYPES[kind], somebodys(kind), MODEL.nodes[kind].zh)


def input_of(owner: str, events: Iterable[Event], zh: str) -> GraphQLInputObjectType:
    return GraphQLInputObjectType(
        f"{owner}Event",
        {member_of(event): GraphQLInputField(_of_event(owner, event)) for event in events},
        description=f"Exactly one event ({zh}办理事项).",
        is_one_of=True,
    )


def event_of(events: Iterable[Event], given: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The event's name and what it brings."""
    [(member, facts)] = given.items()
    return next(event.name for event in events if member_of(event) == member), facts


def _of_event(owner: str, event: Event) -> GraphQLInputObjectType:
    name = member_of(event)
    return GraphQLInputObjectType(
        f"{owner}{name[0].upper()}{name[1:]}",
        {**{fact.attribute.name: _input(owner, fact) for fact in event.facts}, "remark": REMARK},
        description=description(event.doc, event.zh),
    )


def _input(owner: str, fact: Fact) -> GraphQLInputField:
    shown = shown_type(owner, fact.attribute)
    assert isinstance(shown, GraphQLScalarType | GraphQLEnumType | GraphQLList)
    return GraphQLInputField(
        GraphQLNonNull(shown) if fact.required else shown,
        description=description(fact.attribute.doc, fact.attribute.zh),
    )
