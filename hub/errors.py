"""What a caller is told when something fails.

    HubError                               the caller can act on it: a code of the contract, a sentence, extensions
      hub.callers.errors.NotAuthenticated  UNAUTHENTICATED
      hub.http.wire.WireError                   BAD_INPUT with the HTTP status of a malformed request
    GraphQLError                           BAD_INPUT: the document or its variables
    EngineUnavailable, RecordUnavailable, a time limit
                                           UNAVAILABLE
    anything else                          INTERNAL: nothing but the request's id leaves the house

The inner rooms know no code and no status: this file gives each class its own, in one table.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from graphql import GraphQLError

from graph.failures import EngineDenied, EngineUnavailable
from hub.record.errors import RecordUnavailable
from hub.scrub import scrubbed, scrubbed_name


class ErrorCode(StrEnum):
    """`extensions.code` of an error; the contract's closed set."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    PURPOSE_REQUIRED = "PURPOSE_REQUIRED"
    BAD_INPUT = "BAD_INPUT"
    TOO_COSTLY = "TOO_COSTLY"
    RATE_LIMITED = "RATE_LIMITED"
    STALE = "STALE"
    ILLEGAL_STEP = "ILLEGAL_STEP"
    GUARD_FAILED = "GUARD_FAILED"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorRow:
    """How a code is answered when it fails the whole request, and how it is logged.

    `legacy_status` is for `application/json`: there a well-formed request is answered 200 whatever its
    document holds, but a caller who is not let in, or whom the hub cannot serve, still sees it in the status.
    """

    status: int
    legacy_status: int
    log_level: int


ERRORS: Final[Mapping[ErrorCode, ErrorRow]] = {
    ErrorCode.UNAUTHENTICATED: ErrorRow(status=401, legacy_status=401, log_level=logging.INFO),
    ErrorCode.FORBIDDEN: ErrorRow(status=403, legacy_status=403, log_level=logging.INFO),
    ErrorCode.PURPOSE_REQUIRED: ErrorRow(status=403, legacy_status=403, log_level=logging.INFO),
    ErrorCode.BAD_INPUT: ErrorRow(status=400, legacy_status=200, log_level=logging.INFO),
    ErrorCode.TOO_COSTLY: ErrorRow(status=400, legacy_status=200, log_level=logging.INFO),
    ErrorCode.RATE_LIMITED: ErrorRow(status=429, legacy_status=429, log_level=logging.INFO),
    ErrorCode.STALE: ErrorRow(status=409, legacy_status=200, log_level=logging.INFO),
    ErrorCode.ILLEGAL_STEP: ErrorRow(status=409, legacy_status=200, log_level=logging.INFO),
    ErrorCode.GUARD_FAILED: ErrorRow(status=409, legacy_status=200, log_level=logging.INFO),
    ErrorCode.UNAVAILABLE: ErrorRow(status=503, legacy_status=503, log_level=logging.WARNING),
    ErrorCode.INTERNAL: ErrorRow(status=500, legacy_status=500, log_level=logging.ERROR),
}


