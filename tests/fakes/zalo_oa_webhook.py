"""The webhook as the fake Official Account calls it: signed, patient for two seconds, again when it is not taken."""

import asyncio
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

from aiohttp import ClientError, ClientSession, ClientTimeout

if TYPE_CHECKING:
    from tests.fakes.zalo_oa import FakeZaloOa

SECONDS = 2.0


class OaWebhook:
    """``url`` is set by hand, as in Zalo's console. ``first``: "app_id" or "oa_id"; ``prefix``: of the signature;
    ``repeats``: each event is delivered so many times more; ``reorders``: the newest comes first; ``answers``: the
    statuses, 0 where nobody answered in time."""

    def __init__(self, oa: "FakeZaloOa") -> None:
        self._oa = oa
        self.url = ""
        self.first, self.prefix = "app_id", "mac="
        self.repeats, self.reorders = 0, False
        self.answers: list[int] = []

    async def push(self) -> None:
        while True:
            await asyncio.sleep(0.02)
            while self.url and self._oa.pending:
                event = self._oa.pending[-1 if self.reorders else 0]
                status = await self.deliver(event)
                if status != 200:
                    break
                for _ in range(self.repeats):
                    await self.deliver(event)
                self._oa.pending.remove(event)

    async def deliver(self, event: dict[str, Any], *, signature: str | None = None, body: bytes | None = None) -> int:
        """The status of one delivery. ``signature``: another than the right one; "" for none."""
        sent = json.dumps(event, ensure_ascii=False).encode() if body is None else body
        right = self.prefix + self.sign(sent, str(event.get("timestamp", "")))
        given = right if signature is None else signature
        headers = {"Content-Type": "application/json", "Connection": "close"} | (
            {"X-ZEvent-Signature": given} if given else {}
        )
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=SECONDS)) as session,
                session.post(self.url, data=io.BytesIO(sent), headers=headers) as response,
            ):
                self.answers.append(response.status)
        except (ClientError, TimeoutError):
            self.answers.append(0)
        return self.answers[-1]

    def sign(self, body: bytes, timestamp: str) -> str:
        first = self._oa.app_id if self.first == "app_id" else self._oa.oa_id
        return hashlib.sha256(first.encode() + body + timestamp.encode() + self._oa.secret_key.encode()).hexdigest()
