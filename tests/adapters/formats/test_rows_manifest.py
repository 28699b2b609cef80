"""The manifest of a delivery of rows: nothing about what it closes is guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.formats.record import Manifest, UnusableFile
from adapters.formats.rows import Rows


def _manifest(folder: Path, manifest: object) -> Manifest:
    (folder / "company.csv").write_text("key\n", encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Rows().open((folder,)).manifest


def test_without_a_manifest_nothing_is_complete(tmp_path: Path) -> None:
    (tmp_path / "company.csv").write_text("key\n", encoding="utf-8")
    assert Rows().open((tmp_path,)).manifest == Manifest()


def test_all_members(tmp_path: Path) -> None:
    sent = {"complete": True, "kinds": ["company", "SHAREHOLDER_OF"], "grade": "A", "access": "PARTNER"}
    assert _manifest(tmp_path, sent) == Manifest(
        complete=True, kinds=("COMPANY", "SHAREHOLDER_OF"), grade="A", access="PARTNER"
    )


def test_the_scope_is_what_was_sent_unless_it_is_named(tmp_path: Path) -> None:
    assert _manifest(tmp_path, {"complete": True}).kinds == ("COMPANY",)


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({"compleet": True}, "complete"),
        ({"complete": "yes"}, "true or false"),
        ({"kinds": ["firm"]}, "company"),
        ({"kinds": [1]}, "company"),
        ({"kinds": "company"}, "list"),
        ({"grade": "E"}, "A, B, C, D"),
        ({"access": "SECRET"}, "INTERNAL"),
        ([], "object"),
    ],
)
def test_anything_else_names_what_is_allowed(tmp_path: Path, sent: object, named: str) -> None:
    with pytest.raises(UnusableFile, match=named):
        _manifest(tmp_path, sent)


def test_a_manifest_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "company.csv").write_text("key\n", encoding="utf-8")
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnusableFile, match="no JSON"):
        Rows().open((tmp_path,))


def test_a_manifest_alone_is_no_delivery(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"complete": true, "kinds": ["company"]}', encoding="utf-8")
    with pytest.raises(UnusableFile, match="without any file"):
        Rows().open((tmp_path,))
