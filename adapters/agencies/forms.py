"""How an agency writes a value: each form reads it into what the model's readers take, and writes it back.

A closed table, named in mappings as `date:YYYYMMDD` or `money:wan-yuan`. Forms only translate; whether a value is
one that its attribute takes is for `adapters.loading.readers`. All raise `Fault`; none repeats a personal number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from unicodedata import normalize

from adapters.loading.readers import (
    MAX_NUMBER,
    MAX_YUAN,
    Fault,
    day,
    decimal_of,
    identified,
    instant,
    plain_text,
)
from graph.model.declare import Type
from graph.rules import identifiers
from graph.rules.courts import CODE_FORM, is_code
from graph.rules.days import LEGAL_ZONE


class Family(StrEnum):
    """What a form reads into."""

    TEXT = "text"
    PERSONAL = "personal number"
    DATE = "date"
    TIME = "time"
    MONEY = "money"
    SHARE = "share"
    CODES = "codes"


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """`read` takes the agency's value and the legal day, `write` the hub's text; None if nothing is written so."""

    name: str
    family: Family
    read: Callable[[object, date], str]
    write: Callable[[str], str] | None = None


# Which attributes a value may become. Numbers and choices that are not translated stay texts for their readers.
FITS: Final[Mapping[Family, frozenset[Type]]] = MappingProxyType(
    {
        Family.TEXT: frozenset(Type) - {Type.DATE, Type.INSTANT, Type.MONEY, Type.SHARE, Type.CITIZEN_ID},
        Family.PERSONAL: frozenset({Type.CITIZEN_ID, Type.DOCUMENT_NUMBER, Type.UNIFIED_CODE}),
        Family.DATE: frozenset({Type.DATE}),
        Family.TIME: frozenset({Type.INSTANT}),
        Family.MONEY: frozenset({Type.MONEY}),
        Family.SHARE: frozenset({Type.SHARE}),
        Family.CODES: frozenset({Type.CHOICE, Type.CHOICES, Type.FLAG, Type.TEXT, Type.TEXTS}),
    }
)

_SIGNED: Final = re.compile(r"-?\d{1,20}(?:\.\d{1,12})?", re.ASCII)
_EPOCH: Final = re.compile(r"\d{1,14}", re.ASCII)
_MASKED: Final = re.compile(r"\d{10}\*{4}\d{3}[\dX]", re.ASCII)
_ORGANISATION: Final = re.compile(r"([0-9A-Z]{8})-?([0-9X])", re.ASCII)
_START: Final = datetime(1970, 1, 1, tzinfo=UTC)


def text(value: object, _today: date) -> str:
    """A text, or a whole number that JSON gave as one."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_NUMBER:
        return str(value)
    return plain_text(value)


def _case_number(value: object, today: date) -> str:
    return identified(lambda raw: identifiers.case_number(raw).text, value)


def _unified_code(value: object, today: date) -> str:
    return identified(identifiers.unified_code, value)


def _organisation_code(value: object, today: date) -> str:
    found = _ORGANISATION.fullmatch(plain_text(value).upper())
    if found is None or identifiers.complete_organisation_code(found[1]) != found[1] + found[2]:
        raise Fault("no organisation code; allowed: 8 of 0-9 A-Z and a check digit that follows GB 11714", value)
    return f"{found[1]}-{found[2]}"


def _court_code(value: object, today: date) -> str:
    code = "".join(plain_text(value).split())
    if not is_code(code):
        raise Fault(f"not a court's code; allowed: {CODE_FORM}", value)
    return code


def _citizen_id(value: object, today: date) -> str:
    return identified(lambda raw: identifiers.citizen_id(raw, today), value)


def _personal_number(value: object, today: date) -> str:
    """A number of one of several schemes: its attribute's reader says whether it holds."""
    if not isinstance(value, str) or not 5 <= len(number := value.strip()) <= 20 or not number.isascii():
        raise Fault(
            "no number of a person or unit; allowed: a text of 5 to 20 letters and digits", "***", masked=True
        )
    if not number.isalnum():
        raise Fault("no number of a person or unit; allowed: letters and digits only", "***", masked=True)
    return number.upper()


def _masked_citizen_id(value: object, today: date) -> str:
    """As courts publish it: positions 11 to 14 hidden (法释〔2017〕7号 lists; domain notes A2)."""
    number = value.strip().upper() if isinstance(value, str) else ""
    if not _MASKED.fullmatch(number):
        raise Fault(
            "not masked as published; allowed: 10 digits, ****, 4 digits (the last may be X)", "***", masked=True
        )
    return number


def _published_number(value: object, today: date) -> str:
    """What a published list gives as number: a masked citizen ID, a unified code or an organisation code."""
    for read in (_masked_citizen_id, _unified_code, _organisation_code):
        try:
            return read(value, today)
        except Fault:
            continue
    allowed = "a citizen ID with positions 11 to 14 masked, a unified code or an organisation code"
    raise Fault(f"no published number; allowed: {allowed}", "***", masked=True)


def _yuan(per_yuan: Decimal) -> Callable[[object, date], str]:
    def read(value: object, today: date) -> str:
        amount = decimal_of(value, _SIGNED)
        if amount is None or not 0 <= amount * per_yuan <= MAX_YUAN:
            raise Fault(f"not an amount; allowed: a number that is 0 to {MAX_YUAN} yuan", value)
        yuan = amount * per_yuan
        if yuan * 100 != (yuan * 100).to_integral_value():
            raise Fault("parts of a fen; allowed: whole fen", value)
        return f"{yuan:.2f}"

    return read


