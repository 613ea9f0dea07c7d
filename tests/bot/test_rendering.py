"""A reply as channels show it: markup, buttons or typed choices, and splitting."""

import html
import re

import hypothesis
import pytest
from hypothesis import strategies

from bot.channels.base import Button, Capabilities, Markup, Rendered
from bot.rendering import render, split
from handlers.conversation import STRONG_OFF, STRONG_ON, strong
from locales import translator

EN = translator("en")
CHOICES = [{"id": "a", "label": "Yes & <no>", "words": ["y"]}, {"id": "b", "label": "Later", "words": []}]


def shown(payload, *, buttons=True, markup=Markup.HTML, max_text=4096) -> Rendered:
    capabilities = Capabilities(buttons=buttons, documents=True, max_text=max_text, markup=markup)
    return render(payload, 7, capabilities=capabilities, tr=EN)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (Markup.HTML, '<b>5 &lt; 6</b> &amp; "more"'),
        (Markup.PLAIN, '5 < 6 & "more"'),
        (Markup.CONTROLS, f'{STRONG_ON}5 < 6{STRONG_OFF} & "more"'),
    ],
)
def test_emphasis_is_each_channels_own_and_everything_else_is_text(markup, expected):
    assert shown({"text": f'{strong("5 < 6")} & "more"'}, markup=markup) == Rendered((expected,))


def test_buttons_name_row_and_choice():
    message = shown({"text": "Which?", "choices": CHOICES, "numbered": True})
    assert message == Rendered(("Which?",), (Button("1. Yes & <no>", "7:0"), Button("2. Later", "7:1")))
    plain = shown({"text": "How many?", "choices": CHOICES, "numbered": False})
    assert [button.label for button in plain.buttons] == ["Yes & <no>", "Later"]


def test_without_buttons_choices_are_typed():
    numbered = shown({"text": "Which?", "choices": CHOICES, "numbered": True}, buttons=False, markup=Markup.PLAIN)
    assert numbered == Rendered(("Which?\n\n1. Yes & <no>\n2. Later",))
    words = shown({"text": "How many?", "choices": CHOICES, "numbered": False}, buttons=False, markup=Markup.PLAIN)
    assert words == Rendered(("How many?\n\nYou can also type: “Yes & <no>”, “Later”",))


def test_a_long_text_is_cut_at_line_ends_and_the_buttons_are_last():
    text = "\n".join(f"line {number}" for number in range(10))
    message = shown({"text": text, "choices": CHOICES, "numbered": True}, max_text=40, markup=Markup.PLAIN)
    assert "\n".join(message.texts) == text
    assert [part.count("\n") for part in message.texts] == [4, 4]
    assert len(message.buttons) == 2


def test_an_overlong_line_is_cut_at_a_space_and_an_overlong_word_between_characters():
    assert split("aaaa bbbb cccc dddddddddddd", 10, markup=Markup.PLAIN) == ["aaaa bbbb", "cccc ddddd", "ddddddd"]
    assert split("😀" * 7, 10, markup=Markup.PLAIN) == ["😀" * 5, "😀" * 2]  # each is two units


def test_emphasis_that_is_cut_is_closed_and_opened_again():
    message = shown({"text": strong("one two three four five")}, max_text=20)
    assert message.texts == ("<b>one two</b>", "<b>three four</b>", "<b>five</b>")


def test_an_empty_text_is_no_message():
    assert shown({"text": ""}) == Rendered(())


texts = strategies.text(strategies.sampled_from(f'ab <>&"\n😀ệ{STRONG_ON}{STRONG_OFF}'), max_size=300)


@hypothesis.given(texts, strategies.integers(24, 60), strategies.sampled_from(Markup))
def test_no_part_is_too_long_or_broken_and_nothing_is_lost(text, limit, markup):
    parts = shown({"text": text}, max_text=limit, markup=markup).texts
    for part in parts:
        assert 0 < len(part.encode("utf-16-le")) // 2 <= limit
        if markup is Markup.HTML:
            assert not set(re.sub(r"&(amp|lt|gt);|</?b>", "", part)) & set("<>&")
    kept = "".join(parts)
    if markup is Markup.HTML:
        kept = html.unescape(re.sub(r"</?b>", "", kept))
    wanted = re.sub(f"[\\s{STRONG_ON}{STRONG_OFF}]", "", text)
    assert re.sub(f"[\\s{STRONG_ON}{STRONG_OFF}]", "", kept) == wanted
