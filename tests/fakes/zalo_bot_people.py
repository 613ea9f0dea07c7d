"""The people on the other side of the fake Zalo: what they do becomes events, what the bot sends them is kept."""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.inbox import Inbox

if TYPE_CHECKING:
    from tests.fakes.zalo_bot import FakeZaloBot


def hex_id() -> str:
    """20 hexadecimal digits, as every id of Zalo is."""
    return secrets.token_hex(10)


@dataclass(frozen=True, slots=True)
class ZaloMessage:
    """What the bot sent. ``content``: of a picture, as Zalo fetched it."""

    id: str
    kind: str  # "text", "photo"
    text: str
    content: bytes | None = None


class FakeZaloUser(Inbox[ZaloMessage]):
    """Somebody with Zalo on the phone. Made by ``FakeZaloBot.user``."""

    def __init__(self, api: "FakeZaloBot", name: str, *, chat: str | None = None) -> None:
        super().__init__()
        self.api, self.name = api, name
        self.id = hex_id()
        self.chat_id = chat or self.id  # another one: a group
        self.has_written = self.blocked = False

    # ------------------------------------------------------------ what they do

    async def send(self, text: str) -> dict[str, Any]:
        return await self.post("message.text.received", text=text)

    async def send_photo(self, content: bytes, caption: str | None = None, *, key: str = "photo_url") -> dict[str, Any]:
        """``key``: "photo", as the documentation has it."""
        more = {} if caption is None else {"caption": caption}
        return await self.post("message.image.received", **{key: self.api.keep(content, "jpg")}, **more)

    async def send_voice(self, content: bytes) -> dict[str, Any]:
        return await self.post("message.voice.received", voice_url=self.api.keep(content, "aac"))

    async def send_sticker(self) -> dict[str, Any]:
        return await self.post("message.sticker.received", sticker="0e078a2e", url="https://stickers.example/1.png")

    async def send_document(self, *_content: Any, **_more: Any) -> dict[str, Any]:
        """Zalo tells a bot only that there was something."""
        return await self.post("message.unsupported.received")

    async def post(self, event_name: str, **content: Any) -> dict[str, Any]:
        """An event of this person with any content; returns it."""
        self.has_written = True
        event = {
            "event_name": event_name,
            "message": {
                "message_id": hex_id(),
                "date": self.api.milliseconds(),
                "from": {"id": self.id, "display_name": self.name, "is_bot": False},
                "chat": {"id": self.chat_id, "chat_type": "PRIVATE" if self.chat_id == self.id else "GROUP"},
                **content,
            },
        }
        self.api.post(event)
        return event
