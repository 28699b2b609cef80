"""Messages as bytes: what is written, that it comes back, and which field is named when it is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.protocols.envelope import BYTES_MAX, BadEnvelope, Envelope

SUBJECT = "0123456789abcdef0123456789abcdef"
TOLD: dict[str, Any] = {
    "specversion": "1.0",
    "id": "d-1",
    "source": "urn:hub:hubei",
    "type": "measure.imposed",
    "subject": SUBJECT,
    "time": "2026-03-01T08:00:00.000000Z",
    "datacontenttype": "application/json",
    "sequence": "0000000042",
    "sequencetype": "Integer",
    "fence": 7,
    "data": {"measure": "JP-701", "court": "鄂0112"},
}
ENVELOPE = Envelope(
    id="d-1",
    source="urn:hub:hubei",
    type="measure.imposed",
    subject=SUBJECT,
    time=datetime(2026, 3, 1, 8, tzinfo=UTC),
    sequence=42,
    fence=7,
    data={"measure": "JP-701", "court": "鄂0112"},
)


def told(**changed: Any) -> bytes:
    return json.dumps({name: value for name, value in {**TOLD, **changed}.items() if value is not ...}).encode()


def test_it_is_written_with_its_members_in_order_and_without_spaces() -> None:
    assert ENVELOPE.to_bytes().decode() == (
        '{"data":{"court":"鄂0112","measure":"JP-701"},"datacontenttype":"application/json","fence":7,"id":"d-1",'
        '"sequence":"0000000042","sequencetype":"Integer","source":"urn:hub:hubei","specversion":"1.0",'
        f'"subject":"{SUBJECT}","time":"2026-03-01T08:00:00.000000Z","type":"measure.imposed"}}'
    )


def test_what_another_wrote_is_read_whatever_its_order_zone_and_extensions() -> None:
    assert Envelope.from_bytes(told()) == ENVELOPE
    assert (
        Envelope.from_bytes(told(time="2026-03-01T16:00:00+08:00", traceparent="00-1", sequence="42")) == ENVELOPE
    )
    assert Envelope.from_bytes(told(datacontenttype=...)) == ENVELOPE


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
ENVELOPES = st.builds(
    Envelope,
    id=st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True),
    source=st.just("urn:hub:hubei"),
    type=st.from_regex(r"[a-z]{1,9}(\.[a-z]{1,9}){0,3}", fullmatch=True),
    subject=st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    time=st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),
    sequence=st.integers(1, 2**31 - 1),
    fence=st.integers(0, 2**31 - 1),
    data=st.dictionaries(st.text(max_size=8), JSON, max_size=4),
)


@given(ENVELOPES)
def test_what_is_written_comes_back_and_is_written_the_same_again(envelope: Envelope) -> None:
    written = envelope.to_bytes()
    assert Envelope.from_bytes(written) == envelope
    assert Envelope.from_bytes(written).to_bytes() == written


@given(st.integers(1, 2**31 - 1), st.integers(1, 2**31 - 1))
def test_the_order_of_sequences_is_the_order_of_their_texts(a: int, b: int) -> None:
    def text(number: int) -> str:
        return str(json.loads(numbered(number).to_bytes())["sequence"])

    assert (text(a) < text(b)) == (a < b)


def numbered(sequence: int) -> Envelope:
    return Envelope.from_bytes(told(sequence=f"{sequence:010}"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("specversion", "0.3"), ("specversion", ...), ("datacontenttype", "text/xml"), ("sequencetype", ...),
        ("sequencetype", "Float"), ("id", ""), ("id", ...), ("id", "a.b"), ("id", "x" * 65), ("id", 7),
        ("id", "a\n"), ("source", ""), ("source", "urn:hub?x"), ("source", "a b"), ("type", "a..b"),
        ("type", ".a"), ("type", "a." * 64 + "b"), ("subject", ...), ("subject", "42010619900307123X"),
        ("subject", "person-42010619900307123X"), ("subject", SUBJECT.upper()), ("subject", SUBJECT + "\n"),
        ("time", "2026-03-01"), ("time", "2026-03-01T08:00:00"), ("time", "2026-02-30T08:00:00Z"),
        ("time", "0001-01-01T00:00:00+08:00"), ("time", 5), ("time", "２026-03-01T08:00:00Z"), ("sequence", 42),
        ("sequence", "0"), ("sequence", "-1"), ("sequence", "2147483648"), ("sequence", "00000000042"),
        ("sequence", "４2"), ("fence", -1), ("fence", True), ("fence", "7"), ("fence", 7.0), ("fence", 2**31),
        ("fence", ...), ("data", ...), ("data", []), ("data", "x"),
    ],
)  # fmt: skip
def test_the_wrong_field_is_named_and_its_value_is_not_repeated(field: str, value: Any) -> None:
    with pytest.raises(BadEnvelope) as caught:
        Envelope.from_bytes(told(**{field: value}))
    assert caught.value.field == field
    assert "42010619900307123" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"a": 2**53}, "data.a"),
        ({"a": [{"b": -(2**53)}]}, "data.a[0].b"),
        ({"420106199003071234": 2**53}, "data.…"),
    ],
)
def test_a_number_that_half_of_all_readers_change_is_not_taken(data: dict[str, Any], place: str) -> None:
    with pytest.raises(BadEnvelope) as caught:
        Envelope.from_bytes(told(data=data))
    assert caught.value.field == place


@pytest.mark.parametrize(
    "wrong", [float("nan"), float("inf"), {1: 2}, (1,), b"x", datetime(2026, 1, 1), {"a": {"x"}}]
)
def test_what_json_cannot_say_is_not_taken(wrong: Any) -> None:
    with pytest.raises(BadEnvelope, match="data"):
        made(data={"a": wrong})
    with pytest.raises(BadEnvelope, match="data"):
        made(data={"a": "\ud800"}).to_bytes()


def made(**changed: Any) -> Envelope:
    return Envelope(**{**{name: getattr(ENVELOPE, name) for name in Envelope.__slots__}, **changed})


def test_an_envelope_does_not_show_its_data() -> None:
    assert "鄂0112" not in repr(ENVELOPE) and "d-1" in repr(ENVELOPE)


def test_a_time_without_its_zone_is_no_instant_and_zones_are_one() -> None:
    with pytest.raises(BadEnvelope, match="time"):
        made(time=datetime(2026, 3, 1, 8))
    assert made(time=datetime(2026, 3, 1, 16, tzinfo=timezone(timedelta(hours=8)))) == ENVELOPE


def nested(levels: int) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for _ in range(levels - 1):
        data = {"a": data}
    return data


def test_levels_and_bytes_have_an_end() -> None:
    assert made(data=nested(16)).to_bytes()
    with pytest.raises(BadEnvelope, match="16 levels"):
        made(data=nested(17))
    room = BYTES_MAX - len(made(data={"a": ""}).to_bytes())
    full = made(data={"a": "x" * room}).to_bytes()
    assert len(full) == BYTES_MAX and Envelope.from_bytes(full).data["a"] == "x" * room
    with pytest.raises(BadEnvelope, match=str(BYTES_MAX)):
        made(data={"a": "x" * (room + 1)}).to_bytes()
    with pytest.raises(BadEnvelope, match=str(BYTES_MAX)):
        Envelope.from_bytes(full + b" ")


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 5000, b'{"a":1}x'])
def test_what_is_no_json_object_is_no_envelope(content: bytes) -> None:
    with pytest.raises(BadEnvelope, match="envelope"):
        Envelope.from_bytes(content)
