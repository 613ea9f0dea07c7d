"""Sending as a Zalo Official Account: consultation messages with buttons, pictures and files by upload, a request for
contact data, and, where the window has closed, a template that Zalo approved.

Texts go out as they are. What people typed is nowhere read as markup.
"""

import unicodedata
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import uuid4

from bot.channels.base import (
    Addressee,
    Attachment,
    Button,
    Capabilities,
    Closed,
    Gone,
    Markup,
    Rejected,
    Rendered,
    Temporary,
)
from bot.channels.parts import Parts
from bot.channels.zalo_oa_api import OaApi, OaError
from bot.channels.zalo_oa_failures import SLOW_DOWN_SECONDS, Means, failure_of, meaning_of
from bot.channels.zalo_oa_tokens import Keeper, NotSignedIn
from bot.channels.zalo_oa_updates import press_payload

MESSAGE = "/v3.0/oa/message/cs"
MAX_TITLE = 100  # characters of a button
MOST_BUTTONS = 5
MAX_PARAMETER = 200  # characters of a template's parameter
LONGEST_PAUSE = 300.0
SIGNED_OUT_SECONDS = 5.0  # somebody may sign in at any moment
MB = 1024 * 1024

# What can be uploaded, by type, and how much of it.
FILE_LIMITS = {
    "image/jpeg": MB,
    "image/png": MB,
    "image/gif": 5 * MB,
    "application/pdf": 5 * MB,
    "application/msword": 5 * MB,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": 5 * MB,
}
_KINDS = {"image/jpeg": "image", "image/png": "image", "image/gif": "gif"}

