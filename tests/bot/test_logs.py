"""Nothing secret comes into the logs, by whatever way it tries."""

import io
import json
import logging

import pytest
import structlog

from bot.logs import Scrubber, set_up_logs

TOKEN = "7123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
SECRET = 'opaque"token'


@pytest.fixture(params=[True, False], ids=["json", "console"])
def output(request):
    """Everything that is logged, in one of the two formats."""
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    stream = io.StringIO()
    set_up_logs([SECRET], json=request.param, level="DEBUG", stream=stream)
    yield stream
    structlog.reset_defaults()
    root.setLevel(before[0])
    for handler in list(root.handlers):
        if handler not in before[1]:
            root.removeHandler(handler)


def fail() -> None:
    raise ValueError(f"GET https://api.telegram.org/bot{TOKEN}/getMe with {SECRET} for 0912 345 678")


def test_nothing_secret_by_any_way(output):
    ours, theirs = structlog.get_logger("ours"), logging.getLogger("theirs")
    ours.info("started", token=TOKEN, url=f"https://x/file/bot{TOKEN}/a.jpg", nested={"list": [TOKEN, SECRET]})
    ours.warning(f"phone +84 912.345.678 of {SECRET}")
    theirs.warning("GET %s for %s", f"https://x/bot{TOKEN}/getMe", "84912345678")
    theirs.warning("lone %s", SECRET)
    for logger in (ours, theirs):
        try:
            fail()
        except ValueError:
            logger.exception("failed")
    written = output.getvalue()
    assert "ValueError" in written  # the traceback is there …
    assert "getMe with [secret] for [phone]" in written
    for hidden in (TOKEN, TOKEN.partition(":")[2], SECRET, json.dumps(SECRET)[1:-1], "912", "345 678", "345.678"):
        assert hidden not in written


def test_one_line_per_event(output):
    structlog.get_logger("ours").info("event.handled", person=3, kind="text")
    [line] = output.getvalue().splitlines()
    if line.startswith("{"):
        found = json.loads(line)
        assert (found["event"], found["person"], found["kind"], found["level"]) == ("event.handled", 3, "text", "info")
    else:
        assert "event.handled" in line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call 0912345678 now", "call [phone] now"),
        ("0270 3822 123", "[phone]"),
        ("(0270) 3.822.123,", "[phone],"),
        ("+84912345678", "[phone]"),
        ("84912345678", "[phone]"),
        ("2024-04-26T08:00:00.012345Z", "2024-04-26T08:00:00.012345Z"),
        ("26/04/2024 08:00, row 1234567", "26/04/2024 08:00, row 1234567"),
        ("digest 012d9c53a89260e4683a755e8904341f", "digest 012d9c53a89260e4683a755e8904341f"),
        (f"bot{TOKEN.replace(':', '%3A')}/x", "bot[secret]/x"),
        ("at 12:30:45 bot 42", "at 12:30:45 bot 42"),
    ],
)
def test_what_is_scrubbed_and_what_is_not(text, expected):
    assert Scrubber()(text) == expected
