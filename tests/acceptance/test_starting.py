"""``thidua run`` from the outside: what it needs, what it says, and whom it answers."""

import subprocess
import sys

import aiohttp
import pytest

from tests.acceptance.people import Chatter
from tests.acceptance.program import environment, until

pytestmark = pytest.mark.process


def run(folder, **settings):
    """(exit status, standard output, standard error) of a start that must fail."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=folder,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


async def test_an_empty_installation_answers_a_stranger_in_vietnamese_once_telegram_is_there(api, make_program):
    program = make_program(api, now="2024-03-18T08:00")
    program.cold = 1
    await api.stop()
    await program.start()
    async with aiohttp.ClientSession() as session, session.get(f"{program.address}/healthz") as response:
        assert (response.status, await response.json()) == (
            200,
            {"status": "ok", "channels": ["telegram"], "writing": 0},
        )
    await until(lambda: "telegram_unavailable" in program.log, "the outage is noticed")
    lan = Chatter(api.user(7, "Lan"), program)
    await lan.do("(start)")
    await api.start()
    await lan.wait_for("Xin chào. Đây là trợ lý của phong trào thi đua. Để tham gia, xin nhắn mã mời")
    await program.stop()


def test_without_a_channel_it_ends_with_a_sentence(tmp_path):
    status, out, err = run(tmp_path)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("thidua: No channel is configured: set THIDUA_TELEGRAM_TOKEN")
    assert err.endswith("(or try `thidua demo`).\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"now": "hôm nay"}, "The setting THIDUA_NOW is wrong: expected a date and time like 2024-04-23T08:00."),
        (
            {"telegram_mode": "webhook"},
            "The setting THIDUA_PUBLIC_URL is missing: with THIDUA_TELEGRAM_MODE=webhook Telegram needs it.",
        ),
    ],
    ids=["time", "webhook"],
)
def test_a_wrong_setting_is_named(tmp_path, settings, said):
    status, out, err = run(tmp_path, telegram_token="1:secret", **settings)
    assert (status, out, err) == (2, "", f"thidua: {said}\n")
