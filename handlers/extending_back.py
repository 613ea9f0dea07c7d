"""Taking the last change of a deadline back: the day before it holds again, and who has it to do is told."""

from collections.abc import Callable, Sequence
from datetime import date

from handlers.conversation import Choice, EventKind, Reply, strong
from handlers.extending_points import points_lines
from handlers.extending_told import affected_without, alone_without, tell_alone, tell_moved
from handlers.noting import note
from handlers.nudging_pages import campaign_of, deadline_of, page
from handlers.nudging_sending import find_recipients, unreached_lines
from handlers.reminder_budget import cost_lines
from handlers.reminder_duties import load_book
from handlers.reminder_words import names
from handlers.turn import Turn, ask, prefixed
from locales import Translator
from storage.queries.deadlines import due_days, last_change
from storage.queries.duties import UnitName
from storage.tables import DeadlineChange, Unit

SHORTEST = 3  # characters of a reason


def begin(turn: Turn) -> Reply:
    turn.move("nudging", "taking_back_reason", campaign=turn.data["campaign"], deadline=turn.data["deadline"])
    return _show_reason(turn)


def _last(turn: Turn) -> list[DeadlineChange]:
    return last_change(turn.session, turn.data["campaign"], turn.data["deadline"])


def _back(turn: Turn) -> Choice:
    return Choice("back", turn.tr("Back"), ("quay lai",))


def _show_reason(turn: Turn) -> Reply:
    words = turn.tr("For what reason is the change taken back? The units read it.")
    return ask(words, _back(turn), numbered=False)


def _take_reason(turn: Turn) -> list[Reply]:
    if turn.event.kind is not EventKind.TEXT or len(turn.text) < SHORTEST:
        return []
    reason = " ".join(turn.text.split())[:300]
    turn.move("nudging", "taking_back", **{**turn.data, "reason": reason, "changes": [row.id for row in _last(turn)]})
    return [_show_confirm(turn)]


def _wanted(rows: list[DeadlineChange]) -> list[int] | None:
    units = [row.unit_id for row in rows if row.unit_id is not None]
    return None if len(units) < len(rows) else units


def _show_confirm(turn: Turn) -> Reply:
    tr, deadline, rows = turn.tr, deadline_of(turn), _last(turn)
    if not rows:
        return page(turn, deadline.id)
    wanted = _wanted(rows)
    who = tr("all units") if wanted is None else names([turn.session.get_one(Unit, one).name for one in wanted], tr)
    what = deadline.title.within(tr.locale)
    moved = tr("{what} – {who}: until {date}", what=what, who=who, date=tr.long_date(rows[-1].due_on))
    lines = [strong(tr("Take this change back?")), moved]
    lines += [tr("Its reason was: {reason}", reason=rows[-1].reason), *_then(turn, rows)]
    units = load_book(turn.session, campaign_of(turn)).units
    lines += _points(turn, rows, [unit for name, unit in units.items() if wanted is None or name in wanted], tr)
    recipients = find_recipients(turn.session, [unit for unit, _ in affected_without(turn, rows)], tr, leaders=True)
    people = [*recipients.people, *(who.person_id for who, _ in alone_without(turn, rows))]
    lines += [
        tr.plural("{n} person gets a message.", "{n} people get a message.", len(people)),
        *cost_lines(turn.session, people, tr),
        *unreached_lines(recipients, tr),
    ]
    return ask("\n".join(lines), Choice("yes", tr("Take it back"), ("dong y", "huy gia han", "co")), _back(turn))


def _points(turn: Turn, rows: list[DeadlineChange], units: Sequence[Unit | UnitName], tr: Translator) -> list[str]:
    """Where it counted, the day that counts without it: an earlier decision's, or the plan's own."""
    return points_lines(turn, units, tr, again=True, without=rows) if any(row.counts for row in rows) else []


def _then(turn: Turn, rows: list[DeadlineChange]) -> list[str]:
    """The day that holds afterwards, and that it has passed, where it has."""
    tr, days = turn.tr, due_days(turn.session, turn.data["campaign"], without=rows)
    found = {days.of(deadline_of(turn), row.unit_id) for row in rows}
    lines = []
    for day in sorted(found, key=lambda each: each or date.min):
        if day is None:
            lines.append(tr("There is no date then: nobody is reminded."))
            continue
        line = tr("Then it is due by the end of {date}.", date=tr.long_date(day))
        lines.append(line + " " + tr("That has passed: who has not done it is overdue.") if day < turn.today else line)
    return lines


def _take_confirm(turn: Turn) -> list[Reply]:
    if turn.choice != "yes":
        return []
    rows, deadline = _last(turn), deadline_of(turn)
    if [row.id for row in rows] != turn.data["changes"]:  # somebody else changed it meanwhile
        turn.remember(changes=[row.id for row in rows])
        return [_show_confirm(turn)]
    affected, alone = affected_without(turn, rows), alone_without(turn, rows)
    before = load_book(turn.session, campaign_of(turn)).days
    for row in rows:
        row.undone_at = turn.now
    turn.session.flush()
    after = load_book(turn.session, campaign_of(turn)).days
    for row in rows:
        _note(turn, row, before.of(deadline, row.unit_id), after.of(deadline, row.unit_id))
    sent = tell_moved(
        turn, affected, why=turn.data["reason"], about_points=lambda turn, units, tr: _points(turn, rows, units, tr)
    )
    sent += tell_alone(turn, alone, why=turn.data["reason"])
    said = turn.tr("The change is taken back.")
    if sent:
        said += " " + turn.tr.plural("{n} person is told.", "{n} people are told.", len(sent))
    return [prefixed(said, page(turn, deadline.id)), *sent]


def _note(turn: Turn, row: DeadlineChange, before: date | None, after: date | None) -> None:
    note(
        turn,
        campaign_id=row.campaign_id,
        unit_id=row.unit_id,
        subject=f"deadline:{row.deadline}",
        action="taken back",
        before={"due_on": before.isoformat() if before else None, "counts": row.counts},
        after={"due_on": after.isoformat() if after else None, "counts": False},
        why=turn.data["reason"],
    )


SHOW: dict[str, Callable[[Turn], Reply]] = {"taking_back_reason": _show_reason, "taking_back": _show_confirm}
HANDLE: dict[str, Callable[[Turn], list[Reply]]] = {"taking_back_reason": _take_reason, "taking_back": _take_confirm}
