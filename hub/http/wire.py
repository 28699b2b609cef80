"""GraphQL over HTTP: what a request says, and how its answer is dressed. Knows nothing of execution.

POST carries JSON; GET carries a query in the URL, where proxies and logs see it, so it carries no mutation
and no personal number. The answer's media type decides its status: `application/graphql-response+json`
tells a failed request by 4xx or 5xx; `application/json`, for old clients, answers 200 wherever the request
itself was well formed. A caller who prefers neither gets the old one.

A malformed request is BAD_INPUT with an HTTP status of its own (400, 405, 406, 408, 413, 415) under both.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from hub.errors import ERRORS, ErrorCode, HubError
from hub.settings.config import Settings

GRAPHQL_JSON: Final = "application/graphql-response+json"
PLAIN_JSON: Final = "application/json"
SUPPORTED: Final = (PLAIN_JSON, GRAPHQL_JSON)
METHODS: Final = ("GET", "POST")

PARAMETERS_MAX: Final = 16
RANGES_MAX: Final = 32

# The recommendation for a partial answer is 294, which few clients know yet; any 2xx is right.
STATUS_ANSWERED: Final = 200

SECURITY_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept, Authorization",
    "X-Content-Type-Options": "nosniff",
}


class WireError(HubError):
    """A request that is malformed as HTTP or as JSON; `headers` go with its answer."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(ErrorCode.BAD_INPUT, message)
        self.status = status
        self.headers = dict(headers or {})


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphQLRequest:
    """A well-formed request; its query may still be no GraphQL. `accept` is the media type of the answer.

    `stored` is the SHA-256, as hex, of a stored operation; without a text of its own the query is empty then.
    """

    query: str
    operation_name: str | None
    variables: Mapping[str, Any]
    extensions: Mapping[str, Any]
    accept: str
    by_get: bool
    stored: str | None = None
    texts: tuple[str, ...] = field(default=(), repr=False)  # of a GET: its parameters as sent


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A GraphQL response, encoded. `failure` is the code that failed the whole request, and None where the
    response holds `data`, be it null or beside errors.
    """

    body: bytes
    failure: ErrorCode | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def status(self, accept: str) -> int:
        """The HTTP status under the media type."""
        if self.failure is None:
            return STATUS_ANSWERED
        row = ERRORS[self.failure]
        return row.status if accept == GRAPHQL_JSON else row.legacy_status


def read_request(
    method: str, headers: Mapping[str, str], query_string: bytes, body: bytes, limits: Settings
) -> GraphQLRequest:
    """The GraphQL request in an HTTP request. Raises `WireError`.

    `headers` has lower-case names; `body` is within its bound already: `check_head` and the endpoint see to
    it.
    """
    accept = check_head(method, headers, limits)
    if method == "GET":
        texts = _url_parameters(query_string)
        given: dict[str, Any] = {
            name: read_json(text.encode(), name, limits) if name in ("variables", "extensions") else text
            for name, text in texts.items()
            if text or name == "query"
        }
        return request_of(given, accept, by_get=True, texts=tuple(texts.values()))
    return request_of(read_json(body, "the body", limits), accept, by_get=False)


def check_head(method: str, headers: Mapping[str, str], limits: Settings) -> str:
    """The media type of the answer, if method and headers are in order. Raises `WireError`, before a body
    is read.
    """
    if method not in METHODS:
        raise WireError(405, f"method {method[:16]}; GET and POST are allowed", {"Allow": ", ".join(METHODS)})
    accept = negotiated(headers.get("accept"))
    if method == "POST":
        _check_content(headers)
        length = headers.get("content-length", "")
        if length.isascii() and length.isdigit() and (len(length) > 18 or int(length) > limits.body_bytes):
            raise body_too_large(limits)
    return accept


def body_too_large(limits: Settings) -> WireError:
    """413, and the connection is closed so that the rest is not read."""
    return WireError(413, f"the body is too large; at most {limits.body_bytes} bytes are allowed", _CLOSE)


def body_too_slow(limits: Settings) -> WireError:
    """408, and the connection is closed."""
    return WireError(408, f"the body did not arrive within {limits.body_timeout_seconds:g} seconds", _CLOSE)


def negotiated(accept: str | None) -> str:
    """The media type of the answer by an Accept header: highest quality, then first named; wildcards give
    the old type. Raises `WireError` 406.
    """
    if accept is None or not accept.strip():
        return PLAIN_JSON
    best: tuple[float, int, int] | None = None
    chosen = PLAIN_JSON
    ranges = [_media_range(part) for part in accept.split(",")[:RANGES_MAX]]
    for media in SUPPORTED:
        # The most specific range that matches a type says its quality, wherever it stands.
        matching = [
            (specificity, quality, place)
            for place, (name, quality) in enumerate(ranges)
            if (specificity := _specificity(name, media))
        ]
        if not matching:
            continue
        specificity, quality, place = max(matching, key=lambda item: (item[0], -item[2]))
        rank = (quality, specificity, -place)
        if quality > 0 and (best is None or rank > best):
            best, chosen = rank, media
    if best is None:
        raise WireError(406, f"Accept: none of these is served; {GRAPHQL_JSON} and {PLAIN_JSON} are allowed")
    return chosen


_CLOSE: Final = {"Connection": "close"}


def _media_range(part: str) -> tuple[str, float]:
    """The range and its quality; ("", 0) for one that no answer can match."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                quality = min(max(float(value), 0.0), 1.0)
            except ValueError:
                return "", 0.0
        elif key.strip() == "charset" and value.strip(' "') not in ("utf-8", "utf8"):
            return "", 0.0
    return (name, quality) if quality == quality else ("", 0.0)  # float() also reads "nan"


