"""One message to or from an agency: CloudEvents 1.0 in its JSON format, structured mode (`binary` is the other).

`sequence` and `sequencetype` are the CloudEvents extension of that name: for one agency and party (`subject`) it
starts at 1 and grows by 1, so an agency sees what it missed. `fence` is an extension of ours: it grows whenever
another worker takes over, and whoever saw a greater one passes over what still arrives with a smaller one.

The same envelope always gives the same bytes. Its `subject` is the hub's own id of the party, which is made of no
number; whose number it is stands in `data`, which no log and no URL ever shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from graph.rules.days import stored_instant

MEDIA_TYPE: Final = "application/cloudevents+json"
SPEC_VERSION: Final = "1.0"
DATA_MEDIA_TYPE: Final = "application/json"
SEQUENCE_TYPE: Final = "Integer"
BYTES_MAX: Final = 64 * 1024  # what every intermediary of CloudEvents has to hand on
LEVELS_MAX: Final = 16
INTEGER_MAX: Final = 2**31 - 1  # the type Integer of CloudEvents, and the end of a sequence
EXACT_MAX: Final = 2**53 - 1  # RFC 7493: a greater number is another one for half of all readers
_SEQUENCE_DIGITS: Final = 10  # so that the order of texts is the order of numbers
_FIRST: Final = datetime(2026, 1, 1, tzinfo=UTC)  # by the end of the type Integer it is 2094
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")  # no full stop: it is signed with one behind it
_SOURCE: Final = re.compile(r"[A-Za-z0-9:/._~%+@-]{1,256}")
_TYPE: Final = re.compile(r"(?=.{1,128}\Z)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
_SUBJECT: Final = re.compile(r"[0-9a-f]{32}")
_TIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})"
)
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_]{1,40}")  # any other may be a person's
_SEQUENCE: Final = re.compile(rf"[0-9]{{1,{_SEQUENCE_DIGITS}}}")


class BadEnvelope(ValueError):
    """`field` is wrong; `allowed` says what is right. No value is repeated: it may be a personal number."""

    def __init__(self, field: str, allowed: str) -> None:
        super().__init__(field, allowed)
        self.field = field
        self.allowed = allowed

    def __str__(self) -> str:
        return f"{self.field}: allowed is {self.allowed}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """One message. `time` is aware and kept in UTC; `data` is a JSON object. Raises `BadEnvelope`."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    fence: int
    data: Mapping[str, Any] = field(repr=False)

    def __post_init__(self) -> None:
        for name, (form, allowed) in _FORMS.items():
            value = getattr(self, name)
            if not isinstance(value, str) or not form.fullmatch(value):
                raise BadEnvelope(name, allowed)
        object.__setattr__(self, "time", _in_utc(self.time))
        for name, least in (("sequence", 1), ("fence", 0)):
            number = getattr(self, name)
            if type(number) is not int or not least <= number <= INTEGER_MAX:
                raise BadEnvelope(name, f"a whole number from {least} to {INTEGER_MAX}")
        if not isinstance(self.data, Mapping):
            raise BadEnvelope("data", "a JSON object")
        object.__setattr__(self, "data", dict(self.data))
        _check_value(self.data, "data", LEVELS_MAX)

    def to_bytes(self) -> bytes:
        """As JSON with its members in order, UTF-8. Raises `BadEnvelope` for more than `BYTES_MAX`."""
        try:
            written = orjson.dumps(
                self.attributes() | {"datacontenttype": DATA_MEDIA_TYPE, "fence": self.fence, "data": self.data},
                option=orjson.OPT_SORT_KEYS,
            )
        except TypeError:
            raise BadEnvelope("data", "what JSON can say in UTF-8") from None
        if len(written) > BYTES_MAX:
            raise BadEnvelope("data", f"an envelope of at most {BYTES_MAX} bytes")
        return written

    def attributes(self) -> dict[str, str]:
        """All of it but `data` and its media type, as texts by their names."""
        return {
            "specversion": SPEC_VERSION,
            "id": self.id,
            "source": self.source,
            "type": self.type,
            "subject": self.subject,
            "time": stored_instant(self.time),
            "sequence": f"{self.sequence:0{_SEQUENCE_DIGITS}}",
            "sequencetype": SEQUENCE_TYPE,
            "fence": str(self.fence),
        }

    @classmethod
    def from_bytes(cls, content: bytes) -> Envelope:
        """What somebody sent; extension attributes that are not ours are passed over. Raises `BadEnvelope`."""
        if len(content) > BYTES_MAX:
            raise BadEnvelope("envelope", f"at most {BYTES_MAX} bytes")
        try:
            told = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            raise BadEnvelope("envelope", f"JSON in UTF-8; this is none from character {error.pos} on") from None
        if not isinstance(told, dict):
            raise BadEnvelope("envelope", "a JSON object")
        return cls.from_attributes(told, told.get("data", ()))

    @classmethod
    def from_attributes(cls, told: Mapping[str, Any], data: Any) -> Envelope:
        """Of its attributes by their names, `fence` a number. Raises `BadEnvelope`."""
        for name, (known, absent) in _FIXED.items():
            if told.get(name, absent) != known:
                raise BadEnvelope(name, known)
        return cls(
            id=told.get("id", ""),
            source=told.get("source", ""),
            type=told.get("type", ""),
            subject=told.get("subject", ""),
            time=_time(told.get("time")),
            sequence=_sequence(told.get("sequence")),
            fence=told.get("fence", -1),
            data=data,
        )


