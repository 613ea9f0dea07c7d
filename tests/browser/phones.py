"""The page as a person sees it: phones side by side, in each of them somebody's chat."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize, expect

WIDE: ViewportSize = {"width": 1400, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 30_000  # milliseconds; two cores are shared with other tests


class Phone:
    """One chat on the page, of the person with this channel id."""

    def __init__(self, page: Page, who: str) -> None:
        self.page = page
        self.who = who

    @property
    def pane(self) -> Locator:
        return self.page.locator(".pane").filter(has=self.page.locator(f"select.who[data-who='{self.who}']"))

    @property
    def log(self) -> Locator:
        return self.pane.locator(".log")

    @property
    def answers(self) -> Locator:
        """What the bot said."""
        return self.log.locator(".message.theirs")

    @property
    def said(self) -> Locator:
        """What the person said, as it arrived."""
        return self.log.locator(".message.mine:not(.pending)")

    @property
    def current_choices(self) -> Locator:
        """The buttons of the current question."""
        return self.answers.last.locator(".choices:not(.past) button")

    def show(self) -> "Phone":
        """Bring it to the front where only one is shown."""
        if not self.pane.is_visible():
            self.page.locator(f"[role=tab][aria-controls='{self.pane.get_attribute('id')}']").click()
        expect(self.pane).to_be_visible()
        return self

    def say(self, text: str) -> str:
        """Type, send, and wait for the answer; returns it."""
        before = self.answers.count()
        self.pane.locator("textarea").fill(text)
        self.pane.locator("textarea").press("Enter")
        return self.wait_for_answer(before)

    def press(self, label: str) -> str:
        """Press the newest bright button whose label begins with this (its number aside); wait for the answer."""
        before = self.answers.count()
        wanted = re.compile(rf"^(\d+\. )?{re.escape(label)}")
        self.log.locator(".choices:not(.past) button").filter(has_text=wanted).last.click()
        return self.wait_for_answer(before)

    def send_files(self, *paths: Path, caption: str = "") -> str:
        """Choose files, send them, and wait for the answer."""
        before = self.answers.count()
        self.pane.locator("input[type=file]").set_input_files(list(paths))
        if caption:
            self.pane.locator("textarea").fill(caption)
        self.pane.locator("button.send").click()
        return self.wait_for_answer(before)

    def wait_for_answer(self, before: int) -> str:
        """Wait until the bot has said more than ``before`` messages; returns the last."""
        expect(self.answers.nth(before)).to_be_visible(timeout=PATIENCE)
        expect(self.log.locator(".message.pending")).to_have_count(0, timeout=PATIENCE)
        return self.answers.last.locator(".bubble").inner_text()

    def expect_text(self, text: str | re.Pattern[str]) -> None:
        """Wait until the newest message of the bot contains this."""
        expect(self.answers.last).to_contain_text(text, timeout=PATIENCE)


def open_page(page: Page, address: str, *people: str) -> list[Phone]:
    """Open the page with these people side by side; their phones in the same order. None given: as it opens first."""
    if people:
        page.goto(f"{address}static/icon.svg")  # the same storage, and nothing there that would write to it
        page.evaluate("people => localStorage.setItem('panes', JSON.stringify(people))", list(people))
        page.evaluate("localStorage.setItem('guide', 'false')")
    page.goto(address)
    phones = [Phone(page, who) for who in people]
    for phone in phones:
        expect(phone.log.locator("> *").first).to_be_attached(timeout=PATIENCE)
    return phones


def go_to(page: Page, day: str) -> None:
    """Move the campaign's clock to 8 o'clock of a day (YYYY-MM-DD)."""
    open_clock(page)
    page.locator("#go-date").fill(day)
    page.locator("#go-to button").click()
    year, month, date = day.split("-")
    expect(page.locator("#now-date")).to_contain_text(f"{date}/{month}/{year}", timeout=PATIENCE)


def advance(page: Page, label: str) -> None:
    """Press "+1 giờ" or "Ngày mai 8:00"."""
    open_clock(page)
    page.locator("#clock-menu button").filter(has_text=label).click()


def open_clock(page: Page) -> None:
    """Show the clock's menu where it is folded away."""
    if not page.locator("#go-date").is_visible():
        page.locator("#clock-menu summary").click()


def take_picture(page: Page, name: str) -> None:
    """Keep a screenshot as ``name``.png in the folder that SCREENSHOTS names; nothing without it."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")
