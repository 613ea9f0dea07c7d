"""The page by clicking and typing, on a wide screen and on a phone's."""

import json
import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.demo_story import draw_paper
from tests.browser.phones import PATIENCE, Phone, advance, go_to, open_clock, open_page, take_picture

pytestmark = [pytest.mark.browser, pytest.mark.process]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "minh chứng.png"
    path.write_bytes(draw_paper())
    return path


def someone(size: str, wide: str, phone: str) -> str:
    """Tests of both sizes share a demo: each size plays somebody else."""
    return wide if size == "wide" else phone


def test_it_opens_with_three_people_and_fits_the_screen(page, demo, size):
    open_page(page, demo.address)
    expect(page.locator(".pane")).to_have_count(3, timeout=PATIENCE)
    assert page.locator(".pane:visible").count() == (3 if size == "wide" else 1)
    expect(page.locator("#campaign")).to_contain_text("cải cách hành chính")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert float(page.evaluate("getComputedStyle(document.body).fontSize").removesuffix("px")) >= 18
    take_picture(page, f"opened-{size}")


def test_typing_is_answered_and_a_button_goes_on(page, demo, size):
    [phone] = open_page(page, demo.address, someone(size, "phuong-5", "phuong-8"))
    expect(phone.log).to_contain_text("Chưa có tin nhắn nào.", timeout=PATIENCE)
    menu = phone.say("menu")
    assert "Thi đua CCHC 2024" in menu
    expect(phone.said.first).to_contain_text("menu")
    opened = phone.press("Đăng ký thi đua")
    assert "Đăng ký thi đua của UBND Phường" in opened
    expect(phone.log.locator(".choices.past button.pressed")).to_have_text("1. Đăng ký thi đua")
    take_picture(page, f"registration-{size}")


def test_nothing_that_is_typed_becomes_markup(page, demo, size):
    [phone] = open_page(page, demo.address, someone(size, "thanh-tra", "kinh-te"))
    phone.say("<img src=x onerror=alert(1)> <b>đậm</b>")
    expect(phone.said.first.locator(".bubble")).to_have_text("<img src=x onerror=alert(1)> <b>đậm</b>")
    assert phone.log.locator(".bubble img, .bubble b").count() == 0
    assert phone.answers.first.locator("strong").count() >= 1


def test_files_are_chosen_shown_and_kept_through_a_reload(page, demo, size, paper, tmp_path):
    [phone] = open_page(page, demo.address, someone(size, "tan-ngai", "tan-hoa"))
    other = tmp_path / "bao-cao.pdf"
    other.write_bytes(b"%PDF-1.4\n%%EOF\n")
    phone.send_files(paper, other, caption="Minh chứng của chúng tôi")
    expect(phone.said).to_have_count(1)
    picture = phone.said.locator("img")
    expect(picture).to_have_attribute("alt", "minh chứng.png")
    expect(phone.said.locator("a.paper")).to_contain_text("bao-cao.pdf")
    page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    take_picture(page, f"album-{size}")
    page.reload()
    expect(phone.said).to_have_count(1, timeout=PATIENCE)
    expect(phone.said.locator(".caption")).to_have_text("Minh chứng của chúng tôi")
    expect(phone.said.locator("img")).to_be_visible()


def test_a_file_can_be_taken_back_before_it_is_sent(page, demo, paper):
    [phone] = open_page(page, demo.address, "tan-hoi")
    phone.pane.locator("input[type=file]").set_input_files([paper])
    expect(phone.pane.locator(".tray li")).to_have_count(1)
    phone.pane.get_by_label("Bỏ tệp minh chứng.png").click()
    expect(phone.pane.locator(".tray")).to_be_hidden()
    phone.pane.locator("button.send").click()
    expect(phone.said).to_have_count(0)


def test_pasted_and_dropped_files_wait_to_be_sent(page, demo):
    [phone] = open_page(page, demo.address, "tan-hoi")
    page.evaluate(
        """pane => {
            const carried = new DataTransfer();
            carried.items.add(new File(["x"], "tha.png", { type: "image/png" }));
            pane.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
            const event = new ClipboardEvent("paste", { clipboardData: carried, bubbles: true, cancelable: true });
            pane.querySelector("textarea").dispatchEvent(event);
        }""",
        phone.pane.element_handle(),
    )
    expect(phone.pane.locator(".tray li")).to_have_count(2)


def test_somebody_can_be_somebody_else(page, demo, size):
    [phone] = open_page(page, demo.address, "to-chuc")
    phone.pane.locator("select.who").select_option("nguoi-la-1")
    stranger = Phone(page, "nguoi-la-1")
    expect(stranger.pane.locator(".who-name")).to_have_text("Người lạ 1")
    if size == "wide":
        assert "mã mời" in stranger.say("xin chào")
    page.locator(".add-pane:visible").click()
    expect(page.locator(".pane")).to_have_count(2)
    page.locator(".pane:visible .close").last.click()
    expect(page.locator(".pane")).to_have_count(1)


