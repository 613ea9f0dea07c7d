"""How each kind of channel shows a golden conversation, turned back into the neutral form of its file."""

import html
import re
from itertools import zip_longest

from bot.channels.base import Capabilities, Markup, Rendered
from bot.channels.zalo_bot import ZaloBotChannel
from handlers.conversation import STRONG_OFF, STRONG_ON


class ButtonChannel:
    """A channel with buttons and HTML, as Telegram is."""

    name = "telegram"
    capabilities = Capabilities(buttons=True, documents=True, max_text=4096, markup=Markup.HTML)

    def neutral(self, rendered: Rendered) -> tuple[str, list[str]]:
        text = "\n".join(rendered.texts).replace("<b>", "**").replace("</b>", "**")
        return html.unescape(text), [button.label for button in rendered.buttons]


class ControlChannel(ButtonChannel):
    """A channel that shows emphasis itself, as the web chat does."""

    name = "web"
    capabilities = Capabilities(buttons=True, documents=True, max_text=20000, markup=Markup.CONTROLS)

    def neutral(self, rendered: Rendered) -> tuple[str, list[str]]:
        text = "\n".join(rendered.texts).replace(STRONG_ON, "**").replace(STRONG_OFF, "**")
        return text, [button.label for button in rendered.buttons]


class TypedChannel(ButtonChannel):
    """A channel without buttons or emphasis, as a terminal and Zalo are: choices are part of the text."""

    name = "console"
    capabilities = Capabilities(buttons=False, documents=True, max_text=2000, markup=Markup.PLAIN)

    def neutral(self, rendered: Rendered) -> tuple[str, list[str]]:
        return "\n".join(rendered.texts), []


class ZaloChannel(TypedChannel):
    """A Zalo bot, with its own limits; it reads real payloads."""

    name = "zalo_bot"
    capabilities = ZaloBotChannel.capabilities


def messages(lines: list[str]) -> list[list[str]]:
    """The messages of a conversation, each as its lines."""
    found: list[list[str]] = []
    for line in lines:
        if re.match(r"[^\s<>|]+< ?", line):
            found.append([line])
        elif line.startswith("    ") and found:
            found[-1].append(line)
    return found


def as_typed(lines: list[str]) -> list[str]:
    """A message of a golden file as a channel without buttons must show it. Choices without numbers are left out:
    the words to type for them are the channel's own line."""
    shown = [line.replace("**", "") for line in lines]
    if not shown[-1].startswith("    ["):
        return shown
    labels = re.findall(r"\[([^]]*)\]", shown.pop())
    if all(re.match(r"\d+\. ", label) for label in labels):
        shown += ["    |", *(f"    | {label}" for label in labels)]
    return shown


REASON = re.compile(r"    \| Nhắn “[^”]+” rồi viết tiếp lý do\.")
CODED = re.compile(r"    \| – (.*): nhắn “[^”]+”")


def matching(lines: list[str], wanted: list[str]) -> list[str]:
    """What was shown, without the line of words that stands for choices without numbers; a decision that is typed
    with a code stands for the numbered choice."""
    lines = [line for line in lines if not REASON.fullmatch(line)]
    if lines[-1].startswith("    | Cũng có thể gõ"):
        return lines[:-2]
    shown = []
    for line, other in zip_longest(lines, wanted[: len(lines)], fillvalue=""):
        found = CODED.fullmatch(line)
        shown.append(other if found and re.fullmatch(rf"    \| \d+\. {re.escape(found[1])}\.?", other) else line)
    return shown
