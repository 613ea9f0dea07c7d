"""What nobody documents about Zalo bots, tried with a real one: somebody at a phone does what is asked, and what came
is set beside what the program expects. The list is that of docs/zalo.md.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.channels.zalo_bot_api import ApiError, TooLarge, ZaloApi
from bot.channels.zalo_bot_updates import event_of

POLL_SECONDS = 20.0
LONGEST = 2000  # characters of one message, by Zalo's page
EMOJI = "😀"  # one character, two UTF-16 units
BURST = 10
SKIP = "-"


@dataclass(frozen=True, slots=True)
class Observation:
    """``as_expected`` None: neither right nor wrong, only worth knowing."""

    step: str
    expected: str
    observed: str
    as_expected: bool | None = None

    def data(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Trial:
    """``ask`` shows somebody what to do and returns what they typed: "-" skips the step. ``pause``: seconds in which
    nobody polls."""

    api: ZaloApi
    ask: Callable[[str], Awaitable[str]]
    wait: float = 180.0
    pause: float = 60.0
    chat: str = ""
    sent_ids: set[str] = field(default_factory=set)
    sent: int = 0
    received: int = 0
    echoes: int = 0

    async def send(self, text: str, **more: Any) -> str:
        """ "ok", or the refusal as Zalo words it."""
        return await self.call("sendMessage", chat_id=self.chat, text=text, **more)

    async def call(self, method: str, **params: Any) -> str:
        try:
            result = await self.api.call(method, params)
        except ApiError as error:
            return str(error)
        if isinstance(result, dict) and result.get("message_id"):
            self.sent += 1
            self.sent_ids.add(str(result["message_id"]))
        return "ok"

    async def next_event(self, seconds: float | None = None) -> dict[str, Any] | None:
        """The next event of a person; None when nothing came in time."""
        end = asyncio.get_running_loop().time() + (self.wait if seconds is None else seconds)
        while (left := end - asyncio.get_running_loop().time()) > 0:
            timeout = max(1, min(POLL_SECONDS, left))
            try:
                found = await self.api.call("getUpdates", {"timeout": round(timeout)}, seconds=timeout + 15)
            except ApiError as error:
                if error.status != 408:  # an idle poll
                    await asyncio.sleep(1)
                continue
            event = event_of(found)
            message = event.get("message")
            if not isinstance(message, dict):
                continue
            if message.get("message_id") in self.sent_ids or (message.get("from") or {}).get("is_bot"):
                self.echoes += 1
                continue
            self.received += 1
            return {**event, "wrapped": isinstance(found, dict) and "result" in found}
        return None


Step = Callable[[Trial], Awaitable[list[Observation]]]


def message_of(event: dict[str, Any]) -> dict[str, Any]:
    found = event.get("message")
    return found if isinstance(found, dict) else {}


def described(event: dict[str, Any] | None) -> str:
    """An event by the names of what it has, without anybody's words."""
    if event is None:
        return "nothing"
    keys = sorted(set(message_of(event)) - {"message_id", "date", "from", "chat"})
    return f"{event.get('event_name')} with {', '.join(keys) or 'nothing more'}"


async def shape(trial: Trial, event: dict[str, Any] | None) -> list[Observation]:
    """The first event: ids, dates, wrapping."""
    if event is None:
        return [Observation("first message", "message.text.received", "nothing", as_expected=False)]
    message = message_of(event)
    chat, sender = message.get("chat") or {}, message.get("from") or {}
    trial.chat = str(chat.get("id", ""))
    is_known = isinstance(chat.get("id"), str) and chat.get("id") == sender.get("id")
    date = message.get("date")
    return [
        Observation("first message", "message.text.received with text", described(event), "text" in message),
        Observation("wrapped", "either", "wrapped" if event["wrapped"] else "flat"),
        Observation("ids", "the chat's and the sender's are the same text", "so it is" if is_known else "no", is_known),
        Observation(
            "date", "milliseconds", type(date).__name__ + (f", {len(str(date))} digits" if date else ""), _is_ms(date)
        ),
    ]


