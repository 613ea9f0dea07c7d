"""What the Bot API refuses, written from its documentation and not from the program that is tested."""

import inspect
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InlineKeyboardMarkup, KeyboardButton, MessageEntity, ReplyKeyboardMarkup

Params = dict[str, Any]
Method = Callable[[Params], Awaitable[Any]]

MAX_TEXT = 4096
MAX_CAPTION = 1024

_TAGS = {
    "b": MessageEntity.BOLD,
    "strong": MessageEntity.BOLD,
    "i": MessageEntity.ITALIC,
    "em": MessageEntity.ITALIC,
    "u": MessageEntity.UNDERLINE,
    "ins": MessageEntity.UNDERLINE,
    "s": MessageEntity.STRIKETHROUGH,
    "strike": MessageEntity.STRIKETHROUGH,
    "del": MessageEntity.STRIKETHROUGH,
    "code": MessageEntity.CODE,
    "pre": MessageEntity.PRE,
    "blockquote": MessageEntity.BLOCKQUOTE,
    "tg-spoiler": MessageEntity.SPOILER,
    "a": MessageEntity.TEXT_LINK,
}
_TOKEN = re.compile(
    r"<(/?)([a-zA-Z-]*)((?:\s+[a-zA-Z-]+=(?:\"[^\"]*\"|'[^']*'))*)\s*>|&(#x?[0-9a-fA-F]+|lt|gt|amp|quot);"
)
_CLIENT_OPTIONS = {
    *("self", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout", "api_kwargs", "filename"),
    *("allow_sending_without_reply", "reply_to_message_id", "disable_web_page_preview"),
}


class Refusal(Exception):
    """An answer with ``ok`` false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a request."""

    name: str
    media_type: str
    content: bytes


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_parameters(method: str, given: Sequence[str]) -> None:
    """Stricter than Telegram, which ignores what it does not know: a misspelt name shall not pass unnoticed.

    The names are those of python-telegram-bot's method."""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", method).lower()
    known = set(inspect.signature(getattr(Bot, snake)).parameters) - _CLIENT_OPTIONS
    if unknown := set(given) - known:
        raise Refusal(400, f"Bad Request: {method} has no parameter {', '.join(sorted(unknown))}")


def parse_html(markup: str) -> tuple[str, list[MessageEntity]]:
    """(text, entities) of a text with parse_mode HTML."""
    entities: list[MessageEntity] = []
    opened: list[tuple[str, int, str]] = []
    text, at = "", 0
    while at < len(markup):
        character = markup[at]
        found = _TOKEN.match(markup, at) if character in "<&" else None
        if found is None and character == "<":
            name = re.match(r"<\s*/?([^\s<>]*)", markup[at:])
            raise _unparsed(f'Unsupported start tag "{name[1] if name else ""}"', markup, at)
        if found is None:  # an & that begins no entity is an &
            text, at = text + character, at + 1
        elif found[4] is not None:
            text, at = text + _character(found[4]), found.end()
        else:
            text = _open_or_close(found, markup, text, opened, entities)
            at = found.end()
    if opened:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{opened[-1][0]}"', markup, len(markup))
    return text, sorted(entities, key=lambda entity: (entity.offset, -entity.length))


def _open_or_close(
    found: re.Match[str], markup: str, text: str, opened: list[tuple[str, int, str]], entities: list[MessageEntity]
) -> str:
    name = found[2].lower()
    if not found[1]:
        if name not in _TAGS:
            raise _unparsed(f'Unsupported start tag "{name}"', markup, found.start())
        opened.append((name, utf16_units(text), found[3]))
        return text
    if not opened:
        raise _unparsed("Unexpected end tag", markup, found.start())
    expected, offset, attributes = opened.pop()
    if name != expected:
        raise _unparsed(f'Unmatched end tag, expected "</{expected}>", found "</{name}>"', markup, found.start())
    if length := utf16_units(text) - offset:
        url = re.search(r"href=[\"']([^\"']*)", attributes) if name == "a" else None
        entities.append(MessageEntity(_TAGS[name], offset, length, url=url[1] if url else None))
    return text


def _character(reference: str) -> str:
    named = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
    if reference in named:
        return named[reference]
    return chr(int(reference[2:], 16) if reference[1] in "xX" else int(reference[1:]))


def _unparsed(problem: str, markup: str, at: int) -> Refusal:
    offset = len(markup[:at].encode())
    return Refusal(400, f"Bad Request: can't parse entities: {problem} at byte offset {offset}")


def read_text(params: dict[str, Any], name: str, limit: int) -> tuple[str, list[MessageEntity]]:
    """The text or caption of a call as people see it."""
    given = params.get(name, "")
    if not isinstance(given, str):
        raise Refusal(400, f"Bad Request: {name} must be a string")
    mode = params.get("parse_mode")
    if mode not in (None, "", "HTML"):
        raise Refusal(400, "Bad Request: unsupported parse_mode")
    text, entities = parse_html(given) if mode else (given, [])
    if name == "text" and not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if utf16_units(text) > limit:
        raise Refusal(400, f"Bad Request: message {'caption ' if name == 'caption' else ''}is too long")
    return text, entities


def read_phone_button(markup: Any) -> str | None:
    """The label of the button of a reply keyboard that shares one's own number; None without such a keyboard."""
    if not isinstance(markup, dict) or "keyboard" not in markup:
        return None
    keyboard = ReplyKeyboardMarkup.de_json(markup)
    buttons = [KeyboardButton.de_json(button) for row in markup["keyboard"] for button in row]
    if keyboard.api_kwargs or any(button.api_kwargs for button in buttons):
        raise Refusal(400, "Bad Request: can't parse reply keyboard markup JSON object")
    return next((button.text for button in buttons if button.request_contact), None)


def read_keyboard(markup: Any) -> InlineKeyboardMarkup | None:
    """A reply_markup, checked and read with python-telegram-bot."""
    if markup is None:
        return None
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if (
        not isinstance(rows, list)
        or not all(isinstance(row, list) for row in rows)
        or set(markup) != {"inline_keyboard"}
    ):
        raise Refusal(400, "Bad Request: can't parse reply keyboard markup JSON object")
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(not 1 <= len(row) <= 8 for row in rows):
        raise Refusal(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        _check_button(button)
    keyboard = InlineKeyboardMarkup.de_json(markup)
    if any(button.api_kwargs for row in keyboard.inline_keyboard for button in row):
        raise Refusal(400, "Bad Request: can't parse inline keyboard button: unknown field")
    return keyboard


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str) or not button["text"].strip():
        raise Refusal(400, 'Bad Request: can\'t parse inline keyboard button: field "text" must be a non-empty string')
    actions = {"url", "callback_data", "web_app", "switch_inline_query", "copy_text"} & set(button)
    if len(actions) != 1:
        raise Refusal(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