def fence_floor(now: datetime) -> int:
    """The least fence at an instant, from 1. Whoever gave fences and has forgotten which, as after a restore, goes
    on behind the clock.
    """
    return max(int((now - _FIRST).total_seconds()), 1)


_TIME_ALLOWED: Final = "an instant of RFC 3339 with its offset, e.g. 2026-03-01T08:00:00Z"
_FORMS: Final = {
    "id": (_ID, "1 to 64 of A-Z a-z 0-9 _ -"),
    "source": (_SOURCE, "a URI of 1 to 256 characters without query and fragment"),
    "type": (_TYPE, "words of A-Z a-z 0-9 _ - with full stops between them, at most 128 characters"),
    "subject": (_SUBJECT, "the hub's id of a party: 32 of 0-9 a-f; a personal number never"),
}
# What may stand in a member that we have no choice in, and what it is taken for where it is absent.
_FIXED: Final = {
    "specversion": (SPEC_VERSION, None),
    "datacontenttype": (DATA_MEDIA_TYPE, DATA_MEDIA_TYPE),
    "sequencetype": (SEQUENCE_TYPE, None),
}


def _time(told: object) -> datetime:
    if not isinstance(told, str) or not _TIME.fullmatch(told):
        raise BadEnvelope("time", _TIME_ALLOWED)
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        raise BadEnvelope("time", _TIME_ALLOWED) from None


def _in_utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise BadEnvelope("time", _TIME_ALLOWED)
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise BadEnvelope("time", _TIME_ALLOWED) from None


def _sequence(told: object) -> int:
    if not isinstance(told, str) or not _SEQUENCE.fullmatch(told):
        raise BadEnvelope("sequence", f"text of at most {_SEQUENCE_DIGITS} digits, e.g. 0000000042")
    return int(told)


def _check_value(value: object, place: str, levels: int) -> None:
    """Raises `BadEnvelope` with the place, e.g. `data.parties[2].share`."""
    if levels == 0:
        raise BadEnvelope(place, f"at most {LEVELS_MAX} levels")
    if type(value) is dict:
        for name, member in value.items():
            if type(name) is not str:
                raise BadEnvelope(place, "names that are text")
            _check_value(member, f"{place}.{name if _PLAIN_NAME.fullmatch(name) else '…'}", levels - 1)
    elif type(value) is list:
        for at, member in enumerate(value):
            _check_value(member, f"{place}[{at}]", levels - 1)
    elif type(value) is int:
        if abs(value) > EXACT_MAX:
            raise BadEnvelope(place, f"a whole number up to {EXACT_MAX}; a longer one is written as text")
    elif type(value) is float:
        if not abs(value) < float("inf"):
            raise BadEnvelope(place, "a finite number")
    elif value is not None and type(value) not in (str, bool):
        raise BadEnvelope(place, "an object, a list, text, a number, true, false or null")
