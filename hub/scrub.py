"""Finding personal numbers in free text: what must not reach a log, the record or a URL.

Two questions, two rules. A log hides every run of 15 or 18 that could be a citizen ID, a mistyped one
included. A refusal of the caller's URL needs a better reason: there the birth date inside must be a real
day, since unified social credit codes have 18 characters too and may be all digits.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from graph.rules.identifiers import EARLIEST_BIRTH_YEAR

HIDDEN: Final = "***"

# \d takes the digits of every script, full-width ones too.
_RUN: Final = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[\dXxＸｘ]|\d{15})(?![0-9A-Za-z])")
_RUN_IN_WORD: Final = re.compile(r"(?<!\d)(?:\d{17}[\dXxＸｘ]|\d{15})(?!\d)")
_BEARER: Final = re.compile(r"(?i)\bbearer\s+[^\s\"',;]+")
_JWT: Final = re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*")


def scrubbed(text: str) -> str:
    """The text with citizen numbers and bearer tokens replaced by `***`."""
    text = _RUN.sub(HIDDEN, text)
    if "eyJ" in text:
        text = _JWT.sub(HIDDEN, text)
    return _BEARER.sub(f"Bearer {HIDDEN}", text)


def scrubbed_name(name: str) -> str:
    """A name that the caller chose, with citizen numbers hidden even between letters."""
    return _RUN_IN_WORD.sub(HIDDEN, name)


def holds_citizen_id(text: str, today: date) -> bool:
    """Whether a run of 15 or 18 with a real birth date stands in the text, in digits of any width.

    The check digit is not asked for: a mistyped number still points at somebody.
    """
    return any(
        _has_birth_date(found.group(), today) for found in _RUN.finditer(unicodedata.normalize("NFKC", text))
    )


def _has_birth_date(number: str, today: date) -> bool:
    day = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        born = date(int(day[:4]), int(day[4:6]), int(day[6:8]))
    except ValueError:
        return False
    return born.year >= EARLIEST_BIRTH_YEAR and born <= today
