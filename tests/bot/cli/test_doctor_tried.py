"""What was found out about a real Zalo bot is kept, and the doctor says which setting follows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import tried
from bot.budget import Budget
from bot.channels.zalo_bot import ZaloBotChannel
from bot.cli.doctor_zalo import MANUAL, check_tried
from bot.cli.try_zalo import by_hand
from bot.clock import Clock
from bot.settings import Counted, Settings
from bot.zalo_trying import Observation
from locales import translator

AT = datetime(2026, 11, 21, 8, tzinfo=UTC)
GREW = Observation(tried.QUOTA_STEP, "unknown", "grew by 20; sent 20, received 11: sent alone")
LENGTH = Observation(tried.LENGTH_STEP, "ok", "400: too long", as_expected=False)


@pytest.fixture
def given(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"zalo_bot_tried": tmp_path / "var" / "tried.json"})


def said(settings: Settings) -> dict[str, str]:
    return {one.check: f"{one.health.value}: {one.text}" for one in check_tried(settings, translator("en"))}


def test_nobody_has_tried(given: Settings) -> None:
    assert said(given) == {
        "zalo_tried": "note: Nobody has tried this bot yet: “thidua try-zalo” takes ten minutes and a phone."
    }


def test_all_as_expected(given: Settings) -> None:
    fine = Observation("wrapped", "either", "flat")
    tried.write(given.zalo_bot_tried, [fine], dict.fromkeys(MANUAL, "works"), at=AT)
    assert said(given) == {"zalo_tried": "ok: Tried on 2026-11-21, all as expected."}


def test_what_follows_is_named(given: Settings) -> None:
    tried.write(given.zalo_bot_tried, [GREW, LENGTH], {"8": "PDF only from Chrome"}, at=AT)
    found = said(given)
    assert found["zalo_tried"].endswith(f"different from what is expected: {tried.LENGTH_STEP}.")
    assert found["zalo_counted"].splitlines()[-1] == "THIDUA_ZALO_BOT_COUNTED=sent"
    assert found["zalo_manual"].startswith("note: Not tried yet by hand: points 4, 9, 10, 11")
    counted = given.model_copy(update={"zalo_bot_counted": Counted.SENT})
    assert "zalo_counted" not in said(counted)


def test_the_line_that_is_named_settles_it(given: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied as it stands into the file that is named; where the environment says otherwise, that is said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("THIDUA_ZALO_BOT_COUNTED", raising=False)
    tried.write(given.zalo_bot_tried, [GREW], {}, at=AT)
    where, line = said(given)["zalo_counted"].splitlines()
    assert where.endswith(f"Put this line into {tmp_path / '.env'}:")
    (tmp_path / ".env").write_text(line + "\n", encoding="utf-8")
    after = given.model_copy(update={"zalo_bot_counted": Settings().zalo_bot_counted})
    assert "zalo_counted" not in said(after)
    monkeypatch.setenv("THIDUA_ZALO_BOT_COUNTED", "both")
    assert "the environment" in said(given)["zalo_counted"]


def test_what_is_tried_again_replaces_what_was_known(given: Settings) -> None:
    path = given.zalo_bot_tried
    tried.write(path, [GREW, LENGTH], {"8": "no"}, at=AT)
    tried.write(path, [Observation(tried.LENGTH_STEP, "ok", "ok", as_expected=True)], {"9": "yes"}, at=AT)
    found = tried.read(path)
    assert found is not None
    assert (found.differing, found.counts_received, dict(found.manual)) == ([], False, {"8": "no", "9": "yes"})


@pytest.mark.parametrize("text", ["", "[]", "{", '{"at": "x"}', '{"at": "x", "observations": 5}'])
def test_a_broken_file_is_said_and_written_anew(given: Settings, text: str) -> None:
    path = given.zalo_bot_tried
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert said(given)["zalo_tried"].startswith("note: This file cannot be read")
    tried.write(path, [GREW], {}, at=AT)
    assert tried.read(path) is not None


async def test_by_hand(given: Settings) -> None:
    """Exact steps are shown for each point, and what somebody writes is kept; "-" and nothing leave a point open."""
    asked: list[str] = []

    async def ask(words: str) -> str:
        asked.append(words)
        return {"8": "works on both", "9": " - ", "10": ""}.get(words.partition(".")[0], "503 after 6 minutes")

    written = await by_hand(ask, translator("vi"))
    assert [words.partition(".")[0] for words in asked] == list(MANUAL)
    assert written == {"4": "503 after 6 minutes", "8": "works on both", "11": "503 after 6 minutes"}


def test_a_plan_that_counts_only_what_is_sent(given: Settings) -> None:
    for counts_received, total in ((True, 15), (False, 5)):
        zalo = ZaloBotChannel("1:abcdefgh", counts_received=counts_received)
        assert Budget(zalo, 100, clock=Clock(), zone=given.zone).total((10, 5)) == total
