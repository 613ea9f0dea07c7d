"""``thidua calendar``: the days off and the days worked instead, as they hold here."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands import WrongInput
from bot.cli.common import begin, clock_of, confirm, has_terminal, installed, print_json, say

if TYPE_CHECKING:
    from bot.settings import Settings
    from handlers.context import Context
    from handlers.reading import DaysOff
    from locales import Translator
    from scoring.calendar import DayKind
    from storage.database import Database

app = typer.Typer(pretty_exceptions_enable=False, rich_markup_mode=None)
Yes = Annotated[bool, typer.Option("--yes", help="Do it without being asked.")]


@app.command("list")
def list_days(
    year: Annotated[int | None, typer.Option("--year", help="Only this year.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as JSON.")] = False,
) -> None:
    """List the days off (weekends need not be listed) and the days worked instead."""
    from handlers.context import calendar_of
    from scoring.calendar import DayKind
    from storage.queries.calendar import changed_days

    settings, tr = begin()
    with installed(settings, tr) as database, database.reader(context=_context(settings)) as session:
        calendar, here = calendar_of(session), changed_days(session)
    days = sorted(day for day in calendar.holidays | calendar.makeup_days if year in (None, day.year))
    if as_json:
        print_json([{"day": str(day), "kind": calendar.kind_of(day).value, "set_here": day in here} for day in days])
        return
    words = {DayKind.OFF: tr("off"), DayKind.WORKED: tr("worked"), DayKind.ORDINARY: tr("as usual")}
    for day in days:
        mark = " " + tr("(set here)") if day in here else ""
        typer.echo(f"{day}  {words[calendar.kind_of(day)]}{mark}")


@app.command("set")
def set_days(
    text: Annotated[str, typer.Argument(metavar="TEXT", help='Like "nghỉ 02/01/2026, làm bù 10/01/2026".')],
    yes: Yes = False,
) -> None:
    """Change days as a decree says. What would change is shown first; everybody whose own day changes is told."""
    from handlers.reading import read_days_off

    settings, tr = begin()
    found = read_days_off(text, today=_today(settings))
    if found is None:
        raise WrongInput(tr("TEXT: {text} names no day; write it like: nghỉ 02/01/2026, làm bù 10/01/2026", text=text))
    _change(settings, found, tr, reason=text, yes=yes)


@app.command("import")
def import_days(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table (.xlsx, .csv) or a holidays.yaml.")],
    yes: Yes = False,
) -> None:
    """Change days as a file says: rows with a date and a word (nghỉ, làm bù), or whole years as YAML."""
    from handlers.context import calendar_of
    from handlers.days_off_files import NoTable, read_days_file

    settings, tr = begin()
    try:
        data = file.read_bytes()
    except OSError as error:
        raise WrongInput(tr("{file} cannot be read: {reason}.", file=file, reason=error.strerror)) from error
    with installed(settings, tr) as database, database.reader(context=_context(settings)) as session:
        calendar = calendar_of(session)
    try:
        found = read_days_file(data, file.name, calendar, today=_today(settings))
    except NoTable as error:
        words = tr("There are no days off in this file. A row is a date and a word, for example: 02/01/2026 | nghỉ")
        raise WrongInput(f"{file}: {words} ({error})") from error
    _change(settings, found, tr, reason=file.name, yes=yes)


@app.command("undo")
def undo_last(yes: Yes = False) -> None:
    """Take the last change back."""
    from bot.outbox import enqueue
    from handlers.calendar_changes import undo
    from storage.queries.calendar import last_change

    settings, tr = begin()
    with installed(settings, tr) as database, database.session(context=_context(settings)) as session, session.begin():
        last = last_change(session)
        if not last:
            raise WrongInput(tr("There is nothing to undo."))
        say(tr("Changed last, {date}: {reason}", date=tr.date(last[0].changed_at), reason=last[0].reason))
        if not (yes or (has_terminal() and confirm(tr, tr("Undo the last change")))):
            say(tr("Nothing was changed. Add --yes to do it."))
            return
        now = clock_of(settings).now()
        days, replies = undo(session, by=None, now=now)
        enqueue(session, replies, now=now)
    say(tr("Undone: {days}", days=", ".join(tr.date(day) for day in sorted(days))))


def _change(settings: "Settings", found: "DaysOff", tr: "Translator", *, reason: str, yes: bool) -> None:
    """Show what would change, ask, and do it."""
    from handlers.calendar_page import day_lines

    if found.wrong:
        raise WrongInput(tr("This is no day that can be set: {days}", days=", ".join(found.wrong)))
    if found.twice:
        days = ", ".join(tr.date(day) for day in found.twice)
        raise WrongInput(tr("Both off and worked: {days}. Please write it again.", days=days))
    with installed(settings, tr) as database:
        news = _news(database, settings, found.days)
        for line in day_lines(news, tr):
            say(line)
        if not news:
            say(tr("The table says so already."))
        elif yes or (has_terminal() and confirm(tr, tr("Change the days off?"))):
            _apply(database, settings, news, reason)
            say(tr("The days off are changed, and the reminders with them."))
        else:
            say(tr("Nothing was changed. Add --yes to do it."))


def _news(database: "Database", settings: "Settings", days: "Mapping[date, DayKind]") -> "dict[date, DayKind]":
    from handlers.calendar_changes import news

    with database.reader(context=_context(settings)) as session:
        return news(session, days)


def _apply(database: "Database", settings: "Settings", days: "Mapping[date, DayKind]", reason: str) -> None:
    from bot.outbox import enqueue
    from handlers.calendar_changes import apply

    now = clock_of(settings).now()
    with database.session(context=_context(settings)) as session, session.begin():
        enqueue(session, apply(session, days, reason=reason, by=None, now=now), now=now)


def _context(settings: "Settings") -> "Context":
    from bot.context import load_context

    return load_context(settings)


def _today(settings: "Settings") -> date:
    return clock_of(settings).now().astimezone(settings.zone).date()
