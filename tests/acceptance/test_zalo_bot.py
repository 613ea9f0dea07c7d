"""A campaign over a Zalo bot with the real program, killed and started again; and one person on Zalo and Telegram."""

import json
from datetime import datetime, timedelta

import pytest
from aiohttp import ClientSession
from sqlmodel import select

from storage.tables import BotState, ChannelAccount, EventState, JournalEvent, Outgoing, Role
from tests.acceptance.people import JPEG, PDF, Chatter
from tests.acceptance.program import SECONDS, Program, until
from tests.acceptance.stories import REGISTRATION, add_units, evidence_of, open_campaign, self_assessment
from tests.acceptance.zalo_people import LINK, ZaloChatter, let_in, on_zalo
from tests.acceptance.zalo_story import approve, assess_with_kills
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.zalo_bot import FakeZaloBot

pytestmark = pytest.mark.process


async def test_a_campaign_over_zalo_with_kills(make_program):
    async with FakeZaloBot() as api:
        program = make_program(api, telegram_token=None, **on_zalo(api))
        open_campaign(program)
        add_units(program, 1)
        lan = let_in(program, api, "Lan", Role.UNIT_CONTACT, unit=1)
        an = let_in(program, api, "An", Role.REVIEWER)
        await program.start()
        await lan.play(REGISTRATION)
        await program.settle()
        program.kill()
        await program.start()
        await assess_with_kills(program, api, "sendMessage", lan)
        await approve(program, an, lan, look=lambda: look_at_it(an))
        assert {event.state for event in program.rows(JournalEvent)} == {EventState.HANDLED}
        assert len({event.external_id for event in program.rows(JournalEvent)}) == len(program.rows(JournalEvent))
        assert api.pollers_at_once == 1
        assert all("parse_mode" not in params for params in api.called("sendMessage"))
        used = next(row.value for row in program.rows(BotState) if row.key.startswith("messages:"))
        received = sum(event.kind == "update" for event in program.rows(JournalEvent))
        assert int(used.split()[0]) == received
        assert int(used.split()[1]) >= len(program.rows(Outgoing))  # a long one is sent in parts
        await program.stop()


async def look_at_it(an: ZaloChatter) -> None:
    """A photo comes as a picture that Zalo fetched more than once, a paper as a link."""
    await an.turn("I.1", "Minh chứng của I.1:")
    photo = await an.user.next_message(SECONDS)
    assert (photo.kind, photo.content) == ("photo", JPEG + b"i1")
    await an.wait_for("9/10 – 1 nhiệm vụ không hoàn thành × 1 = trừ 1 từ 10: 9 điểm.")
    await an.turn("quay lai", "UBND Phường 1 – 97/100")
    await an.turn("I.2.2", "Minh chứng của I.2.2:")
    paper = await an.user.next_message(SECONDS)
    assert paper.text.startswith("Tệp i22.pdf: http://")
    for _ in range(2):
        async with ClientSession() as web, web.get(LINK.findall(paper.text)[0]) as response:
            assert await response.read() == PDF + b"i22"
            assert response.headers["Content-Disposition"].startswith("attachment")
    await an.wait_for("5/5 – Đủ 9 lĩnh vực và có bố trí kinh phí: 5 điểm.")


