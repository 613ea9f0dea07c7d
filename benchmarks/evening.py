"""One unit on the last evening: what its contact writes, photographs and waits for, with pauses to think."""

import asyncio
import itertools
import random
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.people import FakeApi
from benchmarks.wire import Poster

PHOTO = "(photo)"
# A whole self-assessment: its answers, eight photos, a link, a document's number, an explanation, and the sending.
STORY = (
    "tu cham diem",
    *("12 1", PHOTO),
    *("co, 15/2", PHOTO),
    *("9", "Có bố trí trong Kế hoạch", PHOTO),
    *("92,5", "12/BC-UBND ngày 10/12/2024"),
    *("8/3, 7/6, 9/9, 11/12", PHOTO),
    *("Có kế hoạch riêng", "5 0", "https://phuong1.example/minh-chung"),
    *("Có", "100 3 0", PHOTO),
    *("0", PHOTO),
    *("0", "Trong năm không có trường hợp nào bị phản ánh."),
    *("0", PHOTO),
    *("2", PHOTO),
    *("gui", "Đồng ý gửi"),
)
TOTAL, RECEIPT = "97", "TC-2024-"
PATIENCE = 600.0  # seconds that somebody waits for an answer before the simulation calls it lost


@dataclass(slots=True)
class Evening:
    """What happened: by turn, when it began (seconds since the start) and how long the answer took."""

    started: float = field(default_factory=time.perf_counter)
    began: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    sent: int = 0  # units that have their receipt
    unanswered: int = 0

    @property
    def now(self) -> float:
        return time.perf_counter() - self.started


class PhotoApi(FakeApi):
    """Hands over photos too, each with a content of its own. ``size`` in bytes."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self._filling = random.Random(1).randbytes(size)

    async def _answer(self, method: str, given: dict[str, Any]) -> dict[str, Any] | bytes:
        if method == "getFile":
            return {"ok": True, "result": {"file_id": given["file_id"], "file_path": f"photos/{given['file_id']}"}}
        if method.startswith("photo-"):
            return b"\xff\xd8\xff\xe0" + method.encode() + self._filling
        return await super()._answer(method, given)


async def live(
    api: PhotoApi,
    ports: list[int],
    chat: int,
    *,
    at: float,
    think: float,
    updates: "itertools.count[int]",
    into: Evening,
) -> None:
    """Begin ``at`` seconds after the start; think about so long before each line, and read each answer first."""
    chance = random.Random(chat)
    await asyncio.sleep(max(0.0, at - into.now))
    posters = [Poster(port, api.path, {"X-Telegram-Bot-Api-Secret-Token": api.secret}) for port in ports]
    try:
        for number, text in enumerate(STORY):
            await asyncio.sleep(chance.expovariate(1 / think) if number and think else 0)
            answer = api.expect(chat)
            began = into.now
            poster = posters[number % len(posters)]  # the proxy gives each call to any process
            status = await poster.post(update(next(updates), chat, text, number))
            if status != 200:
                raise RuntimeError(f"the webhook answered {status}")
            async with asyncio.timeout(PATIENCE):
                await answer
            into.began.append(began)
            into.took.append(into.now - began)
        if RECEIPT not in api.last[chat]:
            raise RuntimeError(f"not sent: {api.last[chat]}")
        into.sent += 1
    except TimeoutError:
        into.unanswered += 1
    finally:
        for poster in posters:
            poster.close()


def update(number: int, chat: int, text: str, place: int) -> dict[str, Any]:
    """A text, or a photo of a document."""
    person = {"id": chat, "is_bot": False, "first_name": f"Lan {chat}", "language_code": "vi"}
    private = {"id": chat, "type": "private", "first_name": f"Lan {chat}"}
    message: dict[str, Any] = {"message_id": number, "date": int(time.time()), "chat": private, "from": person}
    if text == PHOTO:
        id = f"photo-{chat}-{place}"
        size = {"file_id": id, "file_unique_id": id, "width": 1280, "height": 960}
        message["photo"] = [size]
    else:
        message["text"] = text
    return {"update_id": number, "message": message}
