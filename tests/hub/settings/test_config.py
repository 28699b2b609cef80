from __future__ import annotations

import pytest

from hub.settings.config import BadSetting, Settings, load_settings, settings_table


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PORT", "8123")
    assert load_settings().port == 8123


def test_an_option_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PORT", "8123")
    assert load_settings(port=9000).port == 9000


def test_an_option_of_none_counts_as_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PORT", "8123")
    assert load_settings(port=None).port == 8123


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_ENGINE_URL", "")
    assert load_settings().engine_url is None


def test_a_bad_setting_is_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PORT", "many")
    with pytest.raises(BadSetting) as caught:
        load_settings()
    assert str(caught.value).startswith("HUB_PORT: ") and "\n" not in str(caught.value)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().port = 1


def test_the_table_lists_and_describes_every_setting() -> None:
    table = settings_table()
    assert sorted(row[0] for row in table) == sorted(f"HUB_{name.upper()}" for name in Settings.model_fields)
    assert all(description for _, _, description in table)
