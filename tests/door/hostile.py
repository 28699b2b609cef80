"""Hostile documents and variables, with the right answer beside each. Data only; `test_hostile.py` walks it.

The caller is a partner with a right token, purpose and file number, and asks for the media type whose status
tells. `answer` is the exact `data` of a row that is answered: nothing was accepted that should not be, it
merely says nothing.
"""

from __future__ import annotations

import base64
from typing import Any, Final

import orjson

from tests.door.rows import ask, bad, costly


def _nested(levels: int, first: str = "") -> str:
    """Shareholders of shareholders, `levels` of them."""
    inner = "id"
    for _ in range(levels):
        inner = f"... on Company {{ shareholders{first} {{ edges {{ node {{ {inner} }} }} }} }}"
    return inner


def _fragments(levels: int, aliased: bool) -> str:
    """Each fragment spreads the next twice: written out, 2 to the power of `levels`."""
    first, second = ("a: ", "b: ") if aliased else ("", "")
    parts = [
        f"query {{ companies(first: 1) {{ edges {{ node {{ ...F0 }} }} }} }} fragment F{levels} on Company {{ id }}"
    ]
    for level in range(levels):
        below = f"shareholders(first: 1) {{ edges {{ node {{ ...F{level + 1} }} }} }}"
        parts.append(f"fragment F{level} on Company {{ {first}{below} {second}{below} }}")
    return " ".join(parts)


def _wide_fragments(levels: int) -> str:
    parts = [f"{{ ...F0 }} fragment F{levels} on Query {{ __typename }}"]
    parts += [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} ...F{n + 1} }}" for n in range(levels)]
    return " ".join(parts)


_COMPANIES: Final = "companies(first: {}) {{ edges {{ node {{ {} }} }} }}"
_TYPENAME: Final = {"__typename": "Query"}

