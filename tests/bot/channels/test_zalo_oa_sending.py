"""What an Official Account sends, and which of our three errors each refusal is."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Addressee, Attachment, Button, FileRef, Gone, Rejected, Rendered, Temporary
from bot.channels.zalo_oa import ZaloOaChannel
from bot.channels.zalo_oa_sending import FILE_LIMITS, MAX_PARAMETER, Template
from tests.fakes.zalo_oa import FakeOaUser, FakeZaloOa
from tests.fakes.zalo_oa_bench import sending

Trouble = Callable[[FakeZaloOa], Any]
JPEG, PDF = b"\xff\xd8\xff\xe0 photo", b"%PDF-1.7 document"
HELLO = Rendered(("xin chào",))
REMINDER = Template("t-1", {"ten": "{name}", "noi_dung": "{text}"})
LAN = Addressee("Trần Thị Lan", "+84912345678")


@pytest.fixture
async def oa() -> AsyncIterator[FakeZaloOa]:
    async with FakeZaloOa() as server:
        server.templates["t-1"] = {"ten", "noi_dung"}
        yield server


@pytest.fixture
async def channel(oa: FakeZaloOa) -> AsyncIterator[ZaloOaChannel]:
    async with sending(oa) as made:
        yield made


@pytest.fixture
async def lan(oa: FakeZaloOa) -> FakeOaUser:
    user = oa.user("Lan")
    user.phone = "84912345678"
    await user.send("a")
    return user


# -- what is sent


async def test_a_text(channel: ZaloOaChannel, lan: FakeOaUser) -> None:
    sent = await channel.send(lan.id, Rendered(("Đã ghi.", "Câu 2?")))
    assert [(one.kind, one.text) for one in lan.messages] == [("text", "Đã ghi."), ("text", "Câu 2?")]
    assert sent == lan.messages[-1].id


async def test_a_decomposed_text_is_composed(channel: ZaloOaChannel, lan: FakeOaUser) -> None:
    await channel.send(lan.id, Rendered(("Đa\u0303 ghi",)))
    assert lan.messages[0].text == "Đã ghi"


@pytest.mark.parametrize("form", ["plain", "template"])
async def test_buttons_come_back_as_presses(oa: FakeZaloOa, lan: FakeOaUser, form: str) -> None:
    oa.buttons = form
    buttons = tuple(Button(f"{number + 1}. Cách {number + 1}", f"77:{number}") for number in range(5))
    async with sending(oa, buttons=form) as channel:
        await channel.send(lan.id, Rendered(("Cách nào?",), buttons))
        assert [title for title, _ in lan.messages[0].buttons] == [button.label for button in buttons]
        assert channel.understand(await lan.tap("Cách 3")).press == (77, 2)
    assert lan.messages[0].text == "Cách nào?"


async def test_long_titles_are_cut(channel: ZaloOaChannel, lan: FakeOaUser) -> None:
    await channel.send(lan.id, Rendered(("?",), (Button("d" * 150, "1:0"),)))
    assert lan.messages[0].buttons[0][0] == "d" * 99 + "…"


def a_file(tmp_path: Path, content: bytes, name: str, media_type: str, url: str | None = None) -> Attachment:
    path = tmp_path / "content"
    path.write_bytes(content)
    return Attachment(path, name, media_type, url)


@pytest.mark.parametrize("key", ["token", "attachment_id"])
async def test_a_document_is_uploaded(oa, channel, lan, tmp_path, key) -> None:
    """Whatever the upload names its answer, it is sent back under that name."""
    oa.file_key = key
    await channel.send(lan.id, Rendered((), attachment=a_file(tmp_path, PDF, "Báo cáo.pdf", "application/pdf")))
    assert [(one.kind, one.content) for one in lan.messages] == [("file", PDF)]


async def test_a_picture_is_uploaded(channel: ZaloOaChannel, lan: FakeOaUser, tmp_path: Path) -> None:
    file = a_file(tmp_path, JPEG, "anh.jpg", "image/jpeg")
    await channel.send(lan.id, Rendered(("Minh chứng của I.1",), attachment=file))
    assert [(one.kind, one.text, one.content) for one in lan.messages] == [("image", "Minh chứng của I.1", JPEG)]


async def test_a_picture_with_an_address_is_fetched_by_zalo(oa, channel, lan, tmp_path) -> None:
    from aiohttp import web

    async def picture(_request: web.Request) -> web.Response:
        return web.Response(body=JPEG, content_type="image/jpeg")

    app = web.Application()
    app.router.add_get("/d", picture)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/d"
    await channel.send(lan.id, Rendered(("lớn.jpg",), attachment=a_file(tmp_path, JPEG, "lớn.jpg", "image/jpeg", url)))
    await runner.cleanup()
    assert [(one.kind, one.content) for one in lan.messages] == [("image", JPEG)]
    assert oa.called("upload") == []


async def test_an_upload_without_an_id_is_no_message(channel: ZaloOaChannel, lan: FakeOaUser, tmp_path: Path) -> None:
    with pytest.raises(Rejected):
        await channel.send(lan.id, Rendered((), attachment=a_file(tmp_path, PDF, "no-ending", "application/pdf")))
    assert lan.messages == []


async def test_a_file_that_is_gone(channel: ZaloOaChannel, lan: FakeOaUser, tmp_path: Path) -> None:
    with pytest.raises(Rejected):
        await channel.send(lan.id, Rendered((), attachment=Attachment(tmp_path / "no", "a.pdf", "application/pdf")))


async def test_which_files_can_be_sent(channel: ZaloOaChannel) -> None:
    can = channel.capabilities
    assert can.takes("application/pdf", FILE_LIMITS["application/pdf"])
    assert not can.takes("application/pdf", FILE_LIMITS["application/pdf"] + 1)
    assert not can.takes("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 1)


async def test_a_request_for_contact_data(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    async with sending(oa, contact_image="https://x.example/a.png") as channel:
        await channel.send(lan.id, Rendered(("Số điện thoại nào?",), form=True))
    assert [one.kind for one in lan.messages] == ["text", "request_user_info"]


async def test_without_a_picture_contact_data_are_typed(channel: ZaloOaChannel, lan: FakeOaUser) -> None:
    await channel.send(lan.id, Rendered(("Số điện thoại nào?",), form=True))
    assert [one.kind for one in lan.messages] == ["text"]


# -- windows


async def test_a_closed_window_without_a_template(channel: ZaloOaChannel, lan: FakeOaUser) -> None:
    lan.rest(days=7.1)
    with pytest.raises(Gone):
        await channel.send(lan.id, HELLO)


async def test_a_closed_window_with_a_template(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    lan.rest(days=7.1)
    message = Rendered(("Nhắc hạn:\n• Báo cáo quý", "x" * 500), addressee=LAN)
    async with sending(oa, template=REMINDER) as channel:
        assert await channel.send(lan.id, message) == lan.messages[0].id
    data = json.loads(lan.messages[0].text)
    assert data["ten"] == "Trần Thị Lan"
    assert data["noi_dung"].startswith("Nhắc hạn: • Báo cáo quý xxx")
    assert len(data["noi_dung"]) == MAX_PARAMETER


async def test_a_template_by_phone(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    lan.rest(days=8)
    async with sending(oa, template=Template("t-1", REMINDER.data, "phone")) as channel:
        await channel.send(lan.id, Rendered(("Nhắc hạn",), addressee=LAN))
        with pytest.raises(Gone):
            await channel.send(lan.id, Rendered(("Nhắc hạn",), addressee=Addressee("Lan")))
    assert [one["phone"] for one in oa.called("template_phone")] == ["84912345678"]
    assert len(lan.messages) == 1


async def test_a_template_is_paid_for_and_not_sent_twice(oa: FakeZaloOa, lan: FakeOaUser) -> None:
    lan.rest(days=8)
    oa.drop_next("template")
    async with sending(oa, template=REMINDER) as channel:
        with pytest.raises(Rejected, match="may have been delivered"):
            await channel.send(lan.id, Rendered(("Nhắc hạn",), addressee=LAN))


# -- what goes wrong on the way


async def test_everybody_waits_longer_each_time(oa, channel, lan) -> None:
    pauses = []
    for _ in range(3):
        oa.refuse_next("cs", -32)
        with pytest.raises(Temporary) as caught:
            await channel.send(lan.id, HELLO)
        pauses.append(caught.value.after)
    assert pauses == [5.0, 10.0, 20.0]


async def test_parts_that_arrived_are_not_sent_again(oa, channel, lan) -> None:
    message = Rendered(("một", "hai", "ba"))
    oa.delay_next("cs", 0)
    oa.fail_next("cs", 500, "<html>")
    with pytest.raises(Temporary):
        await channel.send(lan.id, message)
    await channel.send(lan.id, message)
    assert [one.text for one in lan.messages] == ["một", "hai", "ba"]
    await channel.send(lan.id, message)  # the same words on another day
    assert len(lan.messages) == 6


async def test_who_does_not_follow_is_gone(channel: ZaloOaChannel, lan: FakeOaUser) -> None:
    await lan.unfollow()
    with pytest.raises(Gone):
        await channel.send(lan.id, HELLO)


# -- files that arrive


async def test_a_file_is_fetched(channel: ZaloOaChannel, lan: FakeOaUser) -> None:
    file = channel.understand(await lan.send_document(PDF, "bc.pdf")).files[0]
    assert (file.name, file.media_type, file.size) == ("bc.pdf", "application/pdf", len(PDF))
    assert await channel.fetch(file, 999) == PDF


FETCHES: list[tuple[str, Trouble, int, type[Exception]]] = [
    ("too large, as it says", lambda oa: None, 5, Rejected),
    ("expired", lambda oa: oa.expire_media(), 999, Rejected),
    ("server error", lambda oa: oa.fail_next("media", 503, "<html>"), 999, Temporary),
    ("slow down", lambda oa: oa.fail_next("media", 429, "slow"), 999, Temporary),
    ("cut off", lambda oa: oa.cut_next("media"), 999, Temporary),
    ("dropped", lambda oa: oa.drop_next("media", times=2), 999, Temporary),
]


@pytest.mark.parametrize(("trouble", "limit", "kind"), [row[1:] for row in FETCHES], ids=[row[0] for row in FETCHES])
async def test_a_file_that_cannot_be_fetched(oa, channel, lan, trouble, limit, kind) -> None:
    file = channel.understand(await lan.send_document(PDF)).files[0]
    trouble(oa)
    with pytest.raises(kind) as caught:
        await channel.fetch(file, limit)
    assert type(caught.value) is kind


@pytest.mark.parametrize("address", ["ftp://x.example/a", "file:///etc/passwd", "http://["])
async def test_what_is_no_address_is_not_fetched(channel: ZaloOaChannel, address: str) -> None:
    with pytest.raises((Rejected, Temporary)):
        await channel.fetch(FileRef(address, "photo.jpg", "image/jpeg"), 10)
