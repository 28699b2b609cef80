"""What the doctor says of who may come in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hub.keeping.trusting import check_issuer, check_revocations, check_tls
from hub.record.finding import Level
from hub.settings.config import Settings
from tests.hub.callers.certificates import Authority
from tests.hub.callers.provider import new_key, provider


async def test_an_issuer_whose_keys_come_is_ok_and_one_that_publishes_none_is_wrong(tmp_path: Path) -> None:
    async with provider() as given:
        settings = Settings(data=tmp_path, issuer=given.issuer, issuer_timeout_seconds=2, dev=True)
        given.keys = []
        assert (await check_issuer(settings)).level is Level.WRONG
        given.keys = [new_key()]
        found = await check_issuer(settings)
        assert (found.level, found.text) == (
            Level.NOTE,
            f"{given.issuer}: 1 usable keys, and that of development (HUB_DEV=1)",
        )
    assert (await check_issuer(settings)).level is Level.WRONG  # it is gone


async def test_development_alone_is_a_note_and_so_is_no_issuer(tmp_path: Path) -> None:
    for dev, said in ((True, "development alone"), (False, "hub up needs HUB_ISSUER")):
        found = await check_issuer(Settings(data=tmp_path, dev=dev))
        assert found.level is Level.NOTE and said in found.text


async def test_an_address_that_no_issuer_may_have_is_wrong(tmp_path: Path) -> None:
    found = await check_issuer(Settings(data=tmp_path, issuer="http://issuer.example"))
    assert found.level is Level.WRONG and "HUB_ISSUER" in found.text


@pytest.mark.parametrize(
    ("content", "level"),
    [
        (None, Level.OK),
        (b'{"token_id": "a"}\n{"subject": "b", "issued_before": 1}\n', Level.OK),
        (b"{\n", Level.WRONG),
    ],
)
def test_a_list_of_revoked_tokens_that_cannot_be_read_is_wrong(
    tmp_path: Path, content: bytes | None, level: Level
) -> None:
    settings = Settings(data=tmp_path)
    if content is not None:
        settings.revocations.write_bytes(content)
    assert check_revocations(settings).level is level


@pytest.mark.parametrize(("days", "level"), [(300, Level.OK), (20, Level.NOTE), (-2, Level.WRONG)])
def test_a_certificate_s_end_is_told(tmp_path: Path, days: int, level: Level) -> None:
    identity = Authority(tmp_path).issue("server", lasts=timedelta(days=days, hours=1))
    settings = Settings(data=tmp_path, tls_certificate=identity.certificate, tls_key=identity.key)
    found = check_tls(settings)
    assert found.level is level
    assert ("ended" if days < 0 else f"ends in {days} days") in found.text


def test_tls_that_cannot_be_read_is_wrong_and_none_is_a_note(tmp_path: Path) -> None:
    assert check_tls(Settings(data=tmp_path)).level is Level.NOTE
    (tmp_path / "x").write_text("no certificate")
    settings = Settings(data=tmp_path, tls_certificate=tmp_path / "x", tls_key=tmp_path / "x")
    assert check_tls(settings).level is Level.WRONG
