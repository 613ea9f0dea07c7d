"""A real browser in front of a real ``thidua demo``."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.phones import PHONE, WIDE

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")


@dataclass(slots=True)
class RunningDemo:
    """``thidua demo`` as a process. ``restart`` ends it and starts it on the same folder and port."""

    folder: Path
    port: int = 0
    address: str = ""
    process: "subprocess.Popen[str] | None" = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", str(self.port)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("READY "), line
        self.address = line.split()[1]
        self.port = int(self.address.rstrip("/").rpartition(":")[2])

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()


# Not for the whole session: Playwright's own loop runs as long as it lives, and then no other test can have one.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; without one the tests are skipped."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[RunningDemo]:
    """One demo for the tests of a module: each test plays people of its own."""
    running = RunningDemo(tmp_path_factory.mktemp("demo"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(params=["wide", "phone"])
def size(request) -> str:
    """Every test that asks for a page runs on both screens."""
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, size: str) -> Iterator[Page]:
    """A fresh page. Its errors, and whatever the page's own policy blocks, fail the test."""
    # A time zone far from Vietnam: the page must show the campaign's time all the same.
    context = chromium.new_context(viewport=WIDE if size == "wide" else PHONE, timezone_id="America/New_York")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    # While the program is down, requests fail: that is no fault of the page.
    assert [problem for problem in problems if "net::ERR_" not in problem] == []
