"""What for: no personal data is read without a purpose, and most purposes name the case they serve.

Which role may act for which purpose, and which purpose asks for what kind of number, are two tables. Here
the form of the number is checked; whether that case exists and is open, the door asks the graph.
"""

from __future__ import annotations

import re
import unicodedata
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from graph.model.roles import PURPOSES, Purpose
from graph.rules.identifiers import InvalidIdentifier, case_number, file_number
from hub.callers.caller import Caller
from hub.errors import ErrorCode, HubError, bad_input

PURPOSE_HEADER: Final = "X-Purpose"
CASE_HEADER: Final = "X-Case-Number"
NUMBER_LENGTH_MAX: Final = 64
NUMBERS_KEPT: Final = 4_096  # headers read once; an investigator names one case all day
_HEADER_LENGTH_MAX: Final = NUMBER_LENGTH_MAX * 12  # a character takes up to four bytes, three signs each


class CaseKind(StrEnum):
    """What the number of a purpose is."""

    COURT_CASE = "COURT_CASE"  # a court's case number, looked up in the graph
    MEDIATION = "MEDIATION"  # the mediation's number, looked up in the graph
    AGENCY_FILE = "AGENCY_FILE"  # the agency's own file number: recorded, never looked up
    NONE = "NONE"


CASE_KINDS: Final[Mapping[Purpose, CaseKind]] = {
    Purpose.ENFORCEMENT: CaseKind.COURT_CASE,
    Purpose.INTEGRITY_SUPERVISION: CaseKind.COURT_CASE,
    Purpose.MEDIATION: CaseKind.MEDIATION,
    Purpose.CREDIT_CHECK: CaseKind.AGENCY_FILE,
    Purpose.COMMAND: CaseKind.NONE,
    Purpose.AUDIT: CaseKind.NONE,
    Purpose.DEVELOPMENT: CaseKind.NONE,
}

_WHAT: Final[Mapping[CaseKind, str]] = {
    CaseKind.COURT_CASE: "the number of the court's case",
    CaseKind.MEDIATION: "the number of the mediation",
    CaseKind.AGENCY_FILE: "the number of your own file",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Errand:
    """What a request is for. `case_number` is in its normal form, and None where the purpose takes none."""

    purpose: Purpose
    case_number: str | None


def check(caller: Caller, purpose_header: str | None, case_header: str | None) -> Errand:
    """The errand that the two headers state, if the caller's role may act for it.

    Raises `HubError`: PURPOSE_REQUIRED for a missing header, FORBIDDEN for a purpose of other roles,
    BAD_INPUT for a purpose or number that is none. Each names what is allowed for this role.
    """
    allowed = PURPOSES[caller.role]
    text = (purpose_header or "").strip()
    if not text:
        raise _refused(ErrorCode.PURPOSE_REQUIRED, f"{PURPOSE_HEADER} is wanted", allowed)
    if text not in set(Purpose):
        raise _refused(ErrorCode.BAD_INPUT, f"{PURPOSE_HEADER}: no such purpose", allowed)
    purpose = Purpose(text)
    if purpose not in allowed:
        raise _refused(ErrorCode.FORBIDDEN, f"{caller.role} may not act for {purpose}", allowed)
    kind = CASE_KINDS[purpose]
    return Errand(
        purpose=purpose, case_number=None if kind is CaseKind.NONE else _number(purpose, kind, case_header)
    )


def decoded(header: str) -> str:
    """The text of a percent-encoded UTF-8 header. Raises `HubError` BAD_INPUT for anything else."""
    if len(header) > _HEADER_LENGTH_MAX:
        raise bad_input(f"{CASE_HEADER}: too long; at most {NUMBER_LENGTH_MAX} characters are allowed")
    if not _PERCENT_ENCODED.fullmatch(header):
        raise bad_input(f"{CASE_HEADER}: percent-encoded UTF-8 is wanted, e.g. {_EXAMPLE}")
    try:
        return urllib.parse.unquote_to_bytes(header).decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise bad_input(f"{CASE_HEADER}: percent-encoded UTF-8 is wanted, e.g. {_EXAMPLE}") from None


_PERCENT_ENCODED: Final = re.compile(r"(?:[\x20-\x24\x26-\x7e]|%[0-9A-Fa-f]{2})*")
_EXAMPLE: Final = urllib.parse.quote("（2026）鄂0112执1号")


@lru_cache(maxsize=NUMBERS_KEPT)
def _number(purpose: Purpose, kind: CaseKind, header: str | None) -> str:
    text = decoded((header or "").strip()).strip()
    if not text:
        raise HubError(
            ErrorCode.PURPOSE_REQUIRED, f"{purpose} needs {_WHAT[kind]} in {CASE_HEADER}", needs=CASE_HEADER
        )
    try:
        match kind:
            case CaseKind.COURT_CASE:
                return case_number(text).text
            case CaseKind.MEDIATION:
                return file_number(text)
    except InvalidIdentifier as error:
        raise bad_input(f"{CASE_HEADER}: {error.reason}") from None
    normal = unicodedata.normalize("NFKC", text)
    if len(normal) > NUMBER_LENGTH_MAX or not normal.isprintable():
        raise bad_input(f"{CASE_HEADER}: 1 to {NUMBER_LENGTH_MAX} printable characters are allowed")
    return normal


def _refused(code: ErrorCode, what: str, allowed: tuple[Purpose, ...]) -> HubError:
    names = [purpose.value for purpose in allowed]
    return HubError(code, f"{what}; allowed for your role: {', '.join(names)}", allowed=names)
