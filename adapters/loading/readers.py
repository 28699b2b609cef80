"""One reader for each type of the model: what a file says becomes what the graph stores, or a `Fault`.

Texts are brought to Unicode NFKC and stripped. An empty text is an absent value and never comes here.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from adapters.formats.shown import shown
from graph.model.declare import Attribute, Type
from graph.rules import courts, identifiers
from graph.rules.days import LEGAL_ZONE, stored_instant
from graph.rules.field_cipher import seal_text, text_digest
from graph.rules.identifiers import DocumentType, InvalidIdentifier
from graph.rules.sealing import KeyRing, Protected, protect

MAX_TEXT: Final = 500  # characters, after NFKC
MAX_NAME: Final = 200
MAX_SEALED: Final = 20_000
MAX_TEXTS: Final = 100  # items of a list
MAX_REGISTRY_ID: Final = 100
FIRST_YEAR: Final = 1
LAST_YEAR: Final = 9998  # 9999 is the open end
MAX_YUAN: Final = Decimal(10) ** 13
MAX_NUMBER: Final = 10**15  # whole numbers are exact as a float of JSON up to here

# Controls, line and paragraph separators, and the marks that turn the direction of text: a name must not be
# able to break a line or to look like another.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CITIZEN_ID_INSIDE: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
_MONEY: Final = re.compile(r"\d{1,14}(\.\d{1,12})?", re.ASCII)
_SHARE: Final = re.compile(r"\d{1,3}(\.\d{1,40})?([eE]-\d{1,3})?", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d{1,16}(\.\d{1,12})?", re.ASCII)
_REGION: Final = re.compile(r"\d{2,6}", re.ASCII)
_REGISTRY_ID: Final = re.compile(r"([A-Z0-9][A-Z0-9_.-]{0,39}):\s*(\S(?:.*\S)?)", re.DOTALL)
_FLAGS: Final = {"true": True, "1": True, "false": False, "0": False}


class Fault(ValueError):
    """Why a value is refused, with what is allowed; `value` is what a message may show of it.

    `field` is set by whoever knows which one was read.
    """

    def __init__(self, reason: str, value: object, *, masked: bool = False, field: str = "row") -> None:
        super().__init__(reason)
        self.reason = reason
        self.value = str(value) if masked else shown(value)
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What some readers need besides the value: the keys, the legal day, the row's other values."""

    key_ring: KeyRing
    today: date
    values: Mapping[str, object]
    slot: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedText:
    """A text as it is stored, and what tells whether it changed."""

    sealed: str
    digest: str


Stored = str | int | float | bool | list[str] | Protected | SealedText
Reader = Callable[[object, Attribute, Scene], Stored]


def plain_text(value: object, *, longest: int = MAX_TEXT) -> str:
    """A text in NFKC, stripped; Fault for anything else, for control characters and for too many."""
    if not isinstance(value, str):
        raise Fault("not a text; allowed: a text", value)
    text = value if value.isascii() else unicodedata.normalize("NFKC", value)
    text = text.strip()
    if not (text.isascii() and text.isprintable()) and (found := _CONTROL.search(text)):
        raise Fault(f"control character U+{ord(found.group()):04X}; allowed: printable text", value)
    if not text:
        raise Fault("blank; allowed: a text", value)
    if len(text) > longest:
        raise Fault(f"{len(text)} characters; allowed: {longest}", value)
    return text


def day(value: object) -> str:
    """A calendar day `YYYY-MM-DD` of the years 1 to 9998."""
    if isinstance(value, str) and _DATE.fullmatch(text := value.strip()):
        try:
            if date.fromisoformat(text).year <= LAST_YEAR:
                return text
        except ValueError:
            pass
    raise Fault(f"not a day; allowed: YYYY-MM-DD, years {FIRST_YEAR} to {LAST_YEAR}", value)


def instant(value: object) -> str:
    """A moment in UTC, `YYYY-MM-DDTHH:MM:SS.ffffffZ`; without an offset it is Asia/Shanghai time."""
    found = _INSTANT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is not None:
        on, at, fraction, offset = found.groups()
        try:
            moment = datetime.fromisoformat(f"{on}T{at}{(offset or '').replace('Z', '+00:00')}")
            moment = moment.replace(microsecond=int((fraction or "")[:6].ljust(6, "0")))
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=LEGAL_ZONE)
            if moment.year <= LAST_YEAR:
                return stored_instant(moment)
        except (ValueError, OverflowError):
            pass
    raise Fault("not a time; allowed: YYYY-MM-DDTHH:MM:SS[.fff][+08:00], years 1 to 9998", value)


