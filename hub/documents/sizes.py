"""What the arguments of a field say of the size of its answer: pages, and lists of keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ValueNode,
    VariableNode,
    value_from_ast_untyped,
)

from hub.documents.parsing import nodes_of
from hub.errors import bad_input, too_costly
from hub.settings.config import Settings

PAGE_SIZE: Final = ("first", "last")
INT_MAX: Final = 2**31 - 1  # GraphQL's Int; anything above is refused as such


@dataclass(frozen=True, slots=True)
class Sizes:
    """Reads sizes with the variables of one request. Raises `HubError` for one that may not be."""

    limits: Settings
    variables: Mapping[str, Any]

    def page(self, node: FieldNode, definition: GraphQLField | None, at_root: bool) -> int | None:
        """The page that the field asks for, checked; None for a field that takes none."""
        largest = self.limits.first_root_max if at_root else self.limits.first_nested_max
        asked: int | None = None
        for name in PAGE_SIZE:
            given = next((item.value for item in node.arguments or () if item.name.value == name), None)
            size = self._integer(given)
            if size is None:
                size = _default_size(definition, name)
                if size is None:
                    continue
            elif size < 1:
                raise bad_input(f"{node.name.value}({name}): {max(size, -INT_MAX)}; 1 to {largest} are allowed")
            elif size > largest:
                raise too_costly(f"{node.name.value}({name})", size, largest)
            asked = max(asked or 0, size)
        return asked

    def _integer(self, node: ValueNode | None) -> int | None:
        """The whole number that an argument is given; None for none, and for what coercion will refuse."""
        if isinstance(node, IntValueNode):
            # Python reads no numbers of thousands of digits.
            return int(node.value) if len(node.value) <= 11 else INT_MAX + 1
        if not isinstance(node, VariableNode):
            return None
        value = self.variables.get(node.name.value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def keys(self, node: FieldNode, definition: GraphQLField | None) -> int | None:
        """How many keys a list field is given; None for a field that takes no list of keys."""
        counts = []
        for argument in node.arguments or ():
            name = argument.name.value
            if not _takes_keys(definition, name):
                continue
            count = self._length(argument.value)
            if count > self.limits.subjects_max:
                raise too_costly(f"{node.name.value}({name})", count, self.limits.subjects_max)
            counts.append(count)
        return max(counts) if counts else None

    def _length(self, node: ValueNode) -> int:
        if isinstance(node, ListValueNode):
            return len(node.values)
        if isinstance(node, NullValueNode):
            return 0
        value = self.variables.get(node.name.value) if isinstance(node, VariableNode) else node
        if value is None:
            return 0
        return len(value) if isinstance(value, list) else 1


def sizing_variables(document: DocumentNode) -> tuple[str, ...]:
    """The variables that stand directly as an argument of a field: only these can change a cost."""
    names = {
        argument.value.name.value
        for node in nodes_of(document)
        if isinstance(node, FieldNode)
        for argument in node.arguments or ()
        if isinstance(argument.value, VariableNode)
    }
    return tuple(sorted(names))


def size_of(value: object) -> object:
    """What of a variable's value can change a cost."""
    if isinstance(value, list):
        return ("items", len(value))
    if isinstance(value, (int, float)):
        return (type(value), value)
    return None if value is None else "one"


def _default_size(definition: GraphQLField | None, name: str) -> int | None:
    argument = definition.args.get(name) if definition is not None else None
    if argument is None:
        return None
    # A schema made from classes has its defaults as values, one made from text as literals.
    value = argument.default_value
    if argument.default is not None:
        literal = argument.default.literal
        value = argument.default.value if literal is None else value_from_ast_untyped(literal)
    return value if isinstance(value, int) else None


def _takes_keys(definition: GraphQLField | None, name: str) -> bool:
    """Whether the argument is a required list: the keys of `nodes`, `subjects`, `screen`."""
    argument = definition.args.get(name) if definition is not None else None
    return argument is not None and isinstance(argument.type, GraphQLNonNull) and is_list(argument.type)


def is_list(kind: object) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)