def _specificity(name: str, media: str) -> int:
    if name == media:
        return 3
    return {"application/*": 2, "*/*": 1}.get(name, 0)


def _check_content(headers: Mapping[str, str]) -> None:
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise WireError(415, "Content-Encoding: the body must come unpacked", {"Accept-Encoding": "identity"})
    media, *parameters = (piece.strip().lower() for piece in headers.get("content-type", "").split(";"))
    if media != PLAIN_JSON:
        raise WireError(415, f"Content-Type: {PLAIN_JSON} is allowed")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "charset" and value.strip(' "') not in ("utf-8", "utf8"):
            raise WireError(415, f"Content-Type: {PLAIN_JSON} in UTF-8 is allowed")


def _url_parameters(query_string: bytes) -> dict[str, str]:
    try:
        pairs = urllib.parse.parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=PARAMETERS_MAX,
        )
    except ValueError:
        raise WireError(
            400, f"the URL's query: at most {PARAMETERS_MAX} percent-encoded UTF-8 parameters are allowed"
        ) from None
    texts = dict(pairs)
    if len(texts) != len(pairs):
        raise WireError(400, "the URL's query: each parameter is allowed once")
    return texts


def read_json(text: bytes, what: str, limits: Settings) -> Any:
    """The JSON value, nested no deeper than the limit and with no name twice in one object: readers on the way
    differ on which of the two counts. Raises `WireError`, which calls the text `what`.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise WireError(400, f"{what} is not JSON in UTF-8, or is nested too deeply") from None
    names = _count_names(value, what, limits)
    # Most texts have nothing but names before a colon, and no space there: counting those is quick.
    quick = text.count(b'":') == names and not _SPACED.search(text)
    if not quick and names != sum(map(bool, _STRINGS.findall(text))):
        raise WireError(400, f"{what} names a member of an object twice")
    return value


_SPACED: Final = re.compile(rb'"\s+:')
# Every string of a valid JSON text, each with its colon if it is a name.
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"(\s*:)?')


def _count_names(value: Any, what: str, limits: Settings) -> int:
    """How many members its objects have. Level by level: what follows may recurse into the value, so its depth
    is bounded well before Python's own limit.
    """
    level = [value] if isinstance(value, (dict, list)) else []
    names = items = 0
    for _ in range(limits.json_depth + 1):
        names += sum(len(holder) for holder in level if isinstance(holder, dict))
        items += sum(map(len, level))
        if items > limits.json_items:
            raise WireError(
                400, f"{what} holds too much; at most {limits.json_items} members and items are allowed"
            )
        level = [
            item
            for holder in level
            for item in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(item, (dict, list))
        ]
        if not level:
            return names
    raise WireError(400, f"{what} is nested too deeply; at most {limits.json_depth} levels are allowed")


def request_of(given: Any, accept: str, *, by_get: bool, texts: tuple[str, ...] = ()) -> GraphQLRequest:
    """The request in a JSON value, of whatever transport. Raises `WireError`."""
    if isinstance(given, list):
        raise WireError(400, "the body is an array; batches are not served, send one request at a time")
    if not isinstance(given, dict):
        raise WireError(400, "the body is not a JSON object")
    query, name = given.get("query"), given.get("operationName")
    extensions = _map(given, "extensions")
    stored = _stored(extensions)
    if query is None and stored is not None:
        query = ""
    if not isinstance(query, str):
        raise WireError(400, "query is wanted, as a string")
    if name is not None and not isinstance(name, str):
        raise WireError(400, "operationName: a string is allowed")
    return GraphQLRequest(
        query=query,
        operation_name=name or None,
        variables=_map(given, "variables"),
        extensions=extensions,
        stored=stored,
        accept=accept,
        by_get=by_get,
        texts=texts,
    )


def _map(given: dict[str, Any], name: str) -> dict[str, Any]:
    value = given.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise WireError(400, f"{name}: an object is allowed")
    return value


_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


def _stored(extensions: Mapping[str, Any]) -> str | None:
    if "persistedQuery" not in extensions:
        return None
    asked = extensions["persistedQuery"]
    digest = asked.get("sha256Hash") if isinstance(asked, dict) else None
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest) or asked.get("version") != 1:
        raise WireError(
            400,
            "extensions.persistedQuery: version 1 and sha256Hash, 64 hexadecimal digits in lower case, are wanted",
        )
    return digest
