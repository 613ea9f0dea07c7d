"""The people on the other side of the fake Official Account."""

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.inbox import Inbox

if TYPE_CHECKING:
    from tests.fakes.zalo_oa import FakeZaloOa


def digits() -> str:
    """19 digits, more than a float can tell apart."""
    return str(10**18 + secrets.randbelow(8 * 10**18))


@dataclass(frozen=True, slots=True)
class OaMessage:
    """What the account sent. ``buttons``: (title, payload)."""

    id: str
    kind: str  # "text", "image", "file", "template", "request_user_info"
    text: str
    content: bytes | None = None
    buttons: tuple[tuple[str, str], ...] = ()


class FakeOaUser(Inbox[OaMessage]):
    """Somebody with Zalo on the phone. Made by ``FakeZaloOa.user``."""

    def __init__(self, oa: "FakeZaloOa", name: str) -> None:
        super().__init__()
        self.oa, self.name, self.id = oa, name, digits()
        self.phone = ""
        self.has_written = self.blocked = False
        self.last_seen = 0.0

    # ------------------------------------------------------------ what they do

    async def send(self, text: str) -> dict[str, Any]:
        return await self.post("user_send_text", message={"text": text})

    async def tap(self, title: str) -> dict[str, Any]:
        """The newest button with this title; its payload comes as if it had been typed."""
        for message in reversed(self.messages):
            for shown, payload in message.buttons:
                if title in (shown, shown.partition(". ")[2]):
                    return await self.send(payload)
        raise AssertionError(f"no button {title!r}, only {[one.buttons for one in self.messages[-3:]]}")

    async def send_photo(self, content: bytes, caption: str | None = None) -> dict[str, Any]:
        url = self.oa.keep(content, "jpg")
        attachment = {"type": "image", "payload": {"url": url, "thumbnail": url}}
        more = {} if caption is None else {"text": caption}
        return await self.post("user_send_image", message={"attachments": [attachment], **more})

    async def send_document(self, content: bytes, name: str = "a.pdf") -> dict[str, Any]:
        payload = {
            "url": self.oa.keep(content, name.rpartition(".")[2]),
            "name": name,
            "size": str(len(content)),
            "type": name.rpartition(".")[2],
            "checksum": "0",
        }
        return await self.post("user_send_file", message={"attachments": [{"type": "file", "payload": payload}]})

    async def send_link(self, url: str) -> dict[str, Any]:
        attachment = {"type": "link", "payload": {"url": url, "description": "…", "thumbnail": "…"}}
        return await self.post("user_send_link", message={"text": url, "attachments": [attachment]})

    async def send_sticker(self) -> dict[str, Any]:
        attachment = {"type": "sticker", "payload": {"id": "20ed0bc0", "url": "https://stickers.example/1.png"}}
        return await self.post("user_send_sticker", message={"attachments": [attachment]})

    async def follow(self) -> dict[str, Any]:
        self.blocked = False
        return await self.post("follow")

    async def unfollow(self) -> dict[str, Any]:
        self.blocked = True
        return await self.post("unfollow")

    async def submit(self, phone: str) -> dict[str, Any]:
        return await self.post("user_submit_info", info={"name": self.name, "phone": phone})

    async def post(self, event_name: str, **content: Any) -> dict[str, Any]:
        """An event of this person with any content; returns it."""
        self.has_written, self.last_seen = True, time.time()
        if "message" in content:
            content["message"] = {"msg_id": secrets.token_hex(10), **content["message"]}
        who: dict[str, Any] = {"sender": {"id": self.id}, "recipient": {"id": self.oa.oa_id}}
        if event_name in ("follow", "unfollow"):
            who = {"follower": {"id": self.id}, "oa_id": self.oa.oa_id, "source": "oa_profile"}
        event = {
            "app_id": self.oa.app_id,
            "event_name": event_name,
            "user_id_by_app": "9" * 19,
            "timestamp": self.oa.milliseconds(),
            **who,
            **content,
        }
        self.oa.post(event)
        return event

    def rest(self, days: float) -> None:
        """As if they had last written so long ago."""
        self.last_seen -= days * 24 * 3600
