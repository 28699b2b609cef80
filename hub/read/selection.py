"""A request's selection set, flattened: which fields are wanted of a type, by response key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)
from graphql.execution.values import VariableValues, get_directive_values

from hub.documents.parsing import nodes_of


@dataclass(frozen=True, slots=True)
class Flattener:
    """Flattens selection sets of one validated operation for concrete object types."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues

    def fields(self, runtime: GraphQLObjectType, sets: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Fields by response key in the order first met, as the specification's CollectFields does."""
        found: dict[str, list[FieldNode]] = {}
        for selection_set in sets:
            self._collect(runtime, selection_set, found, set())
        return found

    def subsets(self, nodes: list[FieldNode]) -> list[SelectionSetNode]:
        return [node.selection_set for node in nodes if node.selection_set is not None]

    def _collect(
        self,
        runtime: GraphQLObjectType,
        selection_set: SelectionSetNode,
        found: dict[str, list[FieldNode]],
        spread: set[str],
    ) -> None:
        for selection in selection_set.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._applies(condition.name.value, runtime):
                    self._collect(runtime, selection.selection_set, found, spread)
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                if name in spread:
                    continue
                spread.add(name)
                fragment = self.fragments[name]
                if self._applies(fragment.type_condition.name.value, runtime):
                    self._collect(runtime, fragment.selection_set, found, spread)

    def _included(self, selection: SelectionNode) -> bool:
        if not selection.directives:
            return True
        variables = self.variables
        skip = get_directive_values(GraphQLSkipDirective, selection, variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, selection, variables)
        return not (include and not include["if"])

    def _applies(self, condition: str, runtime: GraphQLObjectType) -> bool:
        if condition == runtime.name:
            return True
        type_ = self.schema.get_type(condition)
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return self.schema.is_sub_type(type_, runtime)
        return False


def shaping_variables(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> tuple[str, ...]:
    """The variables that decide how an operation is planned: all but those in arguments of root fields only.

    What stands in a directive decides which fields there are; what stands in an argument below the root is part
    of the plan. Root arguments are bound to a plan that is there already.
    """
    names: dict[str, None] = {}
    seen: set[tuple[str, bool]] = set()
    stack: list[tuple[SelectionSetNode, bool]] = [(operation.selection_set, True)]
    while stack:
        selections, at_root = stack.pop()
        for selection in selections.selections:
            names.update(_variables(selection.directives or ()))
            if isinstance(selection, FieldNode):
                if not at_root:
                    names.update(_variables(selection.arguments or ()))
                if selection.selection_set is not None:
                    stack.append((selection.selection_set, False))
            elif isinstance(selection, InlineFragmentNode):
                stack.append((selection.selection_set, at_root))
            elif isinstance(selection, FragmentSpreadNode):
                key = (selection.name.value, at_root)
                if key not in seen:
                    seen.add(key)
                    stack.append((fragments[key[0]].selection_set, at_root))
    return tuple(sorted(names))


def _variables(parts: Iterable[Node]) -> dict[str, None]:
    return {node.name.value: None for part in parts for node in nodes_of(part) if isinstance(node, VariableNode)}
