"""People who answer a self-assessment through a webhook, and the Bot API that brings them the answers.

Each waits for the answer before writing the next line, without a pause: as many turns as the bot can take. A turn is
over when the update is acknowledged and the answer has arrived.
"""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.wire import Poster, serve

# The answers of tests/acceptance/stories.py, with evidence that needs no file: nothing is fetched, nothing uploaded.
LINK = "https://phuong1.example/minh-chung"
TURNS = (
    "tu cham diem",
    *("12 1", LINK),
    *("co, 15/2", LINK),
    *("9", "Có bố trí trong Kế hoạch", LINK),
    *("92,5", "12/BC-UBND ngày 10/12/2024"),
    *("8/3, 7/6, 9/9, 11/12", LINK),
    *("Có kế hoạch riêng", "5 0", LINK),
    *("Có", "100 3 0", LINK),
    *("0", LINK),
    *("0", "Trong năm không có trường hợp nào bị phản ánh."),
    *("0", LINK),
    *("2", LINK),
)


class FakeApi:
    """Accepts everything and tells the one who waits, ``seconds`` after the call. ``last``: chat → what came last;
    calls to the chats that are ``hanging`` are never answered."""

    def __init__(self, *, seconds: float = 0.0) -> None:
        self.port = 0
        self.seconds = seconds
        self.hanging: set[int] = set()
        self.hung = asyncio.Event()  # one of them was called
        self._over = asyncio.Event()
        self.webhook = asyncio.Event()
        self.path = ""
        self.secret = ""
        self.last: dict[int, str] = {}
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._ids = itertools.count(1)

    async def start(self) -> None:
        self._server, self.port = await serve(self._answer)

    async def stop(self) -> None:
        self._over.set()
        self._server.close()

    def expect(self, chat: int) -> "asyncio.Future[None]":
        """Done when the next message to the chat arrives."""
        future = self._waiting[chat] = asyncio.get_running_loop().create_future()
        return future

    async def _answer(self, method: str, given: dict[str, Any]) -> dict[str, Any] | bytes:
        result: Any = True
        if method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
        elif method == "getWebhookInfo":
            result = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}
        elif method == "setWebhook":
            self.path = "/" + given["url"].split("/", 3)[3]
            self.secret = given.get("secret_token", "")
            self.webhook.set()
        elif method == "sendMessage":
            chat = int(given["chat_id"])
            if chat in self.hanging:
                self.hung.set()
                await self._over.wait()
            if self.seconds:
                await asyncio.sleep(self.seconds)
            self.last[chat] = given["text"]
            result = {"message_id": next(self._ids), "date": 1, "chat": {"id": chat, "type": "private"}, "text": "x"}
            waiting = self._waiting.pop(chat, None)
            if waiting is not None:
                waiting.set_result(None)
        return {"ok": True, "result": result}


@dataclass(slots=True)
class Measured:
    """Seconds: of each turn until it was acknowledged, until it was answered; and of all together."""

    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    wall: float = 0.0

    @property
    def turns(self) -> int:
        return len(self.answered)


async def answer_all(api: FakeApi, port: int, chats: range, *, turns: tuple[str, ...] = TURNS) -> Measured:
    """Everybody goes through the self-assessment at the same time."""
    measured = Measured()
    updates = itertools.count(chats.start * 1000)
    started = time.perf_counter()
    await asyncio.gather(*(_live(api, port, chat, turns, measured, updates) for chat in chats))
    measured.wall = time.perf_counter() - started
    return measured


async def _live(
    api: FakeApi, port: int, chat: int, turns: tuple[str, ...], measured: Measured, updates: "itertools.count[int]"
) -> None:
    poster = Poster(port, api.path, {"X-Telegram-Bot-Api-Secret-Token": api.secret})
    for text in turns:
        answer = api.expect(chat)
        started = time.perf_counter()
        status = await poster.post(update(next(updates), chat, text))
        measured.acknowledged.append(time.perf_counter() - started)
        if status != 200:
            raise RuntimeError(f"the webhook answered {status}")
        async with asyncio.timeout(60):
            await answer
        measured.answered.append(time.perf_counter() - started)
    poster.close()


def update(number: int, chat: int, text: str) -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": f"Lan {chat}", "language_code": "vi"}
    private = {"id": chat, "type": "private", "first_name": f"Lan {chat}"}
    message = {"message_id": number, "date": int(time.time()), "chat": private, "from": person, "text": text}
    return {"update_id": number, "message": message}
