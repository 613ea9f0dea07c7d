"""What the people of the fakes are sent, and how a test waits for it."""

import asyncio
import json
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar


class Worded(Protocol):
    """A message of any fake."""

    @property
    def text(self) -> str: ...


Message = TypeVar("Message", bound=Worded)


class Inbox(Generic[Message]):
    """The messages of one chat. ``next_message`` and ``wait_for`` share a cursor: each looks only at what nobody was
    given before, and moves it behind what it returns."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._read = 0
        self._changed = asyncio.Event()

    def receive(self, message: Message) -> None:
        """The server's side: it has arrived."""
        self.messages.append(message)
        self._changed.set()
        self._changed = asyncio.Event()

    async def next_message(self, timeout: float = 10.0) -> Message:
        """The next unread message, waiting for it."""
        return await self.wait_for(lambda _: True, timeout)

    async def wait_for(self, wanted: Callable[[Message], bool], timeout: float = 10.0) -> Message:
        """The next unread message that is wanted; the unwanted before it count as read."""
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            changed = self._changed
            for index in range(self._read, len(self.messages)):
                if wanted(self.messages[index]):
                    self._read = index + 1
                    return self.messages[index]
            left = deadline - asyncio.get_running_loop().time()
            try:
                await asyncio.wait_for(changed.wait(), left)
            except TimeoutError:
                unread = [message.text for message in self.messages[self._read :]]
                raise AssertionError(f"no such message in {timeout} s; unread: {json.dumps(unread)}") from None

    def read_all(self) -> None:
        """What is there counts as read."""
        self._read = len(self.messages)
