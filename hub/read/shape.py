"""An operation planned, and what one request makes of it: calls that ask, round by round, until all answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, GraphQLField, VariableNode
from graphql.execution.values import VariableValues, get_argument_values

from graph.plan import Plan
from hub.documents.parsing import nodes_of
from hub.errands.serving import Serves, serves_of
from hub.errors import too_costly
from hub.read.asking import Asking
from hub.read.fields import Answers
from hub.read.root import Arguments, Bind, RootCall

ROUNDS_MAX = 64  # statements that one request may take, one after another


@dataclass(frozen=True, slots=True)
class PlannedField:
    """A root field: what binds it, or its constant; neither for introspection, which the stock executor answers.

    `literal` are its arguments where no variable stands in them: read once, and only ever read.
    """

    key: str
    constant: Any = None
    definition: GraphQLField | None = None
    node: FieldNode | None = None
    bind: Bind | None = None
    literal: Arguments | None = None

    @property
    def reads(self) -> bool:
        return self.bind is not None

    def call(self, variables: VariableValues, asking: Asking) -> RootCall | None:
        if self.bind is None:
            return None
        arguments = self.literal
        if arguments is None:
            assert self.definition is not None and self.node is not None
            arguments = get_argument_values(self.definition, self.node, variables, hide_suggestions=True)
        return self.bind(arguments, asking)


@dataclass(frozen=True, slots=True)
class Shape:
    """All root fields of an operation in the order selected; `meta` are those of introspection."""

    fields: list[PlannedField]
    meta: list[FieldNode]

    @property
    def reads(self) -> bool:
        """Whether anything but introspection and `__typename` is asked."""
        return any(field.reads for field in self.fields)

    @property
    def serves(self) -> Iterator[tuple[str, Serves]]:
        """Root fields that serve some only: name, and whom and what for."""
        for field in self.fields:
            serves = field.definition and serves_of(field.definition)
            if field.node is not None and serves:
                yield field.node.name.value, serves

    def bind(self, variables: VariableValues, asking: Asking) -> Rounds:
        calls = {field.key: call for field in self.fields if (call := field.call(variables, asking))}
        return Rounds(self.fields, calls)


class Rounds:
    """One request's calls. While `plan` has roots, run it and `take` its answers; then `data` is whole."""

    def __init__(self, fields: list[PlannedField], calls: dict[str, RootCall]) -> None:
        self._fields = fields
        self._calls = calls
        self._values: dict[str, Any] = {}
        self._left = ROUNDS_MAX

    @classmethod
    def of(cls, call: RootCall) -> Rounds:
        """Those of one call alone; its value is `value` once no round is open."""
        return cls([], {"": call})

    @property
    def value(self) -> Any:
        return self._values[""]

    @property
    def open(self) -> bool:
        return bool(self._calls)

    @property
    def judges(self) -> bool:
        """Whether to take the answers may take seconds."""
        return any(call.judges for call in self._calls.values())

    @property
    def told(self) -> bool:
        """Whether `hear` has to be awaited."""
        return any(call.tell is not None for call in self._calls.values())

    async def hear(self) -> None:
        """Has the values told that come from a desk or the record, one after another."""
        for key, call in list(self._calls.items()):
            if call.tell is not None:
                self._values[key] = await call.tell()
                del self._calls[key]

    @property
    def plan(self) -> Plan:
        """What all calls that still ask need, in one statement."""
        return Plan(roots=tuple(root for call in self._calls.values() for root in call.roots))

    def take(self, answers: Answers) -> None:
        """Finishes each call with its answers; those that ask on stay for the next round."""
        self._left -= 1
        if self._left < 0:
            raise too_costly("rounds that the walks of one request take", ROUNDS_MAX + 1, ROUNDS_MAX)
        place = 0
        further: dict[str, RootCall] = {}
        for key, call in self._calls.items():
            count = len(call.roots)
            value = call.finish(answers[place : place + count])
            place += count
            if isinstance(value, RootCall):
                further[key] = value
            else:
                self._values[key] = value
        self._calls = further

    def data(self, described: Mapping[str, Any]) -> dict[str, Any]:
        """`data` in the order of the selection; `described` is what introspection answered."""
        return {
            field.key: self._values[field.key] if field.reads else described.get(field.key, field.constant)
            for field in self._fields
        }


def literal_arguments(definition: GraphQLField, node: FieldNode) -> Arguments | None:
    """The arguments of a field in which no variable stands, None for one in which any does."""
    if any(isinstance(part, VariableNode) for argument in node.arguments or () for part in nodes_of(argument)):
        return None
    return get_argument_values(definition, node, hide_suggestions=True)
