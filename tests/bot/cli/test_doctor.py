"""What the doctor finds, on real databases and folders."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.cli.commands import main
from bot.cli.doctor import examine
from locales import translator
from storage.database import Database
from storage.tables import EventState, JournalEvent

EN = translator("en")


def healths(settings) -> dict[str, str]:
    return {finding.check: finding.health.value for finding in examine(settings, EN)}


def test_a_fresh_installation_is_well(settings):
    assert healths(settings) == {
        "files": "ok",
        "campaigns": "ok",
        "telegram": "note",
        "database": "ok",
        "journal": "ok",
        "parked": "ok",
        "outbox": "ok",
        "rejected": "ok",
        "twice": "ok",
    }


@pytest.mark.parametrize(
    ("state", "age", "found"),
    [
        (EventState.WAITING, timedelta(hours=1), {"journal": "failed", "parked": "ok"}),
        (EventState.WAITING, timedelta(seconds=5), {"journal": "ok", "parked": "ok"}),
        (EventState.PARKED, timedelta(hours=1), {"journal": "ok", "parked": "note"}),
    ],
)
def test_what_waits_too_long_and_what_is_parked_is_seen(settings, state, age, found):
    database = Database(settings.database_url)
    with database.session() as session:
        session.add(
            JournalEvent(
                bot="memory", kind="u", external_id="1", sender="a", received_at=datetime.now(UTC) - age, state=state
            )
        )
        session.commit()
    database.close()
    assert healths(settings).items() >= found.items()


def test_one_failure_does_not_hide_the_others(settings, tmp_path):
    (tmp_path / "not a folder").write_text("", encoding="utf-8")
    broken = settings.model_copy(
        update={
            "files_dir": tmp_path / "not a folder",
            "database_url": "mysql://nowhere",
            "telegram_token": SecretStr("1:x"),
            "telegram_api_url": "http://127.0.0.1:9",
        }
    )
    assert healths(broken) == {"files": "failed", "campaigns": "ok", "telegram": "failed", "database": "failed"}


def test_json_and_exit_codes(settings, monkeypatch, capsys):
    monkeypatch.setenv("THIDUA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("THIDUA_FILES_DIR", str(settings.files_dir))
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--json"])
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True
    monkeypatch.setenv("THIDUA_DATABASE_URL", "mysql://nowhere")
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--json"])
    assert ended.value.code == 1