Buttons = Literal["plain", "template", "none"]


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template. ``data``: its parameters, in which {name} and {text} are filled in; ``by``: whom it is
    sent to."""

    id: str
    data: dict[str, str] = field(default_factory=dict)
    by: Literal["user_id", "phone"] = "user_id"


def capabilities_of(buttons: Buttons) -> Capabilities:
    return Capabilities(
        buttons=buttons != "none",
        documents=True,
        max_text=1900,  # of the 2,000 characters of a unit that Zalo does not name
        markup=Markup.PLAIN,
        pictures=True,
        most_buttons=MOST_BUTTONS,
        file_limits=FILE_LIMITS,
    )


class OaSender:
    """Delivers what was rendered. ``contact_image``: the public address of the picture that a request for contact data
    must have."""

    def __init__(
        self,
        api: OaApi,
        keeper: Keeper,
        *,
        buttons: Buttons,
        template: Template | None,
        contact_image: str | None,
    ) -> None:
        self._api, self._keeper = api, keeper
        self._buttons, self._template, self._contact_image = buttons, template, contact_image
        self._parts = Parts()
        self._pauses = 0  # refusals with "too fast" in a row

    async def send(self, user: str, message: Rendered) -> list[str]:
        """The ids of the messages that were sent now. Raises what ``Channel.send`` raises. Where the window is known to
        be closed, what would be refused is not even tried."""
        if message.addressee is not None and message.addressee.closed:
            if self._template is None:
                raise Closed("it is too long since they wrote")
            return [await self._send_template(user, message)]
        try:
            ids = await self._send_parts(user, message)
        except OaError as error:
            closed = meaning_of(error) is Means.CLOSED and self._template is not None
            failure = self._weigh(error) if not closed else None
        except NotSignedIn as error:
            failure = Temporary(str(error), after=SIGNED_OUT_SECONDS, whole_channel=True)
        else:
            self._pauses = 0
            self._parts.forget(user, message.texts)
            return ids
        if failure is None:
            return [await self._send_template(user, message)]
        if not isinstance(failure, Temporary):
            self._parts.forget(user, message.texts)
        raise failure  # outside of the handler, so that the chain of causes ends here

    async def _send_parts(self, user: str, message: Rendered) -> list[str]:
        bodies: list[dict[str, Any]] = [{"text": _nfc(text)} for text in message.texts]
        if message.attachment is not None:
            attachment = await self._attach(message.attachment)
            bodies = [*bodies[:-1], {**(bodies[-1] if bodies else {}), "attachment": attachment}]
        elif message.buttons and bodies:
            bodies[-1] = self._with_buttons(bodies[-1]["text"], message.buttons[:MOST_BUTTONS])
        if message.form and self._contact_image:
            bodies.append({"attachment": _contact_request(message.texts, self._contact_image)})
        ids = []
        for number, body in enumerate(bodies):
            if number < self._parts.arrived(user, message.texts):
                continue
            data = await self._post(MESSAGE, {"recipient": {"user_id": user}, "message": body})
            ids.append(_id(data))
            self._parts.note(user, message.texts, number + 1)
        return ids

    def _with_buttons(self, text: str, buttons: tuple[Button, ...]) -> dict[str, Any]:
        shown = [
            {"title": _title(button.label), "type": "oa.query.hide", "payload": press_payload(button.data)}
            for button in buttons
        ]
        if self._buttons == "template":
            payload: dict[str, Any] = {"template_type": "button", "text": text, "buttons": shown}
            return {"attachment": {"type": "template", "payload": payload}}
        return {"text": text, "attachment": {"type": "template", "payload": {"buttons": shown}}}

    async def _attach(self, file: Attachment) -> dict[str, Any]:
        """Upload, or let Zalo fetch a picture that is too large for that."""
        kind = _KINDS.get(file.media_type, "file")
        if file.url is not None and kind == "image":
            return _media({"media_type": "image", "url": file.url})
        data = await self._upload(kind, file)
        if kind == "file":
            # Sources name two keys for the same thing: what was answered is sent back.
            key = "token" if data.get("token") else "attachment_id"
            found = {"type": "file", "payload": {key: data.get(key)}}
        else:
            found = _media({"media_type": kind, "attachment_id": data.get("attachment_id")})
            key = "attachment_id"
        if not data.get(key):
            raise OaError(-201, "the upload was answered without an id")
        return found

    async def _send_template(self, user: str, message: Rendered) -> str:
        template, whom = self._template, message.addressee or Addressee()
        assert template is not None
        words = " ".join(" ".join(message.texts).split())
        data = {
            key: text.replace("{name}", whom.name).replace("{text}", words)[:MAX_PARAMETER]
            for key, text in template.data.items()
        }
        body: dict[str, Any] = {"template_id": template.id, "template_data": data}
        if template.by == "phone":
            if not whom.phone:
                raise Closed("the window is closed and no phone number is known")
            body |= {"phone": whom.phone.removeprefix("+"), "tracking_id": uuid4().hex}
            path = f"{self._api.hosts.business}/message/template"
        else:
            body |= {"user_id": user}
            path = "/v3.0/oa/message/template"
        try:
            return _id(await self._post(path, body))
        except OaError as error:
            if error.code is None and error.uncertain:  # it is paid for
                failure: Exception = Rejected(f"{error}; it may have been delivered and is not sent again")
            else:
                failure = self._weigh(error)
        except NotSignedIn as error:
            failure = Temporary(str(error), after=SIGNED_OUT_SECONDS, whole_channel=True)
        raise failure

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        token = await self._keeper.access()
        try:
            return await self._api.post(path, body, token)
        except OaError as error:
            if meaning_of(error) is not Means.TOKEN:
                raise
        return await self._api.post(path, body, await self._keeper.renew(token))

    async def _upload(self, kind: str, file: Attachment) -> dict[str, Any]:
        if not file.path.is_file():
            raise OaError(-201, "the file to send is not on this machine's disk")
        token = await self._keeper.access()
        try:
            return await self._api.upload(kind, file.path, file.name, file.media_type, token)
        except OaError as error:
            if meaning_of(error) is not Means.TOKEN:
                raise
        token = await self._keeper.renew(token)
        return await self._api.upload(kind, file.path, file.name, file.media_type, token)

    def _weigh(self, error: OaError) -> Temporary | Rejected | Gone:
        """The failure in the light of those before it."""
        if meaning_of(error) is not Means.SLOW_DOWN:
            return failure_of(error)
        pause = min(SLOW_DOWN_SECONDS * 2**self._pauses, LONGEST_PAUSE)
        self._pauses = min(self._pauses + 1, 20)
        return Temporary(str(error), after=pause, whole_channel=True)


def _contact_request(texts: tuple[str, ...], image: str) -> dict[str, Any]:
    words = texts[-1] if texts else ""
    element = {"title": words.partition("\n")[0][:MAX_TITLE], "subtitle": words[:500], "image_url": image}
    return {"type": "template", "payload": {"template_type": "request_user_info", "elements": [element]}}


def _media(element: dict[str, Any]) -> dict[str, Any]:
    return {"type": "template", "payload": {"template_type": "media", "elements": [element]}}


def _title(label: str) -> str:
    label = _nfc(label)
    return label if len(label) <= MAX_TITLE else label[: MAX_TITLE - 1] + "…"


def _nfc(text: str) -> str:
    """Decomposed Vietnamese would be a quarter longer."""
    return unicodedata.normalize("NFC", text)


def _id(data: dict[str, Any]) -> str:
    return str(data.get("message_id") or data.get("msg_id") or "")
