"""A whole program behind the web chat, only the answers are a stub's, and a browser's view of it."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
from sqlmodel import Session

from bot.app import Application
from bot.demo_story import draw_paper
from handlers.conversation import Choice, Document, Event, EventKind, Reply, strong

START = datetime(2024, 4, 15, 1, tzinfo=UTC)  # 08:00 in Vietnam
PAPER = draw_paper()


def respond(session: Session, event: Event) -> list[Reply]:
    """Says what it understood."""
    if event.kind is EventKind.FILE:
        error = event.file_error.value if event.file_error else ""
        evidence = [Document("evidence", {"digest": file.digest, "name": file.name}) for file in event.files]
        return [Reply(f"file {error}", documents=tuple(evidence))]
    if event.kind is EventKind.PRESS:
        return [Reply(f"pressed {event.choice} {event.stale}")]
    choices = (Choice("yes", "Có"), Choice("no", "Không")) if event.text == "ask" else ()
    return [Reply(f"{event.kind.value}: {strong(event.text)}", choices=choices)]


@dataclass(slots=True)
class Site:
    """The running program and a browser's view of it."""

    app: Application
    web: aiohttp.ClientSession

    async def get(self, path: str, **options: Any) -> Any:
        async with self.web.get(path, **options) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def post(self, path: str, **options: Any) -> tuple[int, Any]:
        async with self.web.post(path, **options) as answer:
            return answer.status, await answer.json()

    async def say(self, who: str, text: str, event_id: str) -> None:
        assert await self.post(f"/api/chat/{who}/text", json={"text": text, "id": event_id}) == (200, {"ok": True})
        await self.app.settle()

    async def send_file(self, who: str, content: bytes, name: str, event_id: str, **fields: str) -> tuple[int, Any]:
        form = aiohttp.FormData(quote_fields=False)  # names are sent as they are, like a browser does
        for field, value in ({"id": event_id} | fields).items():
            form.add_field(field, value)
        form.add_field("file", io.BytesIO(content), filename=name)
        answer = await self.post(f"/api/chat/{who}/file", data=form)
        await self.app.settle()
        return answer

    async def chat(self, who: str, after: str = "") -> list[dict[str, Any]]:
        messages = (await self.get(f"/api/chat/{who}", params={"after": after}))["messages"]
        assert isinstance(messages, list)
        return messages