@pytest.mark.parametrize("wrapped", [True, False])
async def test_a_registration_by_webhook_over_a_death(make_program, wrapped):
    async with FakeZaloBot() as api:
        api.wrapped = wrapped
        settings = on_zalo(api, zalo_bot_mode="webhook", zalo_bot_webhook_secret="of-the-webhook_42")
        program = make_program(api, now="2024-04-15T08:00", telegram_token=None, **settings)
        open_campaign(program)
        add_units(program, 1)
        lan = let_in(program, api, "Lan", Role.UNIT_CONTACT, unit=1)
        await program.start()
        await until(lambda: api.webhook, "the webhook is set")
        assert api.webhook is not None
        await lan.play(REGISTRATION[:2])
        repeated = program.rows(JournalEvent)[-1]
        body = JournalEvent.model_validate(repeated).raw
        assert await post(api, body) == 200
        assert await post(api, body, secret="of-the-webhook_43") == 403
        assert len(program.rows(JournalEvent)) == 2
        program.kill()
        await lan.do(REGISTRATION[2][0])  # to a closed door
        assert len(api.pending) == 1
        await program.start()
        await lan.wait_for(REGISTRATION[2][1])
        await lan.play(REGISTRATION[3:])
        await program.settle()
        assert api.called("getUpdates") == []
        assert len(api.called("setWebhook")) == 1  # not at every start: Zalo counts
        assert len(lan.user.messages) == len(REGISTRATION)
        await program.stop()


async def post(api: FakeZaloBot, body: object, *, secret: str | None = None) -> int:
    assert api.webhook is not None
    return await api.webhook.post(json.dumps(body).encode(), secret=secret)


async def test_faults_of_the_vendor_in_the_middle(make_program):
    async with FakeZaloBot() as api:
        api.echoes = True
        program = make_program(api, now="2024-04-15T08:00", telegram_token=None, **on_zalo(api))
        open_campaign(program)
        add_units(program, 1)
        lan = let_in(program, api, "Lan", Role.UNIT_CONTACT, unit=1)
        api.fail_next("getMe", 502, "<html>")
        await program.start()
        await until(lambda: api.called("getUpdates"), "it polls")
        api.fail_next("getUpdates", 502, "<html>", times=2)
        api.fail_next("sendMessage", 502, "<html>")
        await lan.turn(*REGISTRATION[0])
        api.refuse_next("sendMessage", 403, "internal server error")
        await lan.turn(*REGISTRATION[1])
        api.refuse_next("sendMessage", 429, "quota exceeded")
        await lan.turn(*REGISTRATION[2])
        api.fail_next("media", 503, "<html>")
        await lan.turn(*REGISTRATION[3])
        api.drop_next("sendMessage")  # it arrived, and nobody was told: it must not come again
        await lan.turn(*REGISTRATION[4])
        await lan.user.send_document()
        hint = await lan.user.next_message(SECONDS)
        assert "không dùng được ở đây" in hint.text
        await program.settle()
        receipts = [message for message in lan.user.messages if "Số biên nhận DK-2024-" in message.text]
        assert len([message for message in receipts if message.text.startswith("Đã nhận đăng ký")]) == 1
        assert len(program.rows(JournalEvent)) == len(REGISTRATION) + 1
        await program.stop()


async def test_after_an_outage_the_question_is_shown_again_once(make_program):
    """Zalo forgets what was written meanwhile."""
    async with FakeZaloBot() as api:
        program = make_program(api, telegram_token=None, **on_zalo(api))
        open_campaign(program)
        add_units(program, 2)
        lan = let_in(program, api, "Lan", Role.UNIT_CONTACT, unit=1)
        hoa = let_in(program, api, "Hoa", Role.UNIT_CONTACT, unit=2)
        await program.start()
        await hoa.turn("menu", "UBND Phường 2")
        await lan.play(REGISTRATION[:2])
        for expected in (1, 0):
            await program.settle()
            await program.stop()
            age_by_minutes(program, 10)
            await lan.user.send("12/UBND-VP ngày 12/4/2024")
            api.pending.clear()
            await program.start()
            if expected:
                again = await lan.wait_for("Kết nối vừa bị gián đoạn")
                assert "Số và ngày của văn bản đăng ký?" in again.text
        await lan.play(REGISTRATION[2:])
        await program.settle()
        assert len([one for one in lan.user.messages if "gián đoạn" in one.text]) == 1
        assert len(hoa.user.messages) == 1
        await program.stop()


