"""A whole campaign over Telegram: from the first invitation to the points that the unit reads, over two starts."""

import json

import pytest
from openpyxl import Workbook

from storage.tables import BotState, Registration, RegistrationState, Submission, SubmissionState, SubmissionVersion
from tests.acceptance.conftest import assert_names_nobody
from tests.acceptance.people import JPEG, PDF, Chatter
from tests.acceptance.program import SECONDS, Program, until
from tests.acceptance.stories import (
    CAMPAIGN,
    EVIDENCE,
    FACTS,
    REGISTRATION,
    SENDING,
    evidence_of,
    facts_of,
    self_assessment,
)

pytestmark = pytest.mark.process

MOST_MESSAGES = 30  # of a self-assessment of 11 criteria by somebody who answers well


async def enter(chatter: Chatter, code: str, name: str, role: str) -> None:
    """By the link of an invitation, with another name than Telegram knows."""
    await chatter.turn(f"(start {code})", "Có đồng ý không?")
    await chatter.turn("[Đồng ý]", f"{chatter.user.user.first_name} là {role}. Đúng không?")
    await chatter.turn("[Sửa họ tên]", "Xin cho biết họ và tên.")
    await chatter.turn(name, f"{name} là {role}. Đúng không?")
    await chatter.turn("[Đúng]", f"Chào mừng {name}.")


async def invite(organizer: Chatter, *turns: tuple[str, str]) -> str:
    """The code that the organizer gets in the chat."""
    await organizer.turn("moi tham gia", "Mời với vai trò nào?")
    await organizer.play(turns[:-1])
    message = await organizer.turn(*turns[-1])
    return message.text.partition("?start=")[2].split()[0]


async def import_units(program: Program) -> None:
    """From the officer's list."""
    book = Workbook()
    sheet = book.create_sheet()
    sheet.append(["STT", "Tên đơn vị"])
    sheet.append([1, "UBND Phường 1"])
    sheet.append([2, "UBND Phường 2"])
    book.save(program.folder / "danh-sach.xlsx")
    await program.command("people", "import", "danh-sach.xlsx", "--yes")


async def let_in_everybody(program: Program, minh: Chatter, lan: Chatter, an: Chatter) -> None:
    """The organizer by the command line, the others by the organizer in the chat."""
    await until(lambda: program.rows(BotState), "the bot's name is known, which links need")
    invitation = json.loads(await program.command("invite", "--role", "organizer", "--json"))
    assert invitation["link"] == f"https://t.me/thidua_test_bot?start={invitation['code'].replace('-', '')}"
    await enter(minh, invitation["link"].partition("=")[2], "Lê Văn Minh", "người tổ chức phong trào")
    code = await invite(minh, ("[đầu mối]", "Cho đơn vị nào?"), ("phuong 1", "đầu mối – UBND Phường 1"))
    await enter(lan, code, "Trần Thị Lan", "đầu mối của UBND Phường 1")
    code = await invite(minh, ("người thẩm định", "Mã mời cho người thẩm định"))
    await enter(an, code, "Phạm Văn An", "người thẩm định")


async def test_a_campaign_from_the_first_invitation_to_the_approved_points(api, make_program, record_property):
    program = make_program(api, now="2024-03-18T08:00")
    await program.command("campaign", "open", CAMPAIGN, "--yes")
    await import_units(program)
    await program.start()
    minh, lan, an = (Chatter(api.user(id, name), program) for id, name in [(1, "Minh"), (2, "Lan"), (3, "An")])
    await let_in_everybody(program, minh, lan, an)
    await lan.play(REGISTRATION)
    first_question, *others = self_assessment(failed=1)
    await lan.turn(*first_question)  # looked at in spring, stopped in the middle of a question

    await program.stop()
    program.move_clock("2024-12-16T09:00")
    await program.start()
    before = lan.answers()
    await lan.turn("tiếp tục", "tiêu chí 1/11")
    await lan.play([*others, *SENDING])
    count = lan.answers() - before
    record_property("outgoing messages of a self-assessment of 11 criteria", count)
    assert count <= MOST_MESSAGES
    assert facts_of(program, 1) == FACTS
    assert evidence_of(program, 1) == EVIDENCE
    await look_at_it(an, lan)
    await return_two_criteria(an)
    await correct_them(lan)
    await approve(an)
    await lan.wait_for("Bảng tự chấm điểm của UBND Phường 1 đã được duyệt: 95/100 điểm.")
    status = await lan.turn("[Xem điểm]", "Bảng tự chấm điểm đã được duyệt: 95/100 điểm.")
    assert "I.1 Hoàn thành nhiệm vụ được giao: 9/10 (2 tệp)" in status.text
    assert "III Phản ánh, kiến nghị đến Tổ kiểm tra công vụ: 8/10 (1 tệp)" in status.text
    await minh.turn("tinh hinh", "Đã duyệt (1): UBND Phường 1")
    assert_kept(program)
    assert_names_nobody(program)
    await program.stop()