def _is_ms(date: Any) -> bool:
    return isinstance(date, int) and date > 10**12


async def length(trial: Trial) -> list[Observation]:
    """In what unit 2,000 is counted."""
    accented = await trial.send("ậ" * LONGEST)
    emoji = await trial.send(EMOJI * (LONGEST // 2 + 1))
    unit = "characters" if emoji == "ok" else "UTF-16 units, or fewer"
    return [
        Observation("2,000 accented letters", "ok", accented, accented == "ok"),
        Observation("1,001 emoji", "refused where UTF-16 units are counted", f"{emoji}: {unit}"),
    ]


async def photo(trial: Trial, event: dict[str, Any] | None) -> list[Observation]:
    """Under which key it comes, and how its address behaves."""
    message = message_of(event or {})
    key = next((key for key in ("photo_url", "photo") if message.get(key)), None)
    found = [Observation("photo", "photo_url (live) or photo (documented)", described(event), key is not None)]
    if key is None:
        return found
    address = message[key].get("url") if isinstance(message[key], dict) else message[key]
    for number in ("at once", "again"):
        try:
            content = await trial.api.download(str(address), limit=20 * 1024 * 1024, seconds=60)
            found.append(Observation(f"photo, fetched {number}", "its bytes", f"{len(content)} bytes", bool(content)))
        except (ApiError, TooLarge) as error:
            found.append(Observation(f"photo, fetched {number}", "its bytes", str(error), as_expected=False))
    caption = message.get("caption")
    found.append(Observation("caption", "comes with the photo", "yes" if caption else "no", bool(caption)))
    return found


async def burst(trial: Trial) -> list[Observation]:
    """Whether ten within a second are taken."""
    answers = await asyncio.gather(*(trial.send(f"{number}/{BURST}") for number in range(1, BURST + 1)))
    refused = [answer for answer in answers if answer != "ok"]
    text = f"{BURST - len(refused)} taken" + (f"; {refused[0]}" if refused else "")
    return [Observation(f"{BURST} messages at once", "all are taken", text, not refused)]


async def reply_to(trial: Trial, event: dict[str, Any] | None) -> list[Observation]:
    """An undocumented parameter that others send."""
    message_id = message_of(event or {}).get("message_id")
    answer = await trial.send("reply_to_message_id", reply_to_message_id=message_id)
    return [Observation("reply_to_message_id", "ignored", answer)]


async def blocked(trial: Trial) -> list[Observation]:
    """Which refusal somebody who blocked the bot brings."""
    answers = [await trial.send("1"), await trial.send("2")]
    refused = answers[-1] != "ok"
    return [Observation("a blocked bot sends", "403, without a word about blocking", "; ".join(answers), refused)]


def unblocked(trial: Trial, event: dict[str, Any] | None) -> list[Observation]:
    chat = (message_of(event or {}).get("chat") or {}).get("id")
    same = chat == trial.chat
    observed = "the same" if same else "nothing came" if event is None else "another one"
    return [Observation("id after unblocking", "the same", observed, same)]


def buffered(events: int, pause: float) -> list[Observation]:
    text = f"{events} of 2 arrived"
    return [Observation(f"written while nobody polled for {pause:g} s", "may be lost", text)]


def quota(trial: Trial, before: str, after: str) -> list[Observation]:
    """Whether received messages count, by the numbers in the Creator."""
    if not (before.isdigit() and after.isdigit()):
        return []
    grown = int(after) - int(before)
    both = trial.sent + trial.received
    kind = "sent and received" if grown >= both else "sent alone" if grown >= trial.sent else "neither"
    text = f"grew by {grown}; sent {trial.sent}, received {trial.received}: {kind}"
    return [Observation("month's messages", "unknown; the program counts both ways", text)]


def echoed(trial: Trial) -> list[Observation]:
    text = f"{trial.echoes} of {trial.sent}"
    return [Observation("own messages that came back", "none, or recognised", text)]