def contains_citizen_id(text: str, today: date) -> bool:
    """Whether a text holds a valid citizen ID of 18 characters, on its own or among others."""
    return any(_is_citizen_id(found, today) for found in _CITIZEN_ID_INSIDE.findall(text))


def free_text(value: object, today: date) -> str:
    """A text as `plain_text`, every citizen ID in it as courts publish it: in clear it is stored nowhere."""
    return _hidden(plain_text(value), today)


def _text(value: object, attribute: Attribute, scene: Scene) -> str:
    return free_text(value, scene.today)


def _name(value: object, attribute: Attribute, scene: Scene) -> str:
    return _hidden(plain_text(value, longest=MAX_NAME), scene.today)


def _texts(value: object, attribute: Attribute, scene: Scene) -> list[str]:
    return [free_text(item, scene.today) for item in _items(value)]


def _date(value: object, attribute: Attribute, scene: Scene) -> str:
    return day(value)


def _instant(value: object, attribute: Attribute, scene: Scene) -> str:
    return instant(value)


def _money(value: object, attribute: Attribute, scene: Scene) -> int:
    """Whole fen of an amount in yuan."""
    amount = decimal_of(value, _MONEY)
    if amount is None or not 0 <= amount <= MAX_YUAN:
        raise Fault(f"not an amount; allowed: yuan from 0 to {MAX_YUAN}, as 120000.50", value)
    fen = amount * 100
    if fen != fen.to_integral_value():
        raise Fault("more than two decimals; allowed: yuan and fen", value)
    return int(fen)


def _share(value: object, attribute: Attribute, scene: Scene) -> float:
    share = decimal_of(value, _SHARE)
    if share is None or not 0 <= share <= 1:
        raise Fault("not a share; allowed: a fraction from 0 to 1", value)
    return float(share)


def _number(value: object, attribute: Attribute, scene: Scene) -> int | float:
    number = decimal_of(value, _NUMBER)
    if number is None or abs(number) > MAX_NUMBER:
        raise Fault(f"not a number; allowed: from -{MAX_NUMBER} to {MAX_NUMBER}", value)
    return int(number) if number == number.to_integral_value() else float(number)


def _flag(value: object, attribute: Attribute, scene: Scene) -> bool:
    known = _FLAGS.get(str(value).strip().lower()) if isinstance(value, (str, bool, int)) else None
    if known is None:
        raise Fault("not a yes or no; allowed: true, false, 1, 0", value)
    return known


def _choice(value: object, attribute: Attribute, scene: Scene) -> str:
    text = unicodedata.normalize("NFKC", value).strip().upper() if isinstance(value, str) else ""
    if text not in attribute.choices:
        raise Fault(f"not a known value; allowed: {', '.join(attribute.choices)}", value)
    return text


def _choices(value: object, attribute: Attribute, scene: Scene) -> list[str]:
    return list(dict.fromkeys(_choice(item, attribute, scene) for item in _items(value)))


def _unified_code(value: object, attribute: Attribute, scene: Scene) -> str:
    return identified(identifiers.unified_code, value)


def _citizen_id(value: object, attribute: Attribute, scene: Scene) -> Protected:
    number = identified(lambda text: identifiers.citizen_id(text, scene.today), value)
    return protect(number, identifiers.CITIZEN_ID, scene.key_ring)


def _document_number(value: object, attribute: Attribute, scene: Scene) -> Protected:
    kind = scene.values.get("documentType")
    text = kind.strip().upper() if isinstance(kind, str) else ""
    if text not in set(DocumentType):
        reason = "a document number needs its documentType; allowed: "
        raise Fault(reason + ", ".join(DocumentType), "***", masked=True)
    document = DocumentType(text)
    number = identified(lambda raw: identifiers.document_number(document, raw), value)
    return protect(number, document.value, scene.key_ring)


def _case_number(value: object, attribute: Attribute, scene: Scene) -> str:
    return identified(lambda text: identifiers.case_number(text).text, value)


def _file_number(value: object, attribute: Attribute, scene: Scene) -> str:
    number = identified(identifiers.file_number, value)
    if contains_citizen_id(number, scene.today):
        raise Fault("holds a citizen ID; allowed: the number of a case or mediation", "***", masked=True)
    return number


