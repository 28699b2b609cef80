"""The GraphQL document of a request: parsed within bounds, its one operation found, fit for a URL or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from graphql import (
    DocumentNode,
    GraphQLSyntaxError,
    Node,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    parse,
)

from hub.errors import bad_input, too_costly
from hub.scrub import holds_citizen_id
from hub.settings.config import Settings

CITIZEN_ID_FIELD: Final = "citizenId"
DOCUMENT_NUMBER_FIELD: Final = "number"
NAMES_SHOWN_MAX: Final = 10

# Strings and comments are skipped whole, closed or not, so the scan reads each character once.
_BRACKETS: Final = re.compile(
    r'"""(?>(?:[^"\\]|\\"""|\\|"(?!""))*)(?:""")?'
    r'|"(?>(?:[^"\\\r\n]|\\.)*)"?'
    r"|#[^\r\n]*"
    r"|(?P<open>[\[{(])|(?P<close>[\]})])"
)


def parse_document(text: str, limits: Settings) -> DocumentNode:
    """The parsed document. Raises `GraphQLSyntaxError`; `HubError` TOO_COSTLY past the bounds of nesting,
    tokens or comments, before the parser meets them.
    """
    deepest = _nesting(text, limits.nesting)
    if deepest > limits.nesting:
        raise too_costly("brackets nested in the document", deepest, limits.nesting)
    try:
        return parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.tokens)
    except GraphQLSyntaxError as error:
        if _OVERFLOW.search(error.message):
            raise too_costly("tokens in the document", limits.tokens + 1, limits.tokens) from None
        raise


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run. Raises `HubError` BAD_INPUT where the name is missing, unknown or not unique."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if not operations:
        raise bad_input("the document holds no operation")
    if name is None:
        if len(operations) > 1:
            raise bad_input(f"operationName is wanted: the document holds {_names(operations)}")
        return operations[0]
    named = [node for node in operations if node.name is not None and node.name.value == name]
    if len(named) != 1:
        wrong = "names no operation" if not named else "names two operations"
        raise bad_input(f"operationName {wrong}; the document holds {_names(operations)}")
    return named[0]


def is_query(operation: OperationDefinitionNode) -> bool:
    """Whether the operation only reads."""
    return operation.operation is OperationType.QUERY


def holds_personal_number(
    document: DocumentNode | None, texts: tuple[str, ...], variables: Mapping[str, Any], today: date
) -> bool:
    """Whether a citizen ID or a document's number stands in a literal or a variable.

    `document` is None for one that does not parse; `texts` are the request's parts as sent, searched for
    citizen IDs wherever they stand. Other papers have no form of their own, so for them the field that
    takes the number decides, filled or not.
    """
    if any(holds_citizen_id(text, today) for text in texts):
        return True
    if _has_number_key(variables):
        return True
    return document is not None and any(_is_number_field(node) for node in nodes_of(document))


def nodes_of(root: Node) -> Iterator[Node]:
    """Every node under `root`, itself included, in no particular order."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        for key in node.keys:
            child = getattr(node, key, None)
            if isinstance(child, Node):
                stack.append(child)
            elif isinstance(child, (tuple, list)):
                stack.extend(item for item in child if isinstance(item, Node))


_OVERFLOW: Final = re.compile(r"contains more than \d+ (?:tokens|comments)|nested too deeply")


def _nesting(text: str, limit: int) -> int:
    """The deepest nesting of brackets; stops one past the limit, and does not ask whether they match."""
    depth = deepest = 0
    for found in _BRACKETS.finditer(text):
        kind = found.lastgroup
        if kind == "open":
            depth += 1
            if depth > deepest:
                deepest = depth
                if deepest > limit:
                    break
        elif kind == "close":
            depth -= 1
    return deepest


def _names(operations: list[OperationDefinitionNode]) -> str:
    names = [node.name.value if node.name else "one without a name" for node in operations]
    more = f" and {len(names) - NAMES_SHOWN_MAX} more" if len(names) > NAMES_SHOWN_MAX else ""
    return ", ".join(names[:NAMES_SHOWN_MAX]) + more


def _is_number_field(node: Node) -> bool:
    return isinstance(node, ObjectFieldNode) and node.name.value in (CITIZEN_ID_FIELD, DOCUMENT_NUMBER_FIELD)


def _has_number_key(variables: Mapping[str, Any]) -> bool:
    """Only a key inside an object is a document's number: a variable `$number` may be a case's."""
    if CITIZEN_ID_FIELD in variables:
        return True
    stack: list[Any] = list(variables.values())
    while stack:
        value = stack.pop()
        if isinstance(value, Mapping):
            if CITIZEN_ID_FIELD in value or DOCUMENT_NUMBER_FIELD in value:
                return True
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return False
