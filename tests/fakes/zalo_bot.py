"""A strict Zalo Bot server on 127.0.0.1 for tests.

    async with FakeZaloBot() as api:          # api.url, api.token
        lan = api.user("Cô Lan")
        await lan.send("xin chào")            # an event that the bot gets by polling or by its webhook
        message = await lan.next_message()    # what the bot sent
        api.refuse_next("sendMessage", 429)   # inside HTTP 200, as Zalo does

It behaves as docs/zalo.md says Zalo was seen to: one event a poll, each given once; an idle poll refused with 408
inside HTTP 200; 404 where no webhook is set; bodies wrapped or flat; a probe without a body; media that expire; own
messages that come back; a month's quota. It lives in the test's event loop and listens on a real port.
"""

import asyncio
import json
import time
import unicodedata
from collections import Counter, deque
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from tests.fakes.bot_api_faults import reply
from tests.fakes.server import ZaloServer
from tests.fakes.zalo_bot_people import FakeZaloUser, ZaloMessage, hex_id
from tests.fakes.zalo_bot_webhook import Refusal, WebhookSetting

__all__ = ["FakeZaloBot", "FakeZaloUser", "ZaloMessage"]

PARAMETERS: dict[str, tuple[set[str], set[str]]] = {  # method → (required, optional)
    "getMe": (set(), set()),
    "getUpdates": (set(), {"timeout"}),
    "setWebhook": ({"url", "secret_token"}, set()),
    "getWebhookInfo": (set(), set()),
    "deleteWebhook": (set(), set()),
    "sendMessage": ({"chat_id", "text"}, {"parse_mode", "text_styles"}),
    "sendPhoto": ({"chat_id", "photo"}, {"caption"}),
    "sendChatAction": ({"chat_id", "action"}, set()),
}


