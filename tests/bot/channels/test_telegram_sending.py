"""What is sent: a table of messages, the server's answer and what comes of it; half of the answers are faults."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Attachment, Button, Gone, Rejected, Rendered, Temporary
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_sending import plain, rows_of
from tests.fakes.bot_api import FakeBotApi, FakeUser

JPEG = b"\xff\xd8\xff\xe0 picture"
HTML_PAGE = "<html><body>502 Bad Gateway</body></html>"


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as server:
        yield server


@pytest.fixture
async def lan(api: FakeBotApi) -> FakeUser:
    user = api.user(7, "Lan")
    await user.start()
    return user


@pytest.fixture
async def channel(api: FakeBotApi) -> AsyncIterator[TelegramChannel]:
    telegram = TelegramChannel(api.token, api_url=api.url)
    yield telegram
    await telegram.close()


def attached(folder: Path, content: bytes, name: str, media_type: str) -> Attachment:
    path = folder / "0123abcd"
    path.write_bytes(content)
    return Attachment(path, name, media_type)


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, f"9:{index}") for index, label in enumerate(labels))


# -- what people see

SEEN: list[tuple[str, Rendered, list[tuple[str, list[str]]]]] = [
    ("text", Rendered(("Xin chào",)), [("Xin chào", [])]),
    ("escaped", Rendered(("<b>I.1</b>: 5 &lt; 10 &amp; &quot;đủ&quot;",)), [('I.1: 5 < 10 & "đủ"', [])]),
    ("several", Rendered(("một", "hai", "ba")), [("một", []), ("hai", []), ("ba", [])]),
    ("buttons on the last", Rendered(("một", "hai"), buttons("Có")), [("một", []), ("hai", ["9:0"])]),
    ("the longest", Rendered(("🙂" * 2048,)), [("🙂" * 2048, [])]),
    ("longest data", Rendered(("a",), (Button("x", "1" * 64),)), [("a", ["1" * 64])]),
    ("our mistake in the markup", Rendered(("5 < 7 & <b>đủ</b>",), buttons("Có")), [("5 < 7 & đủ", ["9:0"])]),
    ("an open tag", Rendered(("<b>đủ",)), [("đủ", [])]),
]


@pytest.mark.parametrize(("message", "expected"), [row[1:] for row in SEEN], ids=[row[0] for row in SEEN])
async def test_what_people_see(
    channel: TelegramChannel, lan: FakeUser, message: Rendered, expected: list[tuple[str, list[str]]]
) -> None:
    sent = await channel.send("7", message)

    assert [(seen.text, seen.data) for seen in lan.messages] == expected
    assert sent == str(lan.messages[-1].id)
    assert not any(seen.previews for seen in lan.messages)


async def test_the_button_for_one_s_own_number(channel: TelegramChannel, lan: FakeUser) -> None:
    await channel.send("7", Rendered(("Xin bấm nút",), phone_button="Chia sẻ số"))

    assert [(seen.text, seen.asks_phone, seen.data) for seen in lan.messages] == [("Xin bấm nút", "Chia sẻ số", [])]


async def test_emphasis_arrives(channel: TelegramChannel, lan: FakeUser) -> None:
    await channel.send("7", Rendered(("🙂 <b>Tiêu chí</b> I.1",)))

    assert lan.messages[0].strong == ["Tiêu chí"]


async def test_a_token_of_another_shape(lan: FakeUser, api: FakeBotApi) -> None:
    async with FakeBotApi("own{server}-token") as other:
        await other.user(7).start()
        telegram = TelegramChannel("own{server}-token", api_url=other.url + "/")
        try:
            assert await telegram.send("7", Rendered(("a",)))
        finally:
            await telegram.close()


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        ([], []),
        (["Có", "Không"], [["Có", "Không"]]),
        (["Có", "Không", "Để sau"], [["Có", "Không"], ["Để sau"]]),
        (["Đồng ý và tiếp tục", "Không"], [["Đồng ý và tiếp tục"], ["Không"]]),
        (["12345678901234", "12345678901234"], [["12345678901234", "12345678901234"]]),
        (["123456789012345", "a", "b"], [["123456789012345"], ["a", "b"]]),
    ],
)
def test_rows(labels: list[str], rows: list[list[str]]) -> None:
    assert [[button.label for button in row] for row in rows_of(buttons(*labels))] == rows


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>a</b> &lt;b&gt; <i>c</i>", "a <b> c"),
        ('<a href="https://x.vn">x</a>', "x"),
        ("5 < 7 > 3 <bad>", "5 < 7 > 3 <bad>"),
    ],
)
def test_plain(markup: str, text: str) -> None:
    assert plain(markup) == text


# -- files

FILES: list[tuple[str, bytes, str, str, tuple[str, ...], list[tuple[str, str, str | None]]]] = [
    ("photo", JPEG, "Ảnh 1.jpg", "image/jpeg", ("Tiêu chí I.1",), [("photo", "Tiêu chí I.1", "Ảnh 1.jpg")]),
    ("paper", b"%PDF", "Tờ trình.pdf", "application/pdf", ("a",), [("document", "a", "Tờ trình.pdf")]),
    ("no words", b"%PDF", "a.pdf", "application/pdf", (), [("document", "", "a.pdf")]),
    ("gif", b"GIF8", "a.gif", "image/gif", (), [("document", "", "a.gif")]),
    ("large photo", JPEG + bytes(10 * 1024 * 1024), "a.jpg", "image/jpeg", (), [("document", "", "a.jpg")]),
    ("no picture after all", b"words", "a.jpg", "image/jpeg", ("a",), [("document", "a", "a.jpg")]),
    ("bad markup", b"%PDF", "a.pdf", "application/pdf", ("1 < 2",), [("document", "1 < 2", "a.pdf")]),
    (
        "more words than a caption holds",
        JPEG,
        "a.jpg",
        "image/jpeg",
        ("a" * 1025,),
        [("photo", "", "a.jpg"), ("text", "a" * 1025, None)],
    ),
    (
        "two parts",
        b"%PDF",
        "a.pdf",
        "application/pdf",
        ("một", "hai"),
        [("document", "", "a.pdf"), ("text", "một", None), ("text", "hai", None)],
    ),
]


@pytest.mark.parametrize(
    ("file", "texts", "expected"), [(row[1:4], *row[4:]) for row in FILES], ids=[row[0] for row in FILES]
)
async def test_files(channel, lan, tmp_path, file, texts, expected) -> None:
    await channel.send("7", Rendered(texts, buttons("Duyệt"), attached(tmp_path, *file)))

    assert [(seen.kind, seen.text, seen.file_name) for seen in lan.messages] == expected
    assert [seen.content for seen in lan.messages if seen.kind != "text"] == [file[0]]
    assert [seen.buttons for seen in lan.messages] == [[]] * (len(expected) - 1) + [["Duyệt"]]


async def test_a_file_that_is_not_there(channel: TelegramChannel, lan: FakeUser, tmp_path: Path) -> None:
    with pytest.raises(Rejected):
        await channel.send("7", Rendered((), attachment=Attachment(tmp_path / "gone", "a.pdf", "application/pdf")))


# -- what goes wrong

Trouble = Callable[[FakeBotApi], Any]
ANSWERED: dict[str, Any] = {"ok": True, "result": {"message_id": 77, "date": "someday", "chat": [], "new_in_2030": 1}}


def refuse(status: int, description: str) -> Trouble:
    return lambda api: api.fail_next("sendMessage", status, description=description)


FAULTS: list[tuple[str, Trouble, type[Exception], float | None, bool]] = [
    ("slow down", lambda api: api.flood_next("sendMessage", 7), Temporary, 7.0, True),
    ("slow down, no time given", refuse(429, "Too Many Requests"), Temporary, None, True),
    ("server error", refuse(500, "Internal Server Error"), Temporary, None, False),
    ("restarting", refuse(502, "Bad Gateway: restart"), Temporary, None, False),
    ("a proxy's page", lambda api: api.fail_next("sendMessage", 502, HTML_PAGE), Temporary, None, False),
    ("a page that says 200", lambda api: api.fail_next("sendMessage", 200, HTML_PAGE), Temporary, None, False),
    ("half an answer", lambda api: api.fail_next("sendMessage", 200, '{"ok":tr'), Temporary, None, False),
    ("no description", lambda api: api.fail_next("sendMessage", 500, {"ok": False}), Temporary, None, False),
    ("connection cut", lambda api: api.cut_next("sendMessage"), Temporary, None, False),
    ("connection dropped", lambda api: api.drop_next("sendMessage"), Temporary, None, False),
    ("wrong token", refuse(401, "Unauthorized"), Temporary, 60.0, True),
    ("wrong address", refuse(404, "Not Found"), Temporary, 60.0, True),
    ("blocked", refuse(403, "Forbidden: bot was blocked by the user"), Gone, None, False),
    ("deactivated", refuse(403, "Forbidden: user is deactivated"), Gone, None, False),
    ("kicked", refuse(403, "Forbidden: bot was kicked from the group chat"), Gone, None, False),
    ("unknown chat", refuse(400, "Bad Request: chat not found"), Gone, None, False),
    ("may not write", refuse(400, "Bad Request: not enough rights to send text messages"), Gone, None, False),
    ("refused content", refuse(400, "Bad Request: message text is empty"), Rejected, None, False),
    ("refused size", refuse(413, "Request Entity Too Large"), Rejected, None, False),
    ("payment", refuse(402, "Payment required"), Temporary, None, False),
]


@pytest.mark.parametrize(
    ("trouble", "kind", "after", "whole_channel"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS]
)
async def test_what_a_failure_means(api, channel, lan, trouble, kind, after, whole_channel) -> None:
    trouble(api)

    with pytest.raises(kind) as error:
        await channel.send("7", Rendered(("a",)))

    assert getattr(error.value, "after", None) == after
    assert getattr(error.value, "whole_channel", False) == whole_channel
    assert api.token not in str(error.value)
    assert (error.value.__cause__, error.value.__context__) == (None, None)
    assert len(api.called("sendMessage")) == 1


REFUSED: list[tuple[str, Rendered, str, type[Exception]]] = [
    ("nothing said", Rendered(("",)), "7", Rejected),
    ("too long", Rendered(("a" * 4097,)), "7", Rejected),
    ("too much data", Rendered(("a",), (Button("x", "1" * 65),)), "7", Rejected),
    ("a button without words", Rendered(("a",), (Button("", "1"),)), "7", Rejected),
    ("half a character", Rendered(("\ud83d",)), "7", Rejected),
    ("markup and still too long", Rendered(("<b>" + "a" * 4097,)), "7", Rejected),
    ("nobody", Rendered(("a",)), "8", Gone),
    ("no number", Rendered(("a",)), "lan", Gone),
    ("never opened the bot", Rendered(("a",)), "9", Gone),
    ("a group that the bot left", Rendered(("a",)), "-5", Gone),
]


@pytest.mark.parametrize(("message", "to", "kind"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
async def test_what_the_server_itself_refuses(api, channel, lan, message, to, kind) -> None:
    api.user(9)
    api.group(-5)

    with pytest.raises(kind):
        await channel.send(to, message)
    assert lan.messages == []


async def test_an_answer_that_cannot_be_read_is_still_a_delivery(api, channel, lan) -> None:
    api.fail_next("sendMessage", 200, ANSWERED)

    assert await channel.send("7", Rendered(("a",))) == "77"


async def test_the_limit_of_all_chats_together(api, channel, lan) -> None:
    api.messages.rate_limit = 2
    await channel.send("7", Rendered(("1", "2")))

    with pytest.raises(Temporary) as error:
        await channel.send("7", Rendered(("3",)))
    assert (error.value.after, error.value.whole_channel) == (1.0, True)


async def test_nobody_listens(api, channel, lan) -> None:
    await api.stop()

    with pytest.raises(Temporary) as error:
        await channel.send("7", Rendered(("a",)))
    assert api.token not in str(error.value)

    await api.start()
    await channel.send("7", Rendered(("b",)))
    assert [seen.text for seen in lan.messages] == ["b"]
