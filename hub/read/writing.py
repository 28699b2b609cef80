"""Writers of plain values: dicts, lists and leaves that are named as the schema names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import (
    FieldNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
)

from hub.read.selection import Flattener

Write = Callable[[Any], Any]


# Gives the writer of a field that is a node of the graph, None for any other.
OfNode = Callable[[GraphQLOutputType, list[FieldNode]], Write | None]


def plain(
    flattener: Flattener, type_: GraphQLOutputType, nodes: list[FieldNode], of_node: OfNode | None = None
) -> Write:
    """A writer that picks what is selected of a plain value, in the order of the selection."""
    if isinstance(type_, GraphQLNonNull):
        return plain(flattener, type_.of_type, nodes, of_node)
    if isinstance(type_, GraphQLList):
        inner = plain(flattener, type_.of_type, nodes, of_node)
        return lambda values: None if values is None else [inner(value) for value in values]
    if is_leaf_type(type_):
        return same
    if of_node is not None and (write_node := of_node(type_, nodes)) is not None:
        return write_node
    assert isinstance(type_, GraphQLObjectType)
    writers: list[tuple[str, str, Write]] = []
    for key, field_nodes in flattener.fields(type_, flattener.subsets(nodes)).items():
        name = field_nodes[0].name.value
        if name == "__typename":
            writers.append((key, "", constant(type_.name)))
        else:
            writers.append((key, name, plain(flattener, type_.fields[name].type, field_nodes, of_node)))
    return lambda value: None if value is None else {key: write(value.get(name)) for key, name, write in writers}


def constant(value: Any) -> Write:
    return lambda _: value


def same(value: Any) -> Any:
    return value


def through(read: Callable[[Any], Any], write: Write) -> Write:
    """`write` after `read`; one call less where nothing is left to pick."""
    return read if write is same else lambda value: write(read(value))
