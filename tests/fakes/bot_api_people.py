"""The people on the other side of the fake Bot API: what they do becomes updates, what the bot sends them is kept.

Everything is built with python-telegram-bot's types, the second implementation of the Bot API beside aiogram.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import telegram
from telegram import Chat, InlineKeyboardButton, MessageEntity

from tests.fakes.inbox import Inbox

if TYPE_CHECKING:
    from tests.fakes.bot_api import FakeBotApi


@dataclass
class BotMessage:
    """What the bot sent. ``text``: as people read it (of a file: its caption); ``markup``: as it was given."""

    id: int
    kind: str  # "text", "photo", "document"
    text: str
    markup: str
    entities: list[MessageEntity]
    chat: Chat
    date: datetime
    rows: list[list[InlineKeyboardButton]] = field(default_factory=list)
    file_name: str | None = None
    media_type: str | None = None
    content: bytes | None = None
    previews: bool = True  # whether links are shown with a preview
    edits: int = 0
    asks_phone: str | None = None  # the label of the button that shares one's own number

    @property
    def buttons(self) -> list[str]:
        """The labels, row by row."""
        return [button.text for row in self.rows for button in row]

    @property
    def data(self) -> list[str]:
        """What the buttons carry."""
        return [str(button.callback_data) for row in self.rows for button in row]

    @property
    def strong(self) -> list[str]:
        """The bold parts, cut out by UTF-16 offsets as a client does."""
        units = self.text.encode("utf-16-le")
        bold = [entity for entity in self.entities if entity.type == MessageEntity.BOLD]
        return [units[e.offset * 2 : (e.offset + e.length) * 2].decode("utf-16-le") for e in bold]


class FakeUser(Inbox[BotMessage]):
    """Somebody with Telegram on the phone. Made by ``FakeBotApi.user``."""

    def __init__(self, api: "FakeBotApi", user: telegram.User) -> None:
        super().__init__()
        self.api, self.user, self.id = api, user, user.id
        self.chat = Chat(user.id, Chat.PRIVATE, first_name=user.first_name, last_name=user.last_name)
        self.started = self.blocked = self.deactivated = False
        self.answered: list[str] = []  # ids of presses that the bot answered

    async def start(self, payload: str = "") -> telegram.Message:
        """Open the bot, perhaps by an invitation link."""
        return await self.send(f"/start {payload}".strip())

    async def send(self, text: str, **more: Any) -> telegram.Message:
        command = len(text.split(maxsplit=1)[0]) if text.startswith("/") else 0
        entities = [MessageEntity(MessageEntity.BOT_COMMAND, 0, command)] if command else None
        return await self.send_any(text=text, entities=entities, **more)

    async def send_any(self, *, date: datetime | None = None, **content: Any) -> telegram.Message:
        """A message with any content, by python-telegram-bot's names: ``sticker=…``, ``location=…``."""
        self.started = True
        message = telegram.Message(
            self.api.messages.next_id(), date or self.api.clock(), self.chat, from_user=self.user, **content
        )
        self.api.post(message=message)
        return message

    async def send_photo(
        self, content: bytes, caption: str | None = None, album: str | None = None, **more: Any
    ) -> telegram.Message:
        """In two sizes, as Telegram offers them: a thumbnail and the picture."""
        sizes = [
            telegram.PhotoSize(
                *self.api.messages.keep(content[:100], "thumb.jpg"), 90, 60, file_size=min(len(content), 100)
            ),
            telegram.PhotoSize(*self.api.messages.keep(content, "photo.jpg"), 1280, 853, file_size=len(content)),
        ]
        return await self.send_any(photo=sizes, caption=caption, media_group_id=album, **more)

    async def send_document(
        self,
        content: bytes,
        name: str | None = "document.pdf",
        media_type: str | None = "application/pdf",
        *,
        caption: str | None = None,
        album: str | None = None,
        size: int | None = None,
        **more: Any,
    ) -> telegram.Message:
        """``size`` pretends another size than that of the content."""
        ids = self.api.messages.keep(content, name or "file", size=size)
        told = len(content) if size is None else size
        document = telegram.Document(*ids, file_name=name, mime_type=media_type, file_size=told)
        return await self.send_any(document=document, caption=caption, media_group_id=album, **more)

    async def send_voice(self, content: bytes, **more: Any) -> telegram.Message:
        ids = self.api.messages.keep(content, "voice.oga")
        return await self.send_any(voice=telegram.Voice(*ids, 3, mime_type="audio/ogg", file_size=len(content)), **more)

    async def edit(self, message: telegram.Message, text: str) -> None:
        edited = telegram.Message(
            message.message_id,
            message.date,
            self.chat,
            from_user=self.user,
            edit_date=self.api.clock(),
            text=text,
        )
        self.api.post(edited_message=edited)

    async def press(self, message: BotMessage, which: int | str) -> str:
        """Press a button by its position (row by row) or its label; returns the id of the press."""
        buttons = [button for row in message.rows for button in row]
        position = message.buttons.index(which) if isinstance(which, str) else which
        return await self.press_data(str(buttons[position].callback_data), message)

    async def press_data(self, data: str, message: BotMessage | None = None) -> str:
        """A press with any data, as a modified client can send it."""
        shown = None
        if message is not None:
            shown = self.api.messages.as_message(message)
        identity = self.api.new_press(self)
        self.api.post(
            callback_query=telegram.CallbackQuery(identity, self.user, str(-self.id), message=shown, data=data)
        )
        return identity

    def block(self) -> None:
        self.blocked = True
        self._membership(banned=True)

    def unblock(self) -> None:
        self.blocked = False
        self._membership(banned=False)

    def _membership(self, *, banned: bool) -> None:
        before, after = _bot_member(self.api.me, here=banned), _bot_member(self.api.me, here=not banned)
        self.api.post(my_chat_member=telegram.ChatMemberUpdated(self.chat, self.user, self.api.clock(), before, after))


class FakeGroup(Inbox[BotMessage]):
    """A group that the bot may be in. Made by ``FakeBotApi.group``."""

    def __init__(self, api: "FakeBotApi", chat: Chat) -> None:
        super().__init__()
        self.api, self.chat, self.id = api, chat, chat.id
        self.has_bot = False

    async def add_bot(self, by: FakeUser) -> None:
        self._move(by, here=True)

    async def remove_bot(self, by: FakeUser) -> None:
        self._move(by, here=False)

    async def send(self, by: FakeUser, text: str) -> telegram.Message:
        """A message in the group that the bot gets to see."""
        message = telegram.Message(
            self.api.messages.next_id(), self.api.clock(), self.chat, from_user=by.user, text=text
        )
        self.api.post(message=message)
        return message

    def _move(self, by: FakeUser, *, here: bool) -> None:
        self.has_bot = here
        members = _bot_member(self.api.me, here=not here, left=True), _bot_member(self.api.me, here=here, left=True)
        self.api.post(my_chat_member=telegram.ChatMemberUpdated(self.chat, by.user, self.api.clock(), *members))


def _bot_member(bot: telegram.User, *, here: bool, left: bool = False) -> telegram.ChatMember:
    """The bot's place in a chat: in a private one "kicked" means blocked."""
    if here:
        return telegram.ChatMemberMember(bot)
    for_ever = datetime(1970, 1, 1, tzinfo=UTC)  # a date of 0, as Telegram writes it
    return telegram.ChatMemberLeft(bot) if left else telegram.ChatMemberBanned(bot, until_date=for_ever)
