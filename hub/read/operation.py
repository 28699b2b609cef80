"""A validated operation: its root fields, its variables, and the shapes it was planned in."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
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

from hub.read.cursor import Cursors
from hub.read.planner import Planner
from hub.read.root import RootField
from hub.read.selection import Flattener, shaping_variables
from hub.read.shape import PlannedField, Shape, literal_arguments

META_FIELDS = frozenset(("__schema", "__type"))
SHAPES_KEPT = 16  # of one operation: variables in directives and nested arguments give it several


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
    kind_of: Mapping[str, str]
    cursors: Cursors
    _shaping: tuple[str, ...]
    _shapes: OrderedDict[tuple[object, ...], Shape] = field(default_factory=OrderedDict)

    @classmethod
    def of(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        node: OperationDefinitionNode,
        kind_of: Mapping[str, str],
        cursors: Cursors,
    ) -> Operation:
        fragments = {
            part.name.value: part for part in document.definitions if isinstance(part, FragmentDefinitionNode)
        }
        return cls(schema, document, node, fragments, kind_of, cursors, shaping_variables(node, fragments))

    @property
    def name(self) -> str | None:
        return self.node.name.value if self.node.name else None

    @property
    def kind(self) -> str:
        """`query`, `mutation` or `subscription`."""
        return self.node.operation.value

    @property
    def is_query(self) -> bool:
        return self.node.operation is OperationType.QUERY

    @property
    def is_mutation(self) -> bool:
        return self.node.operation is OperationType.MUTATION

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

    def shape(self, variables: VariableValues) -> Shape:
        """The operation as planned for these variables; planned once for all requests that agree in them."""
        key = tuple(map(repr, map(variables.coerced.get, self._shaping)))
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._plan(variables)
            self._shapes[key] = shape
            if len(self._shapes) > SHAPES_KEPT:
                self._shapes.popitem(last=False)
        else:
            self._shapes.move_to_end(key)
        return shape

    def _plan(self, variables: VariableValues) -> Shape:
        """Plan all root fields but the meta ones."""
        parent = self.schema.get_root_type(self.node.operation)
        assert parent is not None
        flattener = Flattener(self.schema, self.fragments, variables)
        planner = Planner(flattener, variables, self.kind_of, self.cursors)
        parts: list[PlannedField] = []
        meta: list[FieldNode] = []
        for key, nodes in flattener.fields(parent, [self.node.selection_set]).items():
            name = nodes[0].name.value
            if name in META_FIELDS:
                meta += nodes
                parts.append(PlannedField(key))
            elif name == "__typename":
                parts.append(PlannedField(key, constant=parent.name))
            else:
                definition = parent.fields[name]
                bind = definition.extensions["root"](RootField(key, definition, nodes, planner))
                literal = literal_arguments(definition, nodes[0])
                parts.append(PlannedField(key, definition=definition, node=nodes[0], bind=bind, literal=literal))
        return Shape(parts, meta)

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
