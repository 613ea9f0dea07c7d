"""The webhook as the fake Zalo calls it."""

from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout


class Refusal(Exception):
    """What a method answers with instead of a result."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


class WebhookSetting:
    """An address and its secret. ``answers``: the statuses of what was posted there; 0: nobody answered."""

    def __init__(self, url: str, secret: str) -> None:
        if not 8 <= len(secret) <= 256:
            raise Refusal(400, "Bad Request: secret_token must have 8 to 256 characters")
        self.url, self.secret = url, secret
        self.answers: list[int] = []

    async def post(self, body: bytes, *, secret: str | None = None) -> int:
        """The status of one delivery."""
        headers = {
            "X-Bot-Api-Secret-Token": self.secret if secret is None else secret,
            "Content-Type": "application/json",
            "User-Agent": "Java/1.8.0_192",
        }
        self.answers.append(await self._post(body, headers))
        return self.answers[-1]

    async def probe(self) -> dict[str, Any]:
        """Without a body, a type or the secret."""
        status = await self._post(b"", {})
        outcome = "webhook.ok" if status == 200 else "webhook.err.conn" if not status else f"webhook.http.{status}"
        return {"ok": status == 200, "url": self.url, "outcome": outcome, "hint": "", "status_code": status}

    async def _post(self, body: bytes, headers: dict[str, str]) -> int:
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=5)) as session,
                session.post(self.url, data=body, headers=headers) as response,
            ):
                return response.status
        except (ClientError, TimeoutError):
            return 0
