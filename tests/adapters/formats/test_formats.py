"""The table of formats."""

from __future__ import annotations

from adapters.formats import FORMATS


def test_formats_stand_under_their_own_names() -> None:
    assert {name: form.name for name, form in FORMATS.items()} == {
        "finbench": "finbench",
        "bods": "bods",
        "rows": "rows",
    }
