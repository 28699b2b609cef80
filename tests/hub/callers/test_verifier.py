from __future__ import annotations

import asyncio
import json
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from graph.model.roles import Role
from hub.callers.caller import Agency, Caller
from hub.callers.errors import CannotIssue, DevIssuerOff, NotAuthenticated
from hub.callers.issuer import ALGORITHM, ISSUER, ISSUER_KEY_FILE, issue
from hub.callers.verifier import Verifier
from hub.keyring.keys import KeyUnusable
from hub.settings.config import Settings
from tests.hub.callers.heads import head


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, dev=True)


def _key(settings: Settings) -> OKPKey:
    Verifier(settings)
    return OKPKey.import_key(json.loads((settings.keys / ISSUER_KEY_FILE).read_text()))


def _signed(settings: Settings, **changes: Any) -> str:
    now = int(time.time())
    claims = {
        "iss": "hub-dev", "aud": "hub", "sub": "a", "role": "JUDGE",
        "iat": now, "nbf": now, "exp": now + 60, "jti": "1",
    }  # fmt: skip
    claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode({"alg": ALGORITHM}, claims, _key(settings), [ALGORITHM])


def _caller(verifier: Verifier, header: str | None) -> Caller:
    """As one request; the development issuer waits for nothing."""
    return asyncio.run(verifier.caller(head(header)))


def _refusal(verifier: Verifier, header: str | None) -> str:
    with pytest.raises(NotAuthenticated) as caught:
        _caller(verifier, header)
    return caught.value.message


def test_an_issued_token_stands_for_its_caller(settings: Settings) -> None:
    token = issue(settings, "PARTNER", agency="RAILWAY", court="鄂0112", subject="ticketing", minutes=5)
    caller = _caller(Verifier(settings), f"Bearer {token}")
    assert (caller.role, caller.agency, caller.court, caller.subject) == (
        Role.PARTNER, Agency.RAILWAY, "鄂0112", "ticketing",
    )  # fmt: skip


def test_the_scheme_is_read_in_any_case(settings: Settings) -> None:
    assert _caller(Verifier(settings), f"bearer  {issue(settings, 'ADMIN')} ").role is Role.ADMIN


def test_the_issuer_is_off_outside_development(tmp_path: Path) -> None:
    with pytest.raises(DevIssuerOff, match="HUB_DEV=1"):
        issue(Settings(data=tmp_path, dev=False), "ADMIN")


def test_its_tokens_are_not_trusted_outside_development(settings: Settings) -> None:
    token = issue(settings, "ADMIN")
    verifier = Verifier(settings.model_copy(update={"dev": False}))
    assert "an issuer that this hub does not trust" in _refusal(verifier, f"Bearer {token}")


def test_the_key_is_for_its_owner_only(settings: Settings) -> None:
    _key(settings)
    assert stat.S_IMODE((settings.keys / ISSUER_KEY_FILE).stat().st_mode) == 0o600


def test_a_broken_key_is_named(settings: Settings) -> None:
    settings.keys.mkdir()
    (settings.keys / ISSUER_KEY_FILE).write_text("{}")
    with pytest.raises(KeyUnusable, match=ISSUER_KEY_FILE):
        issue(settings, "ADMIN")


@pytest.mark.parametrize(
    "asked",
    [
        {"role": "KING"},
        {"role": "PARTNER", "agency": "POST"},
        {"role": "PARTNER", "minutes": 0},
        {"role": "PARTNER", "minutes": 10**6},
        {"role": "PARTNER", "subject": "a\nb"},
        {"role": "PARTNER", "court": "x" * 200},
    ],
)
def test_a_token_that_cannot_be_is_refused_with_what_is_allowed(settings: Settings, asked: Any) -> None:
    with pytest.raises(CannotIssue, match="allowed"):
        issue(settings, **asked)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic abc", "Bearer ä"])
def test_a_header_without_a_token_is_told_what_is_wanted(settings: Settings, header: str | None) -> None:
    assert _refusal(Verifier(settings), header) == "Authorization: Bearer TOKEN is wanted"


def test_an_expired_token_is_told_so(settings: Settings) -> None:
    verifier = Verifier(settings, clock=lambda: time.time() + 3600)
    assert _refusal(verifier, f"Bearer {issue(settings, 'ADMIN', minutes=1)}") == "the token has expired"


def test_a_token_seen_before_expires_all_the_same(settings: Settings) -> None:
    now = [time.time()]
    verifier = Verifier(settings, clock=lambda: now[0])
    header = f"Bearer {issue(settings, 'ADMIN', minutes=1)}"
    _caller(verifier, header)
    now[0] += 91
    assert _refusal(verifier, header) == "the token has expired"


def test_a_clock_that_is_a_little_off_is_borne(settings: Settings) -> None:
    verifier = Verifier(settings, clock=lambda: time.time() - 25)
    assert _caller(verifier, f"Bearer {issue(settings, 'ADMIN')}").role is Role.ADMIN


def test_a_token_of_tomorrow_is_not_valid_yet(settings: Settings) -> None:
    token = _signed(settings, nbf=int(time.time()) + 86400, exp=int(time.time()) + 90000)
    assert _refusal(Verifier(settings), f"Bearer {token}") == "the token is not valid yet"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "other"}, {"aud": "other"}, {"role": "KING"}, {"role": ["ADMIN"]}, {"role": None},
        {"court": ""}, {"court": "鄂0"}, {"court": "鄂0112 "}, {"court": "0112"}, {"agency": "POST"},
        {"sub": None}, {"sub": ""}, {"jti": None}, {"exp": None}, {"exp": "soon"},
        {"nbf": "now"}, {"court": 7}, {"iat": None}, {"iat": True}, {"iat": 10**12}, {"exp": 1e308}, {"exp": 1},
        {"exp": float("nan")}, {"aud": ["a", "b"]}, {"aud": {"hub": 1}}, {"aud": ["hub"] * 200},
    ],
)  # fmt: skip
def test_a_claim_that_does_not_hold_is_refused(settings: Settings, changes: dict[str, Any]) -> None:
    assert "token" in _refusal(Verifier(settings), f"Bearer {_signed(settings, **changes)}")


def test_another_key_does_not_open_the_door(settings: Settings) -> None:
    token = jwt.encode({"alg": ALGORITHM}, {"iss": ISSUER}, OKPKey.generate_key("Ed25519"), [ALGORITHM])
    assert "not signed by its issuer" in _refusal(Verifier(settings), f"Bearer {token}")


def test_the_public_key_as_a_shared_secret_does_not_open_the_door(settings: Settings) -> None:
    public = json.dumps(_key(settings).as_dict(private=False)).encode()
    token = jwt.encode({"alg": "HS256"}, {"iss": ISSUER}, OctKey.import_key(public))
    assert "not a JWT signed with" in _refusal(Verifier(settings), f"Bearer {token}")


@pytest.mark.parametrize("token", ["q", "q.r.s", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "...", "é"])
def test_nonsense_is_refused_without_being_repeated(settings: Settings, token: str) -> None:
    assert token not in _refusal(Verifier(settings), f"Bearer {token}").split()


def test_a_giant_token_is_refused_unread(settings: Settings) -> None:
    assert "too long" in _refusal(Verifier(settings), "Bearer " + "a" * 5000)


def test_the_cache_of_tokens_is_bounded(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, dev=True, token_cache_entries=2)
    verifier = Verifier(settings)
    headers = [f"Bearer {issue(settings, 'ADMIN')}" for _ in range(4)]
    assert len({_caller(verifier, header).token_id for header in headers + headers}) == 4
    assert len(verifier._verified) == 2
