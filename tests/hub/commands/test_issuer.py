"""Whose tokens a hub takes is settled before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hub.commands.cli import hub


def test_a_hub_that_trusts_nobody_does_not_start(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "up", HUB_DEV="0")
    assert ended.code == 2
    assert "HUB_ISSUER" in ended.complaint and "HUB_DEV=1" in ended.complaint
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example",
        "http://127.0.0.1:1",
        "https://",
        "ftp://a",
        "https://u:p@a",
        "https://a?b",
        "https://a#b",
    ],
)
def test_an_issuer_whose_keys_could_be_anybodys_is_refused(tmp_path: Path, url: str) -> None:
    ended = hub(tmp_path / "data", "up", HUB_DEV="0", HUB_ISSUER=url)
    assert ended.code == 1
    assert ended.complaint.startswith("hub: HUB_ISSUER: an https URL")


@pytest.mark.parametrize("names", ["none", "HS256", "Ed25519,hs256", ",", "RS1"])
def test_an_algorithm_that_is_none_is_refused(tmp_path: Path, names: str) -> None:
    ended = hub(tmp_path / "data", "up", HUB_ALGORITHMS=names)
    assert ended.code == 1
    assert ended.complaint.startswith("hub: HUB_ALGORITHMS: ") and "Ed25519" in ended.complaint


def test_tokens_are_issued_in_development_only(tmp_path: Path) -> None:
    ended = hub(tmp_path / "data", "token", "--role", "ADMIN", HUB_DEV="0", HUB_ISSUER="https://issuer.example")
    assert ended.code == 1 and "HUB_DEV=1" in ended.complaint
    assert ended.out == ""


@pytest.mark.parametrize("court", ["鄂9", "鄂01123", "X0112", "鄂 0112", "鄂０１１２"])
def test_no_token_names_what_is_no_court(tmp_path: Path, court: str) -> None:
    ended = hub(tmp_path / "data", "token", "--role", "JUDGE", "--court", court)
    assert ended.code == 1 and ended.complaint.startswith("hub: court: ")
