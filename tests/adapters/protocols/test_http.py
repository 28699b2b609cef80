"""The client against agencies that do what agencies do, over real sockets."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from adapters.protocols.address import Address, BadRequest
from adapters.protocols.answer import DONE, WORTH_RETRYING, Answer, Outcome
from adapters.protocols.http import AgencyClient, ClientLimits
from tests.adapters.protocols.far_side import FarSide, Request, Speak, answer, far_side, saying, sending

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
IMPATIENT = ClientLimits(connect_seconds=1, read_seconds=1, write_seconds=1, total_seconds=2, answer_bytes=1000)
CITIZEN = "420106199003071234"


@asynccontextmanager
async def client(url: str, limits: ClientLimits | None = None, **address: Any) -> AsyncIterator[AgencyClient]:
    made = AgencyClient(Address(base_url=url, **address), limits, now=lambda: NOW)
    try:
        yield made
    finally:
        await made.close()


async def told(speak: Speak, limits: ClientLimits | None = None, **address: Any) -> Answer:
    async with far_side(speak) as far, client(far.url, limits, **address) as asked:
        return await asked.post("/measures", b"{}", {"Content-Type": "application/json"}, message_id="d-1")


# --- what a status means --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.DELIVERED), (201, Outcome.DELIVERED), (202, Outcome.DELIVERED), (204, Outcome.DELIVERED),
        (300, Outcome.BROKEN), (302, Outcome.BROKEN), (304, Outcome.BROKEN),
        (400, Outcome.REJECTED), (401, Outcome.REJECTED), (404, Outcome.REJECTED), (409, Outcome.REJECTED),
        (410, Outcome.REJECTED), (422, Outcome.REJECTED),
        (408, Outcome.BUSY), (425, Outcome.BUSY), (429, Outcome.BUSY), (503, Outcome.BUSY),
        (500, Outcome.BROKEN), (501, Outcome.BROKEN), (502, Outcome.BROKEN), (504, Outcome.BROKEN),
        (599, Outcome.BROKEN), (799, Outcome.BROKEN),
    ],
)  # fmt: skip
async def test_what_a_status_means(status: int, outcome: Outcome) -> None:
    said = await told(saying(status))
    assert (said.outcome, said.status) == (outcome, status)


def test_each_outcome_is_done_or_rejected_or_worth_another_try() -> None:
    assert DONE | WORTH_RETRYING | {Outcome.REJECTED} == set(Outcome)
    assert not DONE & WORTH_RETRYING and Outcome.REJECTED not in DONE | WORTH_RETRYING


@pytest.mark.parametrize(
    ("speak", "outcome"),
    [
        (saying(409, b'{"id":"d-1"}'), Outcome.DUPLICATE),
        (saying(409, webhook_id="d-1"), Outcome.DUPLICATE),
        (saying(409, b'{"id":"d-2"}'), Outcome.REJECTED),
        (saying(409, b'["d-1"]'), Outcome.REJECTED),
        (saying(409, b"d-1 is in conflict with what we have"), Outcome.REJECTED),
        (saying(400, b'{"id":"d-1"}'), Outcome.REJECTED),
    ],
)
async def test_a_conflict_is_a_duplicate_only_if_it_names_our_message(speak: Speak, outcome: Outcome) -> None:
    assert (await told(speak)).outcome is outcome


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("7", 7.0), ("0", 0.0), ("999999999999", 3600.0), ("Sun, 01 Mar 2026 08:01:00 GMT", 60.0),
        ("Sun, 01 Mar 2026 07:00:00 GMT", 0.0), ("Mon, 01 Mar 2027 08:00:00 GMT", 3600.0),
        ("soon", None), ("-5", None), ("1.5", None), ("", None), ("٧", None), ("nan", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("status", [429, 503])
async def test_the_wait_that_it_asks_for_is_kept_and_bounded(
    status: int, given: str, seconds: float | None
) -> None:
    raw = answer(status).replace(b"\r\n\r\n", b"\r\nRetry-After: " + given.encode() + b"\r\n\r\n", 1)
    said = await told(sending(raw))
    assert (said.outcome, said.retry_after_seconds) == (Outcome.BUSY, seconds)


# --- far sides that do not answer as they should ----------------------------------------------------


async def dripping_header(_: Request, writer: asyncio.StreamWriter) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


async def dripping_body(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n")
    for _ in range(500):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"1000\r\n" + b" " * 4096 + b"\r\n")
        await writer.drain()


@pytest.mark.parametrize(
    ("speak", "outcome", "reason"),
    [
        (sending(b""), Outcome.UNREACHABLE, "no answer in time"),
        (sending(b"HTTP/1.1 200 OK\r\nContent-"), Outcome.UNREACHABLE, "no answer in time"),
        (dripping_header, Outcome.UNREACHABLE, "within 2 s"),
        (dripping_body, Outcome.UNREACHABLE, "within 2 s"),
        (endless, Outcome.BROKEN, "more than 1000 bytes"),
        (saying(200, b" " * 1001), Outcome.BROKEN, "more than 1000 bytes"),
        (sending(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000), Outcome.BROKEN, "no HTTP"),
        (sending(b"SSH-2.0-OpenSSH_9.7\r\n\r\n"), Outcome.BROKEN, "no HTTP"),
        (sending(b"\x16\x03\x01\x00\x00\r\n\r\n"), Outcome.BROKEN, "no HTTP"),
        (sending(b"", close=True), Outcome.BROKEN, "no HTTP"),
        (sending(answer(200, b"x" * 50)[:-20], close=True), Outcome.BROKEN, "no HTTP"),
        (sending(b"HTTP/1.1 200 OK\r\nContent-Le", close=True), Outcome.BROKEN, "no HTTP"),
        (sending(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), Outcome.BROKEN, "no HTTP"),
        (sending(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), Outcome.BROKEN, "no HTTP"),
        (saying(200, b"<html>log in</html>", content_type="text/html"), Outcome.BROKEN, "media type"),
        (saying(200, b"\x1f\x8b\x08", content_encoding="gzip"), Outcome.BROKEN, "packed"),
    ],
)
async def test_what_is_no_answer_is_an_outcome_and_no_exception(
    speak: Speak, outcome: Outcome, reason: str
) -> None:
    said = await told(speak, IMPATIENT)
    assert said.outcome is outcome
    assert reason in said.reason


async def test_a_body_of_just_the_allowed_size_is_taken_and_empty_ones_need_no_type() -> None:
    assert (await told(saying(200, b" " * 1000), IMPATIENT)).body == b" " * 1000
    assert (await told(saying(202, content_type="text/html"), IMPATIENT)).outcome is Outcome.DELIVERED
    assert (await told(saying(200, b"OK", content_type="text/plain; charset=gbk"))).body == b"OK"
    assert (await told(saying(200, b"{}", content_type="application/Problem+JSON"))).body == b"{}"


async def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as taken:  # or another process might listen there by now
        taken.bind(("127.0.0.1", 0))
        async with client(f"http://127.0.0.1:{taken.getsockname()[1]}", IMPATIENT) as asked:
            assert (await asked.post("/x", b"", {})).outcome is Outcome.UNREACHABLE


async def test_a_connection_that_is_reset_is_an_outcome() -> None:
    async def reset(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    assert (await told(reset, IMPATIENT)).outcome in {Outcome.UNREACHABLE, Outcome.BROKEN}


async def test_when_all_connections_are_taken_it_is_busy_and_not_dead() -> None:
    limits = ClientLimits(connect_seconds=0.2, read_seconds=2, total_seconds=3, connections=1)
    async with far_side(sending(b"")) as far, client(far.url, limits) as asked:
        first = asyncio.create_task(asked.post("/x", b"", {}))
        while not far.requests:
            await asyncio.sleep(0.01)
        second = await asked.post("/x", b"", {})
        assert second.outcome is Outcome.BUSY and "all 1 connections" in second.reason
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_it_lives_on_after_each_of_them() -> None:
    said: list[Speak] = [
        sending(b"garbage\r\n\r\n"),
        sending(b"", close=True),
        dripping_body,
        endless,
        saying(200, b"{}"),
    ]

    async def next_one(request: Request, writer: asyncio.StreamWriter) -> None:
        await said.pop(0)(request, writer)

    limits = ClientLimits(read_seconds=1, total_seconds=1.5, connections=1, answer_bytes=1000)
    async with far_side(next_one) as far, client(far.url, limits) as asked:
        outcomes = [(await asked.post("/x", b"", {})).outcome for _ in range(5)]
    assert outcomes == [*[Outcome.BROKEN] * 2, Outcome.UNREACHABLE, Outcome.BROKEN, Outcome.DELIVERED]


async def test_who_cancels_a_request_is_obeyed() -> None:
    async with far_side(sending(b"")) as far, client(far.url) as asked:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await asked.post("/x", b"", {})


# --- held to one address ----------------------------------------------------------------------------


async def test_a_redirect_to_another_host_is_not_followed() -> None:
    async with far_side(saying(200)) as other:
        for status in (301, 302, 303, 307, 308):
            assert (await told(saying(status, Location=f"{other.url}/measures"))).outcome is Outcome.BROKEN
        assert other.requests == []


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/x", "https://evil.example/", "/../admin", "/a/../../b", "/%2e%2e/a", "/a%2fb",
        "\\\\evil\\x", "/a\\b", "/a?b=c", "/a#b", "/a b", "/a\r\nHost: x", "@evil.example", "a",
        "/a//b", "/.hidden", "/钥", ".",
    ],
)  # fmt: skip
async def test_a_path_does_not_leave_the_address(path: str) -> None:
    async with far_side(saying(200)) as far, client(f"{far.url}/hub/v1/") as asked:
        with pytest.raises(BadRequest, match="path: allowed"):
            await asked.post(path, b"", {})
        assert far.requests == []
        await asked.post("/measures/a-1.json", b"", {})
        await asked.get("", {"since": "2026-03-01T00:00:00Z", "x": "a&b=c/../#"})
        assert [each.target for each in far.requests] == [
            "/hub/v1/measures/a-1.json",
            "/hub/v1?since=2026-03-01T00%3A00%3A00Z&x=a%26b%3Dc%2F..%2F%23",
        ]


@pytest.mark.parametrize(
    "base_url",
    [
        "http://agency.example", "http://10.0.0.1", "ftp://agency.example", "https://", "", "agency.example",
        "https://user@agency.example", "https://user:pass@agency.example", "https://agency.example?x=1", "https://agency.example#x",
        "https://agency.example/a/../b", "https://agency.example\\@evil.example", "https://agency.example /x",
        "http://127.0.0.1.evil.example", "http://localhost@evil.example", "https://agency.example:x", "https://a/%2e",
        "https://机关.example", "http://[2001:db8::1]",
    ],
)  # fmt: skip
def test_an_address_is_https_or_this_machine(base_url: str) -> None:
    with pytest.raises(BadRequest, match="base_url: allowed"):
        Address(base_url=base_url)


@pytest.mark.parametrize(
    "base_url", ["https://agency.example/hub", "https://[2001:db8::1]:8443", "http://[::1]:80"]
)
def test_addresses_that_are(base_url: str) -> None:
    assert Address(base_url=base_url).url("/x") == base_url + "/x"


async def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with far_side(saying(200)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("NO_PROXY", "")
        assert (await told(saying(200))).outcome is Outcome.DELIVERED
        assert proxy.requests == []


async def test_no_cookie_is_kept() -> None:
    async with far_side(saying(200, Set_Cookie="session=1; Path=/")) as far, client(far.url) as asked:
        await asked.post("/x", b"", {})
        await asked.post("/x", b"", {})
        assert len(far.requests) == 2 and all("cookie" not in each.headers for each in far.requests)


# --- what is sent, and what is told of it -------------------------------------------------------------


async def test_each_request_has_the_headers_of_the_address_and_its_own() -> None:
    async with far_side(saying(200)) as far, client(far.url, headers={"X-Api-Key": "k-secret-1"}) as asked:
        await asked.post("/x", b"body", {"webhook-id": "d-1"})
    [request] = far.requests
    assert (request.method, request.body) == ("POST", b"body")
    assert request.headers["x-api-key"] == "k-secret-1" and request.headers["webhook-id"] == "d-1"
    assert request.headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "headers",
    [
        {"X": "a\r\nY: b"},
        {"X\r\nY": "a"},
        {"X": ""},
        {"X": "钥"},
        {"Host": "evil"},
        {"Content-Length": "0"},
        {"": "a"},
    ],
)
async def test_a_header_cannot_end_its_line_or_frame_the_message(headers: dict[str, str]) -> None:
    with pytest.raises(BadRequest, match="header"):
        Address(base_url="https://agency.example", headers=headers)
    async with far_side(saying(200)) as far, client(far.url) as asked:
        with pytest.raises(BadRequest, match="header"):
            await asked.post("/x", b"", headers)
        assert far.requests == []


async def test_the_reason_is_short_and_tells_no_number_and_no_secret() -> None:
    token = "tok-of-an-agency"
    body = f"no such party\n{CITIZEN}\x00\x1b[31m with Bearer {token} or {token} {'x' * 9000}".encode()
    said = await told(saying(400, body), headers={"Authorization": f"Bearer {token}"})
    assert said.outcome is Outcome.REJECTED
    assert said.reason.startswith("no such party 420106************")
    assert CITIZEN not in said.reason and token not in said.reason and "\x1b" not in said.reason
    assert len(said.reason) <= 200 and said.body == b""


async def test_a_number_is_not_shown_by_cutting_it() -> None:
    for length in range(3_980, 4_001):
        body = b" " * (length - 1) + b"x" + b" " + CITIZEN.encode() + b" y"
        assert "1990" not in (await told(saying(400, body))).reason


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
async def test_a_reason_is_read_in_the_encodings_that_agencies_use(charset: str) -> None:
    said = await told(saying(400, ("案号不存在：" + "字" * 3000).encode(charset)))
    assert said.reason.startswith("案号不存在：字字") and "\ufffd" not in said.reason


async def test_an_answer_does_not_show_its_body() -> None:
    said = await told(saying(200, b'{"citizenId":"420106199003071234"}'))
    assert CITIZEN in said.body.decode() and CITIZEN not in repr(said)


async def test_a_long_refusal_is_a_refusal() -> None:
    said = await told(saying(422, b"no such court " + b"x" * 5_000), IMPATIENT)
    assert said.outcome is Outcome.REJECTED and said.reason.startswith("no such court")


def test_an_address_does_not_show_its_secrets() -> None:
    assert "k-secret-1" not in repr(Address(base_url="https://agency.example", headers={"X": "k-secret-1"}))


# --- TLS ----------------------------------------------------------------------------------------------


def certificate(
    folder: Path, name: str, authority: tuple[x509.Certificate, Any] | None = None
) -> tuple[Path, Path, Any]:
    """A certificate for 127.0.0.1 and its key, as files and as they are; its own authority without one."""
    key = generate_private_key(SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority[0].subject if authority else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=authority is None, path_length=None), critical=True)
        .sign(authority[1] if authority else key, SHA256())
    )
    return (*_written(folder, name, made, key), (made, key))


def _written(folder: Path, name: str, made: x509.Certificate, key: EllipticCurvePrivateKey) -> tuple[Path, Path]:
    paths = folder / f"{name}.pem", folder / f"{name}.key"
    paths[0].write_bytes(made.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths


@asynccontextmanager
async def secured(folder: Path, *, client_ca: Path | None = None) -> AsyncIterator[tuple[FarSide, Path]]:
    ca, _, authority = certificate(folder, "authority")
    chain, key, _ = certificate(folder, "agency", authority)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(chain, key)
    if client_ca is not None:
        tls.load_verify_locations(client_ca)
        tls.verify_mode = ssl.CERT_REQUIRED
    async with far_side(saying(200), tls) as far:
        yield far, ca


async def test_only_a_certificate_of_a_known_authority_is_spoken_to(tmp_path: Path) -> None:
    other, _, _ = certificate(tmp_path, "other")
    async with secured(tmp_path) as (far, ca):
        async with client(far.url, ca=ca) as asked:
            assert (await asked.post("/x", b"", {})).outcome is Outcome.DELIVERED
        for address in ({"ca": other}, {}):
            async with client(far.url, **address) as asked:
                said = await asked.post("/x", b"", {})
            assert (said.outcome, said.reason) == (Outcome.UNREACHABLE, "no connection (SSLCertVerificationError)")
        async with client(far.url.replace("127.0.0.1", "localhost"), ca=ca) as asked:
            assert (
                await asked.post("/x", b"", {})
            ).outcome is Outcome.UNREACHABLE  # a certificate of another name
        assert len(far.requests) == 1


async def test_the_hub_shows_its_own_certificate_where_the_agency_asks(tmp_path: Path) -> None:
    ours, key, _ = certificate(tmp_path, "hub")
    async with secured(tmp_path, client_ca=ours) as (far, ca):
        async with client(far.url, ca=ca, certificate=ours, key=key) as asked:
            assert (await asked.post("/x", b"", {})).outcome is Outcome.DELIVERED
        async with client(far.url, ca=ca) as asked:
            assert (await asked.post("/x", b"", {})).outcome is Outcome.UNREACHABLE


def test_certificates_that_are_none_are_told_at_once(tmp_path: Path) -> None:
    ours, key, _ = certificate(tmp_path, "hub")
    _, strange, _ = certificate(tmp_path, "other")
    (tmp_path / "text").write_text("x")
    none = tmp_path / "none"
    for wrong in (
        {"ca": tmp_path / "text"}, {"ca": none}, {"certificate": ours}, {"key": key},
        {"certificate": ours, "key": strange}, {"certificate": none, "key": key},
    ):  # fmt: skip
        with pytest.raises(BadRequest, match="allowed"):
            AgencyClient(Address(base_url="https://agency.example", **wrong))
