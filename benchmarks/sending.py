"""A morning's messages leave through a Bot API that refuses what is too fast: the achieved rate against the limit."""

import asyncio
import time
from bisect import bisect_left
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.people import FakeApi, update
from benchmarks.planning import MORNING, seed
from benchmarks.programs import Running
from benchmarks.wire import Poster
from storage.database import Database

LIMIT = 30  # messages in any second, in all
FLOOD = 2  # seconds that a refusal by force lasts
PER_CHAT = 1.0  # seconds between two messages to one chat, of those nobody asked for
PAUSE = 0.7  # seconds between two lines of the person who writes meanwhile


class StrictApi(FakeApi):
    """Refuses what Telegram would refuse, and besides ``floods`` times, for two seconds each, without a reason.
    ``sent``: when each message was taken; ``refused``: how many were not; ``taken``: by chat."""

    def __init__(self, *, floods: int = 0) -> None:
        super().__init__()
        self.floods = floods
        self.flooded_until = 0.0
        self.forced_floods, self.forced = 0, 0  # how often, and how many calls that met
        self.taken: Counter[int] = Counter()
        self.sent: list[float] = []
        self.refused = 0
        self.waited: list[float] = []  # seconds that somebody who wrote waited for the answer
        self.asked: set[int] = set()  # chats that wait for an answer: it is no burst
        self._second: deque[float] = deque()
        self._last: dict[int, float] = {}

    async def _answer(self, method: str, given: dict[str, Any]) -> dict[str, Any] | bytes:
        if method == "sendMessage":
            if self._is_flooded():
                self.forced += 1
                return _refusal(FLOOD)
            if self._too_fast(int(given["chat_id"])):
                self.refused += 1
                return _refusal(3)
            self.taken[int(given["chat_id"])] += 1
        return await super()._answer(method, given)

    def _is_flooded(self) -> bool:
        """Every 50 messages, as long as there are floods left."""
        now = time.perf_counter()
        if self.floods and len(self.sent) >= 50 * (1 + self.forced_floods):
            self.floods -= 1
            self.forced_floods += 1
            self.flooded_until = now + FLOOD
        return now < self.flooded_until

    def _too_fast(self, chat: int) -> bool:
        now = time.perf_counter()
        while self._second and self._second[0] <= now - 1:
            self._second.popleft()
        again = chat not in self.asked and now - self._last.get(chat, -PER_CHAT) < PER_CHAT
        if len(self._second) >= LIMIT or again:
            return True
        self._second.append(now)
        self._last[chat] = now
        self.sent.append(now)
        return False


def _refusal(seconds: int) -> dict[str, Any]:
    return {
        "ok": False,
        "error_code": 429,
        "description": f"Too Many Requests: retry after {seconds}",
        "parameters": {"retry_after": seconds},
    }


@dataclass(slots=True)
class Sent:
    """``rate``: messages a second from the first to the last one; ``answers``: seconds that the person waited;
    ``forced``: calls refused without a reason; ``most``: messages that were taken in any one second."""

    messages: int
    rate: float
    refused: int
    most: int
    forced: int = 0
    answers: list[float] = field(default_factory=list)

    def show(self, name: str) -> None:
        waits = sorted(self.answers) or [0.0]
        print(
            f"{name}: {self.messages} messages at {self.rate:.2f}/s ({100 * self.rate / LIMIT:.1f} % of {LIMIT}/s), "
            f"at most {self.most} in any second, {self.refused} refused as too fast, {self.forced} by force, "
            f"each arrived once; a person who writes meanwhile has the answer after "
            f"{1000 * waits[len(waits) // 2]:.0f} ms (longest {1000 * waits[-1]:.0f} ms)",
            flush=True,
        )


async def measure(folder: Path, messages: int, port: int, *, floods: int = 0) -> Sent:
    """``thidua run`` as it is, on a morning with so many reminders. Raises ``AssertionError`` when one is lost or comes
    twice."""
    api = StrictApi(floods=floods)
    await api.start()
    url = f"sqlite:///{folder / 'sending.db'}"
    database = Database(url)
    seed(database, messages)
    database.close()
    environment = {
        "THIDUA_DATABASE_URL": url,
        "THIDUA_FILES_DIR": str(folder / "files"),
        "THIDUA_TELEGRAM_TOKEN": "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "THIDUA_TELEGRAM_API_URL": f"http://127.0.0.1:{api.port}",
        "THIDUA_TELEGRAM_MODE": "webhook",
        "THIDUA_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "THIDUA_HTTP_PORT": str(port),
        "THIDUA_NOW": MORNING.isoformat(),
        "THIDUA_LOG_FORMAT": "json",
    }
    running = await asyncio.to_thread(Running, ["-m", "bot", "run"], folder, environment, port)
    with running:
        async with asyncio.timeout(120):
            await api.webhook.wait()
            while not api.sent:  # noqa: ASYNC110 - the first tick comes by itself
                await asyncio.sleep(0.1)
        typing = asyncio.create_task(_write(api, port, messages))
        async with asyncio.timeout(60 + messages):
            while len(api.last) < messages:  # noqa: ASYNC110 - the API counts
                await asyncio.sleep(0.1)
        typing.cancel()
        await asyncio.gather(typing, return_exceptions=True)
    await api.stop()
    rate = (len(api.sent) - 1) / (api.sent[-1] - api.sent[0])
    quiet = {chat: count for chat, count in api.taken.items() if chat not in api.asked}
    assert len(api.taken) == messages, f"{messages - len(api.taken)} were lost"
    assert set(quiet.values()) == {1}, f"came twice: {[chat for chat, count in quiet.items() if count > 1]}"
    return Sent(len(api.sent), rate, api.refused, most_in_a_second(api.sent), api.forced, api.waited)


def most_in_a_second(moments: list[float]) -> int:
    """In any one, wherever it begins."""
    return max(bisect_left(moments, moment + 1) - number for number, moment in enumerate(moments))


async def _write(api: StrictApi, port: int, chat: int) -> None:
    """The last of all chats writes; its own reminder comes at the very end."""
    api.asked.add(chat)
    poster = Poster(port, api.path, {"X-Telegram-Bot-Api-Secret-Token": api.secret})
    for number in range(1, 10_000):
        answer = api.expect(chat)
        started = time.perf_counter()
        await poster.post(update(number, chat, "menu"))
        await answer
        api.waited.append(time.perf_counter() - started)
        await asyncio.sleep(PAUSE)
