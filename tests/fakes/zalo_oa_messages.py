"""What the fake Official Account takes as a message, and what it refuses."""

import unicodedata
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientSession, ClientTimeout

if TYPE_CHECKING:
    from tests.fakes.zalo_oa import FakeZaloOa

Shown = tuple[str, str, bytes | None, tuple[tuple[str, str], ...]]  # kind, text, content, (title, payload) of buttons


class Refusal(Exception):
    """What is answered instead of ``data``."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


async def check_message(oa: "FakeZaloOa", given: dict[str, Any]) -> Shown:
    """A consultation message. Raises ``Refusal``."""
    if given.keys() != {"recipient", "message"} or given["recipient"].keys() != {"user_id"}:
        raise Refusal(-201, "body is invalid")
    message = given["message"]
    if not message or message.keys() - {"text", "attachment"}:
        raise Refusal(-201, "message is invalid")
    text = message.get("text", "")
    if "attachment" not in message:
        _check_text(text)
        return "text", text, None, ()
    attachment = message["attachment"]
    payload = attachment.get("payload", {})
    if attachment.get("type") == "file":
        return "file", text, _upload(oa, payload.get(oa.file_key), "file"), ()
    if attachment.get("type") != "template":
        raise Refusal(-201, "attachment type is invalid")
    kind = payload.get("template_type")
    if kind == "media":
        return "image", text, await _media(oa, payload), ()
    if kind == "request_user_info":
        return "request_user_info", _element(payload)["title"], None, ()
    if kind not in (None, "button") or (kind == "button") != (oa.buttons == "template"):
        raise Refusal(-201, "template_type is invalid")
    text = payload.get("text", "") if kind == "button" else text
    _check_text(text)
    return "text", text, None, _buttons(payload)


def _check_text(text: Any) -> None:
    if not isinstance(text, str) or not 1 <= len(text.encode("utf-16-le")) // 2 <= 2000:
        raise Refusal(-210, "text must be 1 to 2000 characters")
    if unicodedata.normalize("NFC", text) != text:
        raise Refusal(-201, "decomposed text (stricter than Zalo)")


def _buttons(payload: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    buttons = payload.get("buttons", [])
    if not 1 <= len(buttons) <= 5:
        raise Refusal(-210, "1 to 5 buttons")
    for button in buttons:
        if not 1 <= len(button["title"]) <= 100 or button["type"] not in ("oa.query.show", "oa.query.hide"):
            raise Refusal(-201, "button is invalid")
        if not isinstance(button["payload"], str) or not 1 <= len(button["payload"]) <= 1000:
            raise Refusal(-201, "button payload is invalid")
    return tuple((button["title"], button["payload"]) for button in buttons)


def _element(payload: dict[str, Any]) -> dict[str, Any]:
    elements = payload.get("elements", [])
    if len(elements) != 1 or not all(elements[0].get(key) for key in ("title", "subtitle", "image_url")):
        raise Refusal(-201, "exactly one whole element")
    found: dict[str, Any] = elements[0]
    return found


async def _media(oa: "FakeZaloOa", payload: dict[str, Any]) -> bytes:
    elements = payload.get("elements", [])
    if len(elements) != 1 or elements[0].get("media_type") not in ("image", "gif"):
        raise Refusal(-201, "exactly one picture")
    if "url" not in elements[0]:
        return _upload(oa, elements[0].get("attachment_id"), elements[0]["media_type"])
    try:
        async with ClientSession(timeout=ClientTimeout(total=5)) as web, web.get(elements[0]["url"]) as response:
            if response.status != 200 or not response.content_type.startswith("image/"):
                raise Refusal(-201, "no picture at the address")
            return await response.read()
    except (ClientError, ValueError):
        raise Refusal(-201, "the address cannot be reached") from None


def _upload(oa: "FakeZaloOa", key: Any, kind: str) -> bytes:
    found = oa.uploads.get(key) if isinstance(key, str) else None
    if found is None or found[0] != kind:
        raise Refusal(-100, "attachment is unknown or has expired")
    return found[1]


def check_template(templates: dict[str, set[str]], given: dict[str, Any]) -> None:
    """Raises ``Refusal``."""
    wanted = templates.get(given.get("template_id", ""))
    if wanted is None:
        raise Refusal(-131, "template is not approved")
    data = given.get("template_data")
    if (
        not isinstance(data, dict)
        or data.keys() != wanted
        or any(not text or len(text) > 200 for text in data.values())
    ):
        raise Refusal(-201, "template_data is invalid")
