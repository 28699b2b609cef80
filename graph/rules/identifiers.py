"""Numbers that name a subject or a case: their normal form, their checks, their published masks.

Sources: GB 32100-2015 (unified social credit code), GB 11714 (organisation code), GB 11643-1999 (citizen
ID), and the rules of 2015 on case numbers, in force since 2016-01-01. The check digits are computed here
in a few lines: the common package refuses unified codes that start with a letter, and citizen IDs of
regions it does not list.

A function named after a scheme takes any text and gives the normal form, or raises `InvalidIdentifier`.
Functions that take a finished number (`birth_date`, `masked` …) trust it: they stand behind
the edge.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

MAX_LENGTH: Final = 64  # characters of raw input; the longest real identifier, a case number, has about 25
EARLIEST_BIRTH_YEAR: Final = 1800

USCC: Final = "USCC"
ORGANISATION_CODE: Final = "ORGANISATION_CODE"
CITIZEN_ID: Final = "CITIZEN_ID"
CASE_NUMBER: Final = "CASE_NUMBER"


class DocumentType(StrEnum):
    """Papers that stand in for a citizen ID; the value is also the name of the scheme."""

    PASSPORT = "PASSPORT"
    HK_MACAU_PERMIT = "HK_MACAU_PERMIT"
    TAIWAN_PERMIT = "TAIWAN_PERMIT"
    FOREIGN_PERMANENT_RESIDENCE = "FOREIGN_PERMANENT_RESIDENCE"


class InvalidIdentifier(ValueError):
    """A text that is not an identifier of its scheme. `reason` says what was wrong and what is allowed.

    `value_masked` shows at most five characters whatever the scheme: a citizen ID typed into the wrong
    field must not reach a log either.
    """

    def __init__(self, scheme: str, value_masked: str, reason: str) -> None:
        super().__init__(scheme, value_masked, reason)
        self.scheme = scheme
        self.value_masked = value_masked
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.scheme}: {self.reason} (value {self.value_masked})"


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseNumber:
    """A case number in its parts; `text` is the canonical form, e.g. `（2026）鄂0112执1号`."""

    year: int
    court_code: str  # 最高法, 鄂, 鄂96, 鄂0112
    type_code: str  # 执, 执恢, 民初, 诉前调确 …
    serial: int
    sub: str  # "之一", or "" where there is none
    text: str


# --- unified social credit code and organisation code ---------------------------------------------

_CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
_CODE_VALUES: Final = {character: value for value, character in enumerate(_CODE_ALPHABET)}
_CODE_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_CHECKS: Final = "0X987654321"  # by Σ mod 11: 11 - 0 is written 0, 11 - 1 is written X
_CODE_FORM: Final = re.compile(rf"[{_CODE_ALPHABET}]{{2}}[0-9]{{6}}[{_CODE_ALPHABET}]{{10}}")
_CODE_RULE: Final = "18 characters: 2 of 0-9 A-Y without I O S V, 6 digits of region, 10 of the same alphabet"


def unified_code(text: str) -> str:
    """The unified social credit code, 18 characters, upper case.

    Any first two characters of the alphabet pass, N, A and Y included. Both check digits must hold: the
    code's own (position 18) and that of the organisation code inside it (positions 9-17).
    """
    code = _normal(text, USCC).upper()
    if not _CODE_FORM.fullmatch(code):
        raise _refused(USCC, code, _oddity(code, 18, _CODE_ALPHABET), _CODE_RULE)
    if code[16] != _organisation_check(code[8:16]):
        raise _refused(USCC, code, "the check digit in position 17 does not hold", "one that follows GB 11714")
    if code[17] != _code_check(code[:17]):
        raise _refused(
            USCC, code, "the check digit in position 18 does not hold", "one that follows GB 32100-2015"
        )
    return code


def complete_unified_code(first17: str) -> str:
    """The code with its check digit, for sample data; the organisation code inside must already hold."""
    if not set(first17) <= set(_CODE_ALPHABET) or len(first17) != 17:
        raise _refused(USCC, first17, "cannot be completed", f"17 of {_CODE_ALPHABET}")
    return unified_code(first17 + _code_check(first17))


def complete_organisation_code(first8: str) -> str:
    """The organisation code with its check digit, for sample data."""
    if not re.fullmatch(r"[0-9A-Z]{8}", first8):
        raise _refused(ORGANISATION_CODE, first8, "cannot be completed", "8 of 0-9 A-Z")
    return first8 + _organisation_check(first8)


def _code_check(first17: str) -> str:
    total = sum(_CODE_VALUES[c] * w for c, w in zip(first17, _CODE_WEIGHTS, strict=True))
    return _CODE_ALPHABET[-total % 31]  # remainder 0 gives 0, where the naive 31 - 0 would leave the alphabet


def _organisation_check(first8: str) -> str:
    total = sum(int(c, 36) * w for c, w in zip(first8, _ORGANISATION_WEIGHTS, strict=True))
    return _ORGANISATION_CHECKS[total % 11]


# --- citizen ID -----------------------------------------------------------------------------------

_CITIZEN_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CITIZEN_CHECKS: Final = "10X98765432"


def citizen_id(text: str, today: date) -> str:
    """The citizen ID, 18 characters; the old form of 15 digits is completed with its century and check digit.

    The birth date must be a real day, from 1800 to `today`. The region decides nothing: codes are
    abolished, the numbers that bear them live on.
    """
    number = _normal(text, CITIZEN_ID).upper()
    if re.fullmatch(r"[0-9]{15}", number):
        number = complete_citizen_id(f"{number[:6]}19{number[6:]}")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise _refused(CITIZEN_ID, number, "wrong form", "17 digits and a digit or X, or 15 digits")
    try:
        born = birth_date(number)
    except ValueError:
        raise _refused(CITIZEN_ID, number, "no such birth date", "YYYYMMDD in positions 7-14") from None
    if born.year < EARLIEST_BIRTH_YEAR or born > today:
        raise _refused(CITIZEN_ID, number, "birth date out of range", f"{EARLIEST_BIRTH_YEAR} to {today}")
    if number[17] != _citizen_check(number[:17]):
        raise _refused(CITIZEN_ID, number, "the check digit does not hold", "one that follows GB 11643-1999")
    return number


def birth_date(number: str) -> date:
    """The day of birth in an 18-character citizen ID."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def masked(number: str) -> str:
    """The citizen ID as courts publish it: positions 11-14, month and day of birth, are hidden."""
    return f"{number[:10]}****{number[14:]}"


