"""A strict Zalo Official Account server on 127.0.0.1 for tests: API, template messages by phone, and OAuth in one.

    async with FakeZaloOa() as oa:            # oa.url, oa.app_id, oa.app_secret, oa.secret_key, oa.refresh_token
        lan = oa.user("Cô Lan")
        await lan.send("xin chào")            # goes to the webhook, signed, as soon as there is one
        message = await lan.next_message()
        await lan.tap("Đồng ý")
        oa.refuse_next("cs", -32)             # inside HTTP 200, as Zalo does

It behaves as docs/zalo.md says: ids are texts of digits; a refusal is HTTP 200 with ``error``; an access token that has
expired is refused, a refresh token works once; windows of seven days; uploads with their limits; the webhook has two
seconds, and what it does not take is tried again.
"""

import asyncio
import json
import secrets
import time
from collections import deque
from typing import Any

from aiohttp import web

from tests.fakes.bot_api_faults import reply
from tests.fakes.server import ZaloServer
from tests.fakes.zalo_oa_messages import Refusal, check_message, check_template
from tests.fakes.zalo_oa_people import FakeOaUser, OaMessage, digits
from tests.fakes.zalo_oa_webhook import OaWebhook

__all__ = ["FakeOaUser", "FakeZaloOa", "OaMessage"]

DAY = 24 * 3600.0
LIMITS = {"image": 1024 * 1024, "gif": 5 * 1024 * 1024, "file": 5 * 1024 * 1024}
ENDINGS = {"image": ("jpg", "jpeg", "png"), "gif": ("gif",), "file": ("pdf", "doc", "docx")}
PATHS = {  # the word by which faults and calls name it
    "/v3.0/oa/message/cs": "cs",
    "/v3.0/oa/message/template": "template",
    "/message/template": "template_phone",
    "/v2.0/oa/getoa": "getoa",
    "/v4/oa/access_token": "token",
    "/v2.0/oa/upload/image": "upload",
    "/v2.0/oa/upload/gif": "upload",
    "/v2.0/oa/upload/file": "upload",
}


