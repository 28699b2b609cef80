"""An envelope around an agency's own document: what the agency gets, and what it can believe of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.protocols.address import Address
from adapters.protocols.answer import Outcome
from adapters.protocols.binary import binary_headers, check_binary, envelope_of
from adapters.protocols.envelope import BYTES_MAX, BadEnvelope, Envelope
from adapters.protocols.http import AgencyClient
from adapters.protocols.keys import Scheme, checking_key, counterpart, new_key, signing_key
from adapters.protocols.push import push
from adapters.protocols.signing import NotSigned
from adapters.protocols.xml_body import XmlBody, from_xml
from tests.adapters.protocols.far_side import FarSide, far_side, saying

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
SIGNING, CHECKING = [signing_key(SECRET)], [checking_key(SECRET)]
ENVELOPE = Envelope(
    id="d-1",
    source="urn:hub:100%25",
    type="instruction.issue",
    subject="0123456789abcdef0123456789abcdef",
    time=datetime(2026, 2, 28, 8, tzinfo=UTC),
    sequence=7,
    fence=42,
    data={"head": {"xh": "7"}, "body": {"ztmc": "𠮷某", "zjhm": "420106199003071234"}},
)
XML = XmlBody(root="LHCJ", encoding="gb18030")
BODY = b"<LHCJ/>"


async def pushed(far: FarSide, envelope: Envelope = ENVELOPE) -> Any:
    client = AgencyClient(Address(base_url=f"{far.url}/v1"))
    try:
        return await push(client, "/push", envelope, SIGNING, now=NOW, xml=XML)
    finally:
        await client.close()


async def test_the_agency_gets_its_own_document_and_can_check_all_of_it() -> None:
    answer = '<?xml version="1.0" encoding="GBK"?><LHCJ><body><tsbh>d-1</tsbh></body></LHCJ>'.encode("gb18030")
    async with far_side(saying(200, answer, content_type="text/xml; charset=GBK")) as far:
        said = await pushed(far)
    assert (said.outcome, said.body) == (Outcome.DELIVERED, answer)
    [request] = far.requests
    assert request.headers["content-type"] == "application/xml; charset=gb18030"
    assert request.headers["accept"] == "application/xml, text/xml"
    assert {name: value for name, value in request.headers.items() if name.startswith("ce-")} == {
        "ce-specversion": "1.0",
        "ce-id": "d-1",
        "ce-source": "urn:hub:100%2525",
        "ce-type": "instruction.issue",
        "ce-subject": "0123456789abcdef0123456789abcdef",
        "ce-time": "2026-02-28T08:00:00.000000Z",
        "ce-sequence": "0000000007",
        "ce-sequencetype": "Integer",
        "ce-fence": "42",
    }
    assert check_binary(request.headers, request.body, CHECKING, now=NOW) == "d-1"
    data = from_xml(request.body, "gb18030", root="LHCJ")
    assert envelope_of(request.headers, data) == ENVELOPE
    assert "420106199003071234" not in repr((request.target, request.headers))


@pytest.mark.parametrize(
    ("status", "content_type", "headers", "outcome"),
    [
        (200, "text/html", {}, Outcome.BROKEN),
        (200, "application/json", {}, Outcome.BROKEN),
        (202, "application/xml", {}, Outcome.DELIVERED),
        (409, "application/xml", {"webhook_id": "d-1"}, Outcome.DUPLICATE),
        (409, "application/xml", {"webhook_id": "d-2"}, Outcome.REJECTED),
        (503, "application/xml", {}, Outcome.BUSY),
    ],
)
async def test_its_answer_is_in_xml_and_a_conflict_names_the_message(
    status: int, content_type: str, headers: dict[str, str], outcome: Outcome
) -> None:
    async with far_side(saying(status, b"<LHCJ/>", content_type=content_type, **headers)) as far:
        assert (await pushed(far)).outcome is outcome


@pytest.mark.parametrize("data", [{"a": "x" * BYTES_MAX}, {"a": "\x07"}, {"a b": "1"}])
async def test_what_is_too_large_or_no_xml_is_not_sent(data: dict[str, Any]) -> None:
    async with far_side(saying(200)) as far:
        with pytest.raises(
            BadEnvelope, match=r"^data: allowed is (a document of at most 65536 bytes|what XML can say)"
        ):
            await pushed(far, replace(ENVELOPE, data=data))
    assert far.requests == []


@pytest.mark.parametrize("scheme", Scheme)
def test_with_every_scheme(scheme: Scheme) -> None:
    key = signing_key(new_key(scheme))
    headers = binary_headers(ENVELOPE, BODY, [key], now=NOW)
    assert check_binary(headers, BODY, [counterpart(key)], now=NOW) == "d-1"
    with pytest.raises(NotSigned):
        check_binary(headers, BODY, [counterpart(signing_key(new_key(scheme)))], now=NOW)


@given(data=st.data())
def test_nothing_of_it_can_be_changed_on_the_way(data: st.DataObject) -> None:
    headers = binary_headers(ENVELOPE, BODY, SIGNING, now=NOW)
    what = data.draw(st.sampled_from([*headers, "body", "new"]))
    body = BODY
    if what == "body":
        body = data.draw(st.binary(max_size=20).filter(lambda each: each != BODY))
    elif what == "new":
        headers["ce-another"] = data.draw(st.text(max_size=5))
    elif data.draw(st.booleans()):
        del headers[what]
    else:
        before = headers[what]
        headers[what] = data.draw(
            st.text(st.characters(codec="ascii"), max_size=8).filter(lambda each: each != before)
        )
    with pytest.raises(NotSigned):
        check_binary(headers, body, CHECKING, now=NOW)


def test_neither_signature_stands_for_the_other() -> None:
    headers = binary_headers(ENVELOPE, BODY, SIGNING, now=NOW)
    one, other = headers["webhook-signature"], headers["webhook-ce-signature"]
    for swapped in ({"webhook-signature": other}, {"webhook-ce-signature": one}):
        with pytest.raises(NotSigned):
            check_binary(headers | swapped, BODY, CHECKING, now=NOW)


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("ce-id", "a.b", "id"), ("ce-subject", "420106199003071234", "subject"),
        ("ce-specversion", "0.3", "specversion"),
        ("ce-sequence", "-1", "sequence"), ("ce-fence", "", "fence"), ("ce-fence", "1_0", "fence"),
        ("ce-fence", "99999999999", "fence"), ("ce-time", "today", "time"), ("ce-source", "urn:%20", "source"),
        ("ce-datacontenttype", "application/xml", "datacontenttype"), ("ce-type", None, "type"),
        ("ce-sequencetype", None, "sequencetype"),
    ],
)  # fmt: skip
def test_headers_that_make_no_envelope(name: str, value: str | None, field: str) -> None:
    headers = binary_headers(ENVELOPE, BODY, SIGNING, now=NOW) | {name: value or ""}
    if value is None:
        del headers[name]
    with pytest.raises(BadEnvelope) as caught:
        envelope_of(headers, {})
    assert caught.value.field == field and "420106199003071234" not in str(caught.value)