def _court_code(value: object, attribute: Attribute, scene: Scene) -> str:
    text = "".join(unicodedata.normalize("NFKC", value).split()) if isinstance(value, str) else ""
    if not courts.is_code(text):
        raise Fault(f"not a court's code; allowed: {courts.CODE_FORM}", value)
    return text


def _region(value: object, attribute: Attribute, scene: Scene) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not _REGION.fullmatch(text):
        raise Fault("not a region's code; allowed: 2 to 6 digits of GB/T 2260", value)
    return text


def _registry_id(value: object, attribute: Attribute, scene: Scene) -> str:
    text = plain_text(value, longest=MAX_REGISTRY_ID).upper()
    found = _REGISTRY_ID.fullmatch(text)
    if found is None:
        raise Fault("not a registered number; allowed: SCHEME:NUMBER, as GB-COH:01234567", value)
    if contains_citizen_id(text, scene.today):
        raise Fault("holds a citizen ID; allowed: give it as citizenId", "***", masked=True)
    return f"{found[1]}:{''.join(found[2].split())}"


def _sealed_text(value: object, attribute: Attribute, scene: Scene) -> SealedText:
    """Lines of text as they stand, numbers and all: in clear it is stored nowhere, and no message shows it."""
    if not isinstance(value, str):
        raise Fault("not a text; allowed: a text", "***", masked=True)
    lines = [line.expandtabs(4) for line in unicodedata.normalize("NFC", value).splitlines()]
    if any(_CONTROL.search(line) for line in lines):
        raise Fault("holds control characters; allowed: lines of printable text", "***", masked=True)
    text = "\n".join(lines).strip()
    if not text:
        raise Fault("blank; allowed: a text, or nothing at all", "***", masked=True)
    if len(text) > MAX_SEALED:
        raise Fault(f"{len(text)} characters; allowed: {MAX_SEALED}", "***", masked=True)
    sealed = seal_text(text, scene.key_ring, slot=scene.slot, name=attribute.name)
    return SealedText(sealed=sealed, digest=text_digest(text, scene.key_ring))


READERS: Final[Mapping[Type, Reader]] = MappingProxyType(
    {
        Type.TEXT: _text,
        Type.TEXTS: _texts,
        Type.NAME: _name,
        Type.DATE: _date,
        Type.INSTANT: _instant,
        Type.MONEY: _money,
        Type.SHARE: _share,
        Type.FLAG: _flag,
        Type.NUMBER: _number,
        Type.CHOICE: _choice,
        Type.CHOICES: _choices,
        Type.UNIFIED_CODE: _unified_code,
        Type.CITIZEN_ID: _citizen_id,
        Type.DOCUMENT_NUMBER: _document_number,
        Type.CASE_NUMBER: _case_number,
        Type.FILE_NUMBER: _file_number,
        Type.COURT_CODE: _court_code,
        Type.REGION: _region,
        Type.REGISTRY_ID: _registry_id,
        Type.SEALED_TEXT: _sealed_text,
    }
)


def _items(value: object) -> list[object]:
    if not isinstance(value, (list, tuple)):
        raise Fault("not a list; allowed: a list of texts", value)
    if len(value) > MAX_TEXTS:
        raise Fault(f"{len(value)} items; allowed: {MAX_TEXTS}", "a list")
    return list(value)


def decimal_of(value: object, form: re.Pattern[str]) -> Decimal | None:
    """The number exactly as written; a float of JSON by its shortest decimal text."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, int):
        return Decimal(value) if abs(value) <= MAX_NUMBER else None
    text = unicodedata.normalize("NFKC", value).strip()
    try:
        return Decimal(text) if form.fullmatch(text) else None
    except InvalidOperation:
        return None


def identified(read: Callable[[str], str], value: object) -> str:
    if not isinstance(value, str):
        # A number that was typed as one lost its leading zeros, and may be a personal one.
        raise Fault("not a text; allowed: the number as a text", "***", masked=True)
    try:
        return read(value)
    except InvalidIdentifier as error:
        raise Fault(error.reason, error.value_masked, masked=True) from None


def _hidden(text: str, today: date) -> str:
    if len(text) < 18 or text.isalpha():
        return text
    return _CITIZEN_ID_INSIDE.sub(
        lambda found: identifiers.masked(found.group()) if _is_citizen_id(found.group(), today) else found.group(),
        text,
    )


def _is_citizen_id(text: str, today: date) -> bool:
    try:
        identifiers.citizen_id(text, today)
    except InvalidIdentifier:
        return False
    return True
