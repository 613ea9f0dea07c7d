"""Settings come from the environment; a wrong one is named in one sentence."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.settings import Mode, SettingsError, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults():
    settings = load_settings()
    assert settings.database_url == "sqlite:///var/thidua.db"
    assert (settings.http_host, settings.http_port, settings.timezone, settings.locale) == (
        "127.0.0.1",
        8080,
        "Asia/Ho_Chi_Minh",
        "vi",
    )
    assert (settings.telegram_token, settings.telegram_mode, settings.now) == (None, Mode.POLLING, None)
    assert settings.files_dir == Path("var/files")


def test_environment_wins_over_the_env_file(monkeypatch):
    Path(".env").write_text("THIDUA_LOCALE=en\nTHIDUA_HTTP_PORT=9000\nTHIDUA_SOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setenv("THIDUA_HTTP_PORT", "0")
    monkeypatch.setenv("THIDUA_NOW", "2024-04-26T08:00")
    monkeypatch.setenv("THIDUA_PUBLIC_URL", "https://bot.example/")
    settings = load_settings()
    assert (settings.locale, settings.http_port, settings.now, settings.public_url) == (
        "en",
        0,
        datetime(2024, 4, 26, 8),  # noqa: DTZ001 - naive as it was written: local
        "https://bot.example",
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("HTTP_PORT", "eighty", "The setting THIDUA_HTTP_PORT is wrong: "),
        ("HTTP_PORT", "70000", "The setting THIDUA_HTTP_PORT is wrong: "),
        ("NOW", "soon", "The setting THIDUA_NOW is wrong: expected a date and time like 2024-04-23T08:00."),
        ("TIMEZONE", "Hanoi", "The setting THIDUA_TIMEZONE is wrong: expected the name of a time zone"),
        ("LOCALE", "fr", "The setting THIDUA_LOCALE is wrong: expected one of vi, en."),
        (
            "TELEGRAM_TOKEN",
            "123:se cret",
            "The setting THIDUA_TELEGRAM_TOKEN is wrong: expected a token without spaces.",
        ),
        ("TELEGRAM_TOKEN", "", "The setting THIDUA_TELEGRAM_TOKEN is wrong: "),
        ("TELEGRAM_MODE", "push", "The setting THIDUA_TELEGRAM_MODE is wrong: "),
        ("PUBLIC_URL", "bot.example", "The setting THIDUA_PUBLIC_URL is wrong: expected an address that begins with"),
    ],
)
def test_a_wrong_setting_is_named_without_its_secret(monkeypatch, name, value, sentence):
    monkeypatch.setenv(f"THIDUA_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)
    assert "se cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_secrets_are_known_and_not_shown(monkeypatch):
    monkeypatch.setenv("THIDUA_TELEGRAM_TOKEN", "any-opaque-token")
    monkeypatch.setenv("THIDUA_DATABASE_URL", "postgresql://bot:pass:word@db.example/thidua")
    settings = load_settings()
    assert settings.secrets() == ("any-opaque-token", "pass:word")
    assert "any-opaque-token" not in repr(settings)