def age_by_minutes(program: Program, minutes: int) -> None:
    """As if Zalo had last been heard so long ago; whoever wrote did so before."""
    with program.writing() as session:
        row = session.get_one(BotState, ("zalo_bot:4093715826104477", "heard"))
        then = datetime.fromisoformat(row.value) - timedelta(minutes=minutes)
        row.value = then.isoformat()
        session.add(row)
        for account in session.exec(select(ChannelAccount)):
            account.last_seen_at = min(account.last_seen_at, then) - timedelta(minutes=minutes)
            session.add(account)


async def test_begun_on_zalo_continued_on_telegram_and_back(make_program):
    async with FakeZaloBot() as zalo, FakeBotApi() as telegram:
        program = make_program(telegram, **on_zalo(zalo))
        open_campaign(program)
        add_units(program, 1)
        here = let_in(program, zalo, "Lan", Role.UNIT_CONTACT, unit=1)
        await program.start()
        await here.play([*REGISTRATION, *self_assessment()[:2]])
        assert "/u/" in here.user.messages[-1].text  # asked for the evidence of I.1, with the page for it
        await here.turn("menu", "Cài đặt và dữ liệu của tôi")
        await here.turn("[Cài đặt và dữ liệu của tôi]", "Dùng thêm điện thoại hoặc ứng dụng khác")
        code = (await here.turn("1", "nhắn mã này")).text.rpartition(" ")[2]

        there = Chatter(telegram.user(7, "Lan"), program)
        await there.turn(f"(start {code.replace('-', '')})", "tiếp tục")
        await there.turn("tiếp tục", "Xin gửi minh chứng cho I.1")
        await there.turn("(photo i1)", "tiêu chí 2/11")
        await there.turn("[Có]", "I.2.1")

        await here.turn("tiếp tục", "I.2.1")
        await here.turn("15/2", "I.2.1: 5/5 điểm.")
        await here.turn("(document i21)", "tiêu chí 3/11")
        await program.settle()
        assert {account.channel for account in program.rows(ChannelAccount) if account.person_id == 1} == {
            "zalo_bot",
            "telegram",
        }
        assert evidence_of(program, 1) == {"I.1": ["file"], "I.2.1": ["file"]}
        await program.stop()


async def test_people_on_two_bots_of_one_campaign(make_program):
    """Each invitation names the bot that has room; each bot has its own people and its own month."""
    async with FakeZaloBot() as one, FakeZaloBot("5500000000000001:QwErTyUiOpAsDfGhJkLz") as two:
        two.account_name = "bot.thidua2"
        settings = on_zalo(one, zalo_bot_tokens=two.token, zalo_bot_users=1)
        # both at one address: the token in the path tells them apart
        one.neighbours[two.token] = two
        program = make_program(one, now="2024-04-15T08:00", telegram_token=None, **settings)
        open_campaign(program)
        add_units(program, 2)
        await program.start()
        await until(
            lambda: len([row for row in program.rows(BotState) if row.key == "username"]) == 2, "both are known"
        )
        people = {"bot.thidua": one.user("Lan"), "bot.thidua2": two.user("Hoa")}
        named = []
        for unit in ("P1", "P2"):
            out = await program.command("invite", "--role", "unit_contact", "--unit", unit)
            code, bot = out.split()[0], next(name for name in people if f"“{name}”" in out)
            named.append(bot)
            await people[bot].send(code)
            assert "Có đồng ý không?" in (await people[bot].next_message(SECONDS)).text
        assert sorted(named) == sorted(people)
        out = await program.command("invite", "--role", "reviewer")
        assert "bot Zalo đã đủ người" in out
        for user in people.values():
            await user.send("đồng ý")
            await user.next_message(SECONDS)
        await program.settle()
        assert {row.channel for row in program.rows(ChannelAccount)} == {"zalo_bot", "zalo_bot-5500000000000001"}
        months = {row.bot: row.value for row in program.rows(BotState) if row.key.startswith("messages:")}
        assert months == {"zalo_bot:4093715826104477": "2 2", "zalo_bot-5500000000000001:5500000000000001": "2 2"}
        await program.stop()
