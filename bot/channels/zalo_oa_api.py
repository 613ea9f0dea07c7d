"""Raw calls of the Zalo Official Account API (docs.zaloplatforms.com/docs/OA).

A failure is ``error`` other than 0 inside HTTP 200. The token travels in a header of its own; it, the refresh token and
the secrets are taken out of everything that is told.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aiohttp import FormData

from bot.channels.connections import Connections, NoAnswer, read_object
from bot.channels.connections import TooLarge as TooLarge

CALL_SECONDS = 30.0
UPLOAD_SECONDS = 120.0
REFRESH_SECONDS = 20.0


class OaError(Exception):
    """The API did not do what was asked. ``code``: its ``error``; None when there was no answer of the API, which
    ``status`` (of HTTP, if there was one) tells more about. ``uncertain``: it may have been done all the same."""

    def __init__(self, code: int | None, message: str, *, status: int | None = None, uncertain: bool = False) -> None:
        super().__init__(f"{code if code is not None else status or 'no answer'}: {message}")
        self.code = code
        self.status = status
        self.uncertain = uncertain


@dataclass(frozen=True, slots=True)
class OaHosts:
    """The three servers, each replaceable (tests, a proxy)."""

    api: str = "https://openapi.zalo.me"
    business: str = "https://business.openapi.zalo.me"
    oauth: str = "https://oauth.zaloapp.com"


class OaApi:
    """Calls to one application's servers. ``secrets``: what must never be told."""

    def __init__(self, hosts: OaHosts, *, secrets: Iterable[str] = ()) -> None:
        self.hosts = OaHosts(*(host.rstrip("/") for host in (hosts.api, hosts.business, hosts.oauth)))
        self._secrets = {secret for secret in secrets if secret}
        self._connections = Connections(scrub=self.scrub, kept=True)

    def hide(self, *secrets: str) -> None:
        """From now on these are secrets, too."""
        self._secrets.update(secret for secret in secrets if secret)

    def scrub(self, text: str) -> str:
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    async def close(self) -> None:
        await self._connections.close()

    async def post(self, path: str, body: dict[str, Any], token: str) -> dict[str, Any]:
        """``data`` of the answer. ``path`` on the API's host, or a whole address. Raises ``OaError``."""
        return await self._call("POST", path, token, seconds=CALL_SECONDS, json=body)

    async def get(self, path: str, token: str) -> dict[str, Any]:
        """``data`` of the answer. Raises ``OaError``."""
        return await self._call("GET", path, token, seconds=CALL_SECONDS)

    async def upload(self, kind: str, file: Path, name: str, media_type: str, token: str) -> dict[str, Any]:
        """``kind``: "image", "gif" or "file"; the name needs its ending. Raises ``OaError``."""
        form = FormData(quote_fields=False, default_to_multipart=True)
        content = await asyncio.to_thread(file.read_bytes)
        form.add_field("file", content, filename=name, content_type=media_type)
        path = f"/v2.0/oa/upload/{kind}"
        return await self._call("POST", path, token, seconds=UPLOAD_SECONDS, data=form)

    async def grant(self, app_secret: str, form: dict[str, str]) -> dict[str, Any]:
        """A pair of tokens for a code or a refresh token, which is used up by it. Raises ``OaError``."""
        url = f"{self.hosts.oauth}/v4/oa/access_token"
        status, body = await self._request(
            "POST", url, seconds=REFRESH_SECONDS, data=form, headers={"secret_key": app_secret}
        )
        answer = self._answer(status, body)
        if not isinstance(answer.get("access_token"), str) or not isinstance(answer.get("refresh_token"), str):
            raise OaError(_code(answer.get("error")) or None, self._message(answer), status=status)
        return answer

    async def download(self, url: str, *, limit: int, seconds: float) -> bytes:
        """What lies at an address that an event named. Raises ``OaError``, ``TooLarge``."""
        scheme = self.hosts.api.partition("://")[0]
        if not url.startswith(("https://", f"{scheme}://")):
            raise OaError(None, "not a web address", status=HTTPStatus.BAD_REQUEST)
        try:
            status, content = await self._connections.download(url, limit=limit, seconds=seconds)
        except ValueError as error:
            raise OaError(None, str(error), status=HTTPStatus.BAD_REQUEST) from None
        except NoAnswer as error:
            raise OaError(None, str(error), uncertain=error.uncertain) from None
        if status != HTTPStatus.OK:
            raise OaError(None, "the file was not handed over", status=status)
        return content

    async def _call(self, method: str, path: str, token: str, *, seconds: float, **given: Any) -> dict[str, Any]:
        url = path if "://" in path else self.hosts.api + path
        status, body = await self._request(method, url, seconds=seconds, headers={"access_token": token}, **given)
        answer = self._answer(status, body)
        code = _code(answer.get("error"))
        if code:
            raise OaError(code, self._message(answer), status=status)
        if status >= HTTPStatus.BAD_REQUEST:
            raise OaError(None, self._message(answer), status=status)
        data = answer.get("data")
        return data if isinstance(data, dict) else {}

    async def _request(self, method: str, url: str, *, seconds: float, **given: Any) -> tuple[int, bytes]:
        try:
            return await self._connections.request(method, url, seconds=seconds, **given)
        except NoAnswer as error:
            raise OaError(None, str(error), uncertain=error.uncertain) from None

    def _answer(self, status: int, body: bytes) -> dict[str, Any]:
        answer = read_object(body)
        if answer is None:  # a proxy's page, a cut answer
            raise OaError(None, "not an answer of the API", status=status, uncertain=status < HTTPStatus.BAD_REQUEST)
        return answer

    def _message(self, answer: dict[str, Any]) -> str:
        for key in ("message", "error_description", "error_name"):
            if isinstance(answer.get(key), str) and answer[key]:
                return self.scrub(answer[key])[:300]
        return "refused"


def _code(error: Any) -> int:
    """0 stands for success, also where the field is missing."""
    try:
        return int(error or 0)
    except (TypeError, ValueError):
        return -1