DOCUMENTS: Final = (
    costly("deep fields", f"{{ {_COMPANIES.format(1, _nested(8))} }}"),
    costly("deep brackets", "{a" * 5000),
    costly("deep brackets in an argument", f"{{ node(id: {'[' * 3000}{']' * 3000}) {{ id }} }}"),
    costly("deep list type of a variable", f"query ($v: {'[' * 3000}Int{']' * 3000}) {{ __typename }}"),
    costly("a long document", "{" + " __typename" * 3000 + " }"),
    costly("a long comment", "#" + "\n#" * 3000 + "\n{ __typename }"),
    costly("many fields of one name", "{" + " __typename" * 500 + " }"),
    costly("many aliases", "{" + " ".join(f"a{n}: __typename" for n in range(101)) + "}"),
    costly("aliases of a costly field", "{" + " ".join(f"a{n}: viewer {{ role }}" for n in range(60)) + "}"),
    costly("a bomb of aliased fragments", _fragments(30, aliased=True)),
    costly("a deep chain of fragments", _fragments(30, aliased=False)),
    ask("a bomb of fragments of nothing", _wide_fragments(40), 200, None, answer=_TYPENAME),
    costly("a product of lists", f"{{ {_COMPANIES.format(1000, _nested(2, '(first: 100)'))} }}"),
    costly("a product of lists by variables", _COMPANIES.format("$n", _nested(2, "(first: $m)")).join(
        ("query ($n: Int, $m: Int) { ", " }")), variables={"n": 1000, "m": 100}),
    costly("a page too large", f"{{ {_COMPANIES.format(1001, 'id')} }}"),
    costly("a page too large below a root", f"{{ {_COMPANIES.format(1, _nested(1, '(first: 101)'))} }}"),
    bad("a page beyond all numbers", f"{{ {_COMPANIES.format('9' * 400, 'id')} }}"),
    bad("a page of none", f"{{ {_COMPANIES.format(0, 'id')} }}"),
    bad("a page of less", f"{{ {_COMPANIES.format(-1, 'id')} }}"),
    bad("a page that is a float", "query ($n: Int) { companies(first: $n) { totalCount } }", variables={"n": 1.5}),
    bad("a page that is text", "query ($n: Int) { companies(first: $n) { totalCount } }", variables={"n": "20"}),
    costly("too many keys", "query ($k: [SubjectKey!]!) { subjects(by: $k) { id } }",
            variables={"k": [{"id": "x"}] * 501}),
    costly("too many ids", "query ($k: [ID!]!) { nodes(ids: $k) { id } }", variables={"k": ["x"] * 501}),
    costly("too many to screen", "query ($k: [SubjectKey!]!) { screen(subjects: $k) { problem } }",
            variables={"k": [{"id": "x"}] * 501}),
    costly("many lists of keys", "query ($k: [SubjectKey!]!) {" + " ".join(
        f"a{n}: subjects(by: $k) {{ orders(first: 100) {{ edges {{ node {{ id }} }} }} }}" for n in range(10)
    ).replace("orders", "investments") + "}", variables={"k": [{"id": "x"}] * 500}),
    costly("many directives", "{ __typename" + " @skip(if: false)" * 21 + " }"),
    costly("many directives that there are not", "{ __typename" + " @aa" * 500 + " }"),
    bad("a directive twice", "{ __typename @skip(if: false) @skip(if: false) }"),
    bad("a directive that there is not", "{ __typename @deprecated }"),
    bad("a fragment in itself", "{ ...A } fragment A on Query { __typename ...A }"),
    bad("fragments in a circle", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } "
         "fragment C on Query { ...A }"),
    bad("a circle through a field", "{ companies { edges { node { ...A } } } } fragment A on Company "
         "{ shareholders { edges { node { ...A } } } }"),
    bad("a fragment that is not used", "{ __typename } fragment A on Query { __typename }"),
    bad("a fragment that is not there", "{ ...A }"),
    bad("a fragment twice", "{ ...A } fragment A on Query { __typename } fragment A on Query { __typename }"),
    bad("fields that do not merge", "{ a: __typename a: viewer { role } }"),
    bad("a mutation that is not there", "mutation { nothing }"),
    ask("a grant for oneself", 'mutation { openGrant(input: {agency: RAILWAY, classes: [SEALED], legalBasis: "x"}) { id } }', 403, "FORBIDDEN"),
    ask("the end of a grant", 'mutation { advanceGrant(id: "x", version: 1, event: {end: {reason: "x"}}) { id } }', 403, "FORBIDDEN"),
    ask("a mutation that may be among those that may not", 'mutation { __typename advanceGrant(id: "x", version: 1, event: {end: {reason: "x"}}) { id } }', 403, "FORBIDDEN"),
    bad("two events at once", 'mutation { advanceGrant(id: "x", version: 1, event: {end: {reason: "x"}, amend: null}) { id } }'),
    ask("the list of grants", "{ grants { totalCount edges { node { id } } } }", 403, "FORBIDDEN"),
    ask("a grant by an id that is none", '{ grant(id: "x") { id } }', 403, "FORBIDDEN"),
    bad("a subscription over HTTP", "subscription { __typename }"),
    bad("a definition of a type", "type Query { a: Int } { __typename }"),
    bad("an extension of a type", "extend type Query { a: Int } { __typename }"),
    bad("two operations, none named", "query A { __typename } query B { __typename }"),
    bad("an operation that is not there", "query A { __typename }", operationName="B"),
    bad("an operation by a name of its class", "query A { __typename }", operationName="__class__"),
    bad("two operations of one name", "query A { __typename } query A { __typename }", operationName="A"),
    bad("a field of its class", "{ __class__ }"),
    bad("a field of its prototype", "{ __proto__ { constructor } }"),
    bad("no document", ""),
    bad("a comment only", "# nothing"),
    bad("a string that does not end", '{ node(id: "'),
    bad("a string of a lone surrogate", '{ node(id: "\\uD800") { id } }'),
    bad("a NUL in a document", "{ __typename \u0000 }"),
    bad("a mark of the other direction in a document", "{ \u202e__typename }"),
)  # fmt: skip