class HubError(Exception):
    """An error that its reader can act on. `extensions` are shown beside the code; they hold no secret."""

    def __init__(self, code: ErrorCode, message: str, **extensions: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.extensions = extensions

    def formatted(self) -> dict[str, Any]:
        """The error as an entry of `errors` in a GraphQL response."""
        return {"message": self.message, "extensions": {"code": self.code.value, **self.extensions}}


def bad_input(message: str, **extensions: Any) -> HubError:
    """BAD_INPUT: the request says something that cannot be."""
    return HubError(ErrorCode.BAD_INPUT, message, **extensions)


def within(name: str, number: int, least: int, most: int) -> int:
    """The number. Raises BAD_INPUT for one that is not between these two, which are allowed themselves."""
    if not least <= number <= most:
        raise bad_input(f"{name}: {number}; {least} to {most} are allowed")
    return number


def too_costly(what: str, number: int, limit: int, **extensions: Any) -> HubError:
    """TOO_COSTLY: `what` names the thing counted, `number` how many there were, `limit` how many may be."""
    shown = str(number) if number <= _LARGEST_SHOWN else f"more than {_LARGEST_SHOWN}"
    return HubError(
        ErrorCode.TOO_COSTLY,
        f"{what}: {shown}; at most {limit} are allowed",
        limit=limit,
        counted=min(number, _LARGEST_SHOWN),
        **extensions,
    )


def rate_limited(message: str, limit: int, retry_after_seconds: int) -> HubError:
    """RATE_LIMITED: that is enough for now, and when to come again."""
    return HubError(ErrorCode.RATE_LIMITED, message, limit=limit, **{_RETRY_AFTER: retry_after_seconds})


def retry_headers(error: BaseException) -> Mapping[str, str]:
    """`Retry-After` in whole seconds, for an error that says when to come again (RFC 9110, section 10.2.3)."""
    seconds = error.extensions.get(_RETRY_AFTER) if isinstance(error, HubError) else None
    return {} if seconds is None else {"Retry-After": str(seconds)}


def code_of(error: BaseException) -> ErrorCode:
    """The code that an exception is answered with."""
    if isinstance(error, HubError):
        return error.code
    if isinstance(error, GraphQLError):
        cause = _cause(error)
        return code_of(cause) if cause else ErrorCode.BAD_INPUT
    if isinstance(error, _UNAVAILABLE):
        return ErrorCode.UNAVAILABLE
    return ErrorCode.INTERNAL


def public_error(error: BaseException, request_id: str, *, suggestions: bool = False) -> dict[str, Any]:
    """The exception as an entry of `errors`, with nothing in it that the caller should not see.

    `suggestions` keeps graphql-core's "Did you mean …", which names fields of the schema: for callers who
    may read the schema anyway (DEVELOPER, ADMIN).
    """
    if isinstance(error, GraphQLError):
        return _graphql_error(error, request_id, suggestions)
    if isinstance(error, HubError):
        return error.formatted()
    if code_of(error) is ErrorCode.UNAVAILABLE:
        return _unavailable(request_id)
    return masked(error, request_id)


def masked(_error: BaseException, request_id: str) -> dict[str, Any]:
    """INTERNAL with nothing but the request's id: the text of an unforeseen error may hold anything."""
    return {
        "message": "internal error",
        "extensions": {"code": ErrorCode.INTERNAL.value, "requestId": request_id},
    }


_LARGEST_SHOWN: Final = 10**9
_RETRY_AFTER: Final = "retryAfterSeconds"
# A password that the engine no longer takes is no fault of the caller, who can only try again later.
_UNAVAILABLE: Final = (EngineUnavailable, EngineDenied, RecordUnavailable, TimeoutError)
_SUGGESTION: Final = re.compile(r"\s*Did you mean [^?]*\?")


def _unavailable(request_id: str) -> dict[str, Any]:
    return {
        "message": "the hub cannot serve this now; try again later",
        "extensions": {"code": ErrorCode.UNAVAILABLE.value, "requestId": request_id},
    }


def _cause(error: GraphQLError) -> Exception | None:
    """What a field's resolver raised; None where the document or its variables are at fault.

    graphql-core wraps in the same class what a scalar says about an input value (ValueError, TypeError).
    Only a failure of execution has a path to its field.
    """
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        error, cause = cause, cause.original_error
    if error.path is None and isinstance(cause, (ValueError, TypeError)):
        return None
    return cause


def _graphql_error(error: GraphQLError, request_id: str, suggestions: bool) -> dict[str, Any]:
    cause = _cause(error)
    if cause is not None:
        entry = public_error(cause, request_id, suggestions=suggestions)
    else:
        message = error.message if suggestions else _SUGGESTION.sub("", error.message)
        entry = {"message": scrubbed_name(scrubbed(message)), "extensions": {"code": ErrorCode.BAD_INPUT.value}}
    if error.locations:
        entry["locations"] = [{"line": spot.line, "column": spot.column} for spot in error.locations]
    if error.path:
        entry["path"] = list(error.path)
    return entry
