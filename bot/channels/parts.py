"""A message in several parts is no transaction: which of them arrived before the next one failed."""


class Parts:
    """By recipient and texts, in memory: after a restart all are sent again."""

    def __init__(self) -> None:
        self._arrived: dict[tuple[str, tuple[str, ...]], int] = {}

    def arrived(self, chat: str, texts: tuple[str, ...]) -> int:
        """How many need not be sent again."""
        return self._arrived.get((chat, texts), 0)

    def note(self, chat: str, texts: tuple[str, ...], count: int) -> None:
        self._arrived[chat, texts] = count

    def forget(self, chat: str, texts: tuple[str, ...]) -> None:
        """All arrived, or none will be tried again: the same words may be said another day."""
        self._arrived.pop((chat, texts), None)
