"""A question for every text that the schema takes, wherever it stands, so that a new argument is tried unasked."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationType,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_required_argument,
    is_required_input_field,
)

# Scalars that a caller fills with text.
TEXTUAL: Final = ("String", "ID", "Date", "DateTime", "Decimal")

TEXTS: Final[Mapping[str, Any]] = {
    "a quote": "'",
    "Cypher that is true": "' OR 1=1 //",
    "Cypher that deletes": "'}) MATCH (n) DETACH DELETE n //",
    "Cypher that calls": "') CALL db.labels() YIELD label RETURN label //",
    "a double quote": '"}) RETURN n //',
    "backticks": "`) MATCH (n) RETURN n //`",
    "a parameter": "$classes",
    "a backslash": "\\' OR 1=1 \\",
    "SQL": "'; DROP DATABASE graph; --",
    "the language of the full-text index": '*:* OR nameKeys:[* TO *] AND -(+"~ ^2 \\',
    "a NUL": "a\x00b",
    "a lone surrogate": "\ud800",
    "the other direction": "\u202e\u2066abc\u2069",
    "nothing wide": "\u200b\ufeff\u200d",
    "a heap of marks": "a" + "\u0301" * 5000,
    "full-width": "４２０１１２１９８５０３０７１２３７",
    "lines": "a\r\nSet-Cookie: b=c\r\n\r\n<script>",
    "markup": "<script>alert(1)</script>",
    "a lookup": "${jndi:ldap://127.0.0.1:9/a}",
    "a template": "{{7*7}}${7*7}%{7*7}#{7*7}",
    "a path": "../../../../etc/passwd",
    "a format": "%s%n%x{0.__class__.__init__}",
    "no text": "",
    "spaces": " " * 100,
    "long": "长" * 100_000,
    "longest": "x" * 900_000,
    "a number": 10**30,
    "a truth": True,
    "a list": [["a"]],
    "an object": {"$ne": None},
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """A query whose variables `around(text)` puts the text at `place`, e.g. `subject(by.source.key)`."""

    place: str
    query: str
    variable: str
    path: tuple[str | int, ...]
    frame: Any

    def around(self, text: Any) -> dict[str, Any]:
        return {self.variable: _put(self.frame, self.path, text)}


def questions(schema: GraphQLSchema, operation: OperationType = OperationType.QUERY) -> Iterator[Question]:
    """One for each text in an argument of each field that can be reached, by the shortest way to it.

    A field of several kinds is asked of the first one met: one table makes it for all of them.
    """
    root = schema.get_root_type(operation)
    assert root is not None
    seen: set[str] = set()
    asked: set[tuple[str, str]] = set()
    waiting: deque[tuple[GraphQLNamedType, tuple[str, ...]]] = deque([(root, ())])
    while waiting:
        parent, way = waiting.popleft()
        if parent.name in seen:
            continue
        seen.add(parent.name)
        if isinstance(parent, GraphQLUnionType | GraphQLInterfaceType):
            kinds = schema.get_possible_types(parent)
            waiting.extend((kind, (*way, f"... on {kind.name}")) for kind in kinds)
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            continue
        for name, field in parent.fields.items():
            for argument_name, argument in field.args.items():
                if way and (name, argument_name) in asked:
                    continue
                asked.add((name, argument_name))
                yield from _questions(operation, way, parent.name, name, field, argument_name, argument)
            kind = get_named_type(field.type)
            if is_composite_type(kind):
                waiting.append((kind, (*way, name + _required(field, leave_out=None))))


def _questions(
    operation: OperationType,
    way: tuple[str, ...],
    parent: str,
    name: str,
    field: GraphQLField,
    argument_name: str,
    argument: GraphQLArgument,
) -> Iterator[Question]:
    for path, frame, shown in _places(argument.type, ()):
        others = _required(field, leave_out=argument_name)
        arguments = f"({others[1:-1] + ', ' if others else ''}{argument_name}: $it)"
        leaf = _leaf(get_named_type(field.type))
        body = " { ".join((*way, f"{name}{arguments}{leaf}")) + " }" * len(way)
        yield Question(
            place=f"{parent}.{name}({'.'.join((argument_name, *shown))})",
            query=f"{operation.value} ($it: {argument.type}) {{ {body} }}",
            variable="it",
            path=path,
            frame=frame,
        )


def _leaf(kind: GraphQLNamedType) -> str:
    """A selection that would show whatever came back too much."""
    fields = kind.fields if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) else {}
    for name, selection in (("id", "id"), ("edges", "edges { cursor }"), ("nodes", "nodes { id }")):
        if name in fields:
            return f" {{ {selection} }}"
    return " { __typename }" if is_composite_type(kind) else ""


def _places(
    kind: Any, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Any, tuple[str, ...]]]:
    """Every place for a text in a value of the type: the path to it, a value around it, and its names."""
    kind = get_nullable_type(kind)
    if isinstance(kind, GraphQLList):
        for inner, frame, shown in _places(kind.of_type, path):
            yield (0, *inner), [frame], shown
    elif isinstance(kind, GraphQLInputObjectType):
        for name, field in kind.fields.items():
            needed = {
                other: _sample(kind.fields[other].type)
                for other in kind.fields
                if other != name and is_required_input_field(kind.fields[other])
            }
            for inner, frame, shown in _places(field.type, path):
                yield (name, *inner), {**needed, name: frame}, (name, *shown)
    elif isinstance(kind, GraphQLScalarType) and kind.name in TEXTUAL:
        yield path, None, ()


def _required(field: GraphQLField, leave_out: str | None) -> str:
    """The arguments that the field needs, filled with something harmless, as they are written."""
    given = [
        f"{name}: {_literal(argument.type)}"
        for name, argument in field.args.items()
        if is_required_argument(argument) and name != leave_out
    ]
    return f"({', '.join(given)})" if given else ""


def _sample(kind: Any) -> Any:
    """A harmless value of a type, as JSON."""
    kind = get_nullable_type(kind)
    if isinstance(kind, GraphQLList):
        return [_sample(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return {name: _sample(field.type) for name, field in _needed(kind).items()}
    return {"Int": 1, "Float": 1.0, "Boolean": True, "Date": "2026-01-01"}.get(kind.name, "x")


def _literal(kind: Any) -> str:
    kind = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(kind, GraphQLList):
        return f"[{_literal(kind.of_type)}]"
    if isinstance(kind, GraphQLEnumType):
        return str(next(iter(kind.values)))
    if isinstance(kind, GraphQLInputObjectType):
        inside = (f"{name}: {_literal(field.type)}" for name, field in _needed(kind).items())
        return f"{{{', '.join(inside)}}}"
    value = _sample(kind)
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _needed(kind: GraphQLInputObjectType) -> dict[str, GraphQLInputField]:
    """The members that a value of the type must have; its first one where none must."""
    needed = {name: field for name, field in kind.fields.items() if is_required_input_field(field)}
    return needed or dict(list(kind.fields.items())[:1])


def _put(frame: Any, path: tuple[str | int, ...], text: Any) -> Any:
    if not path:
        return text
    step, *rest = path
    if isinstance(frame, list):
        return [_put(frame[0], tuple(rest), text)]
    return {**frame, step: _put(frame[step], tuple(rest), text)}