class FakeZaloOa(ZaloServer):
    """One account and its application. ``file_key``: under which key an uploaded file's id is answered and expected;
    ``buttons``: the form that messages with buttons must have; ``templates``: what is approved, with its parameters."""

    def __init__(self, *, life: float = 90000.0) -> None:
        super().__init__()
        self.app_id, self.oa_id = digits(), digits()
        self.app_secret, self.secret_key = secrets.token_hex(10), secrets.token_hex(12)
        self.token = self.app_secret  # what must not be in a log, as the other fakes call it
        self.life = life  # seconds of an access token
        self.refresh_token = "refresh-" + secrets.token_hex(20)
        self.access_tokens: dict[str, float] = {}  # until when each works
        self.used_refresh_tokens: list[str] = []
        self.file_key, self.buttons = "token", "plain"
        self.templates: dict[str, set[str]] = {}
        self.pending: deque[dict[str, Any]] = deque()
        self.people: dict[str, FakeOaUser] = {}
        self.uploads: dict[str, tuple[str, bytes]] = {}  # id → (kind, content)
        self.refreshing_at_once = 0
        self.webhook = OaWebhook(self)
        self._refreshing = 0

    def add_routes(self, router: web.UrlDispatcher) -> None:
        super().add_routes(router)
        router.add_route("*", "/{path:.*}", self._handle)

    async def push(self) -> None:
        await self.webhook.push()

    # ------------------------------------------------------------ the test's side

    def user(self, name: str = "Cô Hoa") -> FakeOaUser:
        """Somebody who has not followed or written yet."""
        person = FakeOaUser(self, name)
        self.people[person.id] = person
        return person

    def refuse_next(self, method: str, code: int, message: str = "refused", times: int = 1) -> None:
        """Refuse inside HTTP 200."""
        self.fail_next(method, 200, {"error": code, "message": message}, times)

    def post(self, event: dict[str, Any]) -> None:
        """Something happened."""
        self.pending.append(event)

    def expire_tokens(self) -> None:
        """Every access token stops working now."""
        self.access_tokens = dict.fromkeys(self.access_tokens, 0.0)

    def milliseconds(self) -> str:
        return str(time.time_ns() // 1_000_000)

    # ------------------------------------------------------------ requests

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = PATHS.get(request.path)
        if method is None:
            return web.json_response({"error": -201, "message": f"unknown path {request.path}"})
        fault = self.take(method)
        form = await request.post() if request.content_type != "application/json" else {}
        given = await request.json() if request.content_type == "application/json" else dict(form)
        self.calls.append((method, given))
        if (instead := await self.troubled(request, fault)) is not None:
            return instead
        try:
            body = await self._answer(request, method, given)
        except Refusal as refusal:
            body = {"error": refusal.code, "message": refusal.message}
        return await reply(request, 200, body, fault)

    async def _answer(self, request: web.Request, method: str, given: Any) -> dict[str, Any]:
        if method == "token":
            return await self._grant(request, given)
        until = self.access_tokens.get(request.headers.get("access_token", ""))
        if until is None or "Authorization" in request.headers:
            raise Refusal(-216, "Access token is invalid")
        if until <= time.time():
            raise Refusal(-220, "Access token has expired")
        match method:
            case "getoa":
                return self._done({"oa_id": self.oa_id, "name": "Phường 1"})
            case "cs":
                return self._done(await self._send(given))
            case "upload":
                return self._done(await self._upload(request.path.rpartition("/")[2], given))
            case "template":
                return self._done(self._send_template(given, str(given.get("user_id"))))
        person = next((one for one in self.people.values() if one.phone == given.get("phone")), None)
        if person is None:
            raise Refusal(-108, "Phone number is invalid")
        if not given.get("tracking_id"):
            raise Refusal(-201, "tracking_id is required")
        return self._done(self._send_template(given, person.id))

    def _done(self, data: dict[str, Any]) -> dict[str, Any]:
        return {"error": 0, "message": "Success", "data": data}

    async def _grant(self, request: web.Request, form: dict[str, Any]) -> dict[str, Any]:
        self._refreshing += 1
        self.refreshing_at_once = max(self.refreshing_at_once, self._refreshing)
        await asyncio.sleep(0.02)
        self._refreshing -= 1
        if request.headers.get("secret_key") != self.app_secret or form.get("app_id") != self.app_id:
            raise Refusal(-14002, "Invalid app secret")
        if form.get("grant_type") == "refresh_token" and form.get("refresh_token") != self.refresh_token:
            raise Refusal(-14014, "Invalid refresh token")
        if form.get("grant_type") == "authorization_code" and (form.get("code"), form.get("code_verifier")) != (
            "the-code",
            "the-verifier",
        ):
            raise Refusal(-14003, "Invalid code")
        self.used_refresh_tokens.append(self.refresh_token)
        self.refresh_token = "refresh-" + secrets.token_hex(20)
        access = "access-" + secrets.token_hex(20)
        self.access_tokens[access] = time.time() + self.life
        return {"access_token": access, "refresh_token": self.refresh_token, "expires_in": str(int(self.life))}

    async def _send(self, given: dict[str, Any]) -> dict[str, Any]:
        person = self._recipient(given)
        kind, text, content, buttons = await check_message(self, given)
        if time.time() - person.last_seen > 7 * DAY:
            raise Refusal(-230, "User has not interacted with the OA in the past 7 days")
        message = OaMessage(digits(), kind, text, content, buttons)
        person.receive(message)
        return {"message_id": message.id, "user_id": person.id, "sent_time": self.milliseconds()}

    def _recipient(self, given: dict[str, Any]) -> FakeOaUser:
        user = given.get("recipient", {}).get("user_id")
        if not isinstance(user, str) or user not in self.people:
            raise Refusal(-201, "user_id is invalid")
        person = self.people[user]
        if not person.has_written:
            raise Refusal(-213, "User has not followed the OA")
        if person.blocked:
            raise Refusal(-213, "User has not followed the OA")
        return person

    def _send_template(self, given: dict[str, Any], user: str) -> dict[str, Any]:
        check_template(self.templates, given)
        person = self.people.get(user)
        if person is None:
            raise Refusal(-201, "user_id is invalid")
        message = OaMessage(digits(), "template", json.dumps(given["template_data"], ensure_ascii=False))
        person.receive(message)
        return {"message_id": message.id, "msg_id": message.id}

    async def _upload(self, kind: str, given: dict[str, Any]) -> dict[str, Any]:
        file = given.get("file")
        if not isinstance(file, web.FileField):
            raise Refusal(-201, "file is missing")
        content = file.file.read()
        if file.filename.rpartition(".")[2].lower() not in ENDINGS[kind]:
            return {}
        if len(content) > LIMITS[kind]:
            raise Refusal(-210, "file is too large")
        found = secrets.token_hex(16)
        self.uploads[found] = (kind, content)
        return {self.file_key if kind == "file" else "attachment_id": found}
