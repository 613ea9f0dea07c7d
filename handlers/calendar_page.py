"""The table of holidays in the organizer's chat: what is off and what is worked, changed by writing it, undone."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from handlers import calendar_changes, days_off_files, menu, permissions
from handlers.calendar_changes import Effects, MovedReminder
from handlers.context import calendar_of
from handlers.conversation import Choice, EventKind, ReceivedFile, Reply, strong
from handlers.proofs import file_error_in_words
from handlers.reading import DaysOff, normalize, read_days_off
from handlers.turn import Turn, ask, prefixed
from handlers.uploading import CALENDAR
from locales import Translator
from scoring.calendar import DayKind
from scoring.reminders import OPENING
from storage.queries.calendar import changed_days, last_change

AHEAD = 400  # days that are shown
WORDS = ("lich nghi", "ngay nghi", "lich nghi le", "lich nghi tet")
SHOWN = 8  # lines of what moves


def begin(turn: Turn) -> list[Reply]:
    turn.move("calendar", "table")
    return [show(turn)]


def show(turn: Turn) -> Reply:
    """The current question."""
    if not permissions.may_edit_calendar(turn.roles):
        return menu.show_menu(turn)
    return _show_confirm(turn) if turn.talk.step == "confirm" else _show_table(turn)


def hear(turn: Turn) -> list[Reply] | None:
    """A decree written at the menu; None when the text is none, or is meant for a question."""
    if turn.talk.flow not in ("", "menu") or turn.event.kind is not EventKind.TEXT or turn.choice:
        return None
    if not permissions.may_edit_calendar(turn.roles):
        return None
    if normalize(turn.text) in WORDS:
        return begin(turn)
    if (found := read_days_off(turn.text, today=turn.today)) is None:
        return None
    turn.move("calendar", "table")
    return _take(turn, found)


def handle(turn: Turn) -> list[Reply]:
    if not permissions.may_edit_calendar(turn.roles):
        return [menu.show_menu(turn)]
    match turn.talk.step, turn.choice:
        case "confirm", "yes":
            return _apply(turn)
        case "confirm", "back":
            return begin(turn)
        case _, "undo":
            return _undo(turn)
    if turn.event.file_error is not None:
        return [prefixed(file_error_in_words(turn), show(turn))]
    if turn.event.files and turn.context.read_file is not None:
        return _take_file(turn, turn.event.files[0], turn.context.read_file)
    if turn.event.kind is EventKind.TEXT and (found := read_days_off(turn.text, today=turn.today)) is not None:
        return _take(turn, found)
    hint = turn.tr("That was not understood. Please write it like this: nghỉ 02/01/2026, làm bù 10/01/2026")
    return [prefixed(hint, show(turn))]


# ---------------------------------------------------------------- the table


def _show_table(turn: Turn) -> Reply:
    tr, calendar, decreed = turn.tr, calendar_of(turn.session), changed_days(turn.session)
    span = [turn.today + timedelta(days=n) for n in range(AHEAD)]
    off = [day for day in span if calendar.kind_of(day) is DayKind.OFF]
    worked = [day for day in span if calendar.kind_of(day) is DayKind.WORKED]
    lines = [strong(tr("Days off and days worked instead")), tr("Saturdays and Sundays are off as well.")]
    lines += [f"• {tr('off')}: {_run(run, tr)}{_mark(run, decreed, tr)}" for run in _runs(off)]
    lines += [f"• {tr('worked')}: {tr.long_date(day)}{_mark([day], decreed, tr)}" for day in worked]
    if not off and not worked:
        lines.append(tr("No public holiday is known from here on."))
    lines.append(tr("To change it, write for example: nghỉ 02/01/2026, làm bù 10/01/2026"))
    choices = [Choice("go:nudge", tr("Who is late, and urging"), ("don doc",)), Choice("go:menu", tr("Menu"))]
    if last := last_change(turn.session):
        lines.append(tr("Changed last, {date}: {reason}", date=tr.date(last[0].changed_at), reason=last[0].reason))
        choices.insert(0, Choice("undo", tr("Undo the last change"), ("hoan tac", "huy lan sua")))
    question = ask("\n".join(lines), *choices, numbered=False)
    return replace(question, upload=CALENDAR, upload_title=tr("Days off and days worked instead"))


def _runs(days: Iterable[date]) -> Iterator[list[date]]:
    """Days off that follow each other, over weekends too."""
    run: list[date] = []
    for day in days:
        if run and any((run[-1] + timedelta(days=n)).weekday() < 5 for n in range(1, (day - run[-1]).days)):
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _run(run: list[date], tr: Translator) -> str:
    if len(run) == 1:
        return tr.long_date(run[0])
    return tr("{first} to {last}", first=tr.long_date(run[0]), last=tr.long_date(run[-1]))


def _mark(run: Iterable[date], decreed: dict[date, DayKind], tr: Translator) -> str:
    return " " + tr("(set here)") if any(day in decreed for day in run) else ""


# ---------------------------------------------------------------- changing it


def _take(turn: Turn, found: DaysOff, *, source: str = "") -> list[Reply]:
    """Show what would change, or say what is wrong. ``source``: the file that it came in."""
    tr = turn.tr
    if found.wrong:
        words = tr("This is no day that can be set: {days}", days=", ".join(found.wrong))
        return [prefixed(words, show(turn))]
    if found.twice:
        days = ", ".join(tr.date(day) for day in found.twice)
        return [prefixed(tr("Both off and worked: {days}. Please write it again.", days=days), show(turn))]
    fresh = calendar_changes.news(turn.session, found.days)
    if not fresh:
        return [prefixed(tr("The table says so already."), show(turn))]
    days_typed = {day.isoformat(): kind.value for day, kind in sorted(fresh.items())}
    turn.move("calendar", "confirm", days=days_typed, reason=source or " ".join(turn.text.split())[:300])
    return [show(turn)]


def _take_file(turn: Turn, file: ReceivedFile, read: Callable[[str], bytes]) -> list[Reply]:
    try:
        # What is too large is refused unread: an empty file has no table either.
        data = read(file.digest) if file.size <= days_off_files.MAX_BYTES else b""
        found = days_off_files.read_days_file(data, file.name, calendar_of(turn.session), today=turn.today)
    except days_off_files.NoTable:
        hint = turn.tr("There are no days off in this file. A row is a date and a word, for example: 02/01/2026 | nghỉ")
        return [prefixed(hint, show(turn))]
    return _take(turn, found, source=file.name)


def _days(turn: Turn) -> dict[date, DayKind]:
    return {date.fromisoformat(day): DayKind(kind) for day, kind in turn.data["days"].items()}


def _show_confirm(turn: Turn) -> Reply:
    tr, days = turn.tr, _days(turn)
    lines = [strong(tr("Change the days off?")), *day_lines(days, tr)]
    lines += _what_moves(calendar_changes.effects(turn.session, days, turn.now), tr)
    return ask("\n".join(lines), Choice("yes", tr("Change it"), ("dong y", "co", "sua")), _back(turn))


def _back(turn: Turn) -> Choice:
    return Choice("back", turn.tr("Back"), ("quay lai", "khong"))


def day_lines(days: dict[date, DayKind], tr: Translator) -> list[str]:
    """``• thứ Sáu, 02/01/2026: nghỉ``, a line for each day."""
    words = {DayKind.OFF: tr("off"), DayKind.WORKED: tr("worked"), DayKind.ORDINARY: tr("as usual")}
    return [f"• {tr.long_date(day)}: {words[kind]}" for day, kind in sorted(days.items())]


def _what_moves(found: Effects, tr: Translator) -> list[str]:
    """Which mornings and days to correct by change; deadlines never do."""
    lines = [tr("No deadline changes.")]
    if found.reminders:
        lines.append(tr("Reminders that go out on another morning:"))
        lines += [_moved(one, tr) for one in found.reminders[:SHOWN]]
        if len(found.reminders) > SHOWN:
            lines.append(f"… +{len(found.reminders) - SHOWN}")
    if found.returns:
        count = len(found.returns)
        lines.append(tr.plural("{n} unit gets more time to correct.", "{n} units get more time to correct.", count))
    return lines


def _moved(one: MovedReminder, tr: Translator) -> str:
    what = one.deadline.title.within(tr.locale)
    before, after = (tr.date(at) if at else tr("none of its own") for at in (one.before, one.after))
    return f"• {what} ({offset_in_words(one.offset, tr)}): {before} → {after}"


def offset_in_words(offset: str, tr: Translator) -> str:
    """``T-3`` as people say it."""
    if offset == OPENING:
        return tr("opening notice")
    days = int(offset[1:])
    if days > 0:
        return tr("overdue notice")
    return tr("last day") if days == 0 else tr.plural("{n} day before", "{n} days before", -days)


def _apply(turn: Turn) -> list[Reply]:
    days = calendar_changes.news(turn.session, _days(turn))
    if not days:
        return [prefixed(turn.tr("The table says so already."), begin(turn)[0])]
    reason = turn.data["reason"]
    told = calendar_changes.apply(turn.session, days, reason=reason, by=turn.event.person, now=turn.now)
    said = turn.tr("The days off are changed, and the reminders with them.")
    return [prefixed("\n".join([said, *_told(told, turn.tr)]), begin(turn)[0]), *told]


def _told(told: list[Reply], tr: Translator) -> list[str]:
    if not told:
        return []
    return [tr.plural("{n} person is told.", "{n} people are told.", len(told))]


def _undo(turn: Turn) -> list[Reply]:
    if not last_change(turn.session):
        return [prefixed(turn.tr("There is nothing to undo."), begin(turn)[0])]
    days, told = calendar_changes.undo(turn.session, by=turn.event.person, now=turn.now)
    said = turn.tr("Undone: {days}", days=", ".join(turn.tr.date(day) for day in sorted(days)))
    return [prefixed("\n".join([said, *_told(told, turn.tr)]), begin(turn)[0]), *told]
