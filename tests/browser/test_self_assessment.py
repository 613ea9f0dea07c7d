"""A unit's year by clicking and typing: registered, assessed, returned once, corrected, approved."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import RunningDemo
from tests.browser.papers import draw_document
from tests.browser.phones import PATIENCE, Phone, go_to, open_page, take_picture

pytestmark = [pytest.mark.browser, pytest.mark.process]

CONTACT, ORGANIZER, REVIEWER = "phuong-5", "to-chuc", "tham-dinh-1"
DECEMBER = "2024-12-16"
REASON = "Báo cáo của Tổ kiểm tra công vụ ghi 1 phản ánh"

Evidence = Callable[[str], Path]


@pytest.fixture
def demo(tmp_path_factory) -> Iterator[RunningDemo]:
    """A demo of its own for every test: the campaign's clock only goes forward."""
    running = RunningDemo(tmp_path_factory.mktemp("year"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """Makes a picture of this name; every one has another content."""
    made: list[Path] = []

    def make(name: str) -> Path:
        made.append(draw_document(tmp_path / name, seed=len(made)))
        return made[-1]

    return make


def register(contact: Phone, evidence: Evidence) -> None:
    assert "Thi đua CCHC 2024" in contact.say("menu")
    assert "tổng 100 điểm" in contact.press("Đăng ký thi đua")
    contact.press("Đăng ký tối đa tất cả")
    contact.say("12/UBND-VP ngày 12/4/2024")
    assert "Tổng điểm đăng ký: 100" in contact.send_files(evidence("van-ban-dang-ky.jpg"))
    assert "DK-2024-0004, đăng ký 100 điểm" in contact.press("Gửi đăng ký")


def answer_the_plan(contact: Phone, evidence: Evidence) -> None:
    """I.1 to I.2.3: 9 + 5 + 5 + 8 points."""
    assert "I.1: 9/10 điểm" in contact.say("12 1")
    assert "Đã nhận cho I.1: 1 tệp" in contact.send_files(evidence("bao-cao-nhiem-vu.jpg"))
    contact.press("Có")
    assert "I.2.1: 5/5 điểm" in contact.say("15/2")
    contact.send_files(evidence("ke-hoach-1.png"), evidence("ke-hoach-2.png"))
    contact.say("9")
    assert "I.2.2: 5/5 điểm" in contact.press("Có bố trí trong Kế hoạch")
    contact.say("Kế hoạch đã gửi ở tiêu chí I.2.1, phần IV ghi kinh phí")
    assert "I.2.3: 8/10 điểm" in contact.say("92,5")
    assert "Đến lúc này được 27 điểm" in contact.say("40/BC-UBND ngày 5/4/2024")


def answer_the_work(contact: Phone, evidence: Evidence) -> None:
    """I.3 to II.2: 3 times 10 points."""
    assert "I.3: 10/10 điểm" in contact.say("8/3, 7/6, 9/9, 11/12")
    contact.send_files(evidence("bao-cao-cchc.jpg"))
    contact.press("Có kế hoạch riêng")
    assert "II.1: 10/10 điểm" in contact.say("5 0")
    contact.say("https://phuong5.example/tuyen-truyen")
    contact.press("Có")
    assert "II.2: 10/10 điểm" in contact.say("100 3 0")
    assert "Đến lúc này được 57 điểm" in contact.send_files(evidence("ke-hoach-kiem-tra.png"))


def answer_the_conduct(contact: Phone, evidence: Evidence) -> None:
    """III to V: 4 times 10 points, in the words that come to mind."""
    assert "III: 10/10 điểm" in contact.say("0")
    contact.say("Trong năm không có phản ánh nào gửi đến Tổ kiểm tra công vụ")
    assert "IV.1: 10/10 điểm" in contact.say("khong co")
    contact.say("Không có trường hợp nào bị phản ánh về thái độ phục vụ")
    assert "IV.2: 10/10 điểm" in contact.say("0")
    contact.say("Không có trường hợp nào vi phạm giờ giấc làm việc")
    assert "V: 10/10 điểm" in contact.say("2")
    assert "Tổng cộng: 97/100" in contact.send_files(evidence("cong-nhan-sang-kien.jpg"))


def send(contact: Phone, label: str, total: str) -> None:
    assert f"Gửi bảng tự chấm {total} điểm" in contact.press(label)
    assert f"TC-2024-0001, {total} điểm" in contact.press("Đồng ý gửi")


def open_first(reviewer: Phone) -> str:
    reviewer.show().say("thẩm định")
    return reviewer.press("UBND Phường 5")


def look_at_evidence(reviewer: Phone) -> None:
    """The picture arrives before the question about it."""
    before = reviewer.log.locator(".message.theirs img").count()
    reviewer.say("I.1")
    pictures = reviewer.log.locator(".message.theirs img")
    expect(pictures).to_have_count(before + 1, timeout=PATIENCE)
    expect(pictures.last).to_have_attribute("alt", "bao-cao-nhiem-vu.jpg")
    reviewer.page.wait_for_function(
        "image => image.complete && image.naturalWidth === 420", arg=pictures.last.element_handle()
    )
    reviewer.expect_text("1 nhiệm vụ không hoàn thành")


def return_criterion(reviewer: Phone) -> None:
    reviewer.press("Xem cả hồ sơ")
    reviewer.press("Trả lại tiêu chí")
    reviewer.say("III")
    assert f"Sẽ trả lại III: {REASON}" in reviewer.say(REASON)
    assert "hạn chỉnh sửa: thứ Năm, 19/12/2024" in reviewer.press("Đồng ý, báo cho đơn vị")


def correct(contact: Phone) -> None:
    """From the button in the message straight into the criterion."""
    contact.show()
    contact.expect_text(REASON)
    assert "Đang ghi: Số phản ánh, kiến nghị: 0" in contact.press("Sửa III")
    assert "Tổng cộng: 95/100" in contact.say("1")


def approve(reviewer: Phone) -> None:
    assert "UBND Phường 5 – 95/100" in open_first(reviewer)
    reviewer.press("Duyệt tất cả")
    assert "Đã duyệt UBND Phường 5: 95/100 điểm" in reviewer.press("Đồng ý duyệt")


def see_the_result(contact: Phone) -> None:
    contact.show()
    contact.expect_text("đã được duyệt: 95/100 điểm")
    shown = contact.press("Xem điểm")
    assert "Bảng tự chấm điểm đã được duyệt: 95/100 điểm. Số biên nhận TC-2024-0001." in shown
    assert "III Phản ánh, kiến nghị đến Tổ kiểm tra công vụ: 8/10" in shown
    assert "Tổng cộng: 95/100" in shown


def test_a_year_from_the_registration_to_the_approved_points(page: Page, demo: RunningDemo, size: str, evidence):
    contact, organizer, reviewer = open_page(page, demo.address, CONTACT, ORGANIZER, REVIEWER)
    register(contact, evidence)
    assert "I.1. Hoàn thành nhiệm vụ được giao (tiêu chí 1/11" in contact.press("Bắt đầu tự chấm điểm")
    answer_the_plan(contact, evidence)
    before = contact.answers.count()
    go_to(page, DECEMBER)
    assert "Tự chấm điểm – UBND Phường 5" in contact.wait_for_answer(before)  # the morning's reminder
    assert "I.3. Báo cáo CCHC gửi đúng hạn (tiêu chí 5/11" in contact.say("tiếp tục")
    answer_the_work(contact, evidence)
    answer_the_conduct(contact, evidence)
    take_picture(page, f"summary-{size}")
    send(contact, "Gửi", "97/100")
    assert "Chờ thẩm định (1): UBND Phường 5" in organizer.show().say("tình hình")
    assert "UBND Phường 5 – 97/100" in open_first(reviewer)
    look_at_evidence(reviewer)
    take_picture(page, f"evidence-{size}")
    return_criterion(reviewer)
    correct(contact)
    take_picture(page, f"corrected-{size}")
    send(contact, "Gửi lại", "95/100")
    approve(reviewer)
    see_the_result(contact)
    assert "Đã duyệt (1): UBND Phường 5" in organizer.show().say("tình hình")
    take_picture(page, f"approved-{size}")
