"""A strict Bot API server on 127.0.0.1 for tests.

    async with FakeBotApi() as api:           # api.url, api.token
        an = api.user(7, "Lan")
        await an.start("CODE")                # an update that the bot gets by polling or by its webhook
        message = await an.next_message()     # what the bot sent
        await an.press(message, "Đồng ý")
        api.fail_next("sendMessage", status=502, body="<html>…", times=2)

It lives in the test's event loop and listens on a real port, so a bot in another process can use it. Rules come from
https://core.telegram.org/bots/api; where it is stricter than Telegram, the code says so.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import telegram
from aiohttp import web
from telegram import Chat

from tests.fakes.bot_api_faults import reply
from tests.fakes.bot_api_messages import MAX_UPLOAD, Messages
from tests.fakes.bot_api_people import BotMessage, FakeGroup, FakeUser
from tests.fakes.bot_api_rules import Method, Params, Refusal, Upload, check_parameters
from tests.fakes.bot_api_updates import Updates, WebhookSetting
from tests.fakes.server import FakeServer

__all__ = ["BotMessage", "FakeBotApi", "FakeGroup", "FakeUser"]

_JSON_PARAMS = {"reply_markup", "link_preview_options", "allowed_updates", "entities", "caption_entities", "commands"}


@dataclass(frozen=True, slots=True)
class Call:
    """One request that arrived, faults included."""

    method: str
    params: Params


class FakeBotApi(FakeServer):
    """One bot at one server. ``rate_limit``: messages a second for all chats together; ``clock``: dates of messages."""

    def __init__(
        self,
        token: str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
        *,
        username: str = "thidua_test_bot",
        rate_limit: int = 30,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self.token, self.clock = token, clock
        number = token.partition(":")[0]
        self.me = telegram.User(int(number) if number.isdigit() else 999, "Thi Đua", is_bot=True, username=username)
        self.calls: list[Call] = []
        self.answers: list[tuple[str, int]] = []  # (method, status) of every answer
        self.updates = Updates(clock)
        self.messages = Messages(self.me, clock, rate_limit)
        self._methods: dict[str, Method] = {"getme": self._get_me} | self.updates.methods() | self.messages.methods()

    largest = MAX_UPLOAD + 1024 * 1024

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", "/bot{token:[^/]+}/{method}", self._handle)
        router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._hand_over_file)

    async def push(self) -> None:
        await self.updates.push()

    def end_waiting(self) -> None:
        self.updates.end_polls()

    # ------------------------------------------------------------ the test's side

    def user(self, id: int, name: str = "Người dùng", last_name: str | None = None) -> FakeUser:
        """Somebody who has not opened the bot yet."""
        person = FakeUser(self, telegram.User(id, name, is_bot=False, last_name=last_name, language_code="vi"))
        self.messages.people[id] = person
        return person

    def group(self, id: int, title: str = "Tổ trưởng phường 1") -> FakeGroup:
        """A group; ids of groups are negative."""
        group = FakeGroup(self, Chat(id, Chat.SUPERGROUP, title=title))
        self.messages.people[id] = group
        return group

    def forget_presses(self) -> None:
        """From now on all earlier presses are too old to be answered."""
        self.messages.presses.clear()

    def called(self, method: str) -> list[Params]:
        """The parameters of every call of a method, in order."""
        return [call.params for call in self.calls if call.method == method]

    def post(self, **content: telegram.TelegramObject) -> int:
        """An update with ``message=…``, ``callback_query=…`` …; returns its id."""
        update_id = self.updates.next_id()
        self.updates.post(telegram.Update(update_id, **content).to_dict())  # type: ignore[arg-type] # given by name
        return update_id

    def post_raw(self, update: dict[str, Any]) -> int:
        """An update as it is, readable or not, with an id of its own if it has none; returns the id."""
        update = {"update_id": self.updates.next_id()} | update
        self.updates.post(update)
        return int(update["update_id"])

    @property
    def pending(self) -> list[dict[str, Any]]:
        """The updates that are not confirmed."""
        return self.updates.pending

    @property
    def webhook(self) -> WebhookSetting | None:
        return self.updates.webhook

    def new_press(self, user: FakeUser) -> str:
        """The id of a press that waits for an answer."""
        identity = str(4_000_000_000_000 + self.messages.next_id())
        self.messages.presses[identity] = user
        return identity

    # ------------------------------------------------------------ requests

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        fault = self.take(name)
        params = await _params(request)
        self.calls.append(Call(name, params))
        if fault.seconds:
            await asyncio.sleep(fault.seconds)
        if fault.status is not None:
            status, body = fault.status, fault.body
        else:
            status, body = await self._answer(request.match_info["token"], name, params)
        self.answers.append((name, status))
        return await reply(request, status, body, fault)

    async def _answer(self, token: str, name: str, params: Params) -> tuple[int, dict[str, Any]]:
        try:
            method = self._method(token, name)
            check_parameters(name, [key for key, value in params.items() if not _is_attached(key, value)])
            return 200, {"ok": True, "result": await method(params)}
        except Refusal as refusal:
            body = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            return refusal.code, body | ({"parameters": refusal.parameters} if refusal.parameters else {})

    def _method(self, token: str, name: str) -> Method:
        if token != self.token:
            raise Refusal(401, "Unauthorized")
        if name.lower() not in self._methods:
            raise Refusal(404, "Not Found: method not found")
        return self._methods[name.lower()]

    async def _get_me(self, _params: Params) -> dict[str, Any]:
        return self.me.to_dict() | {"can_join_groups": True, "can_read_all_group_messages": False}

    async def _hand_over_file(self, request: web.Request) -> web.StreamResponse:
        fault = self.take("file")
        if (instead := await self.troubled(request, fault)) is not None:
            return instead
        kept = next((kept for kept in self.messages.files.values() if kept.path == request.match_info["path"]), None)
        if kept is None or request.match_info["token"] != self.token:
            return await reply(request, 404, {"ok": False, "error_code": 404, "description": "Not Found"}, fault)
        return await reply(request, 200, kept.content, fault)


async def _params(request: web.Request) -> Params:
    """The parameters from the query, a form, a multipart upload or JSON."""
    params: Params = dict(request.query)
    if request.content_type == "application/json":
        given = await request.json()
        return params | given if isinstance(given, dict) else params
    for key, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            params[key] = Upload(value.filename, value.content_type, value.file.read())
        else:
            params[key] = json.loads(str(value)) if key in _JSON_PARAMS else str(value)
    return params


def _is_attached(key: str, value: Any) -> bool:
    return isinstance(value, Upload) and key not in ("photo", "document")
