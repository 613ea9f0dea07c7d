"""Logs on standard error, one line per event, and nothing secret in them: tokens and phone numbers are scrubbed from
everything that is written, tracebacks and other libraries' lines included."""

import json as json_module
import logging
import re
import sys
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, WrappedLogger

# A bot token is digits, a colon and 30 or more letters; in a URL it follows "bot". %3A: a quoted colon.
_TOKEN = re.compile(r"\d{5,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
# +84 912 345 678, 0912.345.678, (0270) 3822 123. Not within a longer number, a date, a time or a hexadecimal digest.
_PHONE = re.compile(r"(?<![\w.:+-])(?:\+?84|0084|\(?0\d)(?:[ .()-]{0,2}\d){7,9}(?![\w:-])")


class Scrubber:
    """Takes out the configured secrets, whatever looks like a bot's token, and phone numbers."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spelled = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
        longest_first = sorted(spelled, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        if self._secrets is not None:
            text = self._secrets.sub("[secret]", text)
        return _PHONE.sub("[phone]", _TOKEN.sub("[secret]", text))


def _spellings(secret: str) -> set[str]:
    """As it is, as it stands in JSON, and as it stands in a URL."""
    return {secret, json_module.dumps(secret)[1:-1], quote(secret, safe=""), quote(secret, safe=":")}


scrub_nothing_configured = Scrubber()


class _ScrubbingFormatter(structlog.stdlib.ProcessorFormatter):
    """Scrubs the finished line: whatever came into it, by whatever way, passes here last."""

    scrubber: Scrubber = scrub_nothing_configured

    def format(self, record: logging.LogRecord) -> str:
        return self.scrubber(super().format(record))


class ScrubbingFilter(logging.Filter):
    """Scrubs the message of other libraries' records before anything is made of it."""

    def __init__(self, scrubber: Scrubber) -> None:
        super().__init__()
        self._scrubber = scrubber

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg, record.args = self._scrubber(record.getMessage()), ()
        return True


def set_up_logs(
    secrets: Iterable[str] = (), *, json: bool = False, level: str = "INFO", stream: TextIO | None = None
) -> Scrubber:
    """Send structlog and the standard library's logging to ``stream`` (standard error). Returns the scrubber, for
    texts that are kept elsewhere."""
    scrubber = Scrubber(secrets)

    def scrub(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
        return {key: scrubber(value) if isinstance(value, str) else value for key, value in event.items()}

    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if json
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    if json:
        last.insert(0, structlog.processors.format_exc_info)
    formatter = _ScrubbingFormatter(foreign_pre_chain=[*shared, scrub], processors=last)
    formatter.scrubber = scrubber
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(ScrubbingFilter(scrubber))
    _replace_root_handlers(handler, level)
    structlog.configure(
        processors=[*shared, scrub, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    return scrubber


def _replace_root_handlers(handler: logging.Handler, level: str) -> None:
    root = logging.getLogger()
    for old in [old for old in root.handlers if old.get_name() == "thidua"]:
        root.removeHandler(old)
    handler.set_name("thidua")
    root.addHandler(handler)
    root.setLevel(level.upper())
    for noisy in ("apscheduler", "httpx", "httpcore", "aiohttp.access", "asyncio", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