def complete_citizen_id(first17: str) -> str:
    """The citizen ID with its check digit, for sample data and the old form; checks no birth date."""
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise _refused(CITIZEN_ID, first17, "cannot be completed", "17 digits")
    return first17 + _citizen_check(first17)


def _citizen_check(first17: str) -> str:
    return _CITIZEN_CHECKS[sum(int(c) * w for c, w in zip(first17, _CITIZEN_WEIGHTS, strict=True)) % 11]


# --- other papers ---------------------------------------------------------------------------------


def document_number(document: DocumentType, text: str) -> str:
    """The number of a passport or permit: upper case, without spaces.

    Issuers abroad follow no common form and change theirs, so only the alphabet and the length are checked.
    """
    number = "".join(_normal(text, document).upper().split())
    if not re.fullmatch(r"[0-9A-Z]{5,20}", number):
        raise _refused(document, number, "wrong form", "5 to 20 of 0-9 A-Z")
    return number


def masked_document(number: str) -> str:
    """The number with at least its middle half hidden, e.g. `E1*****78`."""
    shown = max(1, len(number) // 4)
    return number[:shown] + "*" * (len(number) - 2 * shown) + number[-shown:]


# --- case number ----------------------------------------------------------------------------------

# The province is any one character: courts outside the provinces (military, XPCC) have theirs too.
_CASE_FORM: Final = re.compile(
    r"（((?:19|20|21)[0-9]{2})）((?:最高法|[一-龥])(?:[0-9]{4}|[0-9]{2})?)([一-龥]{1,4})([0-9]{1,9})号(之[一二三四五六七八九十]{1,4})?"
)
_CASE_RULE: Final = "（year）+ court code + type code + serial + 号, e.g. （2026）鄂0112执1号"
_YEAR_BRACKETS: Final = str.maketrans("([〔【)]〕】", "（（（（））））")


def case_number(text: str) -> CaseNumber:
    """A case number under the rules of 2015; brackets of any width and inner spaces are folded.

    Leading zeros of the serial are dropped, so that one case has one text. Numbers of the older form
    (…字第…号) fail.
    """
    number = "".join(_normal(text, CASE_NUMBER).split()).translate(_YEAR_BRACKETS)
    found = _CASE_FORM.fullmatch(number)
    if found is None:
        raise _refused(CASE_NUMBER, number, "wrong form", _CASE_RULE)
    year, court_code, type_code, digits, sub = found.groups(default="")
    serial = int(digits)
    if serial == 0:
        raise _refused(CASE_NUMBER, number, "the serial is 0", "serials from 1")
    return CaseNumber(
        year=int(year),
        court_code=court_code,
        type_code=type_code,
        serial=serial,
        sub=sub,
        text=f"（{year}）{court_code}{type_code}{serial}号{sub}",
    )


MAX_FILE_NUMBER: Final = 64


def file_number(text: str) -> str:
    """The number of a case or a mediation: a court's number in its one form, any other as it is printed.

    Courts number the mediations that they refer like cases; a mediation body may number its own way.
    """
    try:
        return case_number(text).text
    except InvalidIdentifier:
        number = _normal(text, "file number")
        if not 0 < len(number) <= MAX_FILE_NUMBER or not number.isprintable():
            raise _refused(
                "file number", number, "not printable", f"1 to {MAX_FILE_NUMBER} printable characters"
            ) from None
        return number


# --- shared ---------------------------------------------------------------------------------------


def _normal(text: str, scheme: str) -> str:
    if len(text) > MAX_LENGTH:
        raise _refused(scheme, text, f"{len(text)} characters", f"at most {MAX_LENGTH}")
    return unicodedata.normalize("NFKC", text).strip()


def _refused(scheme: str, value: str, wrong: str, allowed: str) -> InvalidIdentifier:
    return InvalidIdentifier(str(scheme), _hint(value), f"{wrong}; allowed: {allowed}")


def _hint(value: str) -> str:
    """Enough to find the row again, too little to be the number."""
    if len(value) <= 8:
        return "***"
    return f"{value[:3]}***{value[-2:]}" if value.isalnum() else f"*** of {len(value)} characters"


def _oddity(code: str, length: int, alphabet: str) -> str:
    if len(code) != length:
        return f"{len(code)} characters"
    for place, character in enumerate(code, start=1):
        if character not in alphabet:
            return f"character U+{ord(character):04X} in position {place}"
    return "a letter in positions 3-8"