class FakeZaloBot(ZaloServer):
    """One bot at one server. ``inside_200``: refusals come with HTTP 200; ``echoes``: what the bot sends comes back as
    an event; ``quota``: messages of this month, both ways; ``wrapped``: the shape of what the webhook gets."""

    def __init__(self, token: str = "4093715826104477:KqWzTnLbVxRmPsDfGhJc", *, quota: int = 3000) -> None:
        super().__init__()
        self.token, self.quota = token, quota
        self.id = hex_id()
        self.inside_200, self.echoes, self.wrapped = True, False, False
        self.idle_seconds = 0.3  # an idle poll ends then, whatever was asked for
        self.used: Counter[str] = Counter()  # "in", "out"
        self.pending: deque[dict[str, Any]] = deque()
        self.pollers_at_once = 0
        self.webhook: WebhookSetting | None = None
        self.people: dict[str, FakeZaloUser] = {}
        self.account_name = "bot.thidua"
        self.neighbours: dict[str, FakeZaloBot] = {}  # token → another bot at this address
        self._polling = 0
        self._arrived = asyncio.Event()

    def add_routes(self, router: web.UrlDispatcher) -> None:
        super().add_routes(router)
        router.add_route("*", "/bot{token:[^/]+}/{method}", self._handle)

    # ------------------------------------------------------------ the test's side

    def user(self, name: str = "Cô Hoa", *, chat: str | None = None) -> FakeZaloUser:
        """Somebody who has not written to the bot yet. ``chat``: the group in which they write."""
        person = FakeZaloUser(self, name, chat=chat)
        self.people[person.chat_id] = person
        return person

    def refuse_next(self, method: str, code: int, description: str = "refused", times: int = 1) -> None:
        """Refuse inside HTTP 200; ``fail_next`` refuses with the HTTP status."""
        self.fail_next(method, 200, {"ok": False, "error_code": code, "description": description}, times)

    def post(self, event: dict[str, Any]) -> None:
        """Something happened; also what no client of Zalo's would send."""
        self.used["in"] += 1
        self.pending.append(event)
        self._arrived.set()

    def milliseconds(self) -> int:
        return time.time_ns() // 1_000_000

    # ------------------------------------------------------------ requests

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        name, token = request.match_info["method"], request.match_info["token"]
        if token in self.neighbours:
            return await self.neighbours[token]._handle(request)
        fault = self.take(name)
        given = await request.json() if request.can_read_body else dict(request.query)
        params = given if isinstance(given, dict) else {}
        self.calls.append((name, params))
        if (instead := await self.troubled(request, fault)) is not None:
            return instead
        try:
            status, body = 200, {"ok": True, **await self._answer(token, name, params)}
        except Refusal as refusal:
            status = 200 if self.inside_200 else refusal.code
            body = {"ok": False, "error_code": refusal.code, "description": refusal.description}
        return await reply(request, status, body, fault)

    async def _answer(self, token: str, name: str, params: dict[str, Any]) -> dict[str, Any]:
        if token != self.token:
            raise Refusal(401, "Unauthorized")
        if name not in PARAMETERS:  # case matters
            raise Refusal(404, "Not Found")
        required, optional = PARAMETERS[name]
        if required - params.keys() or params.keys() - required - optional:
            raise Refusal(400, f"Bad Request: {sorted(required ^ params.keys())}")
        match name:
            case "getMe":
                me = {
                    "id": self.id,
                    "account_name": self.account_name,
                    "account_type": "BASIC",
                    "can_join_groups": False,
                }
                return {"result": me}
            case "getUpdates":
                return {"result": await self._poll(params)}
            case "sendMessage" | "sendPhoto":
                return {"result": await self._send(name, params)}
            case "sendChatAction":
                return {}
        return {"result": await self._webhook_method(name, params)}

    async def _poll(self, params: dict[str, Any]) -> dict[str, Any]:
        """One event, which is gone with it."""
        self._polling += 1
        self.pollers_at_once = max(self.pollers_at_once, self._polling)
        try:
            async with asyncio.timeout(min(float(params.get("timeout", 30)), self.idle_seconds)):
                while self.webhook is not None or not self.pending:
                    self._arrived.clear()
                    await self._arrived.wait()
            return self.pending.popleft()
        except TimeoutError:
            raise Refusal(408, "Request timeout") from None
        finally:
            self._polling -= 1

    async def _send(self, name: str, params: dict[str, Any]) -> dict[str, Any]:
        person = self.people.get(params["chat_id"]) if isinstance(params["chat_id"], str) else None
        text = params.get("text" if name == "sendMessage" else "caption", "")
        if (
            not isinstance(text, str)
            or len(text.encode("utf-16-le")) // 2 > 2000
            or (name == "sendMessage" and not text)
        ):
            raise Refusal(400, "Bad Request: text must be 1 to 2000 characters")
        if unicodedata.normalize("NFC", text) != text:
            raise Refusal(400, "Bad Request: decomposed text (stricter than Zalo)")
        if person is None or not person.has_written:
            raise Refusal(404, "chat not found")
        if person.blocked:
            raise Refusal(403, "internal server error")
        if sum(self.used.values()) >= self.quota:
            raise Refusal(429, "quota exceeded")
        content = await self._fetch_twice(params["photo"]) if name == "sendPhoto" else None
        self.used["out"] += 1
        message = ZaloMessage(hex_id(), "text" if content is None else "photo", text, content)
        person.receive(message)
        if self.echoes:
            await self._echo(person, message)
        return {"message_id": message.id, "date": self.milliseconds()}

    async def _echo(self, person: FakeZaloUser, message: ZaloMessage) -> None:
        sender = {"id": self.id, "display_name": "Bot Thi đua", "is_bot": False}
        inner = {"message_id": message.id, "date": self.milliseconds(), "from": sender, "text": message.text}
        chat = {"id": person.chat_id, "chat_type": "PRIVATE"}
        self.pending.append({"event_name": "message.text.received", "message": inner | {"chat": chat}})
        self._arrived.set()

    async def _fetch_twice(self, address: str) -> bytes:
        """Zalo fetches a picture more than once."""
        contents = set()
        for _ in range(2):
            try:
                async with ClientSession(timeout=ClientTimeout(total=5)) as session, session.get(address) as response:
                    if response.status != 200 or not response.content_type.startswith("image/"):
                        raise Refusal(400, f"Bad Request: no picture at the address ({response.status})")
                    contents.add(await response.read())
            except (ClientError, ValueError):
                raise Refusal(400, "Bad Request: the address cannot be reached") from None
        if len(contents) != 1:
            raise Refusal(400, "Bad Request: another picture each time")
        return contents.pop()

    # ------------------------------------------------------------ the webhook

    async def _webhook_method(self, name: str, params: dict[str, Any]) -> dict[str, Any]:
        if name == "setWebhook":
            if urlsplit(params["url"]).scheme != "https" and urlsplit(params["url"]).hostname != "127.0.0.1":
                raise Refusal(400, "Bad Request: https is required")
            self.webhook = WebhookSetting(params["url"], params["secret_token"])
            self._arrived.set()
            # Stored even when the probe fails.
            return {"url": params["url"], "updated_at": self.milliseconds(), "verification": await self.webhook.probe()}
        if self.webhook is None:
            raise Refusal(404 if name == "getWebhookInfo" else 400, "webhook is not set")
        if name == "deleteWebhook":
            self.webhook = None
            self._arrived.set()
            return {"url": "", "updated_at": self.milliseconds()}
        return {"url": self.webhook.url, "updated_at": self.milliseconds()}

    async def push(self) -> None:
        """What waits goes to the webhook; what is not taken is tried again, which Zalo does not promise."""
        while True:
            await asyncio.sleep(0.02)
            while self.webhook is not None and self.pending:
                event = self.pending[0]
                body = json.dumps({"ok": True, "result": event} if self.wrapped else event).encode()
                if not 200 <= await self.webhook.post(body) < 300:
                    break
                self.pending.popleft()
