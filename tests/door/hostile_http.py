"""Hostile HTTP, with the right answer beside each row. Data only; `test_hostile.py` walks it.

As in `hostile.py` the caller is a partner with everything right, unless the row says otherwise.
"""

from __future__ import annotations

from typing import Final

import orjson

from tests.door.rows import Raw, Row, json_body

CITIZEN_ID: Final = "110105194912310028"
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}

BODIES: Final = (
    json_body("a batch", b'[{"query":"{ __typename }"}]'),
    json_body("a large batch", b"[" + b",".join([b'{"query":"{ __typename }"}'] * 50) + b"]"),
    json_body("a huge body", b'{"query":"{ __typename }' + b" " * (2 << 20) + b'"}', 413),
    json_body("deep JSON", b"[" * 100_000),
    json_body("deep JSON that closes", b"[" * 100_000 + b"]" * 100_000),
    json_body("deep variables", b'{"query":"{ __typename }","variables":{"a":' + b"[" * 40 + b"]" * 40 + b"}}"),
    json_body("wide variables", b'{"query":"{ __typename }","variables":{"a":[' + b"0," * 30_000 + b"0]}}"),
    json_body("a name twice", b'{"query":"{ __typename }","query":"{ viewer { role } }"}'),
    json_body("a name twice, spelt in two ways", b'{"query":"{ __typename }","qu\\u0065ry":"{ viewer { role } }"}'),
    json_body("a name twice in a variable", b'{"query":"{ __typename }","variables":{"a":{"id":"1","id":"2"}}}'),
    json_body("invalid UTF-8", b'{"query":"{ __typename } #\xff"}'),
    json_body("an overlong form of UTF-8", b'{"query":"{ __typename } #\xc0\xaf"}'),
    json_body("UTF-16", '{"query":"{ __typename }"}'.encode("utf-16")),
    json_body("a byte order mark", b'\xef\xbb\xbf{"query":"{ __typename }"}'),
    json_body("a lone surrogate", b'{"query":"{ __typename }","variables":{"a":"\\ud800"}}'),
    json_body("NaN", b'{"query":"{ __typename }","variables":{"a":NaN}}'),
    json_body("a number beyond all", b'{"query":"{ __typename }","variables":{"a":' + b"9" * 5000 + b"}}", 400),
    json_body("a comment in JSON", b'{"query":"{ __typename }"/* */}'),
    json_body("text after JSON", b'{"query":"{ __typename }"}{"query":"{ viewer { role } }"}'),
    json_body("an empty body", b""),
    json_body("a null", b"null"),
    json_body("a query that is an object", b'{"query":{"a":1}}'),
    json_body("a query that is null", b'{"query":null}'),
    json_body("an operation name that is an object", b'{"query":"{ __typename }","operationName":{"a":1}}'),
    json_body("variables that are text", b'{"query":"{ __typename }","variables":"{}"}'),
    json_body("variables that are a list", b'{"query":"{ __typename }","variables":[{}]}'),
    json_body("extensions that are a list", b'{"query":"{ __typename }","extensions":[]}'),
    json_body("a form", b"query=%7B__typename%7D", 415, headers=_FORM),
    json_body("JSON sent as a form", b'{"query":"{ __typename }"}', 415, headers=_FORM),
    json_body("JSON sent as text", b'{"query":"{ __typename }"}', 415, headers={"Content-Type": "text/plain"}),
    json_body("JSON sent as a form of parts", b'{"query":"{ __typename }"}', 415,
          headers={"Content-Type": "multipart/form-data; boundary=x"}),
    json_body("a file upload", b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{a}"}\r\n--x--',
          415, headers={"Content-Type": "multipart/form-data; boundary=x"}),
    json_body("JSON without its type", b'{"query":"{ __typename }"}', 415, headers={"Content-Type": None}),
    json_body("GraphQL as it is", b"{ __typename }", 415, headers={"Content-Type": "application/graphql"}),
    json_body("another charset", b'{"query":"{ __typename }"}', 415,
          headers={"Content-Type": "application/json; charset=utf-7"}),
    json_body("a packed body", b"\x1f\x8b\x08\x00", 415, headers={"Content-Encoding": "gzip"}),
    json_body("an answer that is not served", b'{"query":"{ __typename }"}', 406, headers={"Accept": "text/html"}),
)  # fmt: skip


def _get(name: str, status: int, code: str | None, **params: str) -> Row:
    return Row(name=name, method="GET", params=params, status=status, code=code)


def _by_post(name: str, status: int, code: str | None, **headers: str | None) -> Row:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    body = orjson.dumps({"query": '{ node(id: "x") { id } }'})
    return Row(name=name, body=body, status=status, code=code, headers=named, answer={"node": None})


