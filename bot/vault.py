"""Where the tokens of a Zalo Official Account lie: in the database, one row, for all processes.

The functions on a session are for the command line; ``DatabaseVault`` is the same for a running program.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import structlog
from sqlmodel import Session

from bot.channels.zalo_oa_tokens import Tokens
from bot.clock import Clock
from bot.outbox import SPENT, enqueue
from bot.writer import Writer
from handlers.conversation import Reply
from storage import queries
from storage.database import Database
from storage.tables import BotState, Role

TOKENS, CLAIM, ALARM = "tokens", "refreshing", "signed_out"  # of BotState
FOR_EVER = "9999"  # later than any instant in ISO form

Result = TypeVar("Result")

log = structlog.get_logger("vault")


def load_tokens(session: Session, bot: str) -> Tokens | None:
    """The pair that was stored last."""
    row = session.get(BotState, (bot, TOKENS), populate_existing=True)
    if row is None:
        return None
    kept = json.loads(row.value)
    since, until = (datetime.fromisoformat(kept[key]) for key in ("since", "until"))
    return Tokens(kept["access"], kept["refresh"], since, until)


def store_tokens(session: Session, bot: str, tokens: Tokens) -> None:
    """Keep a pair; whatever was wrong before is over."""
    value = {
        "access": tokens.access,
        "refresh": tokens.refresh,
        "since": tokens.since.isoformat(),
        "until": tokens.until.isoformat(),
    }
    session.merge(BotState(bot=bot, key=TOKENS, value=json.dumps(value)))
    for which in ((bot, CLAIM), (bot, ALARM), (_channel(bot), SPENT)):
        if (row := session.get(BotState, which)) is not None:
            session.delete(row)
    session.flush()


def _channel(bot: str) -> str:
    return bot.partition(":")[0]


class DatabaseVault:
    """One account's. Claims expire by real time."""

    def __init__(self, bot: str, *, database: Database, writer: Writer, clock: Clock) -> None:
        self._bot, self._database, self._writer, self._clock = bot, database, writer, clock

    async def load(self) -> Tokens | None:
        def read() -> Tokens | None:
            with self._database.reader() as session:
                return load_tokens(session, self._bot)

        return await asyncio.to_thread(read)

    async def claim(self, seconds: float) -> bool:
        def take(session: Session) -> bool:
            now = datetime.now(UTC)
            row = session.get(BotState, (self._bot, CLAIM), with_for_update=True)
            if row is not None and row.value > now.isoformat():
                return False
            until = (now + timedelta(seconds=seconds)).isoformat()
            session.merge(BotState(bot=self._bot, key=CLAIM, value=until))
            session.flush()
            return True

        return await self._write(take)

    async def store(self, tokens: Tokens) -> None:
        await self._write(lambda session: store_tokens(session, self._bot, tokens))

    async def release(self) -> None:
        await self._write(self._release)

    async def failed(self, problem: str) -> None:
        """Alarm the organizers at the first one, wherever they can still be reached."""
        await self._write(lambda session: self._alarm(session, problem))

    async def _write(self, job: Callable[[Session], Result]) -> Result:
        return await asyncio.wrap_future(self._writer.submit(job))

    def _release(self, session: Session) -> None:
        if (row := session.get(BotState, (self._bot, CLAIM))) is not None:
            session.delete(row)
            session.flush()

    def _alarm(self, session: Session, problem: str) -> None:
        self._release(session)
        log.warning("zalo_oa_sign_in_again", problem=problem, hint="thidua zalo-oa login")
        if session.get(BotState, (self._bot, ALARM)) is not None:
            return
        session.add(BotState(bot=self._bot, key=ALARM, value=datetime.now(UTC).isoformat()))
        # Until somebody signs in, whoever has another channel is written to there.
        session.merge(BotState(bot=_channel(self._bot), key=SPENT, value=FOR_EVER))
        session.flush()
        from handlers import notices  # late: whoever delivers does not pay for all handlers

        replies = []
        for organizer in queries.people_with_role(session, Role.ORGANIZER):
            tr = notices.language_of(session, organizer)
            words = tr(
                "Zalo Official Account: the sign-in has failed, soon nothing can be sent there. "
                "Somebody at the server has to run: thidua zalo-oa login"
            )
            replies.append(Reply(words, to=organizer, question=False))
        enqueue(session, replies, now=self._clock.now())
