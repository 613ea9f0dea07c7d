"""People at their phones with Zalo, who talk to an Official Account, and a program that has one."""

from typing import Any

from bot.channels.zalo_oa import OaAccount, ZaloOaChannel
from storage.tables import Role
from tests.acceptance.people import JPEG, PDF, Chatter
from tests.acceptance.program import Program
from tests.acceptance.stories import enter
from tests.acceptance.zalo_people import free_port
from tests.fakes.zalo_oa import FakeOaUser, FakeZaloOa


class OaChatter(Chatter):
    """Taps a button where there is one, and types its words where not; sends documents as they are."""

    user: FakeOaUser  # type: ignore[assignment] # the same conversation with another vendor's person

    async def do(self, act: str) -> None:
        rest = act.strip("()").partition(" ")[2]
        if act.startswith("["):
            await self.press(act[1:-1])
        elif act.startswith("(photo"):
            name, _, caption = rest.partition(") ")
            await self.user.send_photo(JPEG + name.encode(), caption or None)
        elif act.startswith("(document"):
            await self.user.send_document(PDF + rest.encode(), f"{rest}.pdf")
        else:
            await self.user.send(act)

    async def press(self, label: str) -> None:
        shown = [title for title, _ in self.user.messages[-1].buttons]
        if any(label in (title, title.partition(". ")[2]) for title in shown):
            await self.user.tap(label)
        else:
            await self.user.send(label)


def on_oa(oa: FakeZaloOa, **more: object) -> dict[str, Any]:
    """The settings of a program with this account, whose webhook is set as by hand."""
    port = free_port()
    public_url = f"http://127.0.0.1:{port}"
    account = OaAccount(oa.app_id, oa.app_secret, oa.secret_key, oa.app_id)
    oa.webhook.url = ZaloOaChannel(account, public_url=public_url).webhook_url
    return {
        "zalo_oa_app_id": oa.app_id,
        "zalo_oa_app_secret": oa.app_secret,
        "zalo_oa_secret_key": oa.secret_key,
        "zalo_oa_api_url": oa.url,
        "zalo_oa_business_url": oa.url,
        "zalo_oa_oauth_url": oa.url,
        "http_port": port,
        "public_url": public_url,
        "telegram_token": None,
        **more,
    }


async def sign_in(program: Program) -> None:
    """As somebody at the server does."""
    await program.command("zalo-oa", "login", "--code", "the-code", "--verifier", "the-verifier")


def let_in(program: Program, oa: FakeZaloOa, name: str, role: Role, *, unit: int | None = None) -> OaChatter:
    """Somebody who came in over the account before the story begins; ``unit`` is its number."""
    user = oa.user(name)
    user.has_written = True
    enter(program, "zalo_oa", user.id, name, role, unit=unit)
    return OaChatter(user, program)  # type: ignore[arg-type] # see OaChatter