URLS: Final = (
    _get("a mutation by GET", 405, "BAD_INPUT", query="mutation { __typename }"),
    _get("a mutation among others by GET", 405, "BAD_INPUT", query="query A { __typename } mutation B { __typename }",
         operationName="B"),
    _get("a citizen ID in the URL", 400, "BAD_INPUT", query=f'{{ subject(by: {{citizenId: "{CITIZEN_ID}"}}) {{ id }} }}'),
    _get("a citizen ID in a variable of the URL", 400, "BAD_INPUT", query="{ __typename }",
         variables=f'{{"n":"{CITIZEN_ID}"}}'),
    _get("no query by GET", 400, "BAD_INPUT"),
    Row(name="a parameter twice", method="GET", path="/graphql?query={a}&query={b}", status=400, code="BAD_INPUT"),
    Row(name="many parameters", method="GET", path="/graphql?" + "&".join(f"a{n}=1" for n in range(100)), status=400,
        code="BAD_INPUT"),
    Row(name="a parameter that is no UTF-8", method="GET", path="/graphql?query=%FF", status=400, code="BAD_INPUT"),
    Row(name="a GET without a token", method="GET", path="/graphql?query={__typename}", status=401,
        code="UNAUTHENTICATED", headers={"Authorization": None}),
    Row(name="a token in the URL", method="GET", path="/graphql?query={__typename}&access_token=x", status=401,
        code="UNAUTHENTICATED", headers={"Authorization": None}),
    *(Row(name=f"the method {method}", method=method, status=405, code="BAD_INPUT", body=b'{"query":"{ __typename }"}')
      for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")),
)  # fmt: skip

HEADERS: Final = (
    _by_post("no token", 401, "UNAUTHENTICATED", Authorization=None),
    _by_post("an empty token", 401, "UNAUTHENTICATED", Authorization="Bearer"),
    _by_post("a password", 401, "UNAUTHENTICATED", Authorization="Basic YWRtaW46YWRtaW4="),
    _by_post("a cookie", 401, "UNAUTHENTICATED", Authorization=None, Cookie="token=x; Authorization=Bearer x"),
    _by_post("an address of the proxy's", 401, "UNAUTHENTICATED", Authorization=None, X_Forwarded_For="127.0.0.1",
             X_Forwarded_User="admin", X_Client_Cert="x"),
    _by_post("a proof without a token", 401, "UNAUTHENTICATED", Authorization=None, DPoP="e30.e30.e30"),
    _by_post("a scheme of another", 401, "UNAUTHENTICATED", Authorization="DPoP e30.e30.e30", DPoP="e30.e30.e30"),
    _by_post("a token of empty parts", 401, "UNAUTHENTICATED", Authorization="Bearer e30.e30.e30"),
    _by_post("a token of deep parts", 401, "UNAUTHENTICATED", Authorization="Bearer " + "W1tb" * 800 + ".e30."),
    _by_post("a certificate without a token", 401, "UNAUTHENTICATED", Authorization=None, Client_Cert=":AAAA:",
             X_SSL_Client_Cert="-----BEGIN%20CERTIFICATE-----", X_Client_Verify="SUCCESS"),
    _by_post("a proof and a certificate that nobody asked for", 200, None, DPoP="x", Client_Cert=":AAAA:"),
    _by_post("no purpose", 403, "PURPOSE_REQUIRED", X_Purpose=None),
    _by_post("a purpose that there is not", 400, "BAD_INPUT", X_Purpose="' OR 1=1 //"),
    _by_post("a purpose of other roles", 403, "FORBIDDEN", X_Purpose="ENFORCEMENT"),
    _by_post("two purposes", 400, "BAD_INPUT", X_Purpose="CREDIT_CHECK, ENFORCEMENT"),
    _by_post("no file number", 403, "PURPOSE_REQUIRED", X_Case_Number=None),
    _by_post("a file number of spaces", 403, "PURPOSE_REQUIRED", X_Case_Number="%20%20"),
    _by_post("a NUL in a file number", 400, "BAD_INPUT", X_Case_Number="7%00"),
    _by_post("a line's end in a file number", 400, "BAD_INPUT", X_Case_Number="7%0D%0ASet-Cookie:%20a=b"),
    _by_post("a mark of the other direction in a file number", 400, "BAD_INPUT", X_Case_Number="7%E2%80%AE"),
    _by_post("a file number that is no UTF-8", 400, "BAD_INPUT", X_Case_Number="%FF"),
    _by_post("a file number half encoded", 400, "BAD_INPUT", X_Case_Number="%E"),
    _by_post("a file number too long", 400, "BAD_INPUT", X_Case_Number="7" * 5000),
    _by_post("Cypher in a file number", 200, None, X_Case_Number="'%7D)%20MATCH%20(n)%20DETACH%20DELETE%20n//"),
)  # fmt: skip


def _get_cop(name: str, path: str, status: int, code: str | None) -> Row:
    return Row(name=name, method="GET", path=path, status=status, code=code)


# What graphql-cop and scanners like it look for, by their names; some stand above, too.
SCANNERS: Final = (
    json_body("Array-based Query Batching", b"[" + b",".join([b'{"query":"query cop { __typename }"}'] * 10) + b"]"),
    Row(name="Alias Overloading", status=400, code="TOO_COSTLY", body=orjson.dumps(
        {"query": "query cop {" + " ".join(f"alias{n}: __typename" for n in range(101)) + "}", "operationName": "cop"})),
    Row(name="Directive Overloading", status=400, code="TOO_COSTLY",
        body=orjson.dumps({"query": "query cop { __typename " + "@aa" * 50 + " }"})),
    Row(name="Field Duplication", status=400, code="TOO_COSTLY",
        body=orjson.dumps({"query": "query cop { " + "__typename \n" * 500 + " }"})),
    json_body("Circular Query by Introspection", orjson.dumps({"query":
        "query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } "
        "} } } } } } } }"})),
    Row(name="Introspection", status=403, code="FORBIDDEN",
        body=orjson.dumps({"query": "query cop { __schema { types { name fields { name } } } }"})),
    Row(name="Introspection under an alias, beside data", status=403, code="FORBIDDEN",
        body=orjson.dumps({"query": "{ viewer { role } a: __schema { types { name } } }"})),
    Row(name="Introspection of one type", status=403, code="FORBIDDEN",
        body=orjson.dumps({"query": '{ __type(name: "Company") { name } }'})),
    Row(name="Introspection in a fragment", status=403, code="FORBIDDEN",
        body=orjson.dumps({"query": "{ ...A } fragment A on Query { ... on Query { ... { __schema { types { name } } } } }"})),
    Row(name="Introspection that a variable includes", status=403, code="FORBIDDEN", body=orjson.dumps(
        {"query": "query ($a: Boolean!) { __schema @include(if: $a) { types { name } } }", "variables": {"a": True}})),
    _get_cop("Introspection by GET", "/graphql?query={__schema{types{name}}}", 403, "FORBIDDEN"),
    json_body("Field Suggestions", orjson.dumps({"query": "query cop { companie { totalCount } }"})),
    _get_cop("GET method query, which stays, with a token", "/graphql?query=query+cop+{__typename}", 200, None),
    _get_cop("GET method mutation", "/graphql?query=mutation+cop+{__typename}", 405, "BAD_INPUT"),
    json_body("POST of a form (CSRF)", b"query=query+cop+%7B__typename%7D", 415, headers=_FORM),
    Row(name="Trace Mode", status=200, code=None, body=orjson.dumps({"query": "query cop { __typename }"}),
        headers={"X-Apollo-Tracing": "1"}, answer={"__typename": "Query"}),
    json_body("Unhandled Errors", orjson.dumps({"query": "query cop { abc }"})),
    json_body("Unhandled Errors of the transport", b"qwerty cop { abc }"),
    *(Row(name=f"GraphiQL at {path}", method="GET", path=path, status=404, code=None)
      for path in ("/graphiql.php", "/graphiql/index.html", "/playground", "/altair", "/voyager", "/console", "/v1/graphql",
                   "/graphql/console", "/api/graphql", "/.env", "/.git/config", "/docs", "/openapi.json")),
    Row(name="GraphiQL on the path itself", method="GET", path="/graphql", headers={"Accept": "text/html"}, status=406,
        code="BAD_INPUT"),
)  # fmt: skip

_POST: Final = b"POST /graphql HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n"
_OVER_HEAD: Final = 100_000

RAW: Final = (
    Raw(name="nothing at all", sent=b"", status=408),
    Raw(name="half a line", sent=b"POST /gra", status=408),
    Raw(name="half a header", sent=_POST + b"X-A: b", status=408),
    Raw(name="a header without its end", sent=_POST, status=408),
    Raw(name="a body that does not come", sent=_POST + b"Content-Length: 50\r\n\r\n{", status=408),
    Raw(name="a part of a body that does not come", sent=_POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", status=408),
    Raw(name="a header without end", sent=_POST + b"X-A: " + b"a" * _OVER_HEAD, status=431),
    Raw(name="headers without end", sent=_POST + b"X-A: b\r\n" * (_OVER_HEAD // 8), status=431),
    Raw(name="a line without end", sent=b"GET /graphql?query=" + b"a" * _OVER_HEAD, status=431),
    Raw(name="a length beyond all", sent=_POST + b"Content-Length: 999999999999\r\n\r\n", status=413),
    Raw(name="a length below none", sent=_POST + b"Content-Length: -1\r\n\r\n", status=400),
    Raw(name="two lengths", sent=_POST + b"Content-Length: 2\r\nContent-Length: 50\r\n\r\n{}", status=400),
    Raw(name="a length and parts", sent=_POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        status=400),
    Raw(name="a part that is no number", sent=_POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", status=400),
    Raw(name="a header folded", sent=b"GET /graphql HTTP/1.1\r\nHost: hub\r\nX-A: b\r\n c\r\n\r\n", status=400),
    Raw(name="a NUL in a header", sent=b"GET /graphql HTTP/1.1\r\nHost: hub\r\nX-A: b\x00c\r\n\r\n", status=400),
    Raw(name="the start of TLS", sent=b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500, status=400),
    Raw(name="another protocol", sent=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status=400),
    Raw(name="noise", sent=bytes(range(256)), status=400),
)  # fmt: skip
