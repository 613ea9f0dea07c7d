"""People at their phones, in the notation of the golden conversations: text, ``[button]``, ``(photo name) caption``,
``(document name)``, ``(start code)``, ``(sticker)``."""

import re
from collections.abc import Iterable

import telegram

from storage.tables import ChannelAccount, Outgoing
from tests.acceptance.program import SECONDS, Program, until
from tests.fakes.bot_api import BotMessage, FakeUser

JPEG, PDF = b"\xff\xd8\xff\xe0 photo of ", b"%PDF-1.7 document of "


class Chatter:
    """Reads what comes, then writes; never writes twice what was not answered."""

    def __init__(self, user: FakeUser, program: Program) -> None:
        self.user, self.program = user, program

    async def do(self, act: str) -> None:
        """Write, press (the newest button with that label) or send something."""
        if act.startswith("["):
            await self.press(act[1:-1])
            return
        special = re.match(r"\((\w+)\s?([^)]*)\)\s?(.*)", act, re.DOTALL)
        if special is None:
            await self.user.send(act)
            return
        kind, argument, caption = special.groups()
        content = f"{self.user.id} {argument}".encode()
        match kind:
            case "photo":
                await self.user.send_photo(JPEG + content, caption or None)
            case "document":
                await self.user.send_document(PDF + content, f"{argument}.pdf", caption=caption or None)
            case "start":
                await self.user.start(argument)
            case "sticker":
                sticker = telegram.Sticker(
                    "S1", "U1", 512, 512, is_animated=False, is_video=False, type=telegram.Sticker.REGULAR
                )
                await self.user.send_any(sticker=sticker)
            case _:
                raise ValueError(f"unknown act: {act}")

    async def press(self, label: str) -> None:
        message = self.with_button(label)
        await self.user.press(message, [plain(one) for one in message.buttons].index(label))

    def with_button(self, label: str) -> BotMessage:
        """The newest message that has the button."""
        for message in reversed(self.user.messages):
            if label in [plain(one) for one in message.buttons]:
                return message
        raise AssertionError(f"no button {label!r}, only {[message.buttons for message in self.user.messages]}")

    async def turn(self, act: str, expected: str) -> BotMessage:
        """Act, and read the one answer, which holds what is expected."""
        await self.do(act)
        return await self.read(expected)

    async def read(self, expected: str) -> BotMessage:
        """The next answer, which holds what is expected. What the bot says unasked, a reminder, may come before it."""
        while True:
            message = await self.user.next_message(SECONDS)
            if expected in message.text:
                return message
            assert await self._is_unasked(message), f"{expected!r} was expected, this came:\n{message.text}"

    async def _is_unasked(self, message: BotMessage) -> bool:
        def rows() -> list[Outgoing]:
            return [row for row in self.program.rows(Outgoing) if row.external_id == str(message.id)]

        await until(rows, "the message is marked as sent")
        return rows()[0].proactive

    def answers(self) -> int:
        """How many answers were written for this person."""
        account = next(one for one in self.program.rows(ChannelAccount) if one.external_id == str(self.user.id))
        return sum(row.account_id == account.id and not row.proactive for row in self.program.rows(Outgoing))

    async def wait_for(self, expected: str, seconds: float = SECONDS) -> BotMessage:
        """Read on until something expected is there."""
        return await self.user.wait_for(lambda message: expected in message.text, seconds)

    async def play(self, turns: Iterable[tuple[str, str]]) -> None:
        """Turn after turn, each exactly one message."""
        for act, expected in turns:
            await self.turn(act, expected)

    async def play_patiently(self, turns: Iterable[tuple[str, str]]) -> None:
        """The same for somebody whom the bot may write to twice, and lets wait while it starts again and again."""
        for act, expected in turns:
            await self.do(act)
            await self.wait_for(expected, 10 * SECONDS)


def plain(label: str) -> str:
    """A label without its number."""
    return re.sub(r"^\d+\. ", "", label)
