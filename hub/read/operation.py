"""A validated operation: its root fields, its variables, its plan, and what writes its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
)
from graphql.execution.values import VariableValues, get_variable_values

from graph.plan import Plan, Root
from hub.read.asking import Asking
from hub.read.planner import Planner
from hub.read.root import RootCall, RootField
from hub.read.selection import Flattener

META_FIELDS = frozenset(("__schema", "__type"))


class Refused(Exception):
    """The document or its variables are not valid; `errors` are the reasons, none of them a secret."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__("invalid document")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Operation:
    """The operation of a document that a request runs."""

    schema: GraphQLSchema
    document: DocumentNode
    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]

    @classmethod
    def of(cls, schema: GraphQLSchema, document: DocumentNode, node: OperationDefinitionNode) -> Operation:
        fragments = {
            part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
        }
        return cls(schema, document, node, fragments)

    @property
    def name(self) -> str | None:
        return self.node.name.value if self.node.name else None

    @property
    def is_query(self) -> bool:
        return self.node.operation is OperationType.QUERY

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """The coerced variables; raises Refused."""
        values = get_variable_values(
            self.schema,
            self.node.variable_definitions or (),
            dict(given),
            max_errors=20,
            hide_suggestions=True,
        )
        if isinstance(values, list):
            raise Refused(values)
        return values

    def roots(self, variables: VariableValues) -> dict[str, list[FieldNode]]:
        """Selected root fields by response key."""
        assert self.schema.query_type is not None
        return self._flattener(variables).fields(self.schema.query_type, [self.node.selection_set])

    def _flattener(self, variables: VariableValues) -> Flattener:
        return Flattener(self.schema, self.fragments, variables)

    def prepare(self, variables: VariableValues, asking: Asking, kind_of: dict[str, str]) -> Prepared:
        """Plan all root fields but the meta ones."""
        assert self.schema.query_type is not None
        query = self.schema.query_type
        flattener = self._flattener(variables)
        parts: list[tuple[str, RootCall | None]] = []
        meta: list[FieldNode] = []
        roots: list[Root] = []
        for key, nodes in self.roots(variables).items():
            name = nodes[0].name.value
            if name == "__typename":
                parts.append((key, RootCall((), lambda _: query.name)))
                continue
            if name in META_FIELDS:
                meta += nodes
                parts.append((key, None))
                continue
            definition = query.fields[name]
            blank = Planner(flattener, variables, kind_of, asking.slice({}))
            arguments = blank.arguments(definition, nodes[0])
            planner = Planner(flattener, variables, kind_of, asking.slice(arguments))
            call = definition.extensions["root"](RootField(key, definition, nodes, arguments, planner, asking))
            roots += call.roots
            parts.append((key, call))
        return Prepared(self, variables, Plan(roots=tuple(roots)), parts, meta)

    def describe(self, fields: list[FieldNode], given: Mapping[str, Any]) -> ExecutionResult:
        """Introspection alone, by the stock executor: it reads no data."""
        node = OperationDefinitionNode(
            operation=OperationType.QUERY,
            name=self.node.name,
            variable_definitions=self.node.variable_definitions,
            directives=self.node.directives,
            selection_set=SelectionSetNode(selections=tuple(fields)),
        )
        document = DocumentNode(definitions=(node, *self.fragments.values()))
        return execute_sync(self.schema, document, variable_values=dict(given))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A planned operation: its plan, and what makes `data` of the plan's answers."""

    operation: Operation
    variables: VariableValues
    plan: Plan
    parts: list[tuple[str, RootCall | None]]
    meta: list[FieldNode]

    def write(self, answers: list[tuple[list[Any], int | None]], described: Mapping[str, Any]) -> dict[str, Any]:
        """`data` in the order of the selection."""
        data: dict[str, Any] = {}
        place = 0
        for key, call in self.parts:
            if call is None:
                data[key] = described.get(key)
                continue
            count = len(call.roots)
            data[key] = call.finish(answers[place : place + count])
            place += count
        return data