def _share(whole: int, mark: str) -> Callable[[object, date], str]:
    def read(value: object, today: date) -> str:
        bare = value.strip().removesuffix(mark) if isinstance(value, str) and mark else value
        share = decimal_of(bare, _SIGNED)
        if share is None or not 0 <= share <= whole:
            raise Fault(f"not a share; allowed: 0 to {whole}", value)
        return f"{share / whole:f}"

    return read


def _pictured(named: str, pattern: str, picture: str) -> Form:
    """A day or a moment (Asia/Shanghai time) by its pattern, whose groups run from the year to the second."""
    form = re.compile(pattern, re.ASCII)
    prefix, _, template = named.partition(":")

    def read(value: object, today: date) -> str:
        raw = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        text = normalize("NFKC", raw) if isinstance(raw, str) and len(raw) <= MAX_TIME_TEXT else ""
        found = form.fullmatch(text.strip())
        if found is None:
            raise Fault(f"not of the form {template}; allowed: {template}", value)
        year, month, on, *clock = found.groups()
        written = f"{year}-{month:0>2}-{on:0>2}"
        return instant(f"{written}T{':'.join(clock)}") if clock else day(written)

    def write(told: str) -> str:
        moment = datetime.fromisoformat(told)
        local = moment if moment.tzinfo is None else moment.astimezone(LEGAL_ZONE)
        return picture.format(local.year, local.month, local.day, local.hour, local.minute, local.second)

    return Form(name=named, family=Family.TIME if prefix == "time" else Family.DATE, read=read, write=write)


def _of_epoch(unit: str, per_second: int, timed: bool) -> Form:
    def read(value: object, today: date) -> str:
        raw = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(raw, str) or not _EPOCH.fullmatch(raw.strip()):
            raise Fault(f"not a count of {unit}; allowed: whole {unit} since 1970-01-01 UTC", value)
        try:
            moment = _START + timedelta(seconds=int(raw) / per_second)
        except OverflowError:
            raise Fault(f"too many {unit}; allowed: until the year 9998", value) from None
        return instant(moment.isoformat()) if timed else day(moment.astimezone(LEGAL_ZONE).date().isoformat())

    def write(told: str) -> str:
        moment = datetime.fromisoformat(told)
        return str(int((moment - _START).total_seconds() * per_second))

    kind = Family.TIME if timed else Family.DATE
    prefix = "time" if timed else "date"
    return Form(name=f"{prefix}:epoch-{unit}", family=kind, read=read, write=write if timed else None)


def _iso(value: object, today: date) -> str:
    return instant(value)


def _as_is(told: str) -> str:
    return told


MAX_TIME_TEXT: Final = 40
_DAYS: Final = (
    ("date:YYYY-MM-DD", r"(\d{4})-(\d{2})-(\d{2})", "{:04}-{:02}-{:02}"),
    ("date:YYYYMMDD", r"(\d{4})(\d{2})(\d{2})", "{:04}{:02}{:02}"),
    ("date:YYYY/MM/DD", r"(\d{4})/(\d{1,2})/(\d{1,2})", "{:04}/{:02}/{:02}"),
    ("date:YYYY年MM月DD日", r"(\d{4})年(\d{1,2})月(\d{1,2})日", "{:04}年{:02}月{:02}日"),
)
_CLOCK: Final = r"(\d{2}):(\d{2}):(\d{2})"
_TIMES: Final = (
    (
        "time:YYYY-MM-DD HH:MM:SS",
        rf"(\d{{4}})-(\d{{2}})-(\d{{2}}) {_CLOCK}",
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
    ),
    (
        "time:YYYY/MM/DD HH:MM:SS",
        rf"(\d{{4}})/(\d{{1,2}})/(\d{{1,2}}) {_CLOCK}",
        "{:04}/{:02}/{:02} {:02}:{:02}:{:02}",
    ),
    (
        "time:YYYYMMDDHHMMSS",
        r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})",
        "{:04}{:02}{:02}{:02}{:02}{:02}",
    ),
)

FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        form.name: form
        for form in (
            Form(name="text", family=Family.TEXT, read=text, write=_as_is),
            Form(name="case-number", family=Family.TEXT, read=_case_number, write=_as_is),
            Form(name="court-code", family=Family.TEXT, read=_court_code, write=_as_is),
            Form(name="unified-code", family=Family.TEXT, read=_unified_code, write=_as_is),
            Form(name="organisation-code", family=Family.TEXT, read=_organisation_code, write=_as_is),
            Form(name="published-number", family=Family.TEXT, read=_published_number),
            Form(name="masked-citizen-id", family=Family.TEXT, read=_masked_citizen_id),
            Form(name="citizen-id", family=Family.PERSONAL, read=_citizen_id, write=_as_is),
            Form(name="personal-number", family=Family.PERSONAL, read=_personal_number, write=_as_is),
            *(_pictured(*row) for row in (*_DAYS, *_TIMES)),
            Form(name="time:ISO", family=Family.TIME, read=_iso, write=_as_is),
            _of_epoch("milliseconds", 1000, timed=False),
            _of_epoch("milliseconds", 1000, timed=True),
            _of_epoch("seconds", 1, timed=True),
            Form(name="money:yuan", family=Family.MONEY, read=_yuan(Decimal(1))),
            Form(name="money:fen", family=Family.MONEY, read=_yuan(Decimal("0.01"))),
            Form(name="money:wan-yuan", family=Family.MONEY, read=_yuan(Decimal(10_000))),
            Form(name="share:fraction", family=Family.SHARE, read=_share(1, "")),
            Form(name="share:percent", family=Family.SHARE, read=_share(100, "%")),
        )
    }
)
