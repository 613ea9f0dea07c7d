"""People at their phones with Zalo, and a program that has a Zalo bot."""

import re
import socket

from aiohttp import ClientSession, FormData

from storage.tables import Role
from tests.acceptance.people import JPEG, PDF, Chatter
from tests.acceptance.program import Program
from tests.acceptance.stories import enter
from tests.fakes.zalo_bot import FakeZaloBot, FakeZaloUser

LINK = re.compile(r"http://\S+")


class ZaloChatter(Chatter):
    """Types the words of a button; sends a document by the page that the last message names, or else as a photo."""

    user: FakeZaloUser  # type: ignore[assignment] # the same conversation with another vendor's person

    async def do(self, act: str) -> None:
        rest = act.strip("()").partition(" ")[2]
        if act.startswith("["):
            await self.user.send(self.words_of(act[1:-1]))
        elif act.startswith("(photo"):
            name, _, caption = rest.partition(") ")
            await self.user.send_photo(JPEG + name.encode(), caption or None)
        elif act.startswith("(document"):
            links = LINK.findall(self.user.messages[-1].text)
            if links:
                assert await upload(links[0], f"{rest}.pdf", PDF + rest.encode()) == 200
            else:
                await self.user.send_photo(JPEG + rest.encode())
        else:
            await self.user.send(act)

    def words_of(self, label: str) -> str:
        """What the newest message that has it says is to be typed for it: the label, or a verb with a code."""
        for message in reversed(self.user.messages):
            if found := re.search(rf"– {re.escape(label)}: nhắn “([^”]+)”", message.text):
                return found[1]
        return label


async def upload(link: str, name: str, content: bytes) -> int:
    """The status of a form with one file."""
    form = FormData(quote_fields=False, default_to_multipart=True)
    form.add_field("file", content, filename=name)
    async with ClientSession() as web, web.post(link, data=form) as response:
        return response.status


def free_port() -> int:
    """One that the program gets at every start."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def on_zalo(api: FakeZaloBot, **more: object) -> dict[str, object]:
    """The settings of a program with this Zalo bot, and a public address."""
    port = free_port()
    return {
        "zalo_bot_token": api.token,
        "zalo_bot_api_url": api.url,
        "http_port": port,
        "public_url": f"http://127.0.0.1:{port}",
        **more,
    }


def let_in(program: Program, api: FakeZaloBot, name: str, role: Role, *, unit: int | None = None) -> ZaloChatter:
    """Somebody who came in over Zalo before the story begins; ``unit`` is its number."""
    user = api.user(name)
    user.has_written = True
    enter(program, "zalo_bot", user.id, name, role, unit=unit)
    return ZaloChatter(user, program)  # type: ignore[arg-type] # see ZaloChatter
