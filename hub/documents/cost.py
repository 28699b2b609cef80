"""How much one operation may ask for, counted before anything runs.

Written out, fragments grow exponentially; counted, they need not. Each fragment is measured once, and its
measure is a small sum that its users add up, so a hundred levels of fragments cost a hundred steps.

The cost is the number of objects that the answer may hold. A field with `first` is a page: its lists hold
`first` objects each. A list that takes a list of keys holds one object a key. Any other list is counted
with the page it stands in, or else as `unsized_list` objects. Scalars cost nothing. So the cost of a
selection is linear in the size of the page around it: `fixed + per_item * size`.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    value_from_ast_untyped,
)

from hub.documents.parsing import nodes_of
from hub.documents.sizes import Sizes, is_list, size_of, sizing_variables
from hub.errors import too_costly
from hub.settings.config import Settings

SEARCHES: Final = "searches"  # in the extensions of a root field: how many searches of several rounds it is
COSTS_KEPT: Final = 64


class Gauge:
    """The limits of one operation. Making it checks what does not depend on variables, so keep it with the
    parsed document; `check` then does the rest, and measures equal sizes once.
    """

    def __init__(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        limits: Settings,
        schema: GraphQLSchema,
    ) -> None:
        _check_text(document, limits)
        self._document = document
        self._operation = operation
        self._limits = limits
        self._schema = schema
        self._costs: OrderedDict[tuple[object, ...], int] = OrderedDict()
        self._sizing = sizing_variables(document)

    def check(self, variables: Mapping[str, Any]) -> int:
        """The cost with these variables. Raises `HubError` TOO_COSTLY with the number and the limit;
        BAD_INPUT for a page size below 1.
        """
        sizes = tuple(size_of(variables[name]) if name in variables else _MISSING for name in self._sizing)
        cost = self._costs.get(sizes)
        if cost is None:
            cost = _Meter(self._document, self._operation, variables, self._limits, self._schema).cost()
            self._costs[sizes] = cost
            if len(self._costs) > COSTS_KEPT:
                self._costs.popitem(last=False)
        return cost


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """What a selection amounts to, fragments written out."""

    depth: int = 0  # levels of fields
    aliases: int = 0
    fixed: int = 0  # objects, whatever page the selection stands in
    per_item: int = 0  # objects for each item of that page


_NOTHING: Final = Measure()
_MISSING: Final = "missing"

_Key = tuple[str, bool]  # a fragment's name, and whether it is spread at the root


class _Meter:
    def __init__(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        limits: Settings,
        schema: GraphQLSchema,
    ) -> None:
        self._operation = operation
        self._limits = limits
        self._schema = schema
        self._sizes = Sizes(limits, {**_defaults(operation), **variables})
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._measured: dict[_Key, Measure] = {}

    def cost(self) -> int:
        root = self._operation.selection_set
        for name, at_root in self._fragments_in_order(root):
            fragment = self._fragments[name]
            parent = self._schema.get_type(fragment.type_condition.name.value)
            self._measured[name, at_root] = self._selection(fragment.selection_set, parent, at_root)
        parent = self._schema.get_root_type(self._operation.operation)
        measure = self._selection(root, parent, True)
        limits = self._limits
        for what, number, limit in (
            ("levels of fields", measure.depth, limits.depth),
            ("aliases, with fragments written out", measure.aliases, limits.aliases),
            ("objects that the answer may hold", self._total(measure, limits.unsized_list), limits.max_cost),
        ):
            if number > limit:
                raise too_costly(what, number, limit)
        return self._total(measure, limits.unsized_list)

    def _fragments_in_order(self, root: SelectionSetNode) -> list[_Key]:
        """The fragments that the operation uses, each after those it uses itself; no recursion, since
        hundreds of fragments may hang on one another. In a circle, which validation refuses, some come early.
        """
        order: list[_Key] = []
        seen: set[_Key] = set()
        stack: list[Iterator[_Key]] = [self._spreads(root, True)]
        entered: list[_Key] = []
        while stack:
            key = next((key for key in stack[-1] if key not in seen and key[0] in self._fragments), None)
            if key is not None:
                seen.add(key)
                entered.append(key)
                stack.append(self._spreads(self._fragments[key[0]].selection_set, key[1]))
                continue
            stack.pop()
            if entered:
                order.append(entered.pop())
        return order

    def _spreads(self, selection_set: SelectionSetNode, at_root: bool) -> Iterator[_Key]:
        stack = [(selection_set, at_root)]
        while stack:
            selections, here = stack.pop()
            for node in selections.selections:
                if isinstance(node, FragmentSpreadNode):
                    yield node.name.value, here
                elif isinstance(node, InlineFragmentNode):
                    stack.append((node.selection_set, here))
                elif isinstance(node, FieldNode) and node.selection_set is not None:
                    stack.append((node.selection_set, False))

    def _selection(
        self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None, at_root: bool
    ) -> Measure:
        depth = aliases = fixed = per_item = 0
        spread: set[str] = set()
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                part = self._field(node, parent, at_root)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                narrowed = self._schema.get_type(condition.name.value) if condition else parent
                part = self._selection(node.selection_set, narrowed, at_root)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                part = self._measured.get((node.name.value, at_root), _NOTHING)
            else:
                continue
            depth = max(depth, part.depth)
            aliases += part.aliases
            fixed += part.fixed
            per_item += part.per_item
        return Measure(depth=depth, aliases=aliases, fixed=fixed, per_item=per_item)

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None, at_root: bool) -> Measure:
        alias = 1 if node.alias is not None else 0
        definition = _definition(self._schema, parent, node.name.value)
        size = self._sizes.page(node, definition, at_root)
        several = definition is not None and is_list(definition.type)
        keys = self._sizes.keys(node, definition) if several else None
        if node.selection_set is None:
            return Measure(depth=1, aliases=alias)
        named = get_named_type(definition.type) if definition is not None else None
        below = self._selection(node.selection_set, named, False)
        unsized = self._limits.unsized_list
        searches = definition.extensions.get(SEARCHES, 0) if definition is not None else 0
        one = (
            1
            + searches * self._limits.search_cost
            + self._total(below, unsized if size is None or several else size)
        )
        items = keys if keys is not None else size
        if not several:
            fixed, per_item = one, 0
        elif items is not None:
            fixed, per_item = items * one, 0
        else:
            fixed, per_item = 0, one
        return Measure(depth=below.depth + 1, aliases=alias + below.aliases, fixed=fixed, per_item=per_item)

    def _total(self, measure: Measure, size: int) -> int:
        return measure.fixed + measure.per_item * size


def _check_text(document: DocumentNode, limits: Settings) -> None:
    """What is counted as written: in a fragment it counts once, however often that is spread."""
    fields: Counter[str] = Counter()
    directives = 0
    for node in nodes_of(document):
        if isinstance(node, FieldNode):
            fields[node.name.value] += 1
        elif isinstance(node, DirectiveNode):
            directives += 1
    if directives > limits.directives:
        raise too_costly("directives in the document", directives, limits.directives)
    for name, count in fields.most_common(1):
        if count > limits.same_field:
            raise too_costly(f"fields named {name[:64]}", count, limits.same_field)


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    return {
        node.variable.name.value: value_from_ast_untyped(node.default_value)
        for node in operation.variable_definitions or ()
        if node.default_value is not None
    }


def _definition(schema: GraphQLSchema, parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    """The field's definition; None for a field that validation will refuse."""
    if parent is None or not is_composite_type(parent):
        return None
    return schema.get_field(parent, name)
