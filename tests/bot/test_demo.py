"""The demo: its city, its story through the real handlers, its folder, and what the command says."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from bot.demo import CAMPAIGN, UnknownCampaign, open_demo
from bot.demo_city import INVITATIONS, STRANGERS, UNITS
from bot.demo_folder import DemoInUse, hold
from bot.demo_story import STORY, play
from scoring.campaign_files import load_campaigns
from storage.tables import (
    AccessRequest,
    Answer,
    ChannelAccount,
    Evidence,
    Membership,
    Person,
    Registration,
    RegistrationState,
    Role,
    Unit,
)

ROOT = Path(__file__).parents[2]


def count(session: Session, table: Any, *where: Any) -> int:
    return session.exec(select(func.count()).select_from(table).where(*where)).one()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "demo"


async def test_a_new_demo_begins_in_the_middle_of_things(folder, vietnam):
    async with open_demo(folder, port=0) as demo:
        assert demo.campaign.id == CAMPAIGN
        assert demo.app.clock.now().astimezone(vietnam).strftime("%Y-%m-%d %H:%M") == "2024-04-15 08:00"
        assert [code.unit for code in demo.codes] == ["UBND Phường Trường An", "UBND Phường 1"]
        with demo.app.database.reader() as session:
            assert count(session, Unit) == len(UNITS) == 16
            assert count(session, Membership, Membership.role == Role.UNIT_CONTACT) == 15
            assert count(session, Membership, Membership.role == Role.REVIEWER) == 2
            accounts = set(session.exec(select(ChannelAccount.external_id)))
            assert {"phuong-1", "to-chuc", "tham-dinh-1", "nguoi-la-3"} <= accounts
            assert accounts & {"nguoi-la-1", "nguoi-la-2"} == set()
            agreed = count(session, Person, col(Person.consented_at).is_(None))
            assert agreed == 0


async def test_the_story_still_fits_the_handlers(folder):
    async with open_demo(folder, port=0) as demo:
        with demo.app.database.reader() as session:
            sent = count(session, Registration, Registration.state == RegistrationState.SENT)
            drafts = count(session, Registration, Registration.state == RegistrationState.DRAFT)
            assert (sent, drafts, count(session, AccessRequest)) == (3, 1, 1)
            assert session.exec(select(Answer.criterion)).all() == ["I.1"]
            assert session.exec(select(Evidence.criterion)).all() == ["I.1"]


async def test_every_step_of_the_story_finds_its_button(folder, monkeypatch):
    found: list[Any] = []

    async def watched(app, channel):
        found.extend(await play(app, channel, STORY))
        return found

    monkeypatch.setattr("bot.demo.play", watched)
    async with open_demo(folder, port=0):
        assert found == []


async def test_a_restart_goes_on_at_its_time(folder, vietnam):
    async with open_demo(folder, port=0) as demo:
        moved = json.dumps({"to": "2024-12-02T08:00"}).encode()
        await _post(f"{demo.app.address}/api/clock", moved)
        codes = demo.codes
    async with open_demo(folder, port=0) as demo:
        now = demo.app.clock.now().astimezone(vietnam)
        assert (now.date().isoformat(), now.hour) == ("2024-12-02", 8)
        assert demo.codes == codes
        with demo.app.database.reader() as session:
            assert count(session, Unit) == 16


async def test_reset_begins_anew_and_touches_nothing_else(folder, vietnam):
    async with open_demo(folder, port=0) as demo:
        await _post(f"{demo.app.address}/api/clock", json.dumps({"advance": "5 days"}).encode())
        codes = demo.codes
    (folder / "mine.txt").write_text("keep")
    async with open_demo(folder, port=0, reset=True) as demo:
        assert demo.app.clock.now().astimezone(vietnam).strftime("%Y-%m-%d %H:%M") == "2024-04-15 08:00"
        assert demo.codes != codes
    assert (folder / "mine.txt").read_text() == "keep"


async def test_a_running_demo_is_not_reset_by_another(folder):
    async with open_demo(folder, port=0) as demo:
        with pytest.raises(DemoInUse):
            async with open_demo(folder, port=0, reset=True):
                pass
        with demo.app.database.reader() as session:
            assert count(session, Unit) == 16


async def test_a_demo_that_never_got_ready_is_made_again(folder):
    folder.mkdir()
    (folder / "demo.sqlite").touch()
    async with open_demo(folder, port=0) as demo:
        with demo.app.database.reader() as session:
            assert count(session, Unit) == 16


@pytest.mark.parametrize("campaign_id", sorted(set(load_campaigns()) - {CAMPAIGN}))
async def test_every_other_campaign_has_units_of_its_own_types(folder, campaign_id):
    async with open_demo(folder, port=0, campaign_id=campaign_id) as demo:
        types = {each.id for each in demo.campaign.unit_types}
        with demo.app.database.reader() as session:
            units = session.exec(select(Unit)).all()
            assert {unit.unit_type for unit in units} == types
            assert len({unit.name for unit in units}) == len(units)
            contacts = count(session, Membership, Membership.role == Role.UNIT_CONTACT)
            assert contacts == len(units) - 1
            for role in (Role.REVIEWER, Role.COUNCIL_SECRETARY, Role.DECISION_MAKER):
                assert count(session, Membership, Membership.role == role) >= 1
        assert [code.unit for code in demo.codes] == [units[-1].name, units[0].name]
        assert set(demo.channel.scene.first) <= {"don-vi-1", "to-chuc", "tham-dinh-1"}
        assert demo.channel.scene.key_dates


async def test_an_unknown_campaign_is_refused(folder):
    with pytest.raises(UnknownCampaign, match="nonsense"):
        async with open_demo(folder, port=0, campaign_id="nonsense"):
            pass
    assert not folder.exists()


async def test_no_vendor_is_called_whatever_the_environment_says(folder, monkeypatch):
    monkeypatch.setenv("THIDUA_TELEGRAM_TOKEN", "123456:token")
    monkeypatch.setenv("THIDUA_HTTP_HOST", "0.0.0.0")
    monkeypatch.setenv("THIDUA_DATABASE_URL", "postgresql://elsewhere/db")
    async with open_demo(folder, port=0) as demo:
        assert [channel.name for channel in demo.app.channels] == ["web"]
        assert demo.app.settings.telegram_token is None
        assert demo.app.address.startswith("http://127.0.0.1:")


def test_the_folder_is_free_again_after_its_demo(folder):
    for _ in range(2):
        with hold(folder):
            pass


def test_everybody_invited_has_a_unit():
    assert {key for _, key in INVITATIONS} <= {unit.key for unit in UNITS}
    assert len(STRANGERS) == 3


async def _post(address: str, body: bytes) -> None:
    import asyncio

    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    answer = await asyncio.to_thread(urllib.request.urlopen, request)
    with answer:
        assert answer.status == 200


# ---------------------------------------------------------------- the command


def run_demo(where: Path, *arguments: str) -> "subprocess.Popen[str]":
    """``thidua demo`` as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--no-browser", *arguments],
        cwd=where,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.process
def test_the_command_is_ready_and_says_what_to_try(tmp_path):
    process = run_demo(tmp_path, "--port", "0")
    assert process.stdout is not None
    ready = process.stdout.readline().split()
    with urllib.request.urlopen(ready[1]) as answer:
        assert (answer.status, b"<!doctype html>" in answer.read()) == (200, True)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, ready[0], out) == (0, "READY", "")
    assert "Thử gì trước:" in err
    assert ready[1] in err
    assert (tmp_path / "var" / "demo" / "demo.sqlite").exists()


@pytest.mark.process
def test_a_port_in_use_is_said_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = run_demo(tmp_path, "--port", str(port))
        _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err == f"thidua: Cổng {port} đang được dùng. Hãy thử cổng khác: thidua demo --port {port + 1}\n"


@pytest.mark.process
def test_a_wrong_campaign_ends_with_2(tmp_path):
    process = run_demo(tmp_path, "--campaign", "nonsense", "--port", "0")
    _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    known = ", ".join(sorted(load_campaigns()))
    assert err == f"thidua: Không có phong trào nonsense. Hiện có: {known}.\n"


def test_the_story_is_told_in_order():
    times = [datetime.fromisoformat(act.at) for act in STORY]
    assert times == sorted(times)
