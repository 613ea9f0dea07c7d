"""A campaign over a Zalo Official Account with the real program: killed, started again, its token expired, its vendor
faulty."""

import json
from datetime import timedelta

import pytest

from storage.tables import BotState, ChannelAccount, EventState, JournalEvent, Outgoing, Role
from tests.acceptance.people import JPEG, PDF
from tests.acceptance.program import SECONDS, until
from tests.acceptance.stories import REGISTRATION, add_units, open_campaign
from tests.acceptance.zalo_oa_people import OaChatter, let_in, on_oa, sign_in
from tests.acceptance.zalo_story import approve, assess_with_kills
from tests.fakes.zalo_oa import FakeZaloOa

pytestmark = pytest.mark.process


async def test_a_campaign_over_an_official_account_with_kills(make_program):
    async with FakeZaloOa() as oa:
        program = make_program(oa, **on_oa(oa))
        open_campaign(program)
        add_units(program, 1)
        lan = let_in(program, oa, "Lan", Role.UNIT_CONTACT, unit=1)
        an = let_in(program, oa, "An", Role.REVIEWER)
        await sign_in(program)
        await program.start()
        await lan.play(REGISTRATION)
        await program.settle()
        program.kill()
        await lan.do("menu")  # to a closed door: Zalo tries again
        await program.start()
        await lan.read("UBND Phường 1")
        await assess_with_kills(
            program, oa, "cs", lan, between=lambda number: oa.expire_tokens() if number % 9 == 6 else None
        )
        await approve(program, an, lan, look=lambda: look_at_it(an))
        events = program.rows(JournalEvent)
        assert {event.state for event in events} == {EventState.HANDLED}
        assert len({event.external_id for event in events}) == len(events)
        assert oa.refreshing_at_once == 1
        assert len(set(oa.used_refresh_tokens)) == len(oa.used_refresh_tokens)
        for secret in (oa.app_secret, oa.secret_key, oa.refresh_token, *oa.used_refresh_tokens, *oa.access_tokens):
            assert secret not in program.log
        await program.stop()


async def look_at_it(an: OaChatter) -> None:
    """A photo comes as a picture, a paper as a file."""
    await an.turn("I.1", "Minh chứng của I.1:")
    photo = await an.user.next_message(SECONDS)
    assert (photo.kind, photo.content) == ("image", JPEG + b"i1")
    await an.wait_for("9/10 – 1 nhiệm vụ không hoàn thành × 1 = trừ 1 từ 10: 9 điểm.")
    await an.turn("quay lai", "UBND Phường 1 – 97/100")
    await an.turn("I.2.2", "Minh chứng của I.2.2:")
    paper = await an.user.next_message(SECONDS)
    assert (paper.kind, paper.content) == ("file", PDF + b"i22")
    await an.wait_for("5/5 – Đủ 9 lĩnh vực và có bố trí kinh phí: 5 điểm.")


async def test_faults_of_the_vendor_in_the_middle(make_program):
    async with FakeZaloOa() as oa:
        oa.webhook.repeats = 1
        program = make_program(oa, now="2024-04-15T08:00", **on_oa(oa))
        open_campaign(program)
        add_units(program, 1)
        lan = let_in(program, oa, "Lan", Role.UNIT_CONTACT, unit=1)
        await sign_in(program)
        await program.start()
        oa.fail_next("cs", 502, "<html>")
        await lan.turn(*REGISTRATION[0])
        oa.refuse_next("cs", -218, "recipient is saturated")
        await lan.do(REGISTRATION[1][0])
        await until(lambda: "-218" in str(program.rows(Outgoing)[-1].error), "it is refused")
        with program.writing() as session:  # an hour passes
            waiting = session.get_one(Outgoing, program.rows(Outgoing)[-1].id)
            waiting.retry_at = waiting.retry_at - timedelta(hours=2)
            session.add(waiting)
        await lan.read(REGISTRATION[1][1])
        await lan.turn(*REGISTRATION[2])
        oa.fail_next("media", 503, "<html>")
        await lan.turn(*REGISTRATION[3])
        oa.fail_next("token", 503, "<html>")
        oa.expire_tokens()
        await lan.do(REGISTRATION[4][0])
        await until(lambda: len(oa.called("token")) > 1, "it asks for a token")
        program.kill()
        await program.start()  # the refresh token is still good
        await lan.read(REGISTRATION[4][1])
        await program.settle()
        assert len(program.rows(JournalEvent)) == len(REGISTRATION)  # each came twice
        await lan.user.unfollow()
        await until(lambda: not program.rows(ChannelAccount)[0].reachable, "it is known that she left")
        await lan.user.follow()
        await lan.read("UBND Phường 1")
        await program.stop()


async def test_signing_in_again_while_it_runs(make_program):
    """The refresh token was lost: the organizers hear of it where they still can, and one command puts it right."""
    async with FakeZaloOa() as oa:
        program = make_program(oa, now="2024-04-15T08:00", **on_oa(oa))
        open_campaign(program)
        add_units(program, 1)
        lan = let_in(program, oa, "Lan", Role.UNIT_CONTACT, unit=1)
        let_in(program, oa, "Minh", Role.ORGANIZER)
        await sign_in(program)
        await program.start()
        await lan.turn("menu", "UBND Phường 1")
        oa.expire_tokens()
        oa.drop_next("token")
        await lan.do("menu")
        await until(lambda: any(row.key == "signed_out" for row in program.rows(BotState)), "the alarm")
        alarms = [row for row in program.rows(Outgoing) if "thidua zalo-oa login" in row.payload["text"]]
        assert len(alarms) == 1
        await sign_in(program)
        await lan.read("UBND Phường 1")
        assert not any(row.key == "signed_out" for row in program.rows(BotState))
        await program.stop()


async def test_a_reminder_after_the_window_has_closed(make_program):
    """By the template that was approved; and without one the organizer is told whom to call."""
    async with FakeZaloOa() as oa:
        oa.templates["t-1"] = {"ten", "noi_dung"}
        data = json.dumps({"ten": "{name}", "noi_dung": "{text}"})
        template = {"zalo_oa_template_id": "t-1", "zalo_oa_template_data": data}
        program = make_program(oa, now="2024-04-10T09:00", **on_oa(oa, **template))
        open_campaign(program)
        add_units(program, 1)
        lan = let_in(program, oa, "Lan", Role.UNIT_CONTACT, unit=1)
        lan.user.last_seen = 0
        program.move_clock("2024-04-23T08:00:30")  # three days before the end of registration
        await sign_in(program)
        await program.start()
        message = await lan.user.next_message(SECONDS)
        assert message.kind == "template"
        assert "Đăng ký" in json.loads(message.text)["noi_dung"]
        await program.stop()
