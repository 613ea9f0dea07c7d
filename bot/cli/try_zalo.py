"""``thidua try-zalo``: what nobody documents, tried with a real Zalo bot and somebody at a phone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot import tried
from bot.cli.commands import WrongInput
from bot.cli.common import begin, has_terminal, print_json, say

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.zalo_trying import Observation, Trial
    from locales import Translator


def try_zalo(
    pause: Annotated[float, typer.Option("--pause", help="Seconds in which nobody polls.")] = 60.0,
    wait: Annotated[float, typer.Option("--wait", help="Seconds to wait for what somebody is asked to send.")] = 180.0,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON.")] = False,
    manual: Annotated[bool, typer.Option("--manual", help="Only what people have to look at themselves.")] = False,
) -> None:
    """Try a real Zalo bot: somebody at a phone does what is asked, and what comes is compared with what is expected."""
    settings, tr = begin()
    if not settings.zalo_bots():
        raise WrongInput(tr("No Zalo bot is configured: set THIDUA_ZALO_BOT_TOKEN."))
    if not has_terminal():
        raise WrongInput(tr("Somebody has to be asked: run this in a terminal."))
    if manual:
        written = asyncio.run(by_hand(_ask, tr))
        tried.write(settings.zalo_bot_tried, (), written, at=datetime.now(UTC))
        say(tr("Kept in {path}; “thidua doctor” reads it.", path=str(settings.zalo_bot_tried)))
        return
    observations = asyncio.run(_try(settings, tr, pause=pause, wait=wait))
    tried.write(settings.zalo_bot_tried, observations, {}, at=datetime.now(UTC))
    say(tr("Kept in {path}; “thidua doctor” reads it.", path=str(settings.zalo_bot_tried)))
    if as_json:
        print_json([one.data() for one in observations])
        return
    for one in observations:
        mark = {True: "  ok  ", False: "DIFFER", None: " note "}[one.as_expected]
        typer.echo(f"{mark} {one.step}: {one.observed}" + ("" if one.as_expected else f" ({one.expected})"))


async def _ask(what: str) -> str:
    return await asyncio.to_thread(typer.prompt, what, default="", show_default=False, err=True)


async def by_hand(ask: "Callable[[str], Awaitable[str]]", tr: "Translator") -> dict[str, str]:
    """What no program can see: exact steps, and what came of them in somebody's words, by number of docs/zalo.md."""
    written: dict[str, str] = {}
    for number, words in _manual(tr).items():
        said = (await ask(f"{number}. {words} [-]")).strip()
        if said and said != "-":
            written[number] = said
    return written


def _manual(tr: "Translator") -> dict[str, str]:
    return {
        "4": tr(
            "With THIDUA_ZALO_BOT_MODE=webhook: stop the program, let the web server answer 503, write one message, "
            "start the program after 5 minutes. Did the message arrive, and after how long?"
        ),
        "8": tr(
            "Ask for evidence in the chat and open the link inside Zalo, on an old Android phone and an iPhone. "
            "Can a photo and a PDF be chosen and sent?"
        ),
        "9": tr("As a reviewer open a photo that the bot sent, and again the next day. Is it still there?"),
        "10": tr("Let a 51st person write to the bot. What do they see, and is there an answer?"),
        "11": tr(
            "When the month's messages are used (or on a spare bot): which error stands in the log line "
            "zalo_unavailable or delivery.postponed?"
        ),
    }


async def _try(settings: "Settings", tr: "Translator", *, pause: float, wait: float) -> "list[Observation]":
    from bot.channels.zalo_bot_api import ZaloApi
    from bot.zalo_trying import Trial

    api = ZaloApi(next(iter(settings.zalo_bots().values())), settings.zalo_bot_api_url)
    try:
        return await walk(Trial(api, _ask, wait=wait, pause=pause), tr)
    finally:
        await api.close()


async def walk(trial: "Trial", tr: "Translator") -> "list[Observation]":
    """Every step. Raises ``RuntimeError`` when nothing can be tried."""
    from bot import zalo_trying as steps

    say(tr("Nothing else may poll for this bot meanwhile: stop “thidua run”. “-” skips a step."))
    me = await trial.call("getMe")
    if me != "ok":
        raise RuntimeError(tr("Zalo does not know the bot: {error}", error=me))
    if await _has_webhook(trial):
        raise RuntimeError(tr("A webhook is set, so polling gets nothing. Remove it first (docs/zalo.md)."))
    before = await trial.ask(tr("How many messages has this month in the Zalo Bot Creator? (empty: unknown)"))
    say(tr("Write “xin chào” to the bot, with the phone."))
    first = await trial.next_event()
    found = await steps.shape(trial, first)
    if first is None:
        return found
    found += await steps.length(trial)
    if (event := await _asked(trial, tr("Send a photo with a few words under it."))) is not None:
        found += await steps.photo(trial, event.get("event"))
    for kind, words in _kinds(tr):
        if (event := await _asked(trial, words)) is not None:
            found.append(steps.Observation(kind, "an event that names it", steps.described(event.get("event"))))
    found += await steps.burst(trial)
    found += await steps.reply_to(trial, first)
    found += await _unpolled(trial, tr)
    found += await _blocking(trial, tr)
    after = await trial.ask(tr("How many messages are there in the Creator now? (empty: unknown)"))
    return [*found, *steps.quota(trial, before, after), *steps.echoed(trial)]


async def _has_webhook(trial: "Trial") -> bool:
    from bot.channels.zalo_bot_api import ApiError
    from bot.channels.zalo_bot_receiving import webhook_address

    try:
        return bool(await webhook_address(trial.api))
    except ApiError:
        return False


def _kinds(tr: "Translator") -> list[tuple[str, str]]:
    return [
        ("sticker", tr("Send a sticker.")),
        ("voice", tr("Send a voice message.")),
        ("PDF", tr("Send a PDF.")),
        ("link", tr("Share a link from another application.")),
        ("location", tr("Send your location.")),
    ]


async def _asked(trial: "Trial", words: str) -> "dict[str, dict[str, object] | None] | None":
    """What came after somebody was asked for it, under "event"; None where the step was skipped."""
    from bot.zalo_trying import SKIP

    if (await trial.ask(f"{words} [Enter, -]")).strip() == SKIP:
        return None
    return {"event": await trial.next_event()}


async def _unpolled(trial: "Trial", tr: "Translator") -> "list[Observation]":
    from bot.zalo_trying import SKIP, buffered

    words = tr(
        "Press Enter, then write “1” at once and “2” just before {seconds} seconds are over.",
        seconds=round(trial.pause),
    )
    if (await trial.ask(f"{words} [Enter, -]")).strip() == SKIP:
        return []
    await asyncio.sleep(trial.pause)
    events = 0
    while events < 2 and await trial.next_event(min(trial.wait, 15.0)) is not None:
        events += 1
    return buffered(events, trial.pause)


async def _blocking(trial: "Trial", tr: "Translator") -> "list[Observation]":
    from bot.zalo_trying import SKIP, blocked, unblocked

    if (await trial.ask(f"{tr('Block the bot on the phone.')} [Enter, -]")).strip() == SKIP:
        return []
    found = await blocked(trial)
    await trial.ask(f"{tr('Unblock it and write something.')} [Enter]")
    return [*found, *unblocked(trial, await trial.next_event())]
