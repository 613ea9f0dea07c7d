"""What the doctor finds of a Zalo bot."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from bot.budget import make_budgets
from bot.channels.zalo_bot import ZaloBotChannel
from bot.cli.doctor import Finding, examine
from bot.clock import Clock
from bot.settings import Mode, Settings
from locales import translator
from storage.database import Database
from storage.tables import ChannelAccount, Person
from tests.fakes.zalo_bot import FakeZaloBot
from tests.fakes.zalo_bot_webhook import WebhookSetting

Configure = Callable[..., Settings]


@pytest.fixture
def api() -> Iterator[FakeZaloBot]:
    """In a loop of its own: the doctor has one, too."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = FakeZaloBot()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
    yield server
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def configured(settings: Settings, api: FakeZaloBot) -> Configure:
    def configure(**more: Any) -> Settings:
        given = {"zalo_bot_token": SecretStr(api.token), "zalo_bot_api_url": api.url}
        return settings.model_copy(update=given | more)

    return configure


def found(settings: Settings) -> dict[str, Finding]:
    return {one.check: one for one in examine(settings, translator("en")) if one.check.startswith("zalo")}


def healths(settings: Settings) -> dict[str, str]:
    return {name: one.health.value for name, one in found(settings).items()}


def use(settings: Settings, messages: int, people: int = 0) -> None:
    """So many messages sent this month, and so many people."""
    zalo = ZaloBotChannel("4093715826104477:x", messages_a_month=10**9)
    now = datetime.now(UTC)
    database = Database(settings.database_url)
    with database.session() as session:
        make_budgets((zalo,), clock=Clock(), zone=settings.zone)["zalo_bot"].count(session, sent=messages)
        for number in range(people):
            person = Person(created_at=now)
            session.add(person)
            session.flush()
            assert person.id is not None
            session.add(
                ChannelAccount(person_id=person.id, channel="zalo_bot", external_id=str(number), last_seen_at=now)
            )
        session.commit()
    database.close()


def test_nothing_is_said_without_a_token(settings: Settings) -> None:
    assert healths(settings) == {}


def test_a_bot_that_is_well(configured: Configure) -> None:
    settings = configured(public_url="https://thidua.example")
    assert healths(settings) == {"zalo_bot": "ok", "zalo_quota": "ok", "zalo_people": "ok", "zalo_tried": "note"}
    assert found(settings)["zalo_bot"].text == "Zalo answers as bot.thidua."


def test_without_a_public_address_only_photos_can_be_sent(configured: Configure) -> None:
    assert healths(configured())["zalo_files"] == "note"


@pytest.mark.parametrize(
    ("code", "text"), [(401, "Zalo refuses the token (401: refused)"), (403, "403: refused")], ids=["token", "trouble"]
)
def test_a_refusal(configured: Configure, api: FakeZaloBot, code: int, text: str) -> None:
    api.refuse_next("getMe", code)
    findings = found(configured())
    assert (findings["zalo_bot"].health.value, findings["zalo_bot"].text) == ("failed", text)
    assert findings["zalo_quota"].health.value == "ok"  # what needs no network is said all the same


def test_a_webhook_that_makes_polling_mute(configured: Configure, api: FakeZaloBot) -> None:
    api.webhook = WebhookSetting("https://other.example/x", "12345678")
    finding = found(configured())["zalo_webhook"]
    assert finding.health.value == "failed"
    assert "Remove it (method deleteWebhook" in finding.text


def test_a_webhook_that_is_not_set_yet(configured: Configure, api: FakeZaloBot) -> None:
    settings = configured(zalo_bot_mode=Mode.WEBHOOK, public_url="https://thidua.example")
    assert healths(settings)["zalo_webhook"] == "note"
    zalo = ZaloBotChannel(api.token, mode="webhook", public_url="https://thidua.example")
    api.webhook = WebhookSetting(zalo.webhook_url, "12345678")
    assert "zalo_webhook" not in healths(settings)


@pytest.mark.parametrize(
    ("messages", "health", "words"),
    [
        (79, "ok", "Zalo messages this month: 79 of 100 (received 0, sent 79)."),
        (80, "note", "Zalo messages this month: 80 of 100 (received 0, sent 80)."),
        (100, "failed", "They are spent: reminders wait until next month (0 of them), answers still go out."),
    ],
)
def test_the_months_messages(configured: Configure, messages: int, health: str, words: str) -> None:
    settings = configured(zalo_bot_messages=100)
    use(settings, messages)
    finding = found(settings)["zalo_quota"]
    assert (finding.health.value, words in finding.text) == (health, True)


@pytest.mark.parametrize(
    ("people", "health", "words"),
    [(3, "ok", "People on Zalo: 3 of 5"), (4, "note", "4 of 5"), (6, "note", "Whoever came last may get no answers")],
)
def test_the_people(configured: Configure, people: int, health: str, words: str) -> None:
    settings = configured(zalo_bot_users=5)
    use(settings, 0, people)
    finding = found(settings)["zalo_people"]
    assert (finding.health.value, words in finding.text) == (health, True)