def test_a_message_for_somebody_else_arrives_by_itself(page, demo, size):
    organizer, stranger = open_page(page, demo.address, "to-chuc", someone(size, "nguoi-la-2", "nguoi-la-1"))
    before = organizer.answers.count()
    stranger.show().say("/start")
    for step in ("Tôi chưa có mã", "Đồng ý"):
        stranger.press(step)
    stranger.say(someone(size, "Trần Văn Bảy", "Lê Thị Tám"))
    stranger.say("Phường 9")
    if size == "phone":
        expect(page.locator("[role=tab].unread")).to_have_count(1, timeout=PATIENCE)
    organizer.show()
    expect(organizer.answers.nth(before)).to_be_visible(timeout=PATIENCE)
    organizer.expect_text(someone(size, "Trần Văn Bảy", "Lê Thị Tám"))
    organizer.press(f"Cho {someone(size, 'Trần Văn Bảy', 'Lê Thị Tám')}")
    stranger.show()
    expect(stranger.pane.locator(".who-unit")).to_have_text("Đầu mối · UBND Phường 9", timeout=PATIENCE)


def test_the_clock_goes_forward_only(page, demo, size):
    open_page(page, demo.address, "van-hoa")
    before = page.locator("#now-date").inner_text()
    advance(page, "Ngày mai 8:00")
    expect(page.locator("#now-date")).not_to_have_text(before, timeout=PATIENCE)
    expect(page.locator("#now-time")).to_have_text("08:00")
    day = someone(size, "2024-05-06", "2024-12-02")
    go_to(page, day)
    take_picture(page, f"clock-{size}")
    request = urllib.request.Request(
        f"{demo.address}api/clock",
        json.dumps({"to": "2024-04-01T08:00"}).encode(),
        {"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError, match="409"):
        urllib.request.urlopen(request)
    [phone] = [Phone(page, "van-hoa")]
    phone.say("menu")
    expect(phone.log.locator(".day").last).to_have_text(re.compile("06/05/2024|02/12/2024"))


def test_a_day_chosen_while_the_clock_moves_is_kept(page, demo):
    """The page learns of the new hour by the stream, before its own request is answered."""
    open_page(page, demo.address, "van-hoa")
    held = []
    page.route(
        "**/api/clock", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    advance(page, "+1 giờ")
    open_clock(page)
    page.locator("#go-date").fill("2024-12-24")
    with page.expect_response("**/api/clock"):
        held[0].continue_()
    expect(page.locator("#banner")).to_be_hidden()
    expect(page.locator("#go-date")).to_have_value("2024-12-24")
    expect(page.locator("#go-to button")).to_have_text("Đi tới 24/12/2024")


def test_what_was_typed_survives_an_outage(page, demo, size):
    [phone] = open_page(page, demo.address, someone(size, "tai-chinh", "noi-vu"))
    before = phone.say("menu")
    demo.stop()
    expect(page.locator("#banner")).to_be_visible(timeout=PATIENCE)
    phone.pane.locator("textarea").fill("trợ giúp")
    phone.pane.locator("textarea").press("Enter")
    expect(phone.log.locator(".message.pending")).to_contain_text("chưa gửi được", timeout=PATIENCE)
    phone.pane.locator("textarea").fill("nháp")
    take_picture(page, f"outage-{size}")
    demo.start()
    page.locator("#retry").click()
    expect(page.locator("#banner")).to_be_hidden(timeout=PATIENCE)
    expect(phone.said.last).to_contain_text("trợ giúp", timeout=PATIENCE)
    expect(phone.said).to_have_count(2 if size == "phone" else phone.said.count())
    expect(phone.pane.locator("textarea")).to_have_value("nháp")
    expect(phone.answers.first).to_be_visible()
    assert before


def test_everything_can_be_reached_by_keyboard_and_has_a_name(page, demo):
    open_page(page, demo.address, "phuong-1")
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, textarea, summary")]
            .filter((each) => each.offsetParent !== null)
            .filter((each) => !(each.getAttribute("aria-label") || each.textContent.trim() || each.labels?.length))
            .map((each) => each.outerHTML)"""
    )
    assert nameless == []
    page.locator(".pane textarea").focus()
    page.keyboard.type("menu")
    page.keyboard.press("Enter")
    phone = Phone(page, "phuong-1")
    expect(phone.current_choices.first).to_be_visible(timeout=PATIENCE)
    page.keyboard.press("Shift+Tab")  # the file button
    page.keyboard.press("Shift+Tab")  # the last choice
    assert page.evaluate("document.activeElement.closest('.choices') !== null")