async def look_at_it(an: Chatter, lan: Chatter) -> None:
    """The evidence arrives in the reviewer's chat: a photo as a photo, a document as a document."""
    await an.turn("tham dinh", "Có 1 hồ sơ chờ thẩm định:")
    await an.turn("1", "UBND Phường 1 – 97/100")
    await an.turn("I.1", "Minh chứng của I.1:")
    photo = await an.user.wait_for(lambda message: message.kind == "photo", SECONDS)
    assert photo.content == JPEG + f"{lan.user.id} i1".encode()
    await an.wait_for("9/10 – 1 nhiệm vụ không hoàn thành × 1 = trừ 1 từ 10: 9 điểm.")
    await an.turn("quay lai", "UBND Phường 1 – 97/100")
    await an.turn("I.2.2", "Minh chứng của I.2.2:")
    document = await an.user.wait_for(lambda message: message.kind == "document", SECONDS)
    assert document.file_name == "i22.pdf"
    assert document.content == PDF + f"{lan.user.id} i22".encode()
    await an.wait_for("5/5 – Đủ 9 lĩnh vực và có bố trí kinh phí: 5 điểm.")
    await an.turn("[Xem cả hồ sơ]", "UBND Phường 1 – 97/100")


async def return_two_criteria(an: Chatter) -> None:
    """One with a ready reason, one with words of one's own."""
    await an.turn("tra lai", "Trả lại những tiêu chí nào?")
    await an.turn("I.1, III", "Lý do trả lại I.1")
    await an.turn("2", "Minh chứng không khớp với số liệu; xin kiểm tra lại.")
    await an.turn("Báo cáo của Tổ kiểm tra công vụ ghi 1 phản ánh", "Trả lại I.1, III cho UBND Phường 1 ngay bây giờ?")
    await an.turn("[Đồng ý, báo cho đơn vị]", "Đã trả lại UBND Phường 1; hạn chỉnh sửa: thứ Năm, 19/12/2024.")


async def correct_them(lan: Chatter) -> None:
    told = await lan.wait_for("Bảng tự chấm điểm của UBND Phường 1 được trả lại để chỉnh sửa")
    assert (
        "III Phản ánh, kiến nghị đến Tổ kiểm tra công vụ: Báo cáo của Tổ kiểm tra công vụ ghi 1 phản ánh" in told.text
    )
    await lan.turn("sửa V", "V Sáng kiến, giải pháp CCHC đã khóa. Chỉ sửa được phần bị trả lại: I.1, III.")
    await lan.turn("[Sửa III]", "Đang ghi: Số phản ánh, kiến nghị: 0. Minh chứng: 1 tệp.")
    await lan.turn("1", "III: 8/10 điểm.")
    await lan.turn("(photo i1-lai) 12 1", "I.1: 9/10 điểm.")  # the proof, and the answer under it
    await lan.turn("gui", "Gửi bảng tự chấm 95/100 điểm")
    await lan.turn("dong y", "Số biên nhận TC-2024-0001, 95/100 điểm.")


async def approve(an: Chatter) -> None:
    await an.turn("tham dinh", "Có 1 hồ sơ chờ thẩm định:")
    await an.turn("[UBND Phường 1 (gửi 16/12/2024) – lần 2]", "UBND Phường 1 – 95/100")
    await an.turn("[Duyệt tất cả]", "của UBND Phường 1: 95/100 điểm?")
    await an.turn("[Đồng ý duyệt]", "Đã duyệt UBND Phường 1: 95/100 điểm.")


def assert_kept(program: Program) -> None:
    """The exact points are in the database, and nothing is there twice."""
    (registration,) = program.rows(Registration)
    assert (registration.state, registration.receipt) == (RegistrationState.SENT, "DK-2024-0001")
    (submission,) = program.rows(Submission)
    assert (submission.state, submission.number, submission.receipt) == (SubmissionState.APPROVED, 2, "TC-2024-0001")
    assert [version.total for version in program.rows(SubmissionVersion)] == ["97", "95"]
    corrected = FACTS | {"III": {"feedback_count": 1}}
    assert facts_of(program, 1) == corrected
