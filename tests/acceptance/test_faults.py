"""What goes wrong in a campaign: the vendor's faults, and people who do what nobody asked for."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from storage.tables import ChannelAccount, EventState, JournalEvent, Role
from tests.acceptance.conftest import assert_discreet, assert_names_nobody
from tests.acceptance.people import JPEG, PDF, Chatter
from tests.acceptance.program import SECONDS, Program, until
from tests.acceptance.stories import (
    REGISTRATION,
    add_units,
    evidence_of,
    facts_of,
    let_in,
    open_campaign,
    self_assessment,
)
from tests.fakes.bot_api import FakeBotApi

pytestmark = [pytest.mark.process, pytest.mark.asyncio(loop_scope="module")]

UNITS = 20


class Ward:
    """One program for the tests of this module; each test has units and people of its own."""

    def __init__(self, program: Program) -> None:
        self.program, self.api = program, program.api
        self._units = 0

    def contact(self) -> Chatter:
        """The contact of the next unit."""
        self._units += 1
        return let_in(self.program, 1000 + self._units, f"Lan {self._units}", Role.UNIT_CONTACT, unit=self._units)

    async def assessing(self, turns: int) -> Chatter:
        """A contact who has registered and done so many turns of the self-assessment."""
        contact = self.contact()
        await contact.play([*REGISTRATION, *self_assessment()[:turns]])
        return contact

    def account(self, contact: Chatter) -> ChannelAccount:
        rows = self.program.rows(ChannelAccount)
        return next(row for row in rows if row.external_id == str(contact.user.id))

    def unit(self, contact: Chatter) -> int:
        return contact.user.id - 1000


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ward(tmp_path_factory) -> AsyncIterator[Ward]:
    async with FakeBotApi() as api:
        program = Program(tmp_path_factory.mktemp("faults"), api, now="2024-12-16T09:00")
        open_campaign(program)
        add_units(program, UNITS)
        await program.start()
        yield Ward(program)
        assert_names_nobody(program)
        await program.stop()
        program.close()
    assert_discreet(program)


async def test_too_many_requests_halt_the_sending_and_lose_nothing(ward):
    first, second = ward.contact(), ward.contact()
    started = asyncio.get_running_loop().time()
    ward.api.flood_next("sendMessage", retry_after=2)
    await first.do("dang ky")
    await until(lambda: ("sendMessage", 429) in ward.api.answers, "it was refused")
    await second.turn("dang ky", "Gồm 11 tiêu chí")
    await first.read("Gồm 11 tiêu chí")
    assert asyncio.get_running_loop().time() - started >= 2
    calls = [int(call["chat_id"]) for call in ward.api.called("sendMessage")]
    assert [calls.count(one.user.id) for one in (first, second)] == [2, 1]  # nobody was tried in between


async def test_who_blocks_the_bot_is_noticed_and_finds_everything_again(ward):
    lan = await ward.assessing(2)
    lan.user.block()
    await until(lambda: not ward.account(lan).reachable, "the block is noticed")
    lan.user.unblock()
    await lan.wait_for("Chào mừng trở lại.")
    assert ward.account(lan).reachable
    await lan.turn("tiếp tục", "Xin gửi minh chứng cho I.1")


async def test_a_group_is_answered_once(ward):
    lan, group = ward.contact(), ward.api.group(-100)
    await group.add_bot(lan.user)
    hint = await group.next_message(SECONDS)
    assert hint.text == "Trợ lý không làm việc trong nhóm. Xin nhắn riêng cho trợ lý."
    await group.send(lan.user, "dang ky")
    await group.send(lan.user, "/menu@thidua_test_bot")
    await lan.turn("menu", "UBND Phường")
    await ward.program.settle()
    assert len(group.messages) == 1


async def test_an_old_button_shows_the_current_question(ward):
    lan = await ward.assessing(7)
    shown = await lan.turn("[Nhập từng tiêu chí]", "Câu đó đã qua. Câu đang hỏi là:")
    assert "Xin gửi minh chứng cho I.2.2" in shown.text


async def test_somebody_elses_button_does_nothing(ward):
    lan, stranger = await ward.assessing(6), ward.contact()
    await stranger.turn("menu", "UBND Phường")
    await stranger.user.press(lan.with_button("Có bố trí trong Kế hoạch"), 0)
    await stranger.read("Câu đó đã qua")
    await stranger.user.press_data("99999999:0")
    await stranger.read("Câu đó đã qua")
    assert facts_of(ward.program, ward.unit(lan))["I.2.2"] == {"fields_covered": 9}
    await lan.turn("[Có bố trí trong Kế hoạch]", "I.2.2: 5/5 điểm.")


async def test_an_edited_message_and_a_sticker_are_answered_with_a_hint(ward):
    lan = await ward.assessing(1)
    sent = await lan.user.send("12 1")
    await lan.read("I.1: 9/10 điểm.")
    await lan.user.edit(sent, "12 2")
    await lan.read("Muốn sửa câu trả lời, nhắn “sửa” và số tiêu chí")
    await lan.turn("(sticker)", "Xin gửi minh chứng cho I.1")
    assert facts_of(ward.program, ward.unit(lan)) == {"I.1": {"tasks_assigned": 12, "tasks_incomplete": 1}}


async def test_an_album_is_one_message_and_three_pieces_of_evidence(ward):
    lan = await ward.assessing(2)
    before = lan.answers()
    for number in range(3):
        await lan.user.send_photo(JPEG + f"album {number}".encode(), album="A1")
    await lan.read("tiêu chí 2/11")
    await ward.program.settle()
    assert lan.answers() == before + 1
    assert evidence_of(ward.program, ward.unit(lan)) == {"I.1": ["file"] * 3}
    await lan.turn("co, 15/2", "I.2.1: 5/5 điểm.")


async def test_a_file_that_is_too_large_or_cannot_be_fetched_is_refused_with_a_sentence(ward):
    lan = await ward.assessing(2)
    await lan.user.send_document(PDF, size=20 * 1024 * 1024 + 1)
    await lan.read("Tệp quá lớn (tối đa 20 MB)")
    await lan.user.send_document(b"MZ a program", "virus.exe", "application/octet-stream")
    await lan.read("Loại tệp này")
    ward.api.cut_next("file")
    await lan.turn("(photo i1)", "tiêu chí 2/11")  # half of it came, so it was fetched again
    assert evidence_of(ward.program, ward.unit(lan)) == {"I.1": ["file"]}


async def test_what_cannot_be_read_is_parked_and_the_rest_goes_on(ward):
    lan = ward.contact()
    odd = ward.api.post_raw({"message": {"message_id": "x", "chat": {"id": lan.user.id, "type": "private"}}})
    await lan.turn("menu", "UBND Phường")
    parked = [event for event in ward.program.rows(JournalEvent) if event.state is EventState.PARKED]
    assert [int(event.external_id) for event in parked] == [odd]
