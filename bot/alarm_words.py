"""What the organizers are told when something needs a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from locales import Translator

NAMES = {"telegram": "Telegram", "zalo_bot": "Zalo", "zalo_oa": "Zalo OA"}
DISK = "disk"

Words = Callable[[Translator], str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong now. ``about``: a channel's name, or ``DISK``; it is told once until it is over."""

    about: str
    begins: Words


def away(channel: str, since: datetime, *, refused: bool) -> Trouble:
    """``since`` is campaign time. ``refused``: the token, not the connection."""
    name = NAMES.get(channel, channel)

    def words(tr: Translator) -> str:
        if refused:
            return tr(
                "{channel} has refused the bot's token since {moment}: nothing is received or sent there. Whoever "
                "looks after the program has to enter the right token, or sign in again.",
                channel=name,
                moment=tr.moment(since),
            )
        return tr(
            "{channel} has not been reachable since {moment}. Nothing that was taken is lost: messages wait and go "
            "out when it is back.",
            channel=name,
            moment=tr.moment(since),
        )

    return Trouble(channel, words)


def halted(channel: str, minutes: int) -> Trouble:
    """The vendor asked to wait so long."""

    def words(tr: Translator) -> str:
        return tr(
            "{channel} takes no messages for {minutes} minutes. They wait and go out afterwards.",
            channel=NAMES.get(channel, channel),
            minutes=tr.number(minutes),
        )

    return Trouble(channel, words)


def little_room(megabytes: int) -> Trouble:
    def words(tr: Translator) -> str:
        return tr(
            "The disk of the program is nearly full: {megabytes} MB are free. Please have room made; when it is full, "
            "nothing more is taken until there is.",
            megabytes=tr.number(megabytes),
        )

    return Trouble(DISK, words)


def over(about: str) -> Words:
    def words(tr: Translator) -> str:
        if about == DISK:
            return tr("There is enough room on the disk of the program again.")
        return tr("{channel} works again. What has been waiting is sent now.", channel=NAMES.get(about, about))

    return words


def clock_moved(minutes: int) -> Words:
    def words(tr: Translator) -> str:
        return tr(
            "The clock of the machine was moved by {minutes} minutes. Deadlines follow it: please have it checked.",
            minutes=tr.number(minutes),
        )

    return words


def given_up(names: str) -> Words:
    """``names`` of those whose messages could not be handled."""

    def words(tr: Translator) -> str:
        return tr(
            "A message could not be processed, from: {names}. They were asked to send it again; if they cannot go on, "
            "the log of the program says why.",
            names=names,
        )

    return words