VARIABLES: Final = (
    bad("an input of another shape", "query ($k: SubjectKey!) { subject(by: $k) { id } }", variables={"k": "x"}),
    bad("two ways of one of", "query ($k: SubjectKey!) { subject(by: $k) { id } }",
         variables={"k": {"id": "x", "uscc": "y"}}),
    bad("none of one of", "query ($k: SubjectKey!) { subject(by: $k) { id } }", variables={"k": {}}),
    bad("null of one of", "query ($k: SubjectKey!) { subject(by: $k) { id } }", variables={"k": {"id": None}}),
    bad("a member of the prototype", "query ($k: SubjectKey!) { subject(by: $k) { id } }",
         variables={"k": {"__proto__": {"id": "x"}}}),
    bad("a member of the class", "query ($k: SubjectKey!) { subject(by: $k) { id } }",
         variables={"k": {"__init__": {"__globals__": 1}}}),
    bad("a member of a question of a document store", "query ($k: SubjectKey!) { subject(by: $k) { id } }",
         variables={"k": {"id": {"$ne": None}}}),
    bad("a required one missing", "query ($k: SubjectKey!) { subject(by: $k) { id } }"),
    bad("deep in an input", "query ($k: SubjectKey!) { subject(by: $k) { id } }",
         variables={"k": {"source": {"system": {"system": {"system": "x"}}, "key": "y"}}}),
    bad("a type that there is not", "query ($k: Nothing) { __typename }"),
    bad("an output as an input", "query ($k: Company) { __typename }"),
    ask("a variable of the prototype", "{ __typename }", 200, None, variables={"__proto__": {"a": 1}}, answer=_TYPENAME),
    bad("a day that there is not", 'query ($d: Date) { subject(by: {id: "x"}, asOf: $d) { id } }',
         variables={"d": "2026-02-30"}),
    bad("a day of another calendar", 'query ($d: Date) { subject(by: {id: "x"}, asOf: $d) { id } }',
         variables={"d": "2026-W01-1"}),
    bad("an instant without its offset", 'query ($d: DateTime) { subject(by: {id: "x"}, knownAt: $d) { id } }',
         variables={"d": "2026-01-01T00:00:00"}),
    bad("an instant before all", 'query ($d: DateTime) { subject(by: {id: "x"}, knownAt: $d) { id } }',
         variables={"d": "0001-01-01T00:00:00+23:59"}),
    bad("more hops than there are", 'query { network(of: {id: "x"}, hops: 2147483647) { truncated } }'),
    bad("a measure that there is not", 'query { screen(subjects: [{id: "x"}], measure: "\' OR 1=1 //") { problem } }'),
)  # fmt: skip

_NODE: Final = "query ($id: ID!) { node(id: $id) { id } }"

IDS: Final = tuple(
    ask(f"a foreign id: {name}", _NODE, 200, None, variables={"id": value}, answer={"node": None})
    for name, value in {
        "of nobody": "9" * 32,
        "a path": "../../../etc/passwd",
        "Cypher": "' OR 1=1 //",
        "a parameter": "$classes",
        "empty": "",
        "a number": 7,
        "very long": "x" * 100_000,
        "the engine's own": "4:00000000-0000-0000-0000-000000000000:0",
        "a record's of the other engine": "#12:0",
    }.items()
)

_PAGE: Final = "query ($c: String) { companies(first: 1, after: $c) { edges { node { id } } } }"


def _cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).rstrip(b"=").decode()


CURSORS: Final = tuple(
    bad(f"a cursor: {name}", _PAGE, variables={"c": value})
    for name, value in {
        "text": "garbage!",
        "empty": "",
        "not base64": "%%%%",
        "no list": _cursor({"a": 1}),
        "an empty list": _cursor([]),
        "of another shape": _cursor([1, "a", "b"]),
        "of another type": _cursor([["x"]]),
        "a null": _cursor([None]),
        "a truth": _cursor([True]),
        "very long": "A" * 100_000,
        "deep": base64.urlsafe_b64encode(b"[" * 900 + b"]" * 900).decode(),
        "bytes": base64.urlsafe_b64encode(b"\xff\xfe\x00").decode(),
        "of Cypher, not encoded": "' MATCH (n) DETACH DELETE n //",
    }.items()
)
