"""``thidua doctor``: what is configured, reachable, due and failing."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.clock import Clock
    from bot.settings import Settings
    from locales import Translator
    from storage.database import Database

TELEGRAM_SECONDS = 5.0
LATE = timedelta(minutes=10)  # nothing waits so long while the bot runs and its vendors answer


class Health(StrEnum):
    OK = "ok"
    NOTE = "note"  # worth knowing, nothing is broken
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """``check`` is a stable word for scripts; ``text`` is for people."""

    check: str
    health: Health
    text: str


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON.")] = False) -> None:
    """Say what is configured, reachable, due and failing."""
    from bot.settings import SettingsError, load_settings
    from locales import translator

    try:
        settings = load_settings()
    except SettingsError as error:
        raise WrongInput(str(error)) from error
    findings = list(examine(settings, translator(settings.locale)))
    well = all(finding.health is not Health.FAILED for finding in findings)
    if as_json:
        typer.echo(json.dumps({"ok": well, "checks": [asdict(one) for one in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{finding.health.value:>6}  {finding.check:<10} {finding.text}", err=True)
    if not well:
        raise typer.Exit(1)


def examine(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    """Every check, one after the other; a failing one does not hide the others."""
    yield from _guarded("files", lambda: _check_files(settings, tr))
    yield from _guarded("campaigns", lambda: _check_campaigns(settings, tr))
    yield from _guarded("telegram", lambda: _check_telegram(settings, tr))
    yield from _guarded("zalo_bot", lambda: _check_zalo_bot(settings, tr))
    yield from _guarded("zalo_oa", lambda: _check_zalo_oa(settings, tr))
    yield from _guarded("database", lambda: _check_database(settings, tr))


def _guarded(check: str, examine_it: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    from bot.logs import Scrubber

    try:
        yield from examine_it()
    except Exception as error:  # noqa: BLE001 - whatever is broken is what is being looked for
        first = (str(error).strip() or type(error).__name__).partition("\n")[0]
        yield Finding(check, Health.FAILED, Scrubber()(first))


def _check_files(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    import tempfile

    settings.files_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.files_dir) as file:
        file.write(b"writable")
    yield Finding("files", Health.OK, tr("Files are kept in {folder}.", folder=settings.files_dir))


def _check_campaigns(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    from bot.context import load_context

    names = ", ".join(load_context(settings).campaigns) or "–"
    yield Finding("campaigns", Health.OK, tr("Campaign files: {names}.", names=names))


def _check_telegram(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    from bot.cli.run import make_telegram

    telegram = make_telegram(settings)
    if telegram is None:
        yield Finding("telegram", Health.NOTE, tr("Telegram is not configured (THIDUA_TELEGRAM_TOKEN)."))
        return

    async def ask() -> str:
        try:
            async with asyncio.timeout(TELEGRAM_SECONDS):
                return (await telegram.describe()).username
        finally:
            await telegram.close()

    try:
        yield Finding("telegram", Health.OK, tr("Telegram answers as @{name}.", name=asyncio.run(ask())))
    except TimeoutError:
        text = tr("Telegram does not answer at {address}.", address=settings.telegram_api_url)
        yield Finding("telegram", Health.FAILED, text)


def _check_zalo_bot(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    from bot.cli.doctor_zalo import check_zalo_bot

    yield from check_zalo_bot(settings, tr)


def _check_zalo_oa(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    from bot.cli.doctor_zalo_oa import check_zalo_oa

    yield from check_zalo_oa(settings, tr)


def _check_database(settings: "Settings", tr: "Translator") -> Iterator[Finding]:
    from bot.clock import Clock
    from storage.database import Database

    database = Database(settings.database_url)
    try:
        database.upgrade()
        yield Finding(
            "database", Health.OK, tr("The database is at revision {revision}.", revision=database.revision())
        )
        clock = Clock.starting_at(settings.now, timezone=settings.zone)
        yield from _check_queues(database, clock, tr)
    finally:
        database.close()


def _check_queues(database: "Database", clock: "Clock", tr: "Translator") -> Iterator[Finding]:
    with database.reader() as session:
        yield from _check_journal(session, tr)
        yield from _check_outbox(session, clock.now(), tr)


def _check_journal(session: "Session", tr: "Translator") -> Iterator[Finding]:
    from sqlalchemy import func, select
    from sqlmodel import col

    from bot.journal import OPEN
    from storage.tables import EventState, JournalEvent

    waiting, oldest = session.execute(
        select(func.count(), func.min(col(JournalEvent.received_at))).where(col(JournalEvent.state).in_(OPEN))
    ).one()
    yield _queue("journal", waiting, oldest, tr("Events that wait to be handled: {n}.", n=waiting), tr)
    parked = session.scalar(
        select(func.count()).select_from(JournalEvent).where(col(JournalEvent.state) == EventState.PARKED)
    )
    health = Health.NOTE if parked else Health.OK
    yield Finding("parked", health, tr("Events that could not be handled: {n}.", n=parked or 0))


def _check_outbox(session: "Session", campaign_now: datetime, tr: "Translator") -> Iterator[Finding]:
    from sqlalchemy import func, not_, or_, select
    from sqlmodel import col

    from storage.tables import JournalEvent, OutboxState, Outgoing

    is_due = or_(not_(col(Outgoing.proactive)), col(Outgoing.not_before) <= campaign_now)
    waiting, due, oldest = session.execute(
        select(func.count(), func.count().filter(is_due), func.min(col(JournalEvent.received_at)))
        .select_from(Outgoing)
        .outerjoin(JournalEvent, col(JournalEvent.id) == col(Outgoing.event_id))
        .where(col(Outgoing.state) == OutboxState.WAITING, col(Outgoing.channel) != "console")
    ).one()
    text = tr("Messages that wait to be sent: {n}, of these due now: {due}.", n=waiting, due=due)
    yield _queue("outbox", due, oldest, text, tr)
    rejected = session.scalar(
        select(func.count()).select_from(Outgoing).where(col(Outgoing.state) == OutboxState.REJECTED)
    )
    health = Health.NOTE if rejected else Health.OK
    yield Finding("rejected", health, tr("Messages that a channel refused: {n}.", n=rejected or 0))
    twice = session.scalar(select(func.count(col(Outgoing.doubted_at))).where(col(Outgoing.doubted_at).is_not(None)))
    health = Health.NOTE if twice else Health.OK
    yield Finding("twice", health, tr("Messages that may have come twice after a crash: {n}.", n=twice or 0))


def _queue(check: str, count: int, oldest: datetime | None, text: str, tr: "Translator") -> Finding:
    if not count or oldest is None:
        return Finding(check, Health.OK, text)
    age = datetime.now(UTC) - oldest
    minutes = tr.number(int(age.total_seconds() // 60))
    text = f"{text} {tr('The oldest has waited for {minutes} minutes.', minutes=minutes)}"
    if age < LATE:
        return Finding(check, Health.OK, text)
    return Finding(check, Health.FAILED, f"{text} {tr('Is the bot running?')}")
