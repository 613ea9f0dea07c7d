"""What the thin clients of the vendors share: whom to trust, and downloads that cannot grow without bound."""

import ssl
from functools import cache

import certifi
from aiohttp import ClientResponse

_CHUNK = 64 * 1024


class TooLarge(Exception):
    """A download has more bytes than were allowed."""


@cache  # reading some hundred certificates takes a while
def trust() -> ssl.SSLContext:
    """The system's certificates (an own server may have an own authority) and certifi's, where the system has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


async def bounded(response: ClientResponse, limit: int) -> bytes:
    """The body, at most ``limit`` bytes. Raises ``TooLarge``."""
    if response.content_length is not None and response.content_length > limit:
        raise TooLarge
    content = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > limit:
            raise TooLarge
    return bytes(content)
