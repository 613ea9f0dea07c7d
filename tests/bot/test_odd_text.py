"""What people type, and what a vendor calls them, is data on both databases, however odd it is: stored, handled,
answered."""

import unicodedata

import pytest
from sqlmodel import Session

from bot.app import running
from handlers.conversation import MAX_TYPED, Choice, Event, Reply
from storage.tables import EventState, JournalEvent, Outgoing
from tests.databases import ON_BOTH
from tests.fakes.memory_channel import MemoryChannel
from tests.fakes.programs import make_app

pytestmark = ON_BOTH

ODD = {
    "long": "x " * 50_000,
    "one long word": "ư" * 100_000,
    "control characters": "a\x00b\x01c\x1bd\x7fe",
    "bidi and invisible": "\u202eexe.gpj\u2066\u061c so\xadft \u200b\u200d\ufeff\u2028\u2029",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈🇻🇳" * 50,
    "decomposed": unicodedata.normalize("NFD", "Ủy ban nhân dân Phường 1"),
    "halves of a pair": "\ud83d \udc4d",
    "markup": '<b onclick="x">&lt;script>alert(1)</script>[a](javascript:x) *b* _c_ `d` {x} %s',
    "formula": '=HYPERLINK("http://evil.example","x")',
    "sql": "'; DROP TABLE person; --",
    "zalgo": "a" + "\u0301\u0316" * 500,
    "only blanks": "\u00a0\u3000\t\n",
}

REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # they show a name in another order


def answer(session: Session, event: Event) -> list[Reply]:
    return [Reply(event.text or "nothing", choices=(Choice("a", event.text[:50] or "–"),))]


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
async def test_odd_texts_are_stored_and_answered(settings, rows, text):
    channel = MemoryChannel()
    async with running(make_app(settings, channel, answer)) as app:
        await app.receiver.receive(channel, [channel.text("ann", text), channel.text("ann", "after")])
        await app.settle()
    journal = rows(JournalEvent)
    assert [row.state for row in journal] == [EventState.HANDLED] * 2
    assert len(channel.delivered) == 2
    assert channel.texts_to("ann")[-1] == "after"
    shown = "".join(channel.delivered[0].message.texts)
    assert [letter for letter in shown if unicodedata.bidirectional(letter) in REORDERING] == []
    assert not {"\x00", "\x1b", "\xad", "\u061c", "\u200b", "\ufeff"} & set(shown)
    assert "<script" not in shown
    assert len(shown) <= MAX_TYPED + 100  # and the choice
    assert all(len(part.encode("utf-16-le")) // 2 <= 4096 for part in channel.delivered[0].message.texts)
    assert len(rows(Outgoing)) == 2


async def test_odd_names_of_senders_and_events_are_stored(settings, rows):
    channel = MemoryChannel()
    odd = ["a\x00b", "a\ud800", "🙂", "x" * 500]
    async with running(make_app(settings, channel)) as app:
        for name in odd:
            await app.receiver.receive(channel, [channel.text(name, "hello", id=f"id {name}")])
        await app.settle()
    assert len(rows(JournalEvent)) == 4
    assert len(channel.delivered) == 4
