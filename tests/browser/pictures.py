"""The pictures of the README, taken of the real page: ``python -m tests.browser.pictures [FOLDER]``."""

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser.conftest import NAMES, ROOT, RunningDemo
from tests.browser.papers import draw_document
from tests.browser.phones import go_to, open_page
from tests.browser.test_self_assessment import (
    CONTACT,
    DECEMBER,
    ORGANIZER,
    REVIEWER,
    answer_the_conduct,
    answer_the_plan,
    answer_the_work,
    look_at_evidence,
    open_first,
    register,
    send,
)

WIDE: ViewportSize = {"width": 1260, "height": 1090}
TALL_PHONE: ViewportSize = {"width": 412, "height": 915}
COLOURS = 240
OTHER_CONTACT = "phuong-2"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(found for name in NAMES if (found := shutil.which(name))),
            args=["--no-sandbox"],
        )
        running = RunningDemo(Path(made))
        running.start()
        try:
            take_phone(browser, running.address, Path(made), folder / "phone.png")
            take_wide(browser, running.address, Path(made), folder / "demo.png")
        finally:
            running.stop()
            browser.close()


def open_screen(browser: Browser, size: ViewportSize, scale: float) -> Page:
    return browser.new_context(viewport=size, device_scale_factor=scale, bypass_csp=True).new_page()


def take_phone(browser: Browser, address: str, made: Path, target: Path) -> None:
    """A contact in the middle of the self-assessment; played to its end afterwards, for the other picture."""
    page = open_screen(browser, TALL_PHONE, 1.5)
    [contact] = open_page(page, address, CONTACT)

    def evidence(name: str) -> Path:
        return draw_document(made / name, seed=len(name))

    register(contact, evidence)
    contact.press("Bắt đầu tự chấm điểm")
    answer_the_plan(contact, evidence)
    before = contact.answers.count()
    go_to(page, DECEMBER)
    contact.wait_for_answer(before)  # the morning's reminder
    contact.say("tiếp tục")
    answer_the_work(contact, evidence)
    keep(page, target)
    answer_the_conduct(contact, evidence)
    send(contact, "Gửi", "97/100")


def take_wide(browser: Browser, address: str, made: Path, target: Path) -> None:
    """Another contact answers, the organizer looks who has sent, the reviewer has the evidence before them."""
    page = open_screen(browser, WIDE, 1)
    contact, organizer, reviewer = open_page(page, address, OTHER_CONTACT, ORGANIZER, REVIEWER)
    organizer.say("tình hình")
    open_first(reviewer)
    look_at_evidence(reviewer)
    contact.say("tiếp tục")
    contact.say("có, 15/2")
    keep(page, target)


def keep(page: Page, target: Path) -> None:
    """Save what is seen, without focus and pointer, in few colours: a picture of letters needs no more."""
    page.mouse.move(2, 2)
    page.evaluate("document.activeElement?.blur()")
    # This browser knows no Vietnamese: its empty date field would show the American order of day and month.
    page.add_style_tag(content="#go-date::-webkit-datetime-edit { opacity: 0 }")
    page.wait_for_timeout(400)
    seen = Image.open(BytesIO(page.screenshot())).convert("RGB")
    seen.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
