"""A reply → what a channel with these capabilities can show."""

import html
from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels.base import Addressee, Attachment, Button, Capabilities, Markup, Rendered
from bot.outbox import choices_of
from handlers.conversation import STRONG_OFF, STRONG_ON, Choice
from locales import Translator

_TAGS = {STRONG_ON: "<b>", STRONG_OFF: "</b>"}
_ROOM_FOR_TAGS = len("<b></b>")  # a part may have to open and close emphasis that is cut in two


def render(
    payload: dict[str, Any],
    outbox_id: int,
    *,
    capabilities: Capabilities,
    tr: Translator,
    attachment: Attachment | None = None,
    addressee: Addressee | None = None,
) -> Rendered:
    """Show an outbox row's payload. Each text is at most ``capabilities.max_text`` UTF-16 units, markup counted."""
    choices = choices_of(payload)
    numbered = bool(payload.get("numbered", True))
    text = str(payload.get("text") or "")
    buttons: tuple[Button, ...] = ()
    phone = tr("Share my phone number") if payload.get("phone") and capabilities.own_phone else ""
    if choices and capabilities.buttons and not phone:
        buttons = tuple(_buttons(choices, outbox_id, numbered=numbered))[: capabilities.most_buttons]
    if len(buttons) < len(choices):
        choices, first = choices[len(buttons) :], len(buttons) + 1
        code = None if buttons else payload.get("code")
        lines = [_typed_choices(choices, tr, first=first if numbered else None, code=code)]
        lines += _reason_line(payload, choices, tr) if code else []
        text = "\n".join([f"{text}\n", *lines])
    parts = split(text, capabilities.max_text, markup=capabilities.markup)
    texts = tuple(_marked(parts, capabilities.markup))
    form = bool(payload.get("form"))
    return Rendered(texts, buttons, attachment, form=form, phone_button=phone, addressee=addressee)


def _buttons(choices: Sequence[Choice], outbox_id: int, *, numbered: bool) -> Iterator[Button]:
    for index, choice in enumerate(choices):
        label = f"{index + 1}. {choice.label}" if numbered else choice.label
        yield Button(label, f"{outbox_id}:{index}")


def _typed_choices(choices: Sequence[Choice], tr: Translator, *, first: int | None, code: str | None) -> str:
    """The choices that are typed: ``first`` is the number of the first one, None where they have words alone, or (those
    that decide something) the code of the message."""
    if first is not None:
        return "\n".join(
            _typed_line(number, choice, tr, _coded(choice, number, choices, code))
            for number, choice in enumerate(choices, start=first)
        )
    words = ", ".join(f"“{choice.verb} {code}”" if code and choice.verb else f"“{choice.label}”" for choice in choices)
    return tr("You can also type: {words}", words=words)


def _reason_line(payload: dict[str, Any], choices: Sequence[Choice], tr: Translator) -> list[str]:
    """How an answer in words is typed that decides something; not where there is one to be said yes to."""
    verb = str(payload.get("verb") or "")
    if not verb or sum(choice.verb == verb for choice in choices) == 1:
        return []
    return [tr("Type “{words}” and after it your own words.", words=f"{verb} {payload['code']}")]


def _typed_line(number: int, choice: Choice, tr: Translator, coded: str | None) -> str:
    """With its number, or what decides with its code: there a number alone does nothing."""
    if coded:
        return tr("– {what}: type “{words}”", what=choice.label.rstrip("."), words=coded)
    return f"{number}. {choice.label}"


def _coded(choice: Choice, number: int, choices: Sequence[Choice], code: str | None) -> str | None:
    """What is typed to decide; with the number where several have the same verb. None: it decides nothing."""
    if not code or not choice.verb:
        return None
    several = sum(each.verb == choice.verb for each in choices) > 1
    return f"{choice.verb} {code} {number}" if several else f"{choice.verb} {code}"


def split(text: str, limit: int, *, markup: Markup) -> list[str]:
    """Cut a text at line ends, an over-long line at a space, an over-long word anywhere between two characters, so
    that each part, marked up, has at most ``limit`` UTF-16 units. Blank lines at a cut are dropped."""
    room = limit - (_ROOM_FOR_TAGS if markup is Markup.HTML else 0)
    parts: list[str] = []
    current = ""
    for piece in _pieces(text, room, markup):
        if current and _units(current + piece, markup) > room:
            parts.append(current)
            current = ""
        current += piece
    parts.append(current)
    return [part.strip("\n ") for part in parts if part.strip(f"\n {STRONG_ON}{STRONG_OFF}")]


def _pieces(text: str, room: int, markup: Markup) -> Iterator[str]:
    """Lines with their ends; of a line that is too long alone, words; of such a word, characters."""
    for line in text.splitlines(keepends=True):
        if _units(line, markup) <= room:
            yield line
            continue
        for word in line.replace(" ", " \0").split("\0"):
            if _units(word, markup) <= room:
                yield word
            else:
                yield from word


def _units(text: str, markup: Markup) -> int:
    """The length that a vendor counts: UTF-16 units of the text as it is sent."""
    sent = _mark(text) if markup is Markup.HTML else text
    return len(sent.encode("utf-16-le")) // 2


def _marked(parts: Sequence[str], markup: Markup) -> Iterator[str]:
    """The parts as the channel wants them; emphasis that a cut went through is closed and opened again."""
    strong = False
    for part in parts:
        if markup is Markup.PLAIN:
            yield part.replace(STRONG_ON, "").replace(STRONG_OFF, "")
            continue
        balanced = STRONG_ON + part if strong else part
        strong = balanced.rfind(STRONG_ON) > balanced.rfind(STRONG_OFF)
        balanced = balanced + STRONG_OFF if strong else balanced
        yield _mark(balanced) if markup is Markup.HTML else balanced


def _mark(text: str) -> str:
    escaped = html.escape(text, quote=False)
    return escaped.replace(STRONG_ON, _TAGS[STRONG_ON]).replace(STRONG_OFF, _TAGS[STRONG_OFF])
